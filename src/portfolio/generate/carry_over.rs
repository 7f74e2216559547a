//! Carry-over: granted or allocated before the plan begins, works not started.
//!
//! What the published totals imply if every plot sold is built: new construction is larger
//! than the sale programme, and the difference must have been granted before. Of these rows
//! only the works matter; they have neither cost nor price in the model.

use crate::portfolio::generate::assumptions::{Generator, Zone};
use crate::portfolio::generate::draw::{Draw, Stream};
use crate::portfolio::generate::sites::{identify, sites};
use crate::portfolio::generate::totals::{Group, Totals};
use crate::portfolio::plot::{Plot, PlotClass, PlotStatus};

/// The carry-over rows: those for the market, then separately built affordable housing.
pub(super) fn plots(seed: u64, assumptions: &Generator, totals: &Totals) -> Vec<Plot> {
    let market = (Stream::CarryOver, &totals.carry_over, "synthetic");
    let affordable =
        (Stream::Affordable, &totals.affordable, "synthetic: separately built affordable housing");
    let mut plots = Vec::new();
    for (stream, group, source) in [market, affordable] {
        let first = plots.len() + 1;
        let mut draw = Draw::new(seed, stream);
        plots.extend(
            group_plots(&mut draw, assumptions, group, first)
                .map(|plot| Plot { source: source.to_owned(), ..plot }),
        );
    }
    plots
}

/// The rows of a group, numbered from `first` on.
fn group_plots<'a>(
    draw: &'a mut Draw,
    assumptions: &'a Generator,
    group: &Group,
    first: usize,
) -> impl Iterator<Item = Plot> + use<'a> {
    let sites = sites(draw, group, assumptions, |zone: &Zone| zone.carry_over_weight);
    sites.into_iter().enumerate().map(move |(index, site)| {
        let mut plot = site.row(PlotStatus::Sold);
        // A sold plot shares no gain any more; who led its reserve no longer matters.
        plot.class = PlotClass::District;
        plot.start_lag_months = Some(start_lag(draw, assumptions));
        identify(&mut plot, "carry", first + index, &site.zone.name);
        plot
    })
}

/// Remaining months to the start of works.
fn start_lag(draw: &mut Draw, assumptions: &Generator) -> f64 {
    let mean = assumptions.start_lag_mean_months.value;
    let drawn = (mean * draw.factor(assumptions.start_lag_log_sd.value)).round();
    drawn.max(assumptions.start_lag_least_months.value).min(assumptions.start_lag_most_months.value)
}
