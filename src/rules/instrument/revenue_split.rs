//! How receipts are divided between the funds, the city and the district.
//!
//! Rates are those of the month in which a receipt comes in, also of plots dealt before. A
//! change that depends on a trigger is known only as it stands when a deal is made, and
//! binds all its instalments: receipts are posted at the deal for the months in which they
//! come in.

use crate::portfolio::plot::PlotClass;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::receipts::ACCRUALS;
use crate::rules::revenue_split::RevenueSplit;
use crate::rules::terms::{Terms, set};

use super::kind::{InForce, InstrumentKind};

/// New rates of the division of receipts; what is `None` stays as it is. That rates on one
/// base cannot exceed 1 together, whichever policies are in force, is checked when a
/// scenario is read.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RevenueSplitChange {
    /// Handling fee (土地出让业务费) as a share of the receipt.
    pub handling_fee_rate: Option<f64>,
    /// State land income fund (国有土地收益基金) as a share of the receipt.
    pub income_fund_rate: Option<f64>,
    /// Accruals as shares of the net gain, in the order of [`ACCRUALS`].
    pub accruals: [Option<f64>; 3],
    /// City's share of the gain after accruals, by class in the order of
    /// [`PlotClass::ALL`].
    pub city_share: [Option<f64>; 3],
    /// Share of the district land gain that is injected into the reserve centre.
    pub reinvested_share: Option<f64>,
}

impl RevenueSplitChange {
    /// Puts the rates that it states in the place of those of `split`.
    pub fn put_into(&self, split: &mut RevenueSplit) {
        set(&mut split.handling_fee_rate, self.handling_fee_rate);
        set(&mut split.income_fund_rate, self.income_fund_rate);
        for (rate, new) in split.accruals.iter_mut().zip(self.accruals) {
            set(rate, new);
        }
        for (rate, new) in split.city_share.iter_mut().zip(self.city_share) {
            set(rate, new);
        }
        set(&mut split.reinvested_share, self.reinvested_share);
    }
}

impl InstrumentKind for RevenueSplitChange {
    fn read(section: &Section<'_>) -> Self {
        let rate = |section: &Section<'_>, key| {
            section.optional_number(key, "share", &Accepted::share())
        };
        Self {
            handling_fee_rate: rate(section, "handling_fee_rate"),
            income_fund_rate: rate(section, "income_fund_rate"),
            accruals: section
                .optional("accrual", |accrual| ACCRUALS.map(|name| rate(accrual, name)))
                .unwrap_or_default(),
            city_share: section
                .optional("city_share", |share| {
                    PlotClass::ALL.map(|class| rate(share, class.name()))
                })
                .unwrap_or_default(),
            reinvested_share: rate(section, "reinvested_share"),
        }
    }

    fn apply(&self, terms: &mut Terms, _: InForce) {
        self.put_into(&mut terms.revenue_split);
    }

    fn change_split(&self, split: &mut RevenueSplit) {
        self.put_into(split);
    }
}
