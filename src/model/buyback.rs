//! The price at which idle land is bought back (收购存量闲置土地), by the one local rule that is
//! published in full (Shenzhen, 深规划资源〔2025〕358号 and 〔2026〕48号).
//!
//! # Why a cut
//!
//! The base price is the lower of the land's value today and what the firm paid. What the
//! government earns by the plot's original plan, after its costs of holding and financing it, may
//! be less; the price is cut until the purchase pays for itself.

use crate::calendar::Month;
use crate::catalogue::land_use::FloorKind;
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::quantity::{MONTHS_OF_A_YEAR, MONTHS_PER_YEAR, count};
use crate::rules::Rules;
use crate::rules::buyback::{Buyback, PurchaseRule, TaxBase};
use crate::rules::project::BondFees;

use super::plot::PlotModel;
use super::plot_index::{PlotIndex, Plots};

/// Idle land that is to be bought back, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct BuybackModel {
    /// The plot.
    pub plot: PlotIndex,
    /// Month of the first offer.
    pub offered: Month,
    /// Appraised value at month 0; `None`: by the zone's price (CNY).
    pub appraisal: Option<f64>,
    /// What the firm paid (CNY).
    pub original_price: Option<f64>,
    /// By how much the price is below the base.
    pub cut: Cut,
    /// Whether it may be sold for development only as the rules of resale say: market floor area
    /// is most of it.
    pub is_property: bool,
}

/// How the price comes to lie below the base.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cut {
    /// By a share that is stated.
    Stated(f64),
    /// By rule.
    ByRule {
        /// V1: value of the full term under the original plan, at month 0 (CNY).
        original_plan: f64,
        /// V2: benchmark value of the remaining term (CNY).
        benchmark: f64,
        /// Bond that pays for it.
        financing: Financing,
    },
}

/// What a purchase costs (CNY).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purchase {
    /// The price.
    pub price: f64,
    /// Deed and stamp tax.
    pub tax: f64,
}

impl Purchase {
    /// Price and tax.
    pub fn total(&self) -> f64 {
        self.price + self.tax
    }
}

impl BuybackModel {
    /// Idle land of a plot table in the order of its offers; plots without one are left out.
    pub fn all(rules: &Rules, table: &[Plot], plots: &Plots<PlotModel>) -> Vec<Self> {
        let mut all: Vec<Self> = plots
            .entries()
            .zip(table)
            .filter(|((_, plot), _)| plot.status == PlotStatus::Buyback)
            .filter_map(|((index, fixed), plot)| Self::new(index, fixed, plot, rules))
            .collect();
        all.sort_by_key(|one| (one.offered, one.plot));
        all
    }

    fn new(index: PlotIndex, fixed: &PlotModel, plot: &Plot, rules: &Rules) -> Option<Self> {
        let offered = Month::planned(fixed.reserve_start?).unwrap_or_default();
        let by_rule = || {
            let financing = financing_of(plot, rules);
            let (original_plan, benchmark) =
                (plot.value_original_plan_cny?, plot.value_benchmark_cny?);
            Some(Cut::ByRule { original_plan, benchmark, financing })
        };
        let gfa = plot.gfa();
        let of_market = gfa[FloorKind::Residential] + gfa[FloorKind::CommercialOffice];
        Some(Self {
            plot: index,
            offered,
            appraisal: plot.appraisal_cny,
            original_price: plot.original_price_cny,
            cut: plot.cut.map(Cut::Stated).or_else(by_rule).unwrap_or(Cut::Stated(0.0)),
            is_property: of_market > 0.5 * plot.gfa_m2(),
        })
    }

    /// What it costs at an appraisal of the month of the offer; `level` is what appraisals have
    /// become since month 0 (CNY).
    pub fn purchase(
        &self,
        rules: &Buyback,
        (land_m2, appraisal, level): (f64, f64, f64),
    ) -> Purchase {
        let base = base_price(appraisal, self.original_price);
        let price = match self.cut {
            Cut::Stated(cut) => base * (1.0 - cut),
            Cut::ByRule { original_plan, benchmark, financing } => {
                let offer = Offer {
                    land_m2,
                    original_plan: original_plan * level,
                    benchmark,
                    appraisal,
                    original_price: self.original_price,
                };
                rules.purchase.price(&offer, &financing).price.max(0.0)
            }
        };
        let taxed = match rules.tax_base {
            TaxBase::Base => base,
            TaxBase::Price => price,
        };
        Purchase { price, tax: rules.purchase.deed_and_stamp_tax * taxed }
    }
}

/// The first bond of the project that a plot belongs to, as what its purchase is financed with.
fn financing_of(plot: &Plot, rules: &Rules) -> Financing {
    let project = rules.projects.iter().find(|project| project.has(plot));
    let bond = project.and_then(|project| project.bonds_by_issue().first().copied().cloned());
    bond.map_or(Financing { years: 0, rate: 0.0, fees: BondFees::default() }, |bond| Financing {
        years: bond.term_months / MONTHS_OF_A_YEAR,
        rate: bond.coupon,
        fees: bond.fees,
    })
}

/// With what a purchase is financed until the land is sold again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Financing {
    /// Years that the land is held.
    pub years: usize,
    /// Coupon of the bond that pays for it (per year).
    pub rate: f64,
    /// Its fees.
    pub fees: BondFees,
}

/// What is known of a plot that may be bought (CNY).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offer {
    /// Site area (m²).
    pub land_m2: f64,
    /// V1: value of the full term under the original plan.
    pub original_plan: f64,
    /// V2: benchmark value of the remaining term.
    pub benchmark: f64,
    /// V3: appraised value of the remaining term now.
    pub appraisal: f64,
    /// What the firm paid for it, where that binds.
    pub original_price: Option<f64>,
}

/// The price with what it rests on (CNY).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PurchasePrice {
    /// Coefficient of the market over the years held.
    pub market_coefficient: f64,
    /// Income by the original plan.
    pub income: f64,
    /// The lower of appraisal and original price.
    pub base: f64,
    /// Interest and fees of a bond of the base price.
    pub finance_cost: f64,
    /// Holding over the years.
    pub holding_cost: f64,
    /// Deed and stamp tax.
    pub tax: f64,
    /// Cost of the auction.
    pub auction_cost: f64,
    /// All that the government pays beside the price.
    pub government_cost: f64,
    /// Price at which the purchase pays for itself.
    pub balance_price: f64,
    /// Least cut below the base, as a share.
    pub least_cut: f64,
    /// The cut, rounded up.
    pub cut: f64,
    /// The price: base less cut.
    pub price: f64,
}

/// The base price: the lower of appraised value and the firm's own cost (自然资发〔2024〕242号).
///
/// ```
/// use landsim::model::buyback::base_price;
///
/// // 苍溪, 2025, in units of 10,000 yuan: bought for 9,226.00, worth 9,224.83; cut by 2 %.
/// let base = base_price(9_224.83, Some(9_226.00));
/// assert_eq!(base, 9_224.83);
/// assert_eq!((base * (1.0 - 0.02) * 100.0).round() / 100.0, 9_040.33);
/// ```
pub fn base_price(appraisal: f64, original_price: Option<f64>) -> f64 {
    original_price.map_or(appraisal, |paid| paid.min(appraisal))
}

impl PurchaseRule {
    /// How prices move over so many years, when they have changed by a share (0.1 is a tenth up):
    /// a fall narrows year by year until it ends, a rise goes on.
    pub fn market_coefficient(&self, change: f64, years: usize) -> f64 {
        let (mut fall, mut coefficient) = (-change, 1.0);
        for year in 0..years {
            if change >= 0.0 {
                coefficient *= 1.0 + change;
                continue;
            }
            if year > 0 {
                fall -= if year < 3 { self.narrowing_first } else { self.narrowing_later };
            }
            coefficient *= 1.0 - fall.max(0.0);
        }
        coefficient
    }

    /// The price of an offer whose land is financed so until it is sold.
    pub fn price(&self, offer: &Offer, financing: &Financing) -> PurchasePrice {
        let Financing { years, rate, fees } = *financing;
        let change = (offer.appraisal - offer.benchmark) / offer.benchmark;
        let market_coefficient = self.market_coefficient(change, years);
        let income = offer.original_plan * market_coefficient;
        let base = base_price(offer.appraisal, offer.original_price);
        let interest = base * rate * count(years);
        let fees = fees.at_issue(base) + fees.with_payment(base + interest);
        let finance_cost = interest + fees;
        let holding_cost = self.holding * offer.land_m2 * count(years);
        let tax = self.deed_and_stamp_tax * base;
        let auction_cost = self.auction_cost * income;
        let technical = self.technical_support * base;
        let government_cost = finance_cost + holding_cost + tax + auction_cost + technical;
        let balance_price = income - government_cost;
        let least_cut = (1.0 - balance_price / base).max(0.0);
        let cut = if least_cut > 0.0 { self.rounded_up(least_cut) } else { self.least_cut };
        PurchasePrice {
            market_coefficient,
            income,
            base,
            finance_cost,
            holding_cost,
            tax,
            auction_cost,
            government_cost,
            balance_price,
            least_cut,
            cut,
            price: base * (1.0 - cut),
        }
    }

    /// Holding of a site over some months (CNY).
    pub fn holding_cost(&self, land_m2: f64, months: usize) -> f64 {
        self.holding * land_m2 * count(months) / MONTHS_PER_YEAR
    }

    /// A share rounded up to whole steps; what lies within rounding of a step is that step.
    fn rounded_up(&self, share: f64) -> f64 {
        let steps = share / self.cut_step;
        let nearest = steps.round();
        let whole = if (steps - nearest).abs() < 1e-9 { nearest } else { steps.ceil() };
        whole * self.cut_step
    }
}
