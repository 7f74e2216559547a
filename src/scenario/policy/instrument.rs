//! What a policy changes: typed instruments with their own keys.

use crate::portfolio::plot::PlotClass;
use crate::quantity::SQUARE_METRES_PER_HECTARE;
use crate::scenario::Use;
use crate::scenario::parameter::{Accepted, DatedValue};
use crate::scenario::reader::Section;
use crate::scenario::receipts::{ACCRUALS, Instalment, read_instalments};

/// What a policy changes; what is `None` stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Instrument {
    /// Purchase restriction (限购), credit tightening or easing.
    Demand {
        /// Factor on the mean number of bidders.
        demand_multiplier: f64,
        /// Displacement of land prices by use (log).
        price_displacement: [f64; 2],
        /// Months over which the displacement builds up.
        ramp_months: usize,
    },
    /// Borrowing of the reserve centre.
    ReserveFinance {
        /// Most debt the lenders allow (CNY).
        facility_limit: Option<f64>,
        /// Most debt as a share of the collateral.
        loan_to_value: Option<f64>,
        /// Whether new draws are barred; existing debt then runs off.
        loan_ban: bool,
        /// Months over which debt runs off under a ban.
        runoff_months: usize,
        /// Special bonds that may be drawn in a calendar year beside the loans (CNY).
        bond_quota: f64,
        /// Policy rate that lending rates follow (per year); empty: as it is.
        policy_rate: Vec<DatedValue>,
    },
    /// Expropriation regime (征收条例), for acquisitions that start under it.
    Expropriation {
        /// Factor on compensation.
        acquisition_cost_multiplier: f64,
        /// Factor on its duration.
        acquisition_duration_multiplier: f64,
        /// Share of the compensation that must be at hand.
        funding_ratio: Option<f64>,
        /// Probability that the second consultation round fails.
        consultation_failure: Option<f64>,
    },
    /// Households that can be resettled in a calendar year.
    ClearanceCapacity(f64),
    /// How the reserve price is set and what follows a failure.
    ReservePriceRule {
        /// Reserve price as a share of the appraised value.
        reserve_ratio: Option<f64>,
        /// Whether it is at least the plot's cost.
        cost_floor: Option<bool>,
        /// Cut after each failed round.
        cut_per_failed_round: Option<f64>,
        /// Months from a failure to the next listing.
        relist_months: Option<usize>,
        /// Rounds after which a plot is withdrawn.
        max_rounds: Option<usize>,
    },
    /// Largest premium over the reserve price (限价, 熔断).
    PremiumCap(f64),
    /// How the price of plots dealt under it is paid.
    PaymentTerms {
        /// Parts of the price; empty: as they are.
        instalments: Vec<Instalment>,
        /// Deposit as a share of the reserve price.
        deposit_share: Option<f64>,
    },
    /// What may be listed in a calendar year.
    SaleQuota {
        /// Land (m²).
        land_m2: f64,
        /// Plots.
        plots: f64,
    },
    /// Listing only in some months of the year (集中供地): those whose bit is set, January first.
    BatchedSupply {
        /// Bits of the months.
        months: u16,
    },
    /// Plots held back while prices are low.
    MarketTimedDisposal {
        /// Share of the trailing twelve-month maximum below which the price is low.
        share_of_peak: f64,
        /// Longest time a plot is held back (months).
        longest_hold_months: usize,
    },
    /// Probability that the district's own company takes a failed plot (城投托底).
    StateBuyer(f64),
    /// Idle-land enforcement (闲置土地).
    IdleLand {
        /// Probability that the fee is charged.
        idle_fee_probability: Option<f64>,
        /// Probability that repossession is enforced.
        repossession_probability: Option<f64>,
    },
    /// How receipts are divided; boxed because it is much larger than the others.
    RevenueSplit(Box<SplitChange>),
    /// Share of residential floor area that becomes affordable housing in plots listed under it (配建).
    AffordableSetAside(f64),
}

/// New rates of the division of receipts; what is `None` stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SplitChange {
    /// Handling fee on receipts.
    pub handling_fee_rate: Option<f64>,
    /// State land income fund on receipts.
    pub income_fund_rate: Option<f64>,
    /// Accruals on the net gain, in the order of [`ACCRUALS`].
    pub accruals: [Option<f64>; 3],
    /// City's share of what is left, by class in the order of [`PlotClass::ALL`].
    pub city_share: [Option<f64>; 3],
    /// Share of the district's gain injected into the reserve centre.
    pub reinvested_share: Option<f64>,
}

/// Names of the instruments. The first three differ in name alone: what a measure is called says
/// why it is taken.
const INSTRUMENTS: [&str; 16] = [
    "purchase_restriction",
    "credit_tightening",
    "easing",
    "reserve_finance",
    "expropriation",
    "clearance_capacity",
    "reserve_price_rule",
    "premium_cap",
    "payment_terms",
    "sale_quota",
    "batched_supply",
    "market_timed_disposal",
    "state_buyer",
    "idle_land",
    "revenue_split",
    "affordable_set_aside",
];

impl Instrument {
    pub(super) fn read(section: &Section<'_>) -> Self {
        read_instrument(section)
    }
}

fn read_instrument(section: &Section<'_>) -> Instrument {
    let share = Accepted::share();
    match section.choice("instrument", &INSTRUMENTS) {
        0..=2 => read_demand(section),
        3 => read_finance(section),
        4 => read_expropriation(section),
        5 => Instrument::ClearanceCapacity(section.number(
            "clearance_capacity",
            "households per year",
            &Accepted::whole(0.0..=1e6),
        )),
        6 => read_reserve_price_rule(section),
        7 => Instrument::PremiumCap(section.number(
            "premium_cap",
            "share",
            &Accepted::number(0.0..=100.0),
        )),
        8 => Instrument::PaymentTerms {
            instalments: if section.has("instalment") {
                read_instalments(section)
            } else {
                Vec::new()
            },
            deposit_share: section.optional_number("deposit_share", "share", &share),
        },
        9 => read_quota(section),
        10 => Instrument::BatchedSupply { months: read_months(section) },
        11 => Instrument::MarketTimedDisposal {
            share_of_peak: section.number("share_of_peak", "share", &share),
            longest_hold_months: section.count("longest_hold_months", "months", 1..=600),
        },
        12 => {
            Instrument::StateBuyer(section.number("state_buyer_probability", "probability", &share))
        }
        13 => Instrument::IdleLand {
            idle_fee_probability: optional_probability(section, "idle_fee_probability"),
            repossession_probability: optional_probability(section, "repossession_probability"),
        },
        14 => Instrument::RevenueSplit(Box::new(read_split(section))),
        _ => Instrument::AffordableSetAside(section.number("affordable_share", "share", &share)),
    }
}

fn read_split(section: &Section<'_>) -> SplitChange {
    let rate =
        |section: &Section<'_>, key| section.optional_number(key, "share", &Accepted::share());
    SplitChange {
        handling_fee_rate: rate(section, "handling_fee_rate"),
        income_fund_rate: rate(section, "income_fund_rate"),
        accruals: section
            .optional("accrual", |accrual| ACCRUALS.map(|name| rate(accrual, name)))
            .unwrap_or_default(),
        city_share: section
            .optional("city_share", |share| PlotClass::ALL.map(|class| rate(share, class.name())))
            .unwrap_or_default(),
        reinvested_share: rate(section, "reinvested_share"),
    }
}

fn factor(section: &Section<'_>, key: &'static str) -> f64 {
    section.optional_number(key, "factor", &Accepted::number(0.0..=100.0)).unwrap_or(1.0)
}

fn optional_probability(section: &Section<'_>, key: &'static str) -> Option<f64> {
    section.optional_number(key, "probability", &Accepted::share())
}

pub(super) fn optional_count(
    section: &Section<'_>,
    key: &'static str,
    unit: &str,
    most: u32,
) -> Option<usize> {
    section.has(key).then(|| section.count(key, unit, 1..=most))
}

fn read_demand(section: &Section<'_>) -> Instrument {
    let log = Accepted::number(-5.0..=5.0);
    let displacement = |price: &Section<'_>| {
        Use::ALL.map(|of_use| price.optional_number(of_use.name(), "log", &log).unwrap_or(0.0))
    };
    Instrument::Demand {
        demand_multiplier: factor(section, "demand_multiplier"),
        price_displacement: section
            .optional("price_displacement", displacement)
            .unwrap_or_default(),
        ramp_months: optional_count(section, "ramp_months", "months", 600).unwrap_or(1),
    }
}

fn read_expropriation(section: &Section<'_>) -> Instrument {
    let ratio = Accepted::number(0.0..=2.0);
    Instrument::Expropriation {
        acquisition_cost_multiplier: factor(section, "acquisition_cost_multiplier"),
        acquisition_duration_multiplier: factor(section, "acquisition_duration_multiplier"),
        funding_ratio: section.optional_number("funding_ratio", "share", &ratio),
        consultation_failure: optional_probability(section, "consultation_failure"),
    }
}

fn read_reserve_price_rule(section: &Section<'_>) -> Instrument {
    let ratio = Accepted::number(0.0..=5.0);
    Instrument::ReservePriceRule {
        reserve_ratio: section.optional_number("reserve_ratio", "share", &ratio),
        cost_floor: section.has("cost_floor").then(|| section.flag("cost_floor")),
        cut_per_failed_round: section.optional_number(
            "cut_per_failed_round",
            "share",
            &Accepted::share(),
        ),
        relist_months: optional_count(section, "relist_months", "months", 600),
        max_rounds: optional_count(section, "max_rounds", "rounds", 100),
    }
}

fn read_finance(section: &Section<'_>) -> Instrument {
    let money = Accepted::money();
    Instrument::ReserveFinance {
        facility_limit: section.optional_number("facility_limit", "CNY", &money),
        loan_to_value: section.optional_number(
            "loan_to_value",
            "share",
            &Accepted::number(0.0..=5.0),
        ),
        loan_ban: section.has("loan_ban") && section.flag("loan_ban"),
        runoff_months: if section.has("runoff_months") {
            section.count("runoff_months", "months", 1..=600)
        } else {
            1
        },
        bond_quota: section.optional_number("bond_quota", "CNY per year", &money).unwrap_or(0.0),
        policy_rate: section
            .optional_dated("policy_rate", "per year", &Accepted::share())
            .unwrap_or_default(),
    }
}

fn read_quota(section: &Section<'_>) -> Instrument {
    let land = section.optional_number("land_ha", "ha per year", &Accepted::number(0.0..=1e6));
    let plots = section.optional_number("plots", "plots per year", &Accepted::whole(0.0..=1e6));
    if section.sound(&["land_ha", "plots"]) && land.is_none() && plots.is_none() {
        section.find("land_ha", "nothing", "`land_ha`, `plots` or both");
    }
    Instrument::SaleQuota {
        land_m2: land.map_or(f64::INFINITY, |hectares| hectares * SQUARE_METRES_PER_HECTARE),
        plots: plots.unwrap_or(f64::INFINITY),
    }
}

/// Months of the year as bits, January first.
fn read_months(section: &Section<'_>) -> u16 {
    let count = section.list_length("months").clamp(1, 12);
    let months =
        section.numbers("months", "month of the year", &Accepted::whole(1.0..=12.0), count);
    months.iter().fold(0, |bits, month| bits | 1 << (crate::quantity::index(*month) - 1))
}
