//! The published totals beside the totals of a portfolio.
//!
//! # Which rows count where
//! The reserve programme is the rows whose acquisition starts in the plan period, the sale
//! programme the rows listed in it; a row can be in both. Construction is the sale programme and
//! the carry-over (`sold`) rows, since the plan expects every sold plot to be built.

use crate::portfolio::plan::{Figure, Plan};
use crate::portfolio::plot::{Plot, PlotStatus};
use crate::quantity::SQUARE_METRES_PER_HECTARE;

/// One published total and what a portfolio makes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconciled {
    /// Name of the figure in the plan file.
    pub figure: &'static str,
    /// Unit of the values: `plots`, `households`, `ha` or `m2`.
    pub unit: String,
    /// Published value, in `unit`.
    pub plan: f64,
    /// Value of the portfolio, in `unit`.
    pub portfolio: f64,
    /// One unit of the last published digit, in `unit`.
    pub precision: f64,
}

impl Reconciled {
    /// Portfolio minus plan, in `unit`.
    pub fn difference(&self) -> f64 {
        self.portfolio - self.plan
    }

    /// Whether the portfolio, rounded to the last published digit, is the published value; counts
    /// have a precision of one and must be equal.
    pub fn agrees(&self) -> bool {
        agree(self.portfolio, self.plan, self.precision)
    }
}

/// Whether two values are the same, rounded to a published digit of which `precision` is one unit.
pub fn agree(value: f64, published: f64, precision: f64) -> bool {
    let steps = |value: f64| (value / precision).round();
    (steps(value) - steps(published)).abs() < 0.5
}

/// Every published total of the plan that a portfolio can meet or miss, in the order of the
/// plan file; figures of the previous plan, which no portfolio holds, are left out.
///
/// # Example
///
/// ```
/// use landsim::portfolio::{file, generate, plan::Plan, reconcile::reconcile};
///
/// let (name, text) = generate::shipped();
/// let plots = file::parse(name, text)?.plots;
/// assert!(reconcile(&plots, Plan::published()?).iter().all(|line| line.agrees()));
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
pub fn reconcile(plots: &[Plot], plan: &Plan) -> Vec<Reconciled> {
    let reserve = Programme::of(plots, |plot| plan.period.contains(plot.reserve_start));
    let on_sale = |plot: &Plot| plan.period.contains(plot.list_date);
    let sale = Programme::of(plots, on_sale);
    let construction =
        Programme::of(plots, |plot| plot.status == PlotStatus::Sold || on_sale(plot));
    vec![
        line("reserve_plots", &plan.reserve_plots, reserve.plots),
        line("reserve_land_ha", &plan.reserve_land_ha, reserve.land_ha()),
        line("reserve_gfa_m2", &plan.reserve_gfa_m2, reserve.gfa_m2),
        line(
            "reserve_gfa_commercial_office_m2",
            &plan.reserve_gfa_commercial_office_m2,
            reserve.gfa_commercial_office_m2,
        ),
        line("sale_plots", &plan.sale_plots, sale.plots),
        line("sale_land_ha", &plan.sale_land_ha, sale.land_ha()),
        line("sale_gfa_m2", &plan.sale_gfa_m2, sale.gfa_m2),
        line(
            "sale_gfa_commercial_office_m2",
            &plan.sale_gfa_commercial_office_m2,
            sale.gfa_commercial_office_m2,
        ),
        line("construction_gfa_m2", &plan.construction_gfa_m2, construction.gfa_m2),
        line(
            "construction_gfa_commercial_office_m2",
            &plan.construction_gfa_commercial_office_m2,
            construction.gfa_commercial_office_m2,
        ),
        line("affordable_gfa_m2", &plan.affordable_gfa_m2, construction.gfa_affordable_m2),
        line("renewal_households", &plan.renewal_households, reserve.households),
        line(
            "renewal_demolished_gfa_m2",
            &plan.renewal_demolished_gfa_m2,
            reserve.demolished_gfa_m2,
        ),
    ]
}

/// Totals over the rows of one programme.
#[derive(Debug, Default)]
struct Programme {
    plots: f64,
    land_m2: f64,
    gfa_m2: f64,
    gfa_commercial_office_m2: f64,
    gfa_affordable_m2: f64,
    households: f64,
    demolished_gfa_m2: f64,
}

impl Programme {
    fn of(plots: &[Plot], belongs: impl Fn(&Plot) -> bool) -> Self {
        let mut total = Self::default();
        for plot in plots.iter().filter(|plot| belongs(plot)) {
            total.plots += 1.0;
            total.land_m2 += plot.land_m2;
            total.gfa_m2 += plot.gfa_m2();
            total.gfa_commercial_office_m2 += plot.gfa_commercial_office_m2;
            total.gfa_affordable_m2 += plot.gfa_affordable_m2;
            total.households += f64::from(plot.households);
            total.demolished_gfa_m2 += plot.demolished_gfa_m2;
        }
        total
    }

    /// Land in hectares, the plan's unit.
    fn land_ha(&self) -> f64 {
        self.land_m2 / SQUARE_METRES_PER_HECTARE
    }
}

/// A total beside its published figure.
fn line(figure: &'static str, published: &Figure, portfolio: f64) -> Reconciled {
    Reconciled {
        figure,
        unit: published.unit.clone(),
        plan: published.value,
        portfolio,
        precision: published.precision,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::file::parse;
    use crate::portfolio::generate::shipped;

    fn agreement(plan: f64, portfolio: f64, precision: f64) -> bool {
        Reconciled { figure: "sale_land_ha", unit: "ha".into(), plan, portfolio, precision }
            .agrees()
    }

    #[test]
    fn agreement_is_to_the_last_published_digit() {
        assert!(agreement(201.5, 201.549, 0.1) && agreement(201.5, 201.451, 0.1));
        assert!(!agreement(201.5, 201.56, 0.1) && !agreement(201.5, 201.44, 0.1));
        assert!(agreement(58.0, 58.0, 1.0) && !agreement(58.0, 57.0, 1.0));
        assert!(agreement(4.83e6, 4_834_999.0, 1e4) && !agreement(4.83e6, 4_835_001.0, 1e4));
    }

    #[test]
    fn the_shipped_portfolio_meets_every_published_total_exactly() {
        let (name, text) = shipped();
        let plots = parse(name, text).unwrap().plots;
        let lines = reconcile(&plots, Plan::published().unwrap());
        assert_eq!(lines.len(), 13);
        for line in lines {
            assert!(line.agrees() && line.difference().abs() < 1e-9, "{line:?}");
        }
    }

    #[test]
    fn figures_carry_the_names_of_the_plan_file() {
        let plan = Plan::published().unwrap();
        for (line, (name, figure)) in reconcile(&[], plan).iter().zip(plan.figures()) {
            assert_eq!((line.figure, line.plan), (name, figure.value));
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
        let count = |plots: &[Plot], figure| {
            let lines = reconcile(plots, plan);
            lines.iter().find(|line| line.figure == figure).unwrap().portfolio
        };
        plots[0].list_date = "2016-01".parse().ok();
        plots[1].reserve_start = "2010-12".parse().ok();
        let fewer = (both - 1).to_string();
        assert_eq!(count(&plots, "reserve_plots").to_string(), fewer);
        assert_eq!(count(&plots, "sale_plots").to_string(), fewer);
    }
}
