//! The shipped plot table beside the baseline: it is made for its terms and relative prices, few of
//! its plots cost more than they are worth, and its README says what it holds.

#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use std::collections::BTreeMap;

use landsim::catalogue::land_use::Use;
use landsim::portfolio::file::parse;
use landsim::portfolio::generate::assumptions::Generator;
use landsim::portfolio::generate::{generate, shipped};
use landsim::portfolio::plan::Plan;
use landsim::portfolio::planned::PlannedSteps;
use landsim::portfolio::plot::{Plot, PlotStatus};
use landsim::portfolio::programme::Programme;
use landsim::rules::Rules;
use landsim::scenario::Scenario;

fn shipped_plots() -> Vec<Plot> {
    let (name, text) = shipped();
    parse(name, text).expect("the shipped portfolio is valid").plots
}

/// The generator knows no scenario; what it assumes of one is what the baseline says.
#[test]
fn tables_are_made_for_the_terms_and_relative_prices_of_the_baseline() {
    let rules = Scenario::baseline().expect("the baseline is valid").rules;
    let plan = Plan::published().expect("the plan is valid");
    let assumptions = Generator::shipped().expect("the assumptions are valid");
    assert_eq!(assumptions.terms(plan), rules.planned_terms());
    let mut levels = Vec::new();
    for zone in &assumptions.zone {
        let priced = rules.zones.iter().find(|priced| priced.id == zone.id).expect("a price");
        levels.push(priced.base_price[Use::Residential] / zone.residential_value);
        levels.push(priced.base_price[Use::CommercialOffice] / zone.commercial_office_value);
    }
    assert_eq!(levels.len(), 2 * rules.zones.len());
    // One level for all: prices restated by one factor, to the last digit they are stated with,
    // leave the table as it is.
    for level in &levels {
        assert!((level / levels[0] - 1.0).abs() < 0.01, "{levels:?}");
    }
}

/// Plots to sell by zone: how many, and how many of them cost more, with the allowance for finance,
/// than they are worth at `level` times the baseline's prices of month 0.
fn costly(rules: &Rules, plots: &[Plot], level: f64) -> BTreeMap<String, (u32, u32)> {
    let terms = rules.planned_terms();
    let mut zones = BTreeMap::new();
    for plot in plots {
        if PlannedSteps::of(plot, &terms).dealt.is_none_or(|deal| deal >= terms.window_months) {
            continue;
        }
        let outlays = plot.acquisition_cost_cny + plot.preparation_cost_cny;
        let cost = plot.sunk_cost_cny + outlays * (1.0 + rules.reserve.administration_rate);
        let zone = rules.zones.iter().find(|zone| zone.id == plot.zone).expect("a price");
        let floor: f64 = Use::ALL
            .map(|of_use| plot.gfa()[of_use.floor_kind()] * zone.base_price[of_use])
            .iter()
            .sum();
        let is_costly =
            cost * (1.0 + rules.receipts.finance_allowance) > level * plot.quality * floor;
        let (all, costly): &mut (u32, u32) = zones.entry(plot.zone.clone()).or_default();
        *all += 1;
        *costly += u32::from(is_costly);
    }
    zones
}

fn share(zones: &BTreeMap<String, (u32, u32)>) -> f64 {
    let (all, costly) = zones.values().fold((0, 0), |sum, zone| (sum.0 + zone.0, sum.1 + zone.1));
    f64::from(costly) / f64::from(all)
}

/// About a tenth in the shipped table and over many draws at the baseline's prices, and in no zone
/// of the shipped one more than a fifth.
#[test]
fn about_a_tenth_of_the_plots_to_sell_cost_more_than_they_are_worth() {
    let rules = Scenario::baseline().expect("the baseline is valid").rules;
    let plan = Plan::published().expect("the plan is valid");
    let assumptions = Generator::shipped().expect("the assumptions are valid");
    let zones = costly(&rules, &shipped_plots(), 1.0);
    for (zone, (all, costly)) in &zones {
        assert!(5 * costly <= *all, "{costly} of {all} in {zone}");
    }
    assert!((0.08..0.12).contains(&share(&zones)), "{zones:?}");
    let draws =
        (1..=100).map(|seed| share(&costly(&rules, &generate(seed, plan, assumptions), 1.0)));
    let mean = draws.sum::<f64>() / 100.0;
    assert!((0.05..0.2).contains(&mean), "{mean}");
}

/// Millions of square metres, as the document states them.
fn millions(area_m2: f64) -> String {
    format!("{:.2} million m2", area_m2 / 1e6)
}

#[test]
fn the_readme_of_plot_tables_says_what_the_shipped_table_holds() {
    let rules = Scenario::baseline().expect("the baseline is valid").rules;
    let (terms, plots) = (rules.planned_terms(), shipped_plots());
    let readme = include_str!("../seeds/plots/README.md");
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    let says = |sentence: &str| assert!(readme.contains(sentence), "it does not say: {sentence}");
    let is_sold = |plot: &Plot| plot.status == PlotStatus::Sold;
    let in_time = |plot: &Plot| {
        PlannedSteps::of(plot, &terms).started.is_some_and(|start| start < terms.window_months)
    };
    let programme = |belongs: &dyn Fn(&Plot) -> bool| Programme::of(&plots, belongs);
    let sale = programme(&|plot| !is_sold(plot) && in_time(plot));
    let (pool, within) = (programme(&is_sold), programme(&|plot| is_sold(plot) && in_time(plot)));
    says(&format!(
        "Of the 80 plots to sell, {} are dealt early enough to be started within the plan, \
         with {}.",
        sale.plots,
        millions(sale.gfa_m2)
    ));
    says(&format!(
        "The other {} must have been granted before 2011, on {:.0} ha",
        millions(within.gfa_m2),
        pool.land_ha()
    ));
    assert_eq!(pool, within);
    says("in this draw all of them start within the plan");
    let bn =
        |cost: fn(&Plot) -> f64| format!("{:.1} bn", plots.iter().map(cost).sum::<f64>() / 1e9);
    says(&format!(
        "acquisition {} CNY, primary development {}, sunk cost of the stock {}.",
        bn(|plot| plot.acquisition_cost_cny),
        bn(|plot| plot.preparation_cost_cny),
        bn(|plot| plot.sunk_cost_cny)
    ));
    let costly: u32 = costly(&rules, &plots, 1.0).values().map(|(_, costly)| costly).sum();
    says(&format!("Of the 80 plots to sell {costly} cost more"));
}
