//! What changes in a trial and is forgotten with the next one.
//!
//! Results stand in [`super::record::Trial`]; here is what months hand on to later ones:
//! where plots stand, what is owed, what counts by year.
//!
//! # Why small and aligned
//!
//! Eight trials of 161 plots go through the caches once a month. A plot's progress is two
//! lines of the cache, with what auctions and deals look at in the first; months are four
//! bytes, none of them an `Option` of eight.

use crate::calendar::{ByMonth, Month};
use crate::catalogue::land_use::{ByUse, Use};
use crate::model::Model;
use crate::model::finance::ReserveCentre;
use crate::model::plot::{PlotModel, PlotState, Worth};
use crate::model::plot_index::{PlotIndex, Plots};
use crate::model::scatter::Scatter;
use crate::rules::revenue_split::Division;

use super::buyback_state::BuybackState;
use super::draws::Draws;
use super::event::EventCalendar;
use super::maybe_month::MaybeMonth;
use super::project_state::ProjectsState;
use super::seeking::Applications;
use super::stock_rule_state::StockRuleState;

/// A number in four bytes; so many months as do not fit are more than any horizon has.
#[inline]
pub(super) fn narrow(months: usize) -> u32 {
    u32::try_from(months).unwrap_or(u32::MAX - 1)
}

/// What has become of a plot so far. What auctions and deals look at lies together and
/// comes first.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(super) struct PlotProgress {
    /// What the plot has cost and no price has brought back yet, without finance allowance
    /// (CNY).
    pub(super) full_cost: f64,
    /// Share of residential floor area that is to be affordable housing, by the last
    /// listing.
    pub(super) affordable_share: f64,
    /// Month of the current listing.
    pub(super) listed: Month,
    /// Auctions of the plot that were held: the counter of its next auction's draws.
    pub(super) auctions: u32,
    /// Failed rounds since the last deal.
    pub(super) failed_rounds: u32,
    /// Deals of the plot that were made: the counter of its next deal's draws.
    pub(super) deals: u32,
    /// Deals of the plot whose buyer defaults, counted when the deal is made.
    pub(super) defaults: u32,
    /// Month of the first listing.
    pub(super) first_listed: MaybeMonth,
    /// Since when the plot is held back for better prices, while it is not listed.
    pub(super) held_since: MaybeMonth,
    /// Index of the last deal, where there is one.
    pub(super) last_deal: u32,
    /// Month in which the plot became net land, once it is.
    pub(super) ready: MaybeMonth,
    /// State in which the plot stands.
    pub(super) state: PlotState,
    /// Acquisition cost, fixed at the start (CNY).
    pub(super) acquisition_cost: f64,
    /// Preparation cost, fixed at the start of the acquisition (CNY).
    pub(super) preparation_cost: f64,
    /// Month in which acquisition started.
    pub(super) acquisition_start: MaybeMonth,
    /// Months of clearance from the start on, over which compensation is paid.
    pub(super) acquisition_months: u32,
    /// Months of preparation, over which its cost is paid; 0: none.
    pub(super) preparation_months: u32,
    /// First month of preparation; it is planned when the acquisition starts.
    pub(super) preparation_start: Month,
    /// Months that the plot waited for the start of its acquisition.
    pub(super) deferral: u32,
    /// Start of works and completion, once scheduled; they may lie beyond the horizon.
    pub(super) works: [MaybeMonth; 2],
}

impl PlotProgress {
    /// A plot to which nothing has happened.
    fn new() -> Self {
        Self {
            full_cost: 0.0,
            affordable_share: 0.0,
            listed: Month::START,
            auctions: 0,
            failed_rounds: 0,
            deals: 0,
            defaults: 0,
            first_listed: MaybeMonth::NONE,
            held_since: MaybeMonth::NONE,
            last_deal: 0,
            ready: MaybeMonth::NONE,
            state: PlotState::Unreserved,
            acquisition_cost: 0.0,
            preparation_cost: 0.0,
            acquisition_start: MaybeMonth::NONE,
            acquisition_months: 0,
            preparation_months: 0,
            preparation_start: Month::START,
            deferral: 0,
            works: [MaybeMonth::NONE; 2],
        }
    }

    /// Month of the run in which clearance begins, or goes on from before it.
    pub(super) fn clearance_start(&self, plot: &PlotModel) -> Option<Month> {
        let goes_on = plot.is_being_cleared().then_some(Month::START);
        self.acquisition_start.get().or(goes_on)
    }

    /// Index of the last deal among the trial's.
    pub(super) fn last_deal(&self) -> Option<usize> {
        (self.deals > 0).then_some(self.last_deal as usize)
    }
}

/// A plot that waits for acquisition, with what is looked at every month.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    /// Index of the plot.
    pub(super) plot: PlotIndex,
    /// Months that it has waited.
    pub(super) deferral: u32,
    /// Consultation rounds that were held: the counter of the next one's draw.
    pub(super) consultations: u32,
    /// No consultation before this month.
    pub(super) consult_from: Month,
    /// Households of the plot to resettle.
    pub(super) households: f64,
    /// Compensation and clearance at month-0 prices (CNY).
    pub(super) acquisition_cost: f64,
    /// The plot's own factor on compensation.
    pub(super) own_factor: f64,
}

/// Plots and land that change state in a month without an event of their own.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WorksMoves {
    /// Plots whose works start.
    pub(super) starting: f64,
    /// Land of the plots whose works start (m²).
    pub(super) starting_land: f64,
    /// Plots whose last phase is completed.
    pub(super) completing: f64,
    /// Land of the plots that are completed (m²).
    pub(super) completing_land: f64,
}

/// Recent sales, as last summed up.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecentSales {
    /// Month before which they are recent; none before they are summed up.
    pub(super) month: MaybeMonth,
    /// Floor area dealt in the twelve months before it, by use (m²).
    pub(super) gfa: ByUse<f64>,
    /// What that leaves of the number of bidders, by use, where it was asked for.
    pub(super) absorption_factor: ByUse<Option<f64>>,
}

impl RecentSales {
    /// Not summed up yet in the trial.
    const UNKNOWN: Self = Self {
        month: MaybeMonth::NONE,
        gfa: ByUse::new([0.0; Use::COUNT]),
        absorption_factor: ByUse::new([None; Use::COUNT]),
    };

    /// Of a month, not summed up yet.
    #[inline]
    pub(super) fn of(month: Month) -> Self {
        Self { month: MaybeMonth::of(month), ..Self::UNKNOWN }
    }
}

/// What receivables of month 0 come to; all in yuan.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Carried {
    /// Cost that they return, all in all.
    pub(super) cost: f64,
    /// Of it what comes back after the window.
    pub(super) cost_after_window: f64,
    /// What is due after the window.
    pub(super) due_after_window: f64,
    /// What the district's own company pays into the window's balance.
    pub(super) from_state_buyers: f64,
}

/// Everything that changes in a trial and is not yet a result.
#[derive(Debug)]
pub(super) struct State {
    /// What has become of each plot.
    pub(super) plots: Plots<PlotProgress>,
    /// The plots' random draws.
    pub(super) draws: Draws,
    /// Plots that are listed on application.
    pub(super) applications: Applications,
    /// Whether a plot was put up before its time.
    pub(super) is_substitute: Plots<bool>,
    /// The plots' own scatter, from their draws under counter 0.
    pub(super) scatter: Scatter,
    /// The plots' pending events.
    pub(super) calendar: EventCalendar,
    /// The reserve centre's cash and debt.
    pub(super) centre: ReserveCentre,
    /// Position in the model's reserve order up to which plots have come due.
    pub(super) next_due: usize,
    /// Plots whose planned start has come and whose acquisition has not, in order of start
    /// and id.
    pub(super) waiting: Vec<Waiting>,
    /// Households whose clearance started in the calendar year.
    pub(super) households_this_year: f64,
    /// Special bonds drawn in the calendar year (CNY).
    pub(super) bonds_this_year: f64,
    /// Land (m²) and plots listed in the calendar year and not back from a failed auction.
    pub(super) listed_this_year: (f64, f64),
    /// Plots that ask for a place in the year's quota.
    pub(super) queue: Vec<PlotIndex>,
    /// Since when each policy with a trigger is in force, in the order of the model.
    pub(super) in_force_since: Vec<Option<Month>>,
    /// First receipt of each plot whose buyer defaults, to be undone.
    pub(super) first_receipts: Plots<Division>,
    /// Acquisition cost of all plots whose acquisition has started (CNY).
    pub(super) acquisition_started: f64,
    /// Acquisition cost that was paid in the months closed so far (CNY).
    pub(super) acquisition_paid: f64,
    /// Floor area dealt by month and use (m²), as in the series; for absorption.
    pub(super) gfa_dealt: ByMonth<ByUse<f64>>,
    /// Floor area dealt in the last twelve months, as last summed up.
    pub(super) recent_sales: RecentSales,
    /// Worth of all net land that is not sold, in whole yuan.
    pub(super) stock: Worth,
    /// Number of plots by state.
    pub(super) plots_in: [f64; PlotState::COUNT],
    /// Land by state (m²).
    pub(super) land_in: [f64; PlotState::COUNT],
    /// Plots that start and complete works, by month: they change state without an event of
    /// their own.
    pub(super) works_moves: ByMonth<WorksMoves>,
    /// State and affordable share of each plot at the end of the window; after it plots may
    /// be offered on other terms.
    pub(super) at_window_end: Vec<(PlotState, f64)>,
    /// Plots withdrawn in the window.
    pub(super) withdrawn_in_window: u32,
    /// Plots that turned idle in the window.
    pub(super) idle_in_window: u32,
    /// Plot-months waited in the window: money, capacity, consent.
    pub(super) deferrals: [u32; 3],
    /// What prices agreed before month 0 still bring.
    pub(super) carried: Carried,
    /// Projects of special bonds.
    pub(super) projects: ProjectsState,
    /// Idle land that is bought back.
    pub(super) buyback: BuybackState,
    /// Land for housing by the city's stock.
    pub(super) stock_rule: StockRuleState,
}

impl State {
    /// Buffers for the trials of a model; [`Self::reset`] comes before each.
    pub(super) fn new(model: &Model) -> Self {
        let horizon = model.calendar.horizon;
        Self {
            plots: Plots::same(PlotProgress::new(), model.plots.len()),
            draws: Draws::new(model),
            applications: Applications::new(model),
            is_substitute: Plots::same(false, model.plots.len()),
            scatter: Scatter::default(),
            calendar: EventCalendar::new(horizon, model.plots.len()),
            centre: ReserveCentre::default(),
            next_due: 0,
            waiting: Vec::with_capacity(model.plots.len()),
            households_this_year: 0.0,
            bonds_this_year: 0.0,
            listed_this_year: (0.0, 0.0),
            queue: Vec::new(),
            in_force_since: vec![None; model.triggered.len()],
            first_receipts: Plots::same(Division::default(), model.plots.len()),
            acquisition_started: 0.0,
            acquisition_paid: 0.0,
            gfa_dealt: ByMonth::same(ByUse::default(), horizon),
            recent_sales: RecentSales::UNKNOWN,
            stock: Worth::default(),
            plots_in: [0.0; PlotState::COUNT],
            land_in: [0.0; PlotState::COUNT],
            works_moves: ByMonth::same(WorksMoves::default(), horizon),
            at_window_end: Vec::with_capacity(model.plots.len()),
            withdrawn_in_window: 0,
            idle_in_window: 0,
            deferrals: [0; 3],
            carried: Carried::default(),
            projects: ProjectsState::new(model),
            buyback: BuybackState::default(),
            stock_rule: StockRuleState::default(),
        }
    }

    /// Back to month 0 of the trial of a stream; buffers are kept.
    pub(super) fn reset(&mut self, model: &Model, stream: u64) {
        self.plots.fill(PlotProgress::new());
        self.scatter.draw(&model.scatter, self.draws.begin(stream), stream);
        self.applications.begin(stream);
        self.is_substitute.fill(false);
        self.calendar.clear();
        self.centre.open(&model.finance, model.calendar.horizon);
        self.next_due = 0;
        self.waiting.clear();
        self.households_this_year = 0.0;
        self.bonds_this_year = 0.0;
        self.listed_this_year = (0.0, 0.0);
        self.in_force_since.fill(None);
        self.acquisition_started = 0.0;
        self.acquisition_paid = 0.0;
        self.gfa_dealt.as_mut_slice().fill(ByUse::default());
        self.recent_sales = RecentSales::UNKNOWN;
        self.stock = Worth::default();
        self.plots_in = [0.0; PlotState::COUNT];
        self.land_in = [0.0; PlotState::COUNT];
        self.works_moves.as_mut_slice().fill(WorksMoves::default());
        self.at_window_end.clear();
        self.withdrawn_in_window = 0;
        self.idle_in_window = 0;
        self.deferrals = [0; 3];
        self.projects.reset();
        self.buyback.reset();
        self.stock_rule.reset();
    }

    /// Moves a plot with its land to another state.
    #[inline]
    pub(super) fn enter(&mut self, plot: PlotIndex, land_m2: f64, state: PlotState) {
        let from = self.plots[plot].state as usize;
        self.plots_in[from] -= 1.0;
        self.land_in[from] -= land_m2;
        self.place(plot, land_m2, state);
    }

    /// Puts a plot with its land into its first state.
    #[inline]
    pub(super) fn place(&mut self, plot: PlotIndex, land_m2: f64, state: PlotState) {
        self.plots[plot].state = state;
        self.plots_in[state as usize] += 1.0;
        self.land_in[state as usize] += land_m2;
    }
}
