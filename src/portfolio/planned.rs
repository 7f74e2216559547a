//! The plan as planned (按计划): what a plot table comes to when nothing is left to chance.
//!
//! ```text
//! acquisition   starts at reserve_start, at the first month at the earliest
//! net land      start + acquisition_months + preparation_months; of a reserved row ready_date
//! listing       the later of list_date and net land
//! deal          listing + notice_months, at the first offer
//! works         deal + planned start lag, or + the plot's own lag where the table states one;
//!               of a carry-over row the lag that remains, counted from the first month
//! ```
//!
//! # Why targets are read beside it
//!
//! A published total says nothing of dates. What a table makes of its dates is the most that
//! works on time can reach, so a total that the plan as planned misses is out of reach before
//! anything is simulated, and one that it meets by far is no target. It is no ceiling: lags
//! shorter than agreed start works that were planned for after the window.
//!
//! # Why durations round as in a trial
//!
//! Months are whole there, and a duration is a month at least. With the same roundings a trial
//! in which nothing scatters, money is no matter and every first offer sells is this plan, plot
//! by plot; `tests/cases/planned.rs` compares the two.

use crate::calendar::YearMonth;
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::portfolio::programme::Programme;
use crate::quantity::whole_months;

/// What the plan as planned takes from outside the plot table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedTerms {
    /// First month of the window: month 0.
    pub start: YearMonth,
    /// Length of the window (months).
    pub window_months: usize,
    /// From a listing to its result (months).
    pub notice_months: usize,
    /// From a deal to the start of works, as contracts agree it (months).
    pub start_lag_months: usize,
    /// From the first offer for idle land to its purchase (months).
    pub negotiation_months: usize,
}

impl PlannedTerms {
    /// Month number of a date; what lies before the start is month 0.
    fn month(&self, date: YearMonth) -> usize {
        usize::try_from(date.months_since(self.start)).unwrap_or(0)
    }

    /// Whether a step is taken within the window.
    fn in_window(&self, step: Option<usize>) -> bool {
        step.is_some_and(|month| month < self.window_months)
    }
}

/// The months in which a plot takes its steps as planned, counted from the first of the window;
/// `None`: it never takes the step, or took it before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlannedSteps {
    /// Acquisition starts.
    pub reserved: Option<usize>,
    /// Its site is cleared.
    pub cleared: Option<usize>,
    /// It is net land.
    pub net_land: Option<usize>,
    /// It is dealt.
    pub dealt: Option<usize>,
    /// Works start.
    pub started: Option<usize>,
}

impl PlannedSteps {
    /// The steps of a plot.
    ///
    /// # Example
    ///
    /// ```
    /// use landsim::portfolio::planned::{PlannedSteps, PlannedTerms};
    /// use landsim::portfolio::plot::Plot;
    ///
    /// let terms = PlannedTerms {
    ///     start: "2011-01".parse().expect("a month"),
    ///     window_months: 60,
    ///     notice_months: 1,
    ///     start_lag_months: 12,
    ///     negotiation_months: 0,
    /// };
    /// let plot = Plot {
    ///     reserve_start: "2011-03".parse().ok(),
    ///     list_date: "2012-06".parse().ok(),
    ///     acquisition_months: 12.0,
    ///     preparation_months: 6.0,
    ///     ..Plot::blank()
    /// };
    /// // Net land in month 2 + 12 + 6, after the planned listing in month 17.
    /// let steps = PlannedSteps::of(&plot, &terms);
    /// assert_eq!((steps.reserved, steps.net_land), (Some(2), Some(20)));
    /// assert_eq!((steps.dealt, steps.started), (Some(21), Some(33)));
    /// ```
    pub fn of(plot: &Plot, terms: &PlannedTerms) -> Self {
        let lag = plot.start_lag_months.map_or(terms.start_lag_months, whole_months);
        if plot.status == PlotStatus::Sold {
            return Self { started: Some(lag), ..Self::default() };
        }
        let start = plot.reserve_start.map(|date| terms.month(date));
        // Land that is bought back is the reserve's at the end of the negotiation.
        let reserved = match plot.status {
            PlotStatus::Buyback => start.map(|start| start + terms.negotiation_months),
            _ => start,
        };
        let cleared = match plot.status {
            PlotStatus::Buyback => reserved,
            _ => start.map(|start| start + whole_months(plot.acquisition_months).max(1)),
        };
        let net_land = match plot.status {
            PlotStatus::Reserved => plot.ready_date.map(|date| terms.month(date)),
            PlotStatus::Unreserved | PlotStatus::Sold | PlotStatus::Buyback => {
                cleared.map(|month| month + whole_months(plot.preparation_months).max(1))
            }
        };
        let listing = plot.list_date.map(|date| terms.month(date));
        let dealt = listing
            .zip(net_land)
            .map(|(listing, net_land)| listing.max(net_land) + terms.notice_months);
        let started = dealt.map(|deal| deal + lag);
        Self { reserved, cleared, net_land, dealt, started }
    }
}

/// What the plan as planned comes to within the window.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Planned {
    /// Plots whose acquisition starts.
    pub reserved: Programme,
    /// Plots that are dealt.
    pub sold: Programme,
    /// Plots whose works start, carry-over with them.
    pub started: Programme,
}

impl Planned {
    /// The plan of a plot table.
    ///
    /// # Example
    ///
    /// ```
    /// use landsim::portfolio::{file, generate, planned::Planned};
    /// use landsim::scenario::Scenario;
    ///
    /// let (name, text) = generate::shipped();
    /// let plots = file::parse(name, text)?.plots;
    /// let planned = Planned::of(&plots, &Scenario::baseline()?.rules.planned_terms());
    /// assert_eq!(planned.sold.plots, 80.0);
    /// assert_eq!(planned.started.gfa_m2, 10.28e6);
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    pub fn of(plots: &[Plot], terms: &PlannedTerms) -> Self {
        let within = |step: fn(&PlannedSteps) -> Option<usize>| {
            Programme::of(plots, |plot| terms.in_window(step(&PlannedSteps::of(plot, terms))))
        };
        Self {
            reserved: within(|steps| steps.reserved),
            sold: within(|steps| steps.dealt),
            started: within(|steps| steps.started),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two years from 2011-01 on, two months of notice, seven to the start of works.
    fn terms() -> PlannedTerms {
        PlannedTerms {
            start: "2011-01".parse().unwrap(),
            window_months: 24,
            notice_months: 2,
            start_lag_months: 7,
            negotiation_months: 0,
        }
    }

    fn reserved(ready: &str, list: &str) -> Plot {
        Plot {
            status: PlotStatus::Reserved,
            ready_date: ready.parse().ok(),
            list_date: list.parse().ok(),
            ..Plot::blank()
        }
    }

    fn to_acquire(start: &str, list: &str) -> Plot {
        Plot {
            reserve_start: start.parse().ok(),
            list_date: list.parse().ok(),
            acquisition_months: 3.0,
            preparation_months: 2.0,
            ..Plot::blank()
        }
    }

    /// Steps in the order in which they are taken.
    fn months(plot: &Plot) -> [Option<usize>; 4] {
        let PlannedSteps { reserved, net_land, dealt, started, .. } =
            PlannedSteps::of(plot, &terms());
        [reserved, net_land, dealt, started]
    }

    #[test]
    fn a_plot_is_listed_at_the_later_of_its_date_and_net_land() {
        let early = reserved("2011-03", "2011-06");
        assert_eq!(months(&early), [None, Some(2), Some(5 + 2), Some(7 + 7)]);
        let late = reserved("2011-08", "2011-06");
        assert_eq!(months(&late), [None, Some(7), Some(7 + 2), Some(9 + 7)]);
    }

    #[test]
    fn net_land_comes_after_acquisition_and_preparation() {
        let plot = to_acquire("2011-02", "2011-04");
        assert_eq!(months(&plot), [Some(1), Some(6), Some(8), Some(15)]);
        // 2.5 months are 3, and a duration is a month at least, as in a trial.
        let plot = Plot { acquisition_months: 2.5, preparation_months: 0.4, ..plot };
        assert_eq!(months(&plot), [Some(1), Some(5), Some(7), Some(14)]);
    }

    #[test]
    fn what_was_planned_before_the_start_is_done_at_the_start() {
        assert_eq!(
            months(&to_acquire("2010-06", "2010-12")),
            [Some(0), Some(5), Some(7), Some(14)]
        );
        assert_eq!(months(&reserved("2010-03", "2010-04")), [None, Some(0), Some(2), Some(9)]);
    }

    #[test]
    fn own_lags_stand_in_place_of_the_agreed_one() {
        let slow = Plot { start_lag_months: Some(9.5), ..reserved("2011-01", "2011-01") };
        assert_eq!(months(&slow), [None, Some(0), Some(2), Some(12)]);
        let carried = Plot { status: PlotStatus::Sold, ..Plot::blank() };
        assert_eq!(months(&carried), [None, None, None, Some(7)]);
        let carried = Plot { start_lag_months: Some(30.4), ..carried };
        assert_eq!(months(&carried), [None, None, None, Some(30)]);
    }

    #[test]
    fn a_plot_without_dates_takes_no_step() {
        assert_eq!(months(&Plot::blank()), [None; 4]);
        let unsold = Plot { list_date: None, ..to_acquire("2011-02", "2011-04") };
        assert_eq!(months(&unsold), [Some(1), Some(6), None, None]);
    }

    /// The last month of the window is month 23: deals of listings up to month 21, works of
    /// deals up to month 16.
    #[test]
    fn steps_count_up_to_the_last_month_of_the_window() {
        let area = |plot: Plot, land_m2: f64| Plot { land_m2, gfa_public_m2: land_m2, ..plot };
        let plots = [
            area(reserved("2011-01", "2012-10"), 1.0), // dealt in month 23
            area(reserved("2011-01", "2012-11"), 2.0), // dealt in month 24
            area(reserved("2011-01", "2012-03"), 4.0), // works in month 14 + 2 + 7 = 23
            area(reserved("2011-01", "2012-04"), 8.0), // works in month 24
            area(to_acquire("2012-12", "2013-08"), 16.0), // starts in month 23
            area(to_acquire("2013-01", "2013-08"), 32.0),
        ];
        let planned = Planned::of(&plots, &terms());
        let sums = [planned.reserved, planned.sold, planned.started]
            .map(|programme| (programme.plots.to_string(), programme.gfa_m2.to_string()));
        let by_hand = [("1", "16"), ("3", "13"), ("1", "4")];
        assert_eq!(sums, by_hand.map(|(plots, area)| (plots.to_owned(), area.to_owned())));
    }
}
