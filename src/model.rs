//! The district, compiled: everything fixed, by dense index, ready to be simulated.
//!
//! A [`Model`] is made once of rules and a portfolio and shared by all trials; it does not
//! know how a scenario is written. Each part of the programme has one module with its
//! parameters, its formulas and their tests:
//!
//! - [`market`]: the path of prices, costs, rates and bidders;
//! - [`reserve`], [`scatter`]: what an acquisition costs and how long it takes;
//! - [`plot`], [`plot_index`]: what a plot is worth, and which plot it is;
//! - [`auction`]: reserve price, bidders, price;
//! - [`finance`]: cash, debt and support of a month;
//! - [`project`], [`project_grid`], [`bond`], [`project_account`], [`buyback`]: projects of
//!   special bonds;
//! - [`delivery`]: handover, works, idle land;
//! - [`timeline`], [`trigger`]: what changes with time, by date or by what happens; [`zone_speed`]:
//!   zones that move otherwise than the district;
//! - [`observed`]: what has happened until a date;
//! - [`target`]: what the plan wants of parts of the programme;
//! - [`control_variates`]: what luck is held against.
//!
//! What happens in which order is not here: that is `trial`'s.
//!
//! # Why a model of its own
//!
//! A scenario is read by people and says a thing once, with a date and a source; a trial
//! asks for it ten thousand times, by month and by plot. So dates become month numbers,
//! names become indices, distributions become what their formulas need, and dated values
//! become lists with one value for each month. Nothing in it changes while trials run, so
//! all threads share one.

pub mod auction;
pub mod bond;
pub mod buyback;
pub mod control_variates;
pub mod delivery;
pub mod finance;
pub mod market;
pub mod observed;
pub mod plot;
pub mod plot_index;
pub mod project;
pub mod project_account;
pub mod project_grid;
pub mod quota_bonds;
pub mod reserve;
pub mod scatter;
pub mod target;
pub mod timeline;
pub mod trigger;
pub mod zone_speed;

use std::cell::RefCell;
use std::sync::Arc;

use crate::calendar::{ByMonth, Calendar};
use crate::portfolio::Portfolio;
use crate::portfolio::actuals::before::Used;
use crate::portfolio::plan_target::MeasuredTarget;
use crate::portfolio::planned::Planned;
use crate::portfolio::plot::PlotStatus;
use crate::rules::Rules;
use crate::rules::auction::Auction;
use crate::rules::buyback::Buyback;
use crate::rules::delivery::Delivery;
use crate::rules::finance::Finance;
use crate::rules::instrument::Instrument;
use crate::rules::market::CityStock;
use crate::rules::policy::{self, Policy};
use crate::rules::receipts::{Instalment, Receipts};
use crate::rules::reserve::Reserve;
use crate::rules::state_buyer::StateBuyer;
use crate::uncertainty::normal::LognormalByMoments;
use crate::uncertainty::sampling::Sampling;
use crate::uncertainty::stream::EntityKey;

use auction::application::ReachBounds;
use auction::expected_price::expected_price_over_worth;
use buyback::BuybackModel;
use control_variates::ControlModel;
use delivery::BuildTimes;
use market::MarketModel;
use market::points::Points;
use observed::{Observed, Part, Parts, Truth};
use plot::PlotModel;
use plot_index::{PlotIndex, Plots};
use project::ProjectModel;
use project_grid::ProjectGrid;
use scatter::ScatterModel;
use target::TargetModel;
use timeline::{RandomShock, Timeline};
use trigger::TriggeredPolicy;
use zone_speed::ZoneSpeed;

/// Share of its calendar year's allowances that applies in each month, by kind of allowance
/// ([`Calendar::share_of_year`]).
#[derive(Debug, Clone)]
pub struct SharesOfYear {
    /// Of the households whose clearance may begin.
    pub clearance: ByMonth<f64>,
    /// Of what may be listed.
    pub listing: ByMonth<f64>,
    /// Of special bonds.
    pub bonds: ByMonth<f64>,
}

impl SharesOfYear {
    /// The part of each year that the plan has.
    fn new(calendar: &Calendar) -> Self {
        let shares: ByMonth<f64> =
            calendar.months().map(|month| calendar.share_of_year(month)).collect();
        Self { clearance: shares.clone(), listing: shares.clone(), bonds: shares }
    }
}

/// Everything a trial needs and nothing it changes.
///
/// Months are numbered from 0, the scenario's start, up to the horizon; lists by month have
/// one value for each.
#[derive(Debug, Clone)]
pub struct Model {
    /// Months that are simulated: the first, the plan window, the horizon.
    pub calendar: Calendar,
    /// Share of its calendar year's allowances that applies in each month.
    pub shares_of_year: SharesOfYear,
    /// Rate at which `npv_cny` discounts (per year).
    pub discount_rate: f64,
    /// Share of each part of the plan as planned from which on the programme is done.
    pub programme_share: f64,
    /// What the plots come to as planned, before the scenario changes their plan.
    pub planned: Planned,
    /// What the plan wants of parts of the programme, in the order of the plan.
    pub targets: Vec<TargetModel>,
    /// What is dated and certain, month by month: rules in force, shocks, policies without
    /// a trigger.
    pub timeline: Timeline,
    /// Policies that are in force only while something holds, in the order of their ids.
    pub triggered: Vec<TriggeredPolicy>,
    /// Plans of payment: the scenario's, then one for each policy, empty where it has none
    /// ([`policy::payment_plans`]).
    pub payment_plans: Vec<Vec<Instalment>>,
    /// Shocks whose onset or severity is left to chance, sorted by id.
    pub random_shocks: Vec<RandomShock>,
    /// How the market moves: regimes, steps by month, history.
    pub market: MarketModel,
    /// Plots in the order of their ids, whatever the order of the file: it decides nothing
    /// then.
    pub plots: Plots<PlotModel>,
    /// How much each plot scatters around what is expected of it.
    pub scatter: ScatterModel,
    /// Unreserved plots with a planned start, by start and id: the order in which
    /// acquisitions are considered.
    pub reserve_order: Vec<PlotIndex>,
    /// Projects of special bonds, in the order of their ids; mostly none.
    pub projects: Vec<ProjectModel>,
    /// Unsold homes of the city, where somebody asks for them.
    pub city_stock: Option<CityStock>,
    /// What sets zones apart, in the order of the rules; empty where nothing does.
    pub speeds: Vec<ZoneSpeed>,
    /// Idle land that is bought back, in the order of its offers.
    pub buybacks: Vec<BuybackModel>,
    /// How it is; there is one where there is such land.
    pub buyback: Option<Buyback>,
    /// Months of a negotiation.
    pub negotiation: Option<LognormalByMoments>,
    /// In which months projects and their bonds have anything to tell.
    pub project_grid: ProjectGrid,
    /// Place of the project that a plot belongs to; empty without projects.
    pub project_of: Vec<Option<u32>>,
    /// Share of spells in which a local state firm applies, by plot; empty where it never does.
    pub state_applicants: Vec<f64>,
    /// Rules of acquisition and preparation that no policy changes.
    pub reserve: Reserve,
    /// Rules of listing and auction that no policy changes.
    pub auction: Auction,
    /// Bounds of the probability that a bidder reaches a reserve price under them.
    pub reach: ReachBounds,
    /// Rules of payment and division; rates that change with time stand in the timeline.
    pub receipts: Receipts,
    /// Rules of cash and debt; limits that change with time stand in the timeline.
    pub finance: Finance,
    /// Rules of works and idle land; enforcement, which policies change, stands in the
    /// timeline.
    pub delivery: Delivery,
    /// What the district's own company does with plots that it has taken.
    pub state_buyer: StateBuyer,
    /// Lag from the deal to the start of its works (months).
    pub state_start_lag: LognormalByMoments,
    /// Key of the market's random draws under the seed.
    pub market_key: EntityKey,
    /// How chance is spread over trials; plain unless asked for otherwise.
    pub sampling: Sampling,
    /// What control variates are held against, where they are asked for.
    pub controls: Option<ControlModel>,
    /// What has happened until the date of the actuals, where there are any.
    pub observed: Option<Arc<Observed>>,
    /// What came, of which parts are put into a forecast; none of a forecast as it was made.
    pub truth: Option<Arc<Truth>>,
    /// Place among [`Self::payment_plans`] of the first whose instalments were told.
    pub told_plans: usize,
}

impl Model {
    /// Compiles rules and a portfolio under a seed.
    ///
    /// It cannot fail: `case::Case` has seen to it that rules and plots fit
    /// together. Of rules and plots that were put together otherwise, floor area in a zone
    /// that the rules do not price is worth nothing.
    ///
    /// `planned` and `targets` are what the programme is held against; no random draw depends on
    /// them. The seed decides nothing but the keys of random draws: two models of one seed meet
    /// the same luck wherever they have the same plot, shock or month.
    pub fn new(
        rules: &Rules,
        portfolio: &Portfolio,
        (planned, targets): (&Planned, &[MeasuredTarget]),
        seed: u64,
    ) -> Self {
        let rules = &*rules.at_levels();
        let plots = plots_of(rules, portfolio, seed);
        let projects = ProjectModel::all(rules, &plots);
        Self {
            calendar: rules.calendar,
            shares_of_year: SharesOfYear::new(&rules.calendar),
            discount_rate: rules.discount_rate,
            programme_share: rules.programme_share,
            planned: *planned,
            targets: targets
                .iter()
                .map(|target| TargetModel::new(target, &portfolio.plots))
                .collect(),
            timeline: Timeline::new(rules),
            triggered: TriggeredPolicy::all(rules),
            payment_plans: policy::payment_plans(&rules.receipts, &rules.policies),
            random_shocks: RandomShock::all(rules, seed),
            market: MarketModel::new(rules),
            scatter: ScatterModel::new(&plots, rules, seed),
            reserve_order: reserve_order(&plots),
            state_applicants: state_applicants(rules, &plots),
            city_stock: city_stock(rules),
            speeds: ZoneSpeed::all(rules),
            buybacks: BuybackModel::all(rules, &portfolio.plots, &plots),
            buyback: rules.buyback,
            negotiation: rules.buyback.map(|rules| {
                let (mean, sd) = rules.negotiation_months;
                LognormalByMoments::new(mean, sd)
            }),
            project_grid: ProjectGrid::new(rules),
            project_of: project_of(&projects, plots.len()),
            projects,
            plots,
            reserve: rules.reserve,
            auction: rules.auction,
            reach: ReachBounds::new(&rules.auction),
            receipts: rules.receipts.clone(),
            finance: rules.finance.clone(),
            delivery: rules.delivery.clone(),
            state_buyer: rules.state_buyer,
            state_start_lag: LognormalByMoments::new(
                rules.state_buyer.start_lag_mean,
                rules.state_buyer.start_lag_sd,
            ),
            market_key: EntityKey::market(seed),
            sampling: Sampling::Plain,
            controls: None,
            observed: None,
            truth: None,
            told_plans: 0,
        }
    }

    /// Number of places that figures of projects have: one for each, and one for all together; none
    /// without projects.
    pub fn project_places(&self) -> usize {
        if self.projects.is_empty() { 0 } else { self.projects.len() + 1 }
    }

    /// This model with chance spread over trials in another way, under the same seed.
    #[must_use]
    pub fn sampled(mut self, sampling: Sampling, seed: u64) -> Self {
        let Calendar { window, horizon, .. } = self.calendar;
        self.sampling = sampling;
        self.market.points = Points::new(sampling, seed, window, horizon);
        self
    }

    /// This model, whose trials take up what has happened until a date.
    #[must_use]
    pub fn given(mut self, observed: Arc<Observed>) -> Self {
        self.market.see(&observed.market);
        let Used { households, listed, bonds } = observed.used;
        let shares = &mut self.shares_of_year;
        // Where it is known what of the first year was used, all of it is allowed.
        for (is_known, shares) in [
            (households.is_some(), &mut shares.clearance),
            (listed.is_some(), &mut shares.listing),
            (bonds.is_some(), &mut shares.bonds),
        ] {
            if is_known {
                allow_first_year(shares, &self.calendar);
            }
        }
        self.told_plans = self.payment_plans.len();
        self.payment_plans.extend(observed.payment_plans.iter().cloned());
        self.observed = Some(observed);
        self
    }

    /// This model, whose trials are given parts of what came.
    #[must_use]
    pub fn with_truth(mut self, observed: &Arc<Observed>, parts: Parts) -> Self {
        if parts.has(Part::Price) {
            self.market.see(&observed.market);
        }
        self.truth = Some(Arc::new(Truth { observed: Arc::clone(observed), parts }));
        self
    }

    /// This model, whose trials take down control variates. Their results are the same;
    /// only means over trials can be corrected then.
    #[must_use]
    pub fn controlled(mut self) -> Self {
        // Means that are known in advance are those of month 0.
        if self.observed.is_some() {
            return self;
        }
        let terms = &self.timeline.terms[self.calendar.window_end().back(1)];
        self.controls = Some(ControlModel::new(
            self.calendar,
            &self.auction,
            &self.market,
            &self.plots,
            &self.payment_plans[terms.payment_plan],
        ));
        self
    }
}

/// The city's stock of homes, where a policy asks for it.
fn city_stock(rules: &Rules) -> Option<CityStock> {
    let asks = |policy: &Policy| matches!(policy.instrument, Instrument::StockRule(_));
    rules.market.city_stock.clone().filter(|_| rules.policies.iter().any(asks))
}

/// How often a local state firm applies for each plot; empty where none ever does.
fn state_applicants(rules: &Rules, plots: &Plots<PlotModel>) -> Vec<f64> {
    let Some(application) = rules.auction.application else { return Vec::new() };
    let of_plot = |plot: &PlotModel| {
        let of_zone = rules.zones.get(plot.zone).and_then(|zone| zone.state_applicant_share);
        of_zone.unwrap_or(application.state_share)
    };
    let shares: Vec<f64> = plots.iter().map(of_plot).collect();
    if shares.iter().any(|share| *share > 0.0) { shares } else { Vec::new() }
}

/// The plots of a portfolio, compiled.
fn plots_of(rules: &Rules, portfolio: &Portfolio, seed: u64) -> Plots<PlotModel> {
    let build_times = BuildTimes::new(&rules.delivery);
    // Worked out once for each demand, and only where a value is stated of a plot.
    let known: RefCell<Vec<(f64, f64)>> = RefCell::default();
    let price_over_worth = |multiplier: f64| {
        let found = known.borrow().iter().find(|(of, _)| *of == multiplier).map(|(_, over)| *over);
        found.unwrap_or_else(|| {
            let over_worth = expected_price_over_worth(rules, multiplier);
            known.borrow_mut().push((multiplier, over_worth));
            over_worth
        })
    };
    let of_plots = (&build_times, price_over_worth);
    portfolio.plots.iter().map(|plot| PlotModel::new(plot, rules, of_plots, seed)).collect()
}

/// The project of each plot; empty where there are no projects.
fn project_of(projects: &[ProjectModel], plots: usize) -> Vec<Option<u32>> {
    if projects.is_empty() {
        return Vec::new();
    }
    let mut places = vec![None; plots];
    for (place, project) in (0_u32..).zip(projects) {
        for plot in &project.plots {
            places[plot.place()] = Some(place);
        }
    }
    places
}

/// Plots by planned start of acquisition, then by id, which is the order of their indices.
fn reserve_order(plots: &Plots<PlotModel>) -> Vec<PlotIndex> {
    let planned = |(plot, model): (PlotIndex, &PlotModel)| {
        let start = model.reserve_start.filter(|_| model.status == PlotStatus::Unreserved);
        Some((start?, plot))
    };
    let mut order: Vec<(i32, PlotIndex)> = plots.entries().filter_map(planned).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, plot)| plot).collect()
}

/// Allows all of the first calendar year, unless the window ends in it.
fn allow_first_year(shares: &mut ByMonth<f64>, calendar: &Calendar) {
    let first = calendar.start.year();
    if calendar.date(calendar.window_end().back(1)).year() == first {
        return;
    }
    for month in calendar.months().filter(|month| calendar.date(*month).year() == first) {
        shares[month] = 1.0;
    }
}
