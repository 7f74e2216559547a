//! The published totals beside the totals of a portfolio and of its plan as planned.
//!
//! # Which rows count where
//! The reserve programme is the rows whose acquisition starts in the plan period, the sale
//! programme the rows listed in it; a row can be in both. Both are held against the plan twice: by
//! the dates of the rows, and by what is started and dealt in time as planned.
//!
//! # Why construction is held against the plan as planned alone
//! The plan expects its floor area "considering the many uncertainties between sale and start", so
//! what could be built on, the sale programme and the carry-over (`sold`) rows, is more than it.
//! What has to meet it is the floor area whose works start within the period when nothing goes
//! wrong.

use crate::portfolio::plan::{Plan, Stated};
use crate::portfolio::plan_total::Total;
use crate::portfolio::planned::Planned;
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::portfolio::programme::Programme;

/// One published total and what a portfolio makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciled {
    /// The total.
    pub total: Total,
    /// Published value, in the total's unit.
    pub plan: f64,
    /// Sum over the rows of the portfolio, in the same unit.
    pub portfolio: f64,
    /// The same of the plan as planned, in `unit`.
    pub planned: f64,
    /// Whether the sum over the rows has to be the published total, too; that of construction has
    /// not.
    pub rows_count: bool,
    /// One unit of the last published digit.
    pub precision: f64,
}

impl Reconciled {
    /// Plan as planned minus published total, in the total's unit.
    pub fn difference(&self) -> f64 {
        self.planned - self.plan
    }

    /// Whether the plan as planned, rounded to the last published digit, is the published value,
    /// and the sum over the rows as well where it counts; counts have a precision of one and must
    /// be equal.
    pub fn agrees(&self) -> bool {
        let is_met = |value: f64| agree(value, self.plan, self.precision);
        is_met(self.planned) && (!self.rows_count || is_met(self.portfolio))
    }
}

/// Whether two values are the same, rounded to a published digit of which `precision` is one unit.
pub fn agree(value: f64, published: f64, precision: f64) -> bool {
    let steps = |value: f64| (value / precision).round();
    (steps(value) - steps(published)).abs() < 0.5
}

/// Every published total of the plan that a portfolio can meet or miss, in the order of the
/// plan file, with what the portfolio comes to as planned; figures of the previous plan, which no
/// portfolio holds, are left out.
///
/// # Example
///
/// ```
/// use landsim::portfolio::{file, generate, plan::Plan, planned::Planned, reconcile::reconcile};
/// use landsim::scenario::Scenario;
///
/// let (name, text) = generate::shipped();
/// let plots = file::parse(name, text)?.plots;
/// let planned = Planned::of(&plots, &Scenario::baseline()?.rules.planned_terms());
/// let lines = reconcile(&plots, Plan::published()?, &planned);
/// assert!(lines.iter().all(|line| line.agrees()));
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
pub fn reconcile(plots: &[Plot], plan: &Plan, planned: &Planned) -> Vec<Reconciled> {
    let on_sale = |plot: &Plot| plan.period.contains(plot.list_date);
    let reserve = Programme::of(plots, |plot| plan.period.contains(plot.reserve_start));
    let reserve = Both { rows: reserve, planned: planned.reserved, rows_count: true };
    let sale =
        Both { rows: Programme::of(plots, on_sale), planned: planned.sold, rows_count: true };
    let pool = Programme::of(plots, |plot| plot.status == PlotStatus::Sold || on_sale(plot));
    let construction = Both { rows: pool, planned: planned.started, rows_count: false };
    let gfa: Value = |programme| programme.gfa_m2;
    let commercial_office: Value = |programme| programme.gfa_commercial_office_m2;
    let affordable: Value = |programme| programme.gfa_affordable_m2;
    let demolished: Value = |programme| programme.demolished_gfa_m2;
    let taken = |total: Total| -> Option<(&Both, Value)> {
        Some(match total {
            Total::ReservePlots => (&reserve, |programme| programme.plots),
            Total::ReserveLandHa => (&reserve, Programme::land_ha),
            Total::ReserveGfaM2 => (&reserve, gfa),
            Total::ReserveGfaCommercialOfficeM2 => (&reserve, commercial_office),
            Total::SalePlots => (&sale, |programme| programme.plots),
            Total::SaleLandHa => (&sale, Programme::land_ha),
            Total::SaleGfaM2 => (&sale, gfa),
            Total::SaleGfaCommercialOfficeM2 => (&sale, commercial_office),
            Total::ConstructionGfaM2 => (&construction, gfa),
            Total::ConstructionGfaCommercialOfficeM2 => (&construction, commercial_office),
            Total::AffordableGfaM2 => (&construction, affordable),
            Total::RenewalHouseholds => (&reserve, |programme| programme.households),
            Total::RenewalDemolishedGfaM2 => (&reserve, demolished),
            Total::PreviousReservedLandHa
            | Total::PreviousSoldLandHa
            | Total::PreviousRenewalPlots
            | Total::PreviousRenewalHouseholds
            | Total::PreviousRenewalDemolishedGfaM2 => return None,
        })
    };
    let line = |(total, stated): (Total, &Stated)| {
        let (both, value) = taken(total)?;
        Some(both.line(total, stated, value))
    };
    plan.totals().filter_map(line).collect()
}

/// How a published total is taken from the totals of a programme.
type Value = fn(&Programme) -> f64;

/// A programme by the dates of its rows, and as planned.
#[derive(Debug)]
struct Both {
    rows: Programme,
    planned: Programme,
    rows_count: bool,
}

impl Both {
    /// A total beside its published figure.
    fn line(&self, total: Total, published: &Stated, value: Value) -> Reconciled {
        Reconciled {
            total,
            plan: published.value,
            portfolio: value(&self.rows),
            planned: value(&self.planned),
            rows_count: self.rows_count,
            precision: published.precision,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::file::parse;
    use crate::portfolio::generate::assumptions::Generator;
    use crate::portfolio::generate::shipped;

    /// A total whose rows come to one value and whose plan as planned comes to another.
    fn beside(plan: f64, portfolio: f64, planned: f64, precision: f64) -> Reconciled {
        let (total, rows_count) = (Total::SaleLandHa, true);
        Reconciled { total, plan, portfolio, planned, rows_count, precision }
    }

    fn agreement(plan: f64, value: f64, precision: f64) -> bool {
        beside(plan, value, value, precision).agrees()
    }

    fn reconciled(plots: &[Plot]) -> Vec<Reconciled> {
        let plan = Plan::published().unwrap();
        let terms = Generator::shipped().unwrap().terms(plan);
        reconcile(plots, plan, &Planned::of(plots, &terms))
    }

    #[test]
    fn agreement_is_to_the_last_published_digit() {
        assert!(agreement(201.5, 201.549, 0.1) && agreement(201.5, 201.451, 0.1));
        assert!(!agreement(201.5, 201.56, 0.1) && !agreement(201.5, 201.44, 0.1));
        assert!(agreement(58.0, 58.0, 1.0) && !agreement(58.0, 57.0, 1.0));
        assert!(agreement(4.83e6, 4_834_999.0, 1e4) && !agreement(4.83e6, 4_835_001.0, 1e4));
    }

    #[test]
    fn rows_and_the_plan_as_planned_both_agree_where_both_count() {
        assert!(!beside(80.0, 80.0, 79.0, 1.0).agrees());
        assert!(!beside(80.0, 79.0, 80.0, 1.0).agrees());
        let pool = Reconciled { rows_count: false, ..beside(10.28e6, 11.3e6, 10.28e6, 1e4) };
        assert!(pool.agrees() && pool.difference() == 0.0);
        assert!(!Reconciled { planned: 10.27e6, ..pool }.agrees());
    }

    #[test]
    fn the_shipped_portfolio_meets_every_published_total_exactly() {
        let (name, text) = shipped();
        let lines = reconciled(&parse(name, text).unwrap().plots);
        assert_eq!(lines.len(), 13);
        for line in lines {
            assert!(line.agrees() && line.difference().abs() < 1e-9, "{line:?}");
            let rows = line.portfolio - line.plan;
            assert!(!line.rows_count || rows.abs() < 1e-9, "{line:?}");
        }
    }

    #[test]
    fn figures_carry_the_names_of_the_plan_file() {
        let plan = Plan::published().unwrap();
        for (line, (total, stated)) in reconciled(&[]).iter().zip(plan.totals()) {
            assert_eq!((line.total, line.plan), (total, stated.value));
            assert!(!line.agrees(), "an empty portfolio meets nothing");
        }
    }

    /// A listing moved past the plan's end and a start moved before its beginning each take a
    /// plot out of one programme and leave it in the other.
    #[test]
    fn rows_count_in_the_programmes_their_dates_put_them_in() {
        let (name, text) = shipped();
        let mut plots = parse(name, text).unwrap().plots;
        let plan = Plan::published().unwrap();
        plots.retain(|plot| plot.reserve_start.is_some() && plan.period.contains(plot.list_date));
        let both = plots.len();
        assert!(both > 0);
        let count = |plots: &[Plot], total| {
            let lines = reconciled(plots);
            lines.iter().find(|line| line.total == total).unwrap().portfolio
        };
        plots[0].list_date = "2016-01".parse().ok();
        plots[1].reserve_start = "2010-12".parse().ok();
        let fewer = (both - 1).to_string();
        assert_eq!(count(&plots, Total::ReservePlots).to_string(), fewer);
        assert_eq!(count(&plots, Total::SalePlots).to_string(), fewer);
    }

    /// In the table a plot that is ready late is a plot of the sale programme all the same.
    #[test]
    fn a_plot_that_is_net_land_too_late_is_missed_by_the_plan_as_planned() {
        let (name, text) = shipped();
        let mut plots = parse(name, text).unwrap().plots;
        let late = plots.iter_mut().find(|plot| plot.status == PlotStatus::Reserved).unwrap();
        late.ready_date = "2015-12".parse().ok();
        let lines = reconciled(&plots);
        let line = lines.iter().find(|line| line.total == Total::SalePlots).unwrap();
        assert_eq!([line.portfolio, line.planned, line.difference()], [80.0, 79.0, -1.0]);
        assert!(!line.agrees());
    }
}
