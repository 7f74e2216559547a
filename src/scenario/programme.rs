//! `[[zone]]`, `[reserve]`, `[auction]`, `[finance]` and `[delivery]`: the rules of
//! the programme, each struct the mirror of its table with the same names.

use super::Use;
use super::parameter::{Accepted, DatedValue};
use super::reader::Section;
use crate::quantity::count;
use crate::uncertainty::bidder_count::BidderCount;

/// Longest duration a rule may state (months).
const LONGEST: f64 = 600.0;
/// Largest mean number of bidders; keeps the inversion of the count exact.
const MOST_EXPECTED_BIDDERS: f64 = 500.0;

/// A part of the district with its price level.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Identity, the plots' `zone`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Floor price by use at month 0 for quality 1 (CNY/m² of floor area).
    pub base_price: [f64; 2],
}

pub(super) fn read_zones(root: &Section<'_>) -> Vec<Zone> {
    let price = Accepted::number(0.0..=1e7);
    let mut zones = root.each("zone", |zone| Zone {
        id: zone.text("id"),
        name: zone.text("name"),
        base_price: [
            zone.number("base_price_residential", "CNY/m2", &price),
            zone.number("base_price_commercial_office", "CNY/m2", &price),
        ],
    });
    zones.sort_by(|left, right| left.id.cmp(&right.id));
    if zones.is_empty() && root.sound(&["zone"]) {
        root.find("zone", "no zone", "one table [[zone]] for each zone of the portfolio");
    }
    for pair in zones.windows(2) {
        let stated = !pair[0].id.is_empty() || root.sound(&["zone"]);
        if stated && pair[0].id == pair[1].id {
            root.find("zone", format!("the id {:?} twice", pair[0].id), "zones with different ids");
        }
    }
    zones
}

/// `[reserve]`: acquisition and preparation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reserve {
    /// Log acquisition cost per log house price.
    pub house_price_elasticity: f64,
    /// Share of a residential price displacement that appraisals of old housing feel.
    pub displacement_pass_through: f64,
    /// Log standard deviation of acquisition cost around its estimate.
    pub acquisition_cost_sd: f64,
    /// Log standard deviation of acquisition duration.
    pub acquisition_duration_sd: f64,
    /// Log standard deviation of preparation cost.
    pub preparation_cost_sd: f64,
    /// Log standard deviation of preparation duration.
    pub preparation_duration_sd: f64,
    /// Administration as a share of the month's acquisition and preparation outlays.
    pub administration_rate: f64,
    /// Share of the compensation that must be at hand before the decision.
    pub funding_ratio: f64,
    /// Households that can be resettled in a calendar year.
    pub clearance_capacity: f64,
    /// Probability that the second consultation round fails.
    pub consultation_failure: f64,
    /// Wait before the next round (months).
    pub consultation_retry_months: usize,
}

impl Reserve {
    pub(super) fn read(section: &Section<'_>) -> Self {
        let spread = Accepted::number(0.0..=3.0);
        Self {
            house_price_elasticity: section.number(
                "house_price_elasticity",
                "log per log",
                &Accepted::number(0.0..=5.0),
            ),
            displacement_pass_through: section.number(
                "displacement_pass_through",
                "share",
                &Accepted::share(),
            ),
            acquisition_cost_sd: section.number("acquisition_cost_sd", "log", &spread),
            acquisition_duration_sd: section.number("acquisition_duration_sd", "log", &spread),
            preparation_cost_sd: section.number("preparation_cost_sd", "log", &spread),
            preparation_duration_sd: section.number("preparation_duration_sd", "log", &spread),
            administration_rate: section.number("administration_rate", "share", &Accepted::share()),
            funding_ratio: section.number("funding_ratio", "share", &Accepted::number(0.0..=2.0)),
            clearance_capacity: section.number(
                "clearance_capacity",
                "households per year",
                &Accepted::whole(0.0..=1e6),
            ),
            consultation_failure: section.number(
                "consultation_failure",
                "probability",
                &Accepted::share(),
            ),
            consultation_retry_months: section.count(
                "consultation_retry_months",
                "months",
                1..=600,
            ),
        }
    }
}

/// `[auction]`: listing, reserve price, bidders, relisting.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Auction {
    /// Months from listing to the result.
    pub notice_months: usize,
    /// Age of the appraisal at listing (months).
    pub appraisal_lag_months: usize,
    /// Reserve price as a share of the appraised value.
    pub reserve_ratio: f64,
    /// Whether the reserve price is at least the plot's cost.
    pub cost_floor: bool,
    /// Cut of the reserve price after each failed round.
    pub cut_per_failed_round: f64,
    /// Months from a failure to the next listing.
    pub relist_months: usize,
    /// Rounds after which a plot is withdrawn.
    pub max_rounds: usize,
    /// Largest premium over the reserve price; `None`: no cap.
    pub premium_cap: Option<f64>,
    /// Fixed price of affordable and of public floor area (CNY/m²).
    pub administered_price: [f64; 2],
    /// How the number of bidders scatters.
    pub bidder_count: BidderCount,
    /// Mean number of bidders in a market at rest.
    pub bidder_mean: f64,
    /// Least mean number of bidders.
    pub bidder_mean_least: f64,
    /// Greatest mean number of bidders.
    pub bidder_mean_greatest: f64,
    /// Log standard deviation of a plot's own value.
    pub plot_value_sd: f64,
    /// Share of a plot's own value (its log) that the appraisal knows; 0: it knows quality and zone alone.
    pub appraisal_knowledge: f64,
    /// Log shift of valuations against the market value.
    pub bid_bias: f64,
    /// Log valuation per log of developers' demand; 0: demand moves the number of bidders alone.
    pub bid_demand_elasticity: f64,
    /// Log standard deviation of valuations of one plot.
    pub bid_sd: f64,
    /// Floor area the market absorbs in a year, by use (m² per year).
    pub absorption: [f64; 2],
    /// Elasticity of bidders to recent sales over absorption.
    pub absorption_elasticity: f64,
    /// Probability that the district's own company takes a failed plot at the reserve price.
    pub state_buyer_probability: f64,
}

impl Auction {
    pub(super) fn read(section: &Section<'_>) -> Self {
        let bidders = Accepted::number(0.0..=MOST_EXPECTED_BIDDERS);
        let auction = Self {
            notice_months: section.count("notice_months", "months", 0..=24),
            appraisal_lag_months: section.count("appraisal_lag_months", "months", 0..=60),
            reserve_ratio: section.number("reserve_ratio", "share", &Accepted::number(0.0..=5.0)),
            cost_floor: section.flag("cost_floor"),
            cut_per_failed_round: section.number(
                "cut_per_failed_round",
                "share",
                &Accepted::share(),
            ),
            relist_months: section.count("relist_months", "months", 1..=600),
            max_rounds: section.count("max_rounds", "rounds", 1..=100),
            premium_cap: section.optional_number(
                "premium_cap",
                "share",
                &Accepted::number(0.0..=100.0),
            ),
            administered_price: read_administered_price(section),
            bidder_count: read_bidder_count(section),
            bidder_mean: section.number("bidder_mean", "bidders", &bidders),
            bidder_mean_least: section.number("bidder_mean_least", "bidders", &bidders),
            bidder_mean_greatest: section.number("bidder_mean_greatest", "bidders", &bidders),
            plot_value_sd: section.number("plot_value_sd", "log", &Accepted::number(0.0..=3.0)),
            appraisal_knowledge: section.number("appraisal_knowledge", "share", &Accepted::share()),
            bid_bias: section.number("bid_bias", "log", &Accepted::number(-3.0..=3.0)),
            bid_demand_elasticity: section.number(
                "bid_demand_elasticity",
                "log per log",
                &Accepted::number(0.0..=3.0),
            ),
            bid_sd: section.number("bid_sd", "log", &Accepted::number(0.0..=3.0)),
            absorption: read_absorption(section),
            absorption_elasticity: section.number(
                "absorption_elasticity",
                "log per log",
                &Accepted::number(0.0..=10.0),
            ),
            state_buyer_probability: section.number(
                "state_buyer_probability",
                "probability",
                &Accepted::share(),
            ),
        };
        let (_, least) = section.ends("bidder_mean_least", auction.bidder_mean_least);
        let (greatest, _) = section.ends("bidder_mean_greatest", auction.bidder_mean_greatest);
        if section.sound(&["bidder_mean_least", "bidder_mean_greatest"]) && least > greatest {
            section.find("bidder_mean_least", format!("{least}"), "at most bidder_mean_greatest");
        }
        auction
    }
}

fn read_administered_price(section: &Section<'_>) -> [f64; 2] {
    let price = Accepted::number(0.0..=1e7);
    ["administered_price_affordable", "administered_price_public"]
        .map(|key| section.number(key, "CNY/m2", &price))
}

fn read_absorption(section: &Section<'_>) -> [f64; 2] {
    let area = Accepted::number(1.0..=1e9);
    ["absorption_residential", "absorption_commercial_office"]
        .map(|key| section.number(key, "m2 per year", &area))
}

fn read_bidder_count(section: &Section<'_>) -> BidderCount {
    section.tolerate(&["bidder_shape"]);
    match section.choice("bidder_count", &["negative_binomial", "poisson", "fixed"]) {
        0 => BidderCount::NegativeBinomial {
            shape: section.number("bidder_shape", "shape", &Accepted::number(0.01..=1e6)),
        },
        1 => BidderCount::Poisson,
        _ => BidderCount::Fixed,
    }
}

/// `[finance]`: the reserve centre's cash and debt.
#[derive(Debug, Clone, PartialEq)]
pub struct Finance {
    /// Cash at month 0 (CNY).
    pub opening_cash: f64,
    /// Debt at month 0 (CNY).
    pub opening_debt: f64,
    /// Cash below which the centre borrows (CNY).
    pub min_cash: f64,
    /// Cash above `min_cash` that it keeps before repaying early (CNY).
    pub cash_buffer: f64,
    /// Most debt the lenders allow (CNY).
    pub facility_limit: Vec<DatedValue>,
    /// Most debt as a share of the appraised value of cleared unsold plots.
    pub loan_to_value: f64,
    /// Months after which a draw falls due.
    pub loan_term_months: usize,
    /// What the centre pays over the lending rate (per year).
    pub spread: f64,
}

impl Finance {
    pub(super) fn read(section: &Section<'_>) -> Self {
        let money = Accepted::money();
        Self {
            opening_cash: section.number("opening_cash", "CNY", &money),
            opening_debt: section.number("opening_debt", "CNY", &money),
            min_cash: section.number("min_cash", "CNY", &money),
            cash_buffer: section.number("cash_buffer", "CNY", &money),
            facility_limit: section.dated("facility_limit", "CNY", &money),
            loan_to_value: section.number("loan_to_value", "share", &Accepted::number(0.0..=5.0)),
            loan_term_months: section.count("loan_term_months", "months", 1..=600),
            spread: section.number("spread", "per year", &Accepted::number(-0.1..=1.0)),
        }
    }
}

/// Building time of plots whose main use and size match.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildTime {
    /// Main use.
    pub of_use: Use,
    /// Largest floor area of the class (m²); `None`: no limit.
    pub gfa_up_to: Option<f64>,
    /// Mean (months).
    pub mean: f64,
    /// Standard deviation (months).
    pub sd: f64,
}

/// `[delivery]`: start and completion of works, idle land.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// Months from the deal to the handover of the site.
    pub handover_lag_months: usize,
    /// Building times; the first match counts.
    pub build: Vec<BuildTime>,
    /// Floor area of one phase (m²).
    pub phase_gfa: f64,
    /// Months after handover from which land is idle.
    pub idle_after_months: usize,
    /// Months after handover from which it may be repossessed.
    pub repossess_after_months: usize,
    /// Probability that idleness is the government's fault.
    pub government_fault_probability: f64,
    /// Probability that the idle-land fee is charged.
    pub idle_fee_probability: f64,
    /// The fee as a share of the price.
    pub idle_fee_share: f64,
    /// Probability that repossession is enforced.
    pub repossession_probability: f64,
}

impl Delivery {
    pub(super) fn read(section: &Section<'_>) -> Self {
        let delivery = Self {
            handover_lag_months: section.count("handover_lag_months", "months", 0..=120),
            build: section.each("build", read_build_time),
            phase_gfa: section.number("phase_gfa", "m2", &Accepted::number(1.0..=1e8)),
            idle_after_months: section.count("idle_after_months", "months", 0..=600),
            repossess_after_months: section.count("repossess_after_months", "months", 0..=600),
            government_fault_probability: section.number(
                "government_fault_probability",
                "probability",
                &Accepted::share(),
            ),
            idle_fee_probability: section.number(
                "idle_fee_probability",
                "probability",
                &Accepted::share(),
            ),
            idle_fee_share: section.number("idle_fee_share", "share", &Accepted::share()),
            repossession_probability: section.number(
                "repossession_probability",
                "probability",
                &Accepted::share(),
            ),
        };
        let sound = section.sound(&["build"]);
        for of_use in Use::ALL {
            if sound
                && !delivery
                    .build
                    .iter()
                    .any(|class| class.of_use == of_use && class.gfa_up_to.is_none())
            {
                section.find(
                    "build",
                    format!("no class without `gfa_up_to` for {}", of_use.name()),
                    "a last [[delivery.build]] of each use without `gfa_up_to`",
                );
            }
        }
        let repossess = count(delivery.repossess_after_months);
        let (repossess, _) = section.ends("repossess_after_months", repossess);
        let (_, idle) = section.ends("idle_after_months", count(delivery.idle_after_months));
        if section.sound(&["idle_after_months", "repossess_after_months"]) && repossess < idle {
            section.find(
                "repossess_after_months",
                format!("{repossess}"),
                "at least idle_after_months",
            );
        }
        delivery
    }
}

fn read_build_time(section: &Section<'_>) -> BuildTime {
    BuildTime {
        of_use: Use::ALL[section.choice("use", &Use::ALL.map(Use::name))],
        gfa_up_to: section.optional_number("gfa_up_to", "m2", &Accepted::number(0.0..=1e8)),
        mean: section.number("mean", "months", &Accepted::number(1.0..=LONGEST)),
        sd: section.number("sd", "months", &Accepted::number(0.0..=LONGEST)),
    }
}
