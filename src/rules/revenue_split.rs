//! The division of a receipt: every yuan in exactly one place.

use super::receipts::Receipts;

/// The rates by which receipts are divided.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RevenueSplit {
    /// Handling fee on receipts.
    pub handling_fee_rate: f64,
    /// State land income fund on receipts.
    pub income_fund_rate: f64,
    /// Accruals on the net gain: education, irrigation, affordable housing.
    pub accruals: [f64; 3],
    /// City's share of what is left, by class.
    pub city_share: [f64; 3],
    /// Share of the district's gain injected into the reserve centre.
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

/// What a deal's receipts are divided by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DealTerms {
    /// Hammer price (CNY).
    pub price: f64,
    /// Recognised cost with finance allowance (CNY).
    pub cost: f64,
    /// Class of the plot, as a place among [`RevenueSplit::city_share`].
    pub class: usize,
}

/// A receipt, divided (CNY).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Division {
    /// The receipt.
    pub gross: f64,
    /// Handling fee.
    pub handling_fee: f64,
    /// State land income fund.
    pub income_fund: f64,
    /// Cost portion.
    pub cost: f64,
    /// Net gain, before accruals.
    pub net_gain: f64,
    /// Accruals on it.
    pub accruals: [f64; 3],
    /// City's share of the rest.
    pub city_share: f64,
    /// What stays with the district.
    pub district_gain: f64,
}

/// Divides the receipt `gross` of a deal at the rates of its month.
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
    /// The reverse postings, when a defaulting buyer's instalment is undone.
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

    /// What it brings the district: cost, income fund and gain (CNY).
    pub fn district_inflow(&self) -> f64 {
        self.cost + self.income_fund + self.district_gain
    }
}
