//! What every kind of instrument can do.

use crate::calendar::YearMonth;
use crate::catalogue::land_use::ByUse;
use crate::reader::section::Section;
use crate::rules::receipts::Instalment;
use crate::rules::revenue_split::RevenueSplit;
use crate::rules::terms::Terms;

/// What an instrument must know of its policy to change the rules of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce {
    /// Place of the policy's plan of payment among those of
    /// [`crate::rules::policy::payment_plans`]; meaningless where the instrument has none.
    pub payment_plan: usize,
    /// Calendar month whose rules are changed.
    pub date: YearMonth,
}

/// What an instrument does to the market in a month in which it is in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarketMove {
    /// Factor on the mean number of bidders, before it is held within its bounds.
    pub demand_multiplier: f64,
    /// What is added to log land prices, by use; it moves prices of the month alone.
    pub price_displacement: ByUse<f64>,
}

/// What every kind of instrument can do; most do one thing and leave the rest as it is.
pub trait InstrumentKind: Sized {
    /// Reads the keys of its own, beside those that every policy has (`id`, `from`,
    /// `until`, `while`, `instrument`). What is wrong is noted in the section's log, and
    /// some accepted value stands in.
    fn read(section: &Section<'_>) -> Self;

    /// Changes the rules of a month in which it is in force.
    fn apply(&self, _terms: &mut Terms, _in_force: InForce) {}

    /// How it moves the market `elapsed` months after it came into force; `None`: not at
    /// all.
    fn market_move(&self, _elapsed: usize) -> Option<MarketMove> {
        None
    }

    /// Policy rate that it sets on a date, which lending rates then follow (per year).
    fn policy_rate(&self, _date: YearMonth) -> Option<f64> {
        None
    }

    /// Plan by which the prices of plots dealt under it are paid; empty: the plan in force
    /// stays.
    fn instalments(&self) -> &[Instalment] {
        &[]
    }

    /// Changes the rates by which receipts of months to come are divided, while it is in force.
    fn change_split(&self, _split: &mut RevenueSplit) {}
}
