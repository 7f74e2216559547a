//! How likely what a plan says is: cover, income and delay of a project in simulated futures, to be
//! held beside the lines of its stress table.
//!
//! The simulated market is one, that of the scenario; no line of the table has a market of its own.
//! So the share beside "income -10 %" says in how many futures cover is no higher than that line's,
//! whatever brings it there.

use super::change::Change;
use super::cover::{Cover, cover, shenzhen_income};
use super::stress::StressLine;
use crate::case::Case;
use crate::case::models::Models;
use crate::catalogue::land_use::Use;
use crate::catalogue::project_figure::ProjectFigure;
use crate::ensemble::of_trials;
use crate::ensemble::statistics::{Estimate, quantile, rank_correlation, wilson};
use crate::model::Model;
use crate::model::plot_index::PlotIndex;
use crate::model::project::ProjectModel;
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::quantity::MONTHS_OF_A_YEAR;
use crate::rules::Rules;
use crate::rules::project::{CoverBasis, DatedAmount, Project};
use crate::trial::record::Trial;

/// Ratios that differ by less are the same: the last digits of sums.
const ROUNDING: f64 = 1e-9;

/// What a future makes of a project.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// Cover on each basis, in the order of [`CoverBasis::ALL`]; NaN without bonds.
    pub covers: [f64; 3],
    /// Land income until the last bond is due (CNY).
    pub income: f64,
    /// Months by which the last deal of its plots is later than planned; `None`: a plot is never
    /// sold.
    pub late_months: Option<i32>,
    /// What account and reserve lack when bonds fall due (CNY).
    pub short: f64,
    /// What of it the budget pays (CNY).
    pub support: f64,
    /// Prices of its deals that stand over what their plots are worth today; NaN without any.
    pub price_level: f64,
    /// Mean number of bidders of its auctions; NaN without any.
    pub bidders: f64,
    /// Its auctions that failed.
    pub failed: f64,
}

/// What may move cover from future to future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// What its land is sold for, over what it is worth today.
    Prices,
    /// How many bid.
    Bidders,
    /// How many of its auctions fail.
    Failures,
    /// How late its last deal is, or that it is missing.
    Delay,
}

impl Mover {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Prices, Self::Bidders, Self::Failures, Self::Delay];

    /// Its value in a future.
    fn of(self, outcome: &Outcome) -> f64 {
        /// A deal that never comes is later than any that does.
        const NEVER: i32 = 10_000;
        match self {
            Self::Prices => outcome.price_level,
            Self::Bidders => outcome.bidders,
            Self::Failures => outcome.failed,
            Self::Delay => f64::from(outcome.late_months.unwrap_or(NEVER)),
        }
    }
}

/// What the simulated market starts from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Today {
    /// What the plots are worth at month 0: stated values, else worth at the zones' prices (CNY).
    pub value: f64,
    /// Least and greatest factor by which zones' prices were scaled so that a sale is expected to
    /// bring a stated value; `None`: no plot states one.
    pub scales: Option<(f64, f64)>,
}

/// All futures of a project, or of all projects together.
#[derive(Debug, Clone, PartialEq)]
pub struct Odds {
    outcomes: Vec<Outcome>,
    /// What the market starts from.
    pub today: Today,
}

impl Odds {
    /// Number of futures.
    pub fn trials(&self) -> usize {
        self.outcomes.len()
    }

    /// Share of futures in which something holds.
    fn share(&self, holds: impl Fn(&Outcome) -> bool) -> Option<Estimate> {
        wilson(self.outcomes.iter().filter(|one| holds(one)).count(), self.outcomes.len())
    }

    /// Share of futures whose cover on a basis is at least a ratio.
    pub fn reaches(&self, basis: CoverBasis, ratio: f64) -> Option<Estimate> {
        self.share(|one| one.covers[basis as usize] >= ratio - ROUNDING)
    }

    /// Share of futures whose cover on a basis is at or below a ratio.
    pub fn cover_at_most(&self, basis: CoverBasis, ratio: f64) -> Option<Estimate> {
        self.share(|one| one.covers[basis as usize] <= ratio + ROUNDING)
    }

    /// Share of futures whose income until the last bond is due is at or below an amount.
    pub fn income_at_most(&self, income: f64) -> Option<Estimate> {
        self.share(|one| one.income <= income * (1.0 + ROUNDING))
    }

    /// Share of futures whose last deal is at least so many months late, or missing.
    pub fn late_at_least(&self, months: i32) -> Option<Estimate> {
        self.share(|one| one.late_months.is_none_or(|late| late >= months))
    }

    /// Share of futures in which account and reserve lack money when bonds fall due, and in which
    /// the budget pays something.
    pub fn short(&self) -> [Option<Estimate>; 2] {
        [self.share(|one| one.short >= 1.0), self.share(|one| one.support >= 1.0)]
    }

    /// Share of futures whose cover is no higher than a line's of a stress table, and in which what
    /// it changes is at least as bad: income that falls so far, a last deal so late or missing.
    /// `basis`: that of cover, `None` where projects differ in it.
    pub fn of_line(&self, line: &StressLine, basis: Option<CoverBasis>) -> [Option<Estimate>; 2] {
        let of_cover = basis.zip(line.cover.of_bonds());
        let of_cover = of_cover.and_then(|(basis, ratio)| self.cover_at_most(basis, ratio));
        let Change { income, late_years, .. } = line.change;
        let of_change = if late_years > 0 {
            let months = i32::try_from(late_years * MONTHS_OF_A_YEAR).unwrap_or(i32::MAX);
            self.late_at_least(months)
        } else if income < 1.0 {
            self.income_at_most(line.cover.income)
        } else {
            None
        };
        [of_cover, of_change]
    }

    /// What moves cover on a basis from future to future: Spearman's rank correlations, the
    /// greatest first; what never varies is left out.
    pub fn moved_by(&self, basis: CoverBasis) -> Vec<(Mover, f64)> {
        let correlation = |mover: Mover| {
            let both = self.outcomes.iter().map(|one| (mover.of(one), one.covers[basis as usize]));
            let both = both.filter(|(moving, cover)| !moving.is_nan() && !cover.is_nan());
            rank_correlation(&both.collect::<Vec<_>>()).map(|rho| (mover, rho))
        };
        let mut all: Vec<(Mover, f64)> = Mover::ALL.into_iter().filter_map(correlation).collect();
        all.sort_by(|left, right| right.1.abs().total_cmp(&left.1.abs()));
        all
    }

    /// Quantiles of cover on a basis; nothing where it does not exist.
    pub fn covers<const N: usize>(
        &self,
        basis: CoverBasis,
        probabilities: [f64; N],
    ) -> Option<[f64; N]> {
        let covers = self.outcomes.iter().map(|one| one.covers[basis as usize]);
        let mut covers: Vec<f64> = covers.filter(|cover| !cover.is_nan()).collect();
        covers.sort_by(f64::total_cmp);
        (!covers.is_empty()).then(|| probabilities.map(|at| quantile(&covers, at)))
    }
}

/// The projects of a case as their plans state them; income that no plan states is what is stated
/// of the plots' value, else what they are worth at the zone's prices of month 0, by the usual
/// instalments after the planned listing.
pub fn planned(case: &Case) -> Vec<Project> {
    let rules = &case.scenario().rules;
    let plots = &case.portfolio().plots;
    let with_income = |project: &Project| {
        let planned_income = if project.planned_income.is_empty() {
            income_from_values(project, rules, plots)
        } else {
            project.planned_income.clone()
        };
        Project { planned_income, ..project.clone() }
    };
    rules.projects.iter().map(with_income).collect()
}

/// Cover that each plan comes to without any market, and all of them together in the last place;
/// `None` where a coupon is known at issue alone.
pub fn planned_covers(case: &Case) -> Vec<Option<f64>> {
    let planned = planned(case);
    let is_known = |project: &Project| !project.bonds.iter().any(|bond| bond.over_market);
    let covers: Vec<Option<Cover>> = planned
        .iter()
        .map(|project| is_known(project).then(|| cover(&Change::NONE.of(project))))
        .collect();
    let all = covers.iter().copied().try_fold(Cover::default(), |sum, one| Some(sum.plus(&one?)));
    covers.into_iter().chain([all]).map(|cover| cover?.of_bonds()).collect()
}

/// Plots of a project that are to be sold.
fn own<'p>(project: &'p Project, plots: &'p [Plot]) -> impl Iterator<Item = &'p Plot> {
    plots.iter().filter(|plot| {
        let is_named = project.plots.contains(&plot.plot_id) || project.zones.contains(&plot.zone);
        is_named && plot.status != PlotStatus::Sold
    })
}

/// Month of the deal as planned (month number).
fn planned_deal(plot: &Plot, rules: &Rules) -> Option<i32> {
    let listed = rules.calendar.month_number(plot.list_date?).max(0);
    Some(listed + i32::try_from(rules.auction.notice_months).unwrap_or(0))
}

fn income_from_values(project: &Project, rules: &Rules, plots: &[Plot]) -> Vec<DatedAmount> {
    let mut income = Vec::new();
    for plot in own(project, plots) {
        let Some(deal) = planned_deal(plot, rules) else { continue };
        let Some(zone) = rules.zones.iter().find(|zone| zone.id == plot.zone) else { continue };
        let gfa = plot.gfa();
        let market: f64 =
            Use::ALL.iter().map(|one| gfa[one.floor_kind()] * zone.base_price[*one]).sum();
        let administered = rules.auction.administered_price;
        let at_zone_prices = rules.levels.price * plot.quality * market
            + plot.gfa_affordable_m2 * administered.affordable
            + plot.gfa_public_m2 * administered.public;
        let worth = plot.stated_value().unwrap_or(at_zone_prices);
        for instalment in &rules.receipts.instalments {
            let months = deal + i32::try_from(instalment.months).unwrap_or(i32::MAX);
            let month = rules.calendar.start.plus(months);
            income.push(DatedAmount { month, amount: instalment.share * worth });
        }
    }
    income.sort_by_key(|one| one.month);
    income
}

/// Simulates the projects of a case: each, and all together in the last place; nothing without
/// projects.
pub fn simulate(case: &Case, seed: u64, trials: u64) -> Vec<Odds> {
    let models = Models::new(case, seed);
    let model = case.model(seed);
    let places = model.project_places();
    let planned: Vec<Option<i32>> = case
        .portfolio()
        .plots
        .iter()
        .map(|plot| planned_deal(plot, &case.scenario().rules))
        .collect();
    let taken: Vec<Vec<Outcome>> = of_trials(&models, trials, |trial| {
        (0..places).map(|place| outcome(&model, trial, place, &planned)).collect()
    });
    let of_place = |place: usize| Odds {
        outcomes: taken.iter().map(|trial| trial[place]).collect(),
        today: today(&model, place, &case.portfolio().plots),
    };
    (0..places).map(of_place).collect()
}

/// Projects of a place of results: one, or all in the last.
fn at(model: &Model, place: usize) -> &[ProjectModel] {
    match model.projects.get(place) {
        Some(_) => &model.projects[place..=place],
        None => &model.projects,
    }
}

/// What a plot is worth at month 0: the value that is stated of it, else its worth (CNY).
fn value_today(model: &Model, plot: PlotIndex) -> f64 {
    let fixed = &model.plots[plot];
    fixed.worth.base.iter().sum::<f64>() + fixed.worth.administered
}

/// What the market of a place's plots starts from.
fn today(model: &Model, place: usize, plots: &[Plot]) -> Today {
    let own = at(model, place).iter().flat_map(|project| &project.plots);
    let mut today = Today::default();
    for plot in own {
        today.value += plots[plot.place()].stated_value().unwrap_or(value_today(model, *plot));
        if let Some(scale) = model.plots[*plot].value_scale {
            let (least, greatest) = today.scales.unwrap_or((scale, scale));
            today.scales = Some((least.min(scale), greatest.max(scale)));
        }
    }
    today
}

/// What a trial makes of a project, or of all in the last place.
fn outcome(model: &Model, trial: &Trial, place: usize, planned: &[Option<i32>]) -> Outcome {
    let figures = &trial.projects[place];
    let of = |figure: ProjectFigure| figures[figure as usize];
    let projects = at(model, place);
    let is_own = |plot: PlotIndex| projects.iter().any(|project| project.plots.contains(&plot));
    let deals = trial.deals.iter().filter(|deal| is_own(deal.plot));
    let standing = deals.filter(|deal| deal.stands_before(model.calendar.end()));
    let (price, value) = standing.fold((0.0, 0.0), |(price, value), deal| {
        (price + deal.price, value + value_today(model, deal.plot))
    });
    let auctions = trial.auctions.iter().filter(|held| is_own(held.plot));
    let (held, bidders, failed) = auctions.fold((0.0, 0.0, 0.0), |(held, bidders, failed), one| {
        let fails = if one.price.is_none() { 1.0 } else { 0.0 };
        (held + 1.0, bidders + f64::from(one.bidders), failed + fails)
    });
    let plots = projects.iter().flat_map(|project| &project.plots);
    let mut late =
        plots.filter_map(|plot| Some((plot, planned[plot.place()]?))).map(|(plot, due)| {
            let deals = trial.deals.iter().filter(|deal| deal.plot == *plot);
            let standing = deals.filter(|deal| deal.stands_before(model.calendar.end()));
            standing.map(|deal| i32::try_from(deal.month.number()).unwrap_or(i32::MAX) - due).max()
        });
    let late_months = late.try_fold(0, |latest, late| Some(latest.max(late?)));
    let principal: f64 =
        projects.iter().flat_map(|project| &project.bonds).map(|bond| bond.amount).sum();
    let service = principal + of(ProjectFigure::InterestCny);
    let with_fees = service + of(ProjectFigure::FeesCny);
    let counted = if projects.iter().all(|one| one.fees_in_cover) { with_fees } else { service };
    let (income, account) =
        (of(ProjectFigure::IncomeUntilDueCny), of(ProjectFigure::AccountIncomeUntilDueCny));
    Outcome {
        covers: [
            income / counted,
            account / counted,
            shenzhen_income(income, with_fees) / with_fees,
        ],
        income,
        late_months,
        short: of(ProjectFigure::MaturityShortfallCny),
        support: of(ProjectFigure::ProjectSupportCny),
        price_level: price / value,
        bidders: bidders / held,
        failed,
    }
}
