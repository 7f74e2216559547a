//! The division of a receipt: every yuan in exactly one place.
//!
//! ```text
//! receipt = handling fee + income fund + cost portion + accruals + city's share + district gain
//! ```
//!
//! # Why plot by plot
//!
//! A plot whose cost exceeds its price (倒挂) has no net gain, and nothing is taken out of a
//! loss; its loss is not set against another plot's gain either. So accruals of a programme
//! are above the rate times its total gain, as an office's are.

use super::receipts::Receipts;

/// The rates by which the receipts of a month are divided, each a share from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RevenueSplit {
    /// Handling fee as a share of the receipt.
    pub handling_fee_rate: f64,
    /// State land income fund as a share of the receipt.
    pub income_fund_rate: f64,
    /// Accruals as shares of the net gain: education, irrigation, affordable housing.
    pub accruals: [f64; 3],
    /// City's share of the gain after accruals, by class of the plot.
    pub city_share: [f64; 3],
    /// Share of the district land gain that is injected into the reserve centre; the
    /// division itself does not use it.
    pub reinvested_share: f64,
}

impl RevenueSplit {
    /// The rates without any policy, with the accruals of a month.
    pub fn new(receipts: &Receipts, accruals: [f64; 3]) -> Self {
        Self {
            handling_fee_rate: receipts.handling_fee_rate,
            income_fund_rate: receipts.income_fund_rate,
            accruals,
            city_share: receipts.city_share,
            reinvested_share: receipts.reinvested_share,
        }
    }
}

/// What of a deal its receipts are divided by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DealTerms {
    /// Hammer price (CNY).
    pub price: f64,
    /// Cost that is recognised for return: sunk cost, compensation, preparation,
    /// administration, and the finance allowance on them (CNY).
    pub cost: f64,
    /// Class of the plot, as a place among [`RevenueSplit::city_share`].
    pub class: usize,
}

/// A receipt, divided (CNY). All parts but `net_gain`, which the last three parts make up,
/// sum to `gross`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Division {
    /// The receipt that is divided.
    pub gross: f64,
    /// Handling fee of the land office.
    pub handling_fee: f64,
    /// What goes to the state land income fund, and so to the reserve centre.
    pub income_fund: f64,
    /// Cost portion, which comes back to the reserve centre after the return lag: the
    /// receipt's share of the recognised cost, at most what fee and fund leave.
    pub cost: f64,
    /// Net gain: the receipt less fee, fund and cost portion, before accruals.
    pub net_gain: f64,
    /// Accruals on the net gain: education, irrigation, affordable housing.
    pub accruals: [f64; 3],
    /// City's share of the net gain after accruals.
    pub city_share: f64,
    /// District land gain: what stays with the district.
    pub district_gain: f64,
}

/// Divides the receipt `gross` of a deal at the rates of its month.
///
/// With g the receipt, h the hammer price and C the recognised cost:
///
/// ```text
/// cost portion = min(g - fee - fund, g / h × C)
/// net gain     = g - fee - fund - cost portion
/// city's share = share of the class × (net gain - accruals)
/// ```
///
/// A price of 0 recovers no cost. A second yuan of the same deal is divided like the first,
/// so the division of instalments sums to that of the price, as long as rates do not change
/// between them.
///
/// ```
/// use landsim::rules::revenue_split::{DealTerms, RevenueSplit, divide};
///
/// let rates = RevenueSplit {
///     handling_fee_rate: 0.02,
///     income_fund_rate: 0.05,
///     accruals: [0.0, 0.0, 0.1],
///     city_share: [0.25, 0.5, 0.75],
///     reinvested_share: 0.3,
/// };
/// // A plot of the district's own class, sold for 1,000 at a cost of 530; half of it comes in.
/// let deal = DealTerms { price: 1000.0, cost: 530.0, class: 0 };
/// let half = divide(&rates, &deal, 500.0);
/// assert_eq!((half.handling_fee, half.income_fund, half.cost), (10.0, 25.0, 265.0));
/// assert_eq!((half.net_gain, half.accruals[2]), (200.0, 20.0));
/// assert_eq!((half.city_share, half.district_gain), (45.0, 135.0));
/// ```
pub fn divide(rates: &RevenueSplit, deal: &DealTerms, gross: f64) -> Division {
    let handling_fee = gross * rates.handling_fee_rate;
    let income_fund = gross * rates.income_fund_rate;
    let divisible = gross - handling_fee - income_fund;
    let cost_due = if deal.price > 0.0 { gross / deal.price * deal.cost } else { 0.0 };
    let cost = divisible.min(cost_due);
    let net_gain = divisible - cost;
    let accruals = rates.accruals.map(|rate| rate * net_gain);
    let after_accruals = net_gain - accruals[0] - accruals[1] - accruals[2];
    let city_share = rates.city_share[deal.class] * after_accruals;
    Division {
        gross,
        handling_fee,
        income_fund,
        cost,
        net_gain,
        accruals,
        city_share,
        district_gain: after_accruals - city_share,
    }
}

impl Division {
    /// The same division with every sign turned: what is posted when a defaulting buyer's
    /// instalment is undone.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            gross: -self.gross,
            handling_fee: -self.handling_fee,
            income_fund: -self.income_fund,
            cost: -self.cost,
            net_gain: -self.net_gain,
            accruals: self.accruals.map(|accrual| -accrual),
            city_share: -self.city_share,
            district_gain: -self.district_gain,
        }
    }

    /// What the receipt brings the district, reserve centre included: cost portion, income
    /// fund and district land gain (CNY).
    pub fn district_inflow(&self) -> f64 {
        self.cost + self.income_fund + self.district_gain
    }
}
