//! A plot as the engine holds it: dates as month numbers, values at month-0 prices.
//!
//! # Why worths are whole yuan
//!
//! Collateral is the worth of all net land that is not sold; plots come and go month by
//! month, and the sum is changed by each and never made anew. Floats that are not whole
//! leave a rest when what was added is taken away again, and the rest would depend on the
//! order in which plots came. Whole numbers of yuan below 2^53 add and subtract exactly, so
//! the stock is what it holds, whatever happened before; a yuan is far below what anyone
//! knows of a plot.

use crate::calendar::Month;
use crate::catalogue::land_use::{ByFloorKind, ByUse, FloorKind, Use};
use crate::portfolio::plot::{Plot, PlotClass, PlotStatus};
use crate::quantity::whole_months;
use crate::rules::Rules;
use crate::uncertainty::normal::LognormalByMoments;
use crate::uncertainty::stream::EntityKey;

use super::delivery::{self, BuildTimes};

/// Floor area of a plot or a flow by kind (m²).
pub type FloorArea = ByFloorKind<f64>;

/// Where a plot stands; every plot is in exactly one state every month. Numbers are places
/// in the series of plots and land by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum PlotState {
    /// Acquisition has not started.
    Unreserved = 0,
    /// Being acquired and cleared.
    Acquisition = 1,
    /// In primary development (前期开发).
    Preparation = 2,
    /// Net land (净地), not listed.
    Stock = 3,
    /// Listed; the result is open.
    Listed = 4,
    /// Net land, withdrawn after the last round; it stays collateral and is not listed
    /// again.
    Withdrawn = 5,
    /// Held by a buyer, works not started; carry-over begins here.
    Sold = 6,
    /// Works have started.
    Building = 7,
    /// All floor area completed.
    Completed = 8,
}

impl PlotState {
    /// Number of states.
    pub const COUNT: usize = 9;
}

/// What a plot is worth, in whole yuan so that sums over plots are exact; also the worth of
/// many plots together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Worth {
    /// Worth by market use at month-0 prices: quality × floor area × the zone's base price
    /// (CNY).
    pub base: ByUse<f64>,
    /// Worth of affordable and public floor area at administered prices, which no market
    /// moves (CNY).
    pub administered: f64,
}

impl Worth {
    /// Appraised value at effective prices by use, as factors on base prices (CNY).
    #[inline]
    pub fn at(&self, price: ByUse<f64>) -> f64 {
        let values = self.base.iter().zip(price).map(|(base, price)| base * price);
        values.sum::<f64>() + self.administered
    }

    /// The worth of both together.
    #[must_use]
    #[inline]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            base: ByUse::of(|of_use| self.base[of_use] + other.base[of_use]),
            administered: self.administered + other.administered,
        }
    }

    /// The worth that is left without the other.
    #[must_use]
    #[inline]
    pub fn minus(&self, other: &Self) -> Self {
        Self {
            base: ByUse::of(|of_use| self.base[of_use] - other.base[of_use]),
            administered: self.administered - other.administered,
        }
    }
}

/// The fixed part of a plot. What auctions and deals look at lies together and comes first:
/// one line of the cache or two.
#[derive(Debug, Clone)]
#[repr(C, align(64))]
pub struct PlotModel {
    /// Worth of the plot as planned, before any affordable set-aside.
    pub worth: Worth,
    /// Site area of the plot (m²).
    pub land_m2: f64,
    /// The market use with the larger floor area.
    pub main_use: Use,
    /// Place of its zone among the rules' zones; of a zone that they do not have, the first.
    pub zone: usize,
    /// Who leads the reserve, which sets the city's share of the gain.
    pub class: PlotClass,
    /// Where the plot stood at month 0: not reserved, reserved, or sold.
    pub status: PlotStatus,
    /// Planned listing (month number, below 0 before the start); `None`: not meant for
    /// sale.
    pub list_month: Option<i32>,
    /// Spent on the plot before month 0 (CNY).
    pub sunk_cost: f64,
    /// Buildable floor area by kind as planned (m²).
    pub gfa: FloorArea,
    /// Buildable floor area of all kinds (m²).
    pub gfa_total: f64,
    /// Building time: that of main use and size, around the plot's own mean where the
    /// portfolio states one.
    pub build_time: LognormalByMoments,
    /// Phases in which it is completed.
    pub phases: usize,
    /// Start lag of the plot's own, in place of the regime's.
    pub start_lag: Option<LognormalByMoments>,
    /// Planned start of acquisition (month number, below 0 before the start); `None`: not
    /// in the plan.
    pub reserve_start: Option<i32>,
    /// Month of net land of a reserved plot; what is left to prepare ends then.
    pub ready_month: Month,
    /// Households to resettle, as capacity and consent count them; 0 of plots that are
    /// cleared.
    pub households: f64,
    /// Compensation and clearance at month-0 prices (CNY).
    pub acquisition_cost: f64,
    /// Expected months of acquisition and clearance.
    pub acquisition_months: f64,
    /// Primary development at month-0 prices (CNY).
    pub preparation_cost: f64,
    /// Expected months of primary development; of a reserved plot those still to go.
    pub preparation_months: f64,
    /// By how much the zone's prices are multiplied so that a sale is expected to bring the value
    /// that is stated of the plot; `None`: none is.
    pub value_scale: Option<f64>,
    /// Fixed price of affordable floor area (CNY/m²).
    affordable_price: f64,
    /// Key of the plot's random draws.
    pub key: EntityKey,
    /// Identity, as in the portfolio.
    pub plot_id: String,
}

impl PlotModel {
    /// Compiles a plot of a portfolio. In a zone that the rules do not price its market
    /// floor area is worth nothing. Where a value is stated of it, a sale is expected to bring it:
    /// so much more than a plot of worth 1 is sold for (`price_over_worth`).
    pub fn new(
        plot: &Plot,
        rules: &Rules,
        (build_times, price_over_worth): (&BuildTimes, impl Fn(f64) -> f64),
        seed: u64,
    ) -> Self {
        let calendar = &rules.calendar;
        let zone = rules.zones.iter().position(|zone| zone.id == plot.zone);
        let base_price = zone.map_or(ByUse::default(), |zone| rules.zones[zone].base_price);
        let ready_month = plot.ready_date.map_or(Month::START, |date| calendar.month(date));
        let gfa = plot.gfa();
        let administered = rules.auction.administered_price;
        let main_use = plot.main_use();
        let class_build_time = build_times.of(main_use, plot.gfa_m2());
        let of_market =
            ByUse::of(|of_use| plot.quality * gfa[of_use.floor_kind()] * base_price[of_use]);
        let administered_worth = (plot.gfa_affordable_m2 * administered.affordable
            + plot.gfa_public_m2 * administered.public)
            .round();
        let value_scale =
            plot.stated_value().filter(|_| of_market.iter().any(|worth| *worth > 0.0));
        let value_scale = value_scale.map(|value| {
            let multiplier = zone.map_or(1.0, |zone| rules.zones[zone].demand_multiplier);
            let worth = value / price_over_worth(multiplier) - administered_worth;
            worth.max(0.0) / of_market.iter().sum::<f64>()
        });
        Self {
            key: EntityKey::plot(seed, &plot.plot_id),
            plot_id: plot.plot_id.clone(),
            status: plot.status,
            zone: zone.unwrap_or_default(),
            class: plot.class,
            land_m2: plot.land_m2,
            gfa,
            gfa_total: plot.gfa_m2(),
            main_use,
            worth: Worth {
                base: ByUse::of(|of_use| match value_scale {
                    None => of_market[of_use].round(),
                    Some(scale) => (scale * of_market[of_use]).round(),
                }),
                administered: administered_worth,
            },
            value_scale,
            affordable_price: administered.affordable,
            reserve_start: plot.reserve_start.map(|date| calendar.month_number(date)),
            list_month: plot.list_date.map(|date| calendar.month_number(date)),
            ready_month,
            households: f64::from(plot.households),
            acquisition_cost: rules.levels.cost * plot.acquisition_cost_cny,
            acquisition_months: if plot.is_being_cleared() {
                plot.acquisition_months.max(1.0)
            } else {
                plot.acquisition_months
            },
            preparation_cost: rules.levels.cost * plot.preparation_cost_cny,
            preparation_months: months_to_go(plot, ready_month),
            sunk_cost: rules.levels.cost * plot.sunk_cost_cny,
            start_lag: plot.start_lag_months.map(|mean| start_lag_with_usual_scatter(mean, rules)),
            build_time: plot
                .build_months
                .map_or(class_build_time, |mean| class_build_time.with_mean(mean)),
            phases: delivery::phases(plot.gfa_m2(), rules.delivery.phase_gfa),
        }
    }

    /// Whether its clearance began before month 0 and goes on.
    pub fn is_being_cleared(&self) -> bool {
        self.status == PlotStatus::Reserved && self.acquisition_months > 0.0
    }

    /// Month in which its preparation begins as planned: after its clearance, or so many months
    /// before net land as are left.
    pub fn preparation_planned(&self) -> Month {
        match self.reserve_start {
            Some(start) => Month::planned(start)
                .unwrap_or_default()
                .plus(whole_months(self.acquisition_months).max(1)),
            None if self.is_being_cleared() => {
                Month::START.plus(whole_months(self.acquisition_months).max(1))
            }
            None => self.ready_month.back(whole_months(self.preparation_months)),
        }
    }

    /// Worth of the plot when a share of its residential floor area is to be affordable
    /// housing, which is sold at the administered price; in whole yuan, too.
    #[inline]
    pub fn worth_with(&self, affordable_share: f64) -> Worth {
        if affordable_share == 0.0 {
            return self.worth;
        }
        let Worth { base, administered } = self.worth;
        let set_aside = affordable_share * self.gfa[FloorKind::Residential] * self.affordable_price;
        let mut base = base;
        base[Use::Residential] = (base[Use::Residential] * (1.0 - affordable_share)).round();
        Worth { base, administered: administered + set_aside.round() }
    }

    /// Floor area of the plot by kind when a share of its residential floor area is to be
    /// affordable housing (m²); the sum stays the same.
    #[inline]
    pub fn gfa_with(&self, affordable_share: f64) -> FloorArea {
        let set_aside = affordable_share * self.gfa[FloorKind::Residential];
        let mut gfa = self.gfa;
        gfa[FloorKind::Residential] -= set_aside;
        gfa[FloorKind::Affordable] += set_aside;
        gfa
    }
}

/// Works of a `reserved` row that began before month 0 have only the rest to go.
fn months_to_go(plot: &Plot, ready_month: Month) -> f64 {
    match plot.status {
        PlotStatus::Reserved if !plot.is_being_cleared() => {
            plot.preparation_months.min(crate::quantity::count(ready_month.place()))
        }
        _ => plot.preparation_months,
    }
}

/// A lag with a stated mean keeps the scatter that start lags have in proportion to theirs,
/// averaged over the regimes of month 0.
fn start_lag_with_usual_scatter(mean: f64, rules: &Rules) -> LognormalByMoments {
    let variation: f64 = rules
        .market
        .regimes
        .iter()
        .map(|regime| {
            let ratio = if regime.start_lag_mean > 0.0 {
                regime.start_lag_sd / regime.start_lag_mean
            } else {
                0.0
            };
            regime.initial_probability * ratio
        })
        .sum();
    LognormalByMoments::new(mean, mean * variation)
}
