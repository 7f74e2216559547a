//! `[receipts]`: how a price is paid and divided between the funds, the city and the district.

use super::parameter::{Accepted, DatedValue};
use super::policy::Policy;
use super::policy::instrument::{Instrument, SplitChange};
use super::reader::Section;
use crate::portfolio::plot::PlotClass;

/// Most instalments of a price.
const MOST_INSTALMENTS: usize = 24;
/// Rounding that shares may show.
const SHARE_TOLERANCE: f64 = 1e-9;

/// One part of a price and when it is paid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Instalment {
    /// Months after the deal.
    pub months: usize,
    /// Share of the price.
    pub share: f64,
}

/// What is taken out of the net gain for a fund, from when on.
pub const ACCRUALS: [&str; 3] = ["education", "irrigation", "affordable_housing"];

/// `[receipts]`: how a price is paid and divided.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipts {
    /// Parts of the price, in order of time.
    pub instalments: Vec<Instalment>,
    /// Deposit a defaulting buyer loses, as a share of the reserve price.
    pub deposit_share: f64,
    /// Months from a default to the next listing.
    pub default_relist_months: usize,
    /// Handling fee on receipts.
    pub handling_fee_rate: f64,
    /// State land income fund on receipts.
    pub income_fund_rate: f64,
    /// Months until cost comes back to the reserve centre.
    pub return_lag_months: usize,
    /// Finance cost recognised on top of a plot's outlays.
    pub finance_allowance: f64,
    /// Accruals on the net gain, in the order of [`ACCRUALS`].
    pub accruals: [Vec<DatedValue>; 3],
    /// City's share of what is left, by class in the order of [`PlotClass::ALL`].
    pub city_share: [f64; 3],
    /// Share of the district's gain injected into the reserve centre.
    pub reinvested_share: f64,
}

impl Receipts {
    pub(super) fn read(section: &Section<'_>) -> Self {
        let receipts = Self {
            instalments: read_instalments(section),
            deposit_share: section.number("deposit_share", "share", &Accepted::share()),
            default_relist_months: section.count("default_relist_months", "months", 1..=600),
            handling_fee_rate: section.number("handling_fee_rate", "share", &Accepted::share()),
            income_fund_rate: section.number("income_fund_rate", "share", &Accepted::share()),
            return_lag_months: section.count("return_lag_months", "months", 0..=120),
            finance_allowance: section.number(
                "finance_allowance",
                "share",
                &Accepted::number(0.0..=5.0),
            ),
            accruals: section.section("accrual", |accrual| {
                ACCRUALS.map(|name| accrual.dated(name, "share", &Accepted::share()))
            }),
            city_share: section.section("city_share", |share| {
                PlotClass::ALL.map(|class| share.number(class.name(), "share", &Accepted::share()))
            }),
            reinvested_share: section.number("reinvested_share", "share", &Accepted::share()),
        };
        let rates = section.ends("handling_fee_rate", receipts.handling_fee_rate).1
            + section.ends("income_fund_rate", receipts.income_fund_rate).1;
        if section.sound(&["handling_fee_rate", "income_fund_rate"]) && rates > 1.0 {
            section.find(
                "income_fund_rate",
                format!("rates on the price that sum to {rates}"),
                "a handling fee and an income fund of at most 1 together",
            );
        }
        let greatest: f64 =
            (0..ACCRUALS.len()).map(|at| receipts.highest_accrual(section, at)).sum();
        if section.sound(&["accrual"]) && greatest > 1.0 {
            section.find(
                "accrual",
                format!("rates that sum to {greatest}"),
                "accruals of at most 1 together",
            );
        }
        receipts
    }

    /// Highest rate that an accrual can have; `section` is that of the receipts.
    fn highest_accrual(&self, section: &Section<'_>, at: usize) -> f64 {
        section.ends_of_steps(&format!("accrual.{}", ACCRUALS[at]), &self.accruals[at]).1
    }
}

pub(super) fn read_instalments(section: &Section<'_>) -> Vec<Instalment> {
    let instalments = section.each("instalment", |instalment| {
        let read = Instalment {
            months: instalment.count("months", "months", 0..=120),
            share: instalment.number("share", "share", &Accepted::share()),
        };
        instalment.refuse_uncertain(&["months", "share"]);
        read
    });
    if !section.sound(&["instalment"]) {
        return instalments;
    }
    // An empty sum is -0, which adding 0 turns into what people call zero.
    let total = instalments.iter().map(|instalment| instalment.share).sum::<f64>() + 0.0;
    let in_order = instalments.windows(2).all(|pair| pair[0].months < pair[1].months);
    let few = (1..=MOST_INSTALMENTS).contains(&instalments.len());
    if !in_order || !few || (total - 1.0).abs() > SHARE_TOLERANCE {
        let found = format!("{} instalments that sum to {total}", instalments.len());
        section.find("instalment", found, format!("1 to {MOST_INSTALMENTS} tables [[receipts.instalment]] in order of months with shares that sum to 1"));
    }
    instalments
}

/// Notes rates that exceed 1 together once policies change some of them, whichever are in force at a
/// time.
pub(super) fn check_splits(root: &Section<'_>, receipts: &Receipts, policies: &[Policy]) {
    let changes: Vec<(&str, &SplitChange)> = policies
        .iter()
        .filter_map(|policy| match &policy.instrument {
            Instrument::RevenueSplit(change) => Some((policy.id.as_str(), &**change)),
            _ => None,
        })
        .collect();
    if changes.is_empty() || !root.sound(&["receipts", "policy"]) {
        return;
    }
    let greatest = |own: f64, key: &str, of: &dyn Fn(&SplitChange) -> Option<f64>| {
        let of_policy = |(id, change): &(&str, &SplitChange)| {
            of(change).map(|rate| root.ends(&format!("policy[{id}].{key}"), rate).1)
        };
        changes.iter().filter_map(of_policy).fold(own, f64::max)
    };
    let own = |key: &str, rate: f64| root.ends(&format!("receipts.{key}"), rate).1;
    let (fee, fund) = ("handling_fee_rate", "income_fund_rate");
    let rates = greatest(own(fee, receipts.handling_fee_rate), fee, &|c| c.handling_fee_rate)
        + greatest(own(fund, receipts.income_fund_rate), fund, &|c| c.income_fund_rate);
    let accruals: f64 = (0..ACCRUALS.len())
        .map(|at| {
            let key = format!("accrual.{}", ACCRUALS[at]);
            let own = root.ends_of_steps(&format!("receipts.{key}"), &receipts.accruals[at]).1;
            greatest(own, &key, &|change| change.accruals[at])
        })
        .sum();
    for (sum, accepted) in [
        (rates, "a handling fee and an income fund of at most 1 together, whatever is in force"),
        (accruals, "accruals of at most 1 together, whatever is in force"),
    ] {
        if sum > 1.0 {
            root.find("policy", format!("rates of revenue_split that sum to {sum}"), accepted);
        }
    }
}
