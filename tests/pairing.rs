//! Common random numbers: what is added, removed or frozen moves no other variate, and a trial is
//! the same whatever ran before it.

#[expect(dead_code, reason = "each test file uses its own part of the drafts")]
mod draft;

use std::collections::BTreeMap;

use draft::{Draft, each_pair, portfolio_of, same_bits, shipped_rows};
use landsim::catalogue::land_use::Use;
use landsim::catalogue::plot_field::PlotField;
use landsim::portfolio::Portfolio;
use landsim::trial::month::SideBySide;
use landsim::trial::record::Trial;
use landsim::trial::worker::Worker;
use landsim::uncertainty::stream::EntityKey;

const SEED: u64 = 20_110_101;
/// Trials that the comparisons below run.
const TRIALS: u64 = 40;

/// The baseline with so much money, capacity and absorption that plots do not meet each other.
fn slack() -> Draft {
    Draft::baseline().with(
        "[auction]\nabsorption_elasticity = 0.0\n\
         [finance]\nopening_cash = 1e13\nopening_debt = 0\nfacility_limit = 1e13\n\
         [reserve]\nclearance_capacity = 1000000",
    )
}

/// Bits of all fields of each plot in each trial, by plot id.
type PlotBits = BTreeMap<(String, u64), Vec<u64>>;

fn plot_bits(draft: &Draft, portfolio: Portfolio) -> PlotBits {
    let model = draft.case(portfolio).model(SEED);
    let mut worker = Worker::new(&model);
    let mut bits = PlotBits::new();
    for number in 0..TRIALS {
        let trial = worker.run(number);
        for (plot, fields) in model.plots.iter().zip(trial.plots.iter()) {
            bits.insert(
                (plot.plot_id.clone(), number),
                fields.iter().map(|field| field.to_bits()).collect(),
            );
        }
    }
    bits
}

/// Fails with the first field of the first plot that differs; plots of `left` only
/// are not compared.
#[track_caller]
fn assert_same_plots(left: &PlotBits, right: &PlotBits, but: &[PlotField]) {
    for ((plot_id, number), fields) in right {
        let Some(expected) = left.get(&(plot_id.clone(), *number)) else { continue };
        for field in PlotField::ALL.into_iter().filter(|field| !but.contains(field)) {
            let values = [expected, fields].map(|fields| f64::from_bits(fields[field as usize]));
            let same = expected[field as usize] == fields[field as usize];
            assert!(same, "{plot_id}, trial {number}, {}: {values:?}", field.id());
        }
    }
}

#[test]
fn every_plot_and_the_market_draw_from_a_key_of_their_own() {
    let (head, rows) = shipped_rows();
    let model = Draft::baseline().case(portfolio_of(&head, &rows)).model(SEED);
    assert_eq!(model.market_key, EntityKey::market(SEED));
    for (index, plot) in model.plots.iter().enumerate() {
        assert_eq!(plot.key, EntityKey::plot(SEED, &plot.plot_id));
        assert!(
            model.plots.iter().take(index).all(|other| other.key != plot.key),
            "{}",
            plot.plot_id
        );
    }
}

#[test]
fn removing_a_plot_changes_no_other_plot() {
    let (head, rows) = shipped_rows();
    let all = plot_bits(&slack(), portfolio_of(&head, &rows));
    for gone in ["carry-01,", "reserve-03,", "stock-20,", "xujiahui-centre,"] {
        let rest: Vec<String> = rows.iter().filter(|row| !row.starts_with(gone)).cloned().collect();
        assert_eq!(rest.len() + 1, rows.len(), "{gone} is one of the shipped rows");
        assert_same_plots(&all, &plot_bits(&slack(), portfolio_of(&head, &rest)), &[]);
    }
}

#[test]
fn adding_a_plot_changes_no_other_plot() {
    let (head, mut rows) = shipped_rows();
    let before = plot_bits(&slack(), portfolio_of(&head, &rows));
    let row_of = |plot_id: &str| {
        rows.iter().find(|row| row.starts_with(plot_id)).expect("a shipped row").clone()
    };
    // One that sorts before all others and one in the midst of them.
    let added = [
        row_of("reserve-01,").replacen("reserve-01", "aa-new", 1),
        row_of("stock-20,").replacen("stock-20", "stock-20b", 1),
    ];
    rows.extend(added);
    let after = plot_bits(&slack(), portfolio_of(&head, &rows));
    assert_eq!(after.len(), before.len() + 2 * usize::try_from(TRIALS).expect("a small number"));
    assert_same_plots(&before, &after, &[]);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    // Here plots do compete for money, capacity and bidders: even then a file is the
    // set of its rows.
    let (head, mut rows) = shipped_rows();
    let forward = plot_bits(&Draft::baseline(), portfolio_of(&head, &rows));
    rows.reverse();
    let backward = plot_bits(&Draft::baseline(), portfolio_of(&head, &rows));
    assert_eq!(forward, backward);
}

#[test]
fn freezing_the_acquisition_cost_moves_costs_alone() {
    let (head, rows) = shipped_rows();
    let free = plot_bits(&slack(), portfolio_of(&head, &rows));
    let frozen = plot_bits(&slack().with("acquisition_cost_sd = 0.0"), portfolio_of(&head, &rows));
    assert_ne!(free, frozen);
    assert_same_plots(&free, &frozen, &[PlotField::AcquisitionCostCny, PlotField::NetGainCny]);
}

#[test]
fn a_shock_moves_only_what_it_acts_on() {
    let (head, rows) = shipped_rows();
    let calm = plot_bits(&slack(), portfolio_of(&head, &rows));
    let shock = "[[shock]]\nid = \"dear-homes\"\nfrom = \"2012-01\"\nuntil = \"2013-01\"\n\
        acquisition_cost_multiplier = 1.3";
    let shocked = plot_bits(&slack().with(shock), portfolio_of(&head, &rows));
    assert_same_plots(&calm, &shocked, &[PlotField::AcquisitionCostCny, PlotField::NetGainCny]);
    let mut struck = 0;
    for (address, fields) in &calm {
        let value = |bits: &[u64], field: PlotField| f64::from_bits(bits[field as usize]);
        let start = value(fields, PlotField::AcquisitionStartMonth);
        if start.is_nan() {
            continue;
        }
        let factor = value(&shocked[address], PlotField::AcquisitionCostCny)
            / value(fields, PlotField::AcquisitionCostCny);
        let within = (12.0..24.0).contains(&start);
        struck += usize::from(within);
        assert!(
            (factor - if within { 1.3 } else { 1.0 }).abs() < 1e-12,
            "{address:?}: {factor} for a start in month {start}"
        );
    }
    assert!(struck > 100, "{struck} acquisitions under the shock");
}

#[test]
fn freezing_one_factor_of_the_market_moves_no_other() {
    let (horizon, free) = (120, Draft::baseline());
    for frozen in [
        "land.residential",
        "land.commercial_office",
        "construction_cost",
        "lending_rate",
        "demand",
    ] {
        let still = free.clone().with(&format!("[market.{frozen}]\nvolatility = 0.0"));
        each_pair(&free.scenario(), &still.scenario(), 50, |free, still| {
            assert_eq!(free.house_price.end().place(), horizon);
            assert_eq!(free.regime, still.regime);
            assert!(same_bits(&free.house_price, &still.house_price));
            for (name, free, still) in [
                (
                    "land.residential",
                    &free.land_own[Use::Residential],
                    &still.land_own[Use::Residential],
                ),
                (
                    "land.commercial_office",
                    &free.land_own[Use::CommercialOffice],
                    &still.land_own[Use::CommercialOffice],
                ),
                ("construction_cost", &free.construction_cost, &still.construction_cost),
                ("lending_rate", &free.lending_rate, &still.lending_rate),
                ("demand", &free.demand, &still.demand),
            ] {
                assert_eq!(same_bits(free, still), name != frozen, "{name} with {frozen} frozen");
            }
        });
    }
}

/// All that a trial says, as bits.
fn trial_bits(trial: &Trial) -> Vec<u64> {
    let plots = trial.plots.iter().flatten();
    trial
        .figures
        .iter()
        .chain(trial.series.values())
        .chain(plots)
        .map(|value| value.to_bits())
        .collect()
}

#[test]
fn a_trial_is_the_same_whatever_ran_before_it() {
    // The shorter run ends in June 2014, in the midst of acquisitions, listings and a calendar year
    // whose count of resettled households must not reach the next trial.
    let (head, rows) = shipped_rows();
    for (start, months) in [("2011-01", 120), ("2011-07", 36)] {
        let draft = Draft::baseline().with(&format!(
            "[scenario]\nstart = \"{start}\"\nwindow_months = {months}\nhorizon_months = {months}"
        ));
        let model = draft.case(portfolio_of(&head, &rows)).model(SEED);
        let mut worker = Worker::new(&model);
        let forward: Vec<_> = (0..50).map(|number| trial_bits(worker.run(number))).collect();
        for number in (0..50).rev() {
            assert_eq!(
                trial_bits(worker.run(number)),
                forward[usize::try_from(number).expect("a small number")],
                "trial {number}"
            );
        }
        assert_eq!(trial_bits(Worker::new(&model).run(37)), forward[37], "a trial alone");
        let mut batch = SideBySide::new((0..7).map(|_| Worker::new(&model)).collect());
        for (first, trials) in [(43, 7), (0, 7), (20, 3), (21, 7), (37, 1)] {
            let side_by_side = batch.run(first, trials).iter().map(|run| trial_bits(run.trial()));
            let first = usize::try_from(first).expect("a small number");
            assert_eq!(
                side_by_side.collect::<Vec<_>>(),
                forward[first..first + trials],
                "{trials} trials from {first} on side by side"
            );
        }
        assert!(
            (1..50).all(|number| forward[number] != forward[0]),
            "trials differ from each other"
        );
    }
}

#[test]
fn trials_of_many_plots_are_run_few_at_a_time_and_are_the_same() {
    // 966 plots: two trials side by side, the last of seven by itself.
    let (head, rows) = shipped_rows();
    let copies = (0..6).flat_map(|copy| rows.iter().map(move |row| format!("c{copy}-{row}")));
    let many: Vec<String> = copies.collect();
    let model = Draft::baseline().case(portfolio_of(&head, &many)).model(SEED);
    let mut alone = Worker::new(&model);
    let mut batch = SideBySide::new((0..7).map(|_| Worker::new(&model)).collect());
    for (number, run) in (5..).zip(batch.run(5, 7)) {
        assert_eq!(trial_bits(run.trial()), trial_bits(alone.run(number)), "trial {number}");
    }
}
