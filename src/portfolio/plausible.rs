//! What is possible in a plot table and not likely: mostly a unit that slipped.
//!
//! Nothing here is refused. A site may have cost a hundred yuan a square metre; a column in which
//! all of them did was most likely written in 万元. Bounds are wide: densities, costs and prices of
//! Chinese cities lie well within them (`seeds/plots/README.md`).

use std::ops::RangeInclusive;

use crate::finding::Finding;
use crate::portfolio::Portfolio;
use crate::portfolio::plot::Plot;

/// Floor-area ratios that are built: from open ground to towers.
const DENSITY: RangeInclusive<f64> = 0.1..=20.0;
/// Cost of land, all that was and will be spent on it (CNY per m² of site).
const COST: RangeInclusive<f64> = 100.0..=1e6;
/// By how much sites of one table differ, the largest from the median one.
const MOST_TIMES_MEDIAN: f64 = 1_000.0;

/// A unit that a column was perhaps written in.
const IN_MU: &str = "land_m2 in 亩?";
const IN_WAN_M2: &str = "floor areas in 万㎡?";
const IN_WAN_YUAN: &str = "costs in 万元?";
const IN_FEN: &str = "costs in 分, or land in 公顷?";

/// What is doubtful in a table: a finding for each kind, at the first plot that has it.
pub fn doubts(portfolio: &Portfolio) -> Vec<Finding> {
    let plots = &portfolio.plots;
    let density = |plot: &Plot| plot.gfa_m2() / plot.land_m2;
    let cost = |plot: &Plot| {
        let all = plot.acquisition_cost_cny + plot.preparation_cost_cny + plot.sunk_cost_cny;
        (all > 0.0).then_some(all / plot.land_m2)
    };
    let mut found = Vec::new();
    let mut doubt = |key: &str,
                     of: &dyn Fn(&Plot) -> Option<f64>,
                     unit: &str,
                     slip: &str,
                     accepted: String| {
        let mut odd = plots.iter().enumerate().filter_map(|(at, plot)| Some((at, of(plot)?)));
        let Some((first, value)) = odd.next() else { return };
        let others = match odd.count() {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        found.push(Finding {
            place: portfolio.place(first),
            key: key.to_owned(),
            found: format!("{value:.4} {unit} at plot {}{others}; {slip}", plots[first].plot_id),
            accepted,
        });
    };
    let usual = |range: &RangeInclusive<f64>, unit: &str| {
        format!("usually {} to {} {unit}", range.start(), range.end())
    };
    let dense = |plot: &Plot| Some(density(plot)).filter(|density| density > DENSITY.end());
    doubt("land_m2", &dense, "m2 of floor area per m2 of land", IN_MU, usual(&DENSITY, ""));
    let sparse = |plot: &Plot| Some(density(plot)).filter(|density| density < DENSITY.start());
    doubt("gfa_*_m2", &sparse, "m2 of floor area per m2 of land", IN_WAN_M2, usual(&DENSITY, ""));
    let cheap = |plot: &Plot| cost(plot).filter(|cost| cost < COST.start());
    doubt("*_cost_cny", &cheap, "CNY per m2 of land", IN_WAN_YUAN, usual(&COST, "CNY per m2"));
    let dear = |plot: &Plot| cost(plot).filter(|cost| cost > COST.end());
    doubt("*_cost_cny", &dear, "CNY per m2 of land", IN_FEN, usual(&COST, "CNY per m2"));
    let mut lands: Vec<f64> = plots.iter().map(|plot| plot.land_m2).collect();
    lands.sort_by(f64::total_cmp);
    let median = lands.get(lands.len() / 2).copied().unwrap_or(0.0);
    let apart = |plot: &Plot| {
        let times = plot.land_m2 / median;
        (!(1.0 / MOST_TIMES_MEDIAN..=MOST_TIMES_MEDIAN).contains(&times)).then_some(times)
    };
    let slip = "sites in different units?";
    doubt("land_m2", &apart, "times the median site", slip, "sites of like size".to_owned());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::file::parse;
    use crate::portfolio::generate::shipped;

    /// The shipped table with every value of some columns changed.
    fn changed(change: impl Fn(&mut Plot)) -> Vec<String> {
        let (name, text) = shipped();
        let mut portfolio = parse(name, text).unwrap();
        portfolio.plots.iter_mut().for_each(change);
        doubts(&portfolio).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn units_that_slipped_are_named() {
        assert_eq!(changed(|_| {}), [""; 0]);
        let found = changed(|plot| plot.land_m2 /= 666.7);
        assert!(found.iter().any(|found| found.contains("land_m2 in 亩?")), "{found:?}");
        let found = changed(|plot| {
            plot.acquisition_cost_cny /= 1e4;
            plot.preparation_cost_cny /= 1e4;
            plot.sunk_cost_cny /= 1e4;
        });
        assert!(found.len() == 1 && found[0].contains("costs in 万元?"), "{found:?}");
        let found = changed(|plot| {
            plot.gfa_residential_m2 /= 1e4;
            plot.gfa_commercial_office_m2 /= 1e4;
            plot.gfa_affordable_m2 /= 1e4;
            plot.gfa_public_m2 /= 1e4;
        });
        assert!(found.len() == 1 && found[0].contains("floor areas in 万㎡?"), "{found:?}");
    }
}
