//! The division of a receipt: every yuan in exactly one place.

use crate::scenario::programme::Receipts;

/// What a deal's receipts are divided by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Basis {
    /// Hammer price (CNY).
    pub price: f64,
    /// Recognised cost with finance allowance (CNY).
    pub cost: f64,
    /// City's share of the gain after accruals.
    pub city_share: f64,
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

/// Divides the receipt `gross` of a deal at the accrual rates of its month.
pub fn divide(rules: &Receipts, basis: &Basis, accrual_rates: [f64; 3], gross: f64) -> Division {
    let handling_fee = gross * rules.handling_fee_rate;
    let income_fund = gross * rules.income_fund_rate;
    let divisible = gross - handling_fee - income_fund;
    let cost_due = if basis.price > 0.0 { gross / basis.price * basis.cost } else { 0.0 };
    let cost = divisible.min(cost_due);
    let net_gain = divisible - cost;
    let accruals = accrual_rates.map(|rate| rate * net_gain);
    let after_accruals = net_gain - accruals[0] - accruals[1] - accruals[2];
    let city_share = basis.city_share * after_accruals;
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
