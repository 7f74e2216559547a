//! Trials that are not each for itself: the same means, honest errors, and fewer trials.

#![expect(clippy::expect_used, reason = "a run that cannot be put to the test has failed")]

use std::fmt::Write as _;

use landsim::calendar::Month;
use landsim::case::Case;
use landsim::case::models::Models;
use landsim::catalogue::figure::Figure;
use landsim::ensemble::statistics::Estimate;
use landsim::ensemble::{self, Figures};
use landsim::portfolio::plan::Plan;
use landsim::portfolio::{file, generate};
use landsim::quantity::count;
use landsim::scenario::Scenario;
use landsim::tables::summaries::Summaries;
use landsim::targets::Aims;
use landsim::trial::worker::Worker;
use landsim::uncertainty::sampling::{REPLICATES, Sampling};

/// Figures that are looked at.
const LOOKED_AT: [Figure; 5] = [
    Figure::WindowBalanceCny,
    Figure::SettledBalanceCny,
    Figure::PeakDebtCny,
    Figure::ReceiptsCny,
    Figure::GfaStartedM2,
];

fn baseline() -> Case {
    let (name, text) = generate::shipped();
    let portfolio = file::parse(name, text).expect("the shipped portfolio is valid");
    Case::new(Scenario::baseline().expect("valid"), portfolio).expect("they fit together")
}

fn figures(case: &Case, seed: u64, sampling: Sampling, trials: u64) -> Figures {
    let models = Models::sampled(case, seed, sampling);
    ensemble::figures(&models, trials, &|_| true).expect("nobody interrupts")
}

fn summaries(figures: &Figures, sampling: Sampling) -> Summaries {
    Summaries::of_sampled(figures, &Aims::of_plan(Plan::published().expect("valid")), sampling)
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let n = count(values.len());
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (n - 1.0))
}

#[test]
fn stated_intervals_hold_the_mean_as_often_as_they_say() {
    // 100 seeds of 320 trials: the mean of all plain runs stands for the truth, a tenth as
    // uncertain as any of them. A 95 % interval then holds it in some 94 to 95 of 100 (the truth's
    // own error widens the miss a little); fewer than 86 has a probability below 1 in 2,000, and
    // all 100 one of 1 in 170.
    const SEEDS: u64 = 100;
    const TRIALS: u64 = 320;
    let case = baseline();
    let runs = |sampling| -> Vec<Summaries> {
        (0..SEEDS)
            .map(|seed| summaries(&figures(&case, seed, sampling, TRIALS), sampling))
            .collect()
    };
    let mean_of = |run: &Summaries, figure| run.of_figure(figure).expect("it exists").mean;
    let plain = runs(Sampling::Plain);
    for sampling in [Sampling::Antithetic, Sampling::Stratified, Sampling::Sobol] {
        let sampled = runs(sampling);
        for figure in LOOKED_AT {
            let means = |runs: &[Summaries]| {
                mean_and_variance(&runs.iter().map(|run| mean_of(run, figure)).collect::<Vec<_>>())
            };
            let ((truth, plain_variance), (mean, variance)) = (means(&plain), means(&sampled));
            // Unbiased: means of 100 runs each differ by chance alone (four standard
            // errors, 1 in 16,000).
            let error = ((plain_variance + variance) / count(100)).sqrt();
            assert!(
                (mean - truth).abs() < 4.0 * error,
                "{sampling} {}: {mean} {truth}",
                figure.id()
            );
            // Nor are errors wider than they are: their mean square is the variance between seeds,
            // which 100 seeds know to 14 %; four times that is the limit.
            let squared = sampled.iter().map(|run| {
                let se = run.of_figure(figure).and_then(|summary| summary.se).expect("an error");
                se * se
            });
            let ratio = squared.sum::<f64>() / count(100) / variance;
            assert!((0.44..1.8).contains(&ratio), "{sampling} {}: {ratio}", figure.id());
            let holds = sampled.iter().filter(|run| {
                let summary = run.of_figure(figure).expect("it exists");
                let t_of_31 = 2.0395;
                (summary.mean - truth).abs() <= t_of_31 * summary.se.expect("an error")
            });
            let holds = holds.count();
            assert!(holds >= 86, "{sampling} {}: {holds} of 100", figure.id());
        }
    }
}

#[test]
fn partners_face_the_other_end_of_chance() {
    let case = baseline();
    let rows = figures(&case, 1, Sampling::Antithetic, 64);
    assert!(rows[..32].iter().zip(&rows[32..]).all(|(one, other)| one != other));
    // Those of even blocks are the plain ones.
    let plain = figures(&case, 1, Sampling::Plain, 64);
    let bits = |rows: &[[f64; Figure::COUNT]]| -> Vec<u64> {
        rows.iter().flatten().map(|value| value.to_bits()).collect()
    };
    assert_eq!(bits(&rows[..32]), bits(&plain[..32]));
    // Land prices of partners mirror one another: logs of one regime without momentum would add up
    // to the drift; with regimes they are negatively correlated all the same.
    let Models::Certain(model) = Models::sampled(&case, 1, Sampling::Antithetic) else {
        unreachable!("nothing is uncertain")
    };
    let mut worker = Worker::new(&model);
    let mut price = |trial| worker.market_only(trial).demand[Month::new(40)];
    for trial in 0..32 {
        let (one, other) = (price(trial), price(trial + REPLICATES));
        assert!((one + other).abs() < 1e-9, "{one} {other}");
    }
}

#[test]
fn errors_of_sets_agree_with_errors_of_independent_trials() {
    // Of plain trials both are right: 32 sets know the error to 1 in 8, four times
    // that is the limit.
    let case = baseline();
    let rows = figures(&case, 5, Sampling::Plain, 3_200);
    let [plain, sets] =
        [Sampling::Plain, Sampling::Sobol].map(|sampling| summaries(&rows, sampling));
    for figure in LOOKED_AT {
        let of = |run: &Summaries| run.of_figure(figure).expect("it exists").clone();
        let (plain, sets) = (of(&plain), of(&sets));
        assert_eq!(plain.mean, sets.mean);
        let ratio = sets.se.expect("an error") / plain.se.expect("an error");
        assert!((0.5..1.5).contains(&ratio), "{}: {ratio}", figure.id());
        for (of_ranks, of_sets) in plain.quantiles.iter().zip(&sets.quantiles).skip(1).take(7) {
            let width = |ends: &Estimate| ends.high.expect("an end") - ends.low.expect("an end");
            if width(of_ranks) == 0.0 {
                // Debt is at its peak at the opening in many trials.
                assert_eq!(width(of_sets), 0.0, "{}", figure.id());
                continue;
            }
            let ratio = width(of_sets) / width(of_ranks);
            // Quantiles of a hundred trials scatter more in long tails than those of all do.
            assert!((0.4..3.5).contains(&ratio), "{}: {ratio}", figure.id());
        }
    }
}

/// The table of `docs/performance.md`: how many plain trials one trial of each method is worth.
#[test]
#[ignore = "takes a minute or two"]
fn trials_that_each_method_saves() {
    const SEEDS: u64 = 100;
    let case = baseline();
    let mut text = String::from("| figure | trials | antithetic | stratified | sobol |\n");
    for trials in [320, 1_024, 4_096] {
        let runs = |sampling| -> Vec<Figures> {
            (0..SEEDS).map(|seed| figures(&case, 1_000 + seed, sampling, trials)).collect()
        };
        let column = |rows: &Figures, figure: Figure| -> Vec<f64> {
            rows.iter().map(|row| row[figure as usize]).collect()
        };
        let variances = |sampling| -> Vec<f64> {
            let runs = runs(sampling);
            let of_figure = |figure: Figure| {
                let of_runs = runs.iter().map(|rows| mean_and_variance(&column(rows, figure)));
                let (means, within): (Vec<f64>, Vec<f64>) = of_runs.unzip();
                // What trials scatter by within runs tells the error of a plain mean far better
                // than 100 means.
                if sampling == Sampling::Plain {
                    mean_and_variance(&within).0 / count(usize::try_from(trials).unwrap_or(1))
                } else {
                    mean_and_variance(&means).1
                }
            };
            LOOKED_AT.into_iter().map(of_figure).collect()
        };
        let all = Sampling::ALL.map(variances);
        for (at, figure) in LOOKED_AT.into_iter().enumerate() {
            let worth = |method: usize| all[0][at] / all[method][at];
            let _ = writeln!(
                text,
                "| {} | {trials} | {:.1} | {:.1} | {:.1} |",
                figure.id(),
                worth(1),
                worth(2),
                worth(3)
            );
        }
    }
    std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes()).expect("a log");
}
