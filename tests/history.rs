//! House prices that happened, replayed exactly or resampled in blocks.

#![expect(clippy::disallowed_methods, reason = "an oracle does not use the code under test")]
#![expect(clippy::expect_used, reason = "a test that cannot be set up fails")]

#[expect(dead_code, reason = "each test file uses its own part of the drafts")]
mod draft;
#[expect(dead_code, reason = "each test file uses its own part of the judges")]
mod judge;

use std::fmt::Write as _;

use draft::{Draft, each_pair, each_path};
use judge::{assert_cells, assert_probability};
use landsim::calendar::Month;
use landsim::catalogue::land_use::Use;
use landsim::quantity::count;
use statrs::distribution::{Continuous, Discrete, Geometric, Normal};

/// The shipped history, read here by hand.
const SHIPPED: &str = include_str!("../seeds/history/shanghai_house_price_monthly.csv");
/// Month 0 of the baseline.
const START: &str = "2011-01";
/// Rounding of a sum of some two hundred changes of order 0.01.
const ROUNDING: f64 = 1e-12;

/// Log changes by month from 2011-01 on, out of a column of the shipped history.
fn shipped_changes(column: usize) -> Vec<f64> {
    let rows = SHIPPED.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let index =
        |row: &Vec<&str>| row[column].parse::<f64>().expect("an index of the previous month = 100");
    rows.skip_while(|row| row[0] != START).map(|row| (index(&row) / 100.0).ln()).collect()
}

fn replay(column: &str, months: usize) -> Draft {
    let file = "builtin:shanghai_house_price_monthly";
    Draft::baseline().months(months).with(&format!(
        "[market.history]\nmode = \"replay\"\nfile = \"{file}\"\ncolumn = \"{column}\""
    ))
}

#[test]
fn replay_reproduces_every_recorded_change_in_every_trial() {
    // The history reaches 2026-06, month 185; month 0 is the base, so its change is not in H.
    for (name, column) in
        [("new_home_mom_index_prev_month_100", 1), ("second_hand_mom_index_prev_month_100", 2)]
    {
        let recorded = shipped_changes(column);
        assert_eq!(recorded.len(), 186, "the shipped history ends in 2026-06");
        each_path(&replay(name, 186).scenario(), 20, |path| {
            let mut level = 0.0;
            assert_eq!(path.house_price[Month::START], level);
            for (month, change) in Month::first(186).zip(&recorded).skip(1) {
                level += change;
                assert!((path.house_price[month] - level).abs() < ROUNDING, "{name} month {month}");
            }
        });
    }
}

#[test]
fn replay_changes_no_variate_of_another_factor() {
    let calm = Draft::baseline().months(200).scenario();
    each_pair(
        &calm,
        &replay("new_home_mom_index_prev_month_100", 200).scenario(),
        50,
        |free, replayed| {
            assert_ne!(free.house_price, replayed.house_price);
            for (free, replayed) in [
                (&free.land_own[Use::Residential], &replayed.land_own[Use::Residential]),
                (&free.land_own[Use::CommercialOffice], &replayed.land_own[Use::CommercialOffice]),
                (&free.construction_cost, &replayed.construction_cost),
                (&free.lending_rate, &replayed.lending_rate),
                (&free.demand, &replayed.demand),
            ] {
                assert!(
                    free.iter()
                        .zip(replayed)
                        .all(|(free, replayed)| free.to_bits() == replayed.to_bits())
                );
            }
        },
    );
}

#[test]
fn prices_go_on_by_the_recursion_where_recorded_months_end() {
    // Recorded is 2011-01 alone, whose change is the momentum of month 0, or all of 2011. From the
    // next month on one regime without volatility continues the last recorded change:
    // g(t+1) = 0.7 g(t) + 0.3 m, without pull.
    let recorded = shipped_changes(1);
    let file = "file = \"builtin:shanghai_house_price_monthly\"\n\
        column = \"new_home_mom_index_prev_month_100\"";
    let draft = Draft::baseline()
        .regimes(&[(0.01, 0.0, 1.0, &[1.0])])
        .months(60)
        .with("[market]\nmomentum = 0.7\npull_to_trend = 0.0");
    for (until, last) in [("2011-01", 0), ("2011-12", 11)] {
        let replay = format!(
            "[market.history]\nmode = \"replay\"\n{file}\nfrom = \"2011-01\"\nuntil = \"{until}\""
        );
        each_path(&draft.clone().with(&replay).scenario(), 3, |path| {
            let mut change = recorded[last];
            for month in Month::first(60).skip(last + 1) {
                change = 0.7 * change + 0.3 * 0.01;
                let found = path.house_price[month] - path.house_price[month.back(1)];
                assert!((found - change).abs() < ROUNDING, "until {until}, month {month}");
            }
        });
    }
}

#[test]
fn replay_before_the_first_recorded_month_leaves_the_simulation_alone() {
    let file = "file = \"builtin:shanghai_house_price_monthly\"\n\
        column = \"new_home_mom_index_prev_month_100\"";
    let late = format!(
        "[market.history]\nmode = \"replay\"\n{file}\nfrom = \"2013-01\"\nuntil = \"2013-06\""
    );
    let draft = Draft::baseline().months(60);
    let recorded = shipped_changes(1);
    each_pair(&draft.scenario(), &draft.with(&late).scenario(), 50, |free, replayed| {
        let before = Month::START..Month::new(24);
        assert_eq!(free.house_price[before.clone()], replayed.house_price[before.clone()]);
        // The regime behind the first recorded change is that of the month before it.
        let before = Month::START..Month::new(23);
        assert_eq!(free.regime[before.clone()], replayed.regime[before]);
        for (month, recorded) in Month::first(30).zip(&recorded).skip(24) {
            let found = replayed.house_price[month] - replayed.house_price[month.back(1)];
            assert!((found - recorded).abs() < ROUNDING, "month {month}");
        }
    });
}

/// Months of the history made for resampling; all its changes differ.
const ROWS: usize = 50;
/// Mean length of a block [months].
const MEAN_BLOCK: f64 = 4.0;
/// Length of the resampled paths [months].
const LONG: usize = 600;
/// A block that begins this long before the end is complete: 0.755^120 = 2e-15 are longer.
const LONGEST_BLOCK: usize = 120;

/// Row of the history behind each month's change from month 1 on; a change from outside it fails.
fn rows_behind(prices: &[f64]) -> Vec<usize> {
    // Row k states an index of 99 + k/20, so a change gives its row away.
    let row = |change: f64| {
        let exact = (100.0 * change.exp() - 99.0) * 20.0;
        let row = (0..ROWS).find(|row| (exact - count(*row)).abs() < 1e-6);
        row.expect("every resampled change is a change of the history")
    };
    prices.windows(2).map(|pair| row(pair[1] - pair[0])).collect()
}

#[test]
fn resampled_changes_come_from_the_history_in_blocks_of_geometric_length() {
    // A month starts a new block with probability 1/4. A new block may happen to begin with the row
    // that would have followed, 1 of 50, so a visible break has probability q = 1/4 × 49/50, and
    // what lies between breaks is geometric: P(length = n) = q (1-q)^(n-1). 1500 paths of 599
    // months are 900,000 draws of a break; 1 % of q is found with 90 % from 823,000 on.
    let mut history = String::from("month,index\n");
    for row in 0..ROWS {
        let (year, month, index) = (1990 + row / 12, 1 + row % 12, 99.0 + count(row) / 20.0);
        writeln!(history, "{year:04}-{month:02},{index}").expect("a string can be written");
    }
    let text = format!(
        "[market.history]\nmode = \"bootstrap\"\nfile = \"history.csv\"\ncolumn = \"index\"\n\
         mean_block_months = {MEAN_BLOCK}"
    );
    let scenario =
        Draft::baseline().months(LONG).with(&text).scenario_beside(&[("history.csv", &history)]);
    let visible = (1.0 - 1.0 / count(ROWS)) / MEAN_BLOCK;
    let (mut months, mut breaks) = (0, 0);
    let (mut lengths, mut jumps, mut first_rows) = (vec![0; 20], vec![0; ROWS - 1], vec![0; ROWS]);
    each_path(&scenario, 1_500, |path| {
        let rows = rows_behind(path.house_price.as_slice());
        first_rows[rows[0]] += 1;
        let mut last_break = None;
        for month in 1..rows.len() {
            // The row after the last one is the first: the history is a circle.
            let jump = (rows[month] + ROWS - rows[month - 1] - 1) % ROWS;
            months += 1;
            if jump == 0 {
                continue;
            }
            breaks += 1;
            jumps[jump - 1] += 1;
            if let Some(began) = last_break.filter(|began| began + LONGEST_BLOCK < rows.len()) {
                let length: usize = month - began;
                lengths[length.min(20) - 1] += 1;
            }
            last_break = Some(month);
        }
    });
    assert_probability("a block begins", breaks, months, visible);
    let geometric = Geometric::new(visible).expect("a probability");
    let mut expected: Vec<f64> = (1..20).map(|length| geometric.pmf(length)).collect();
    expected.push(1.0 - expected.iter().sum::<f64>());
    assert_cells("lengths of blocks", &lengths, &expected);
    assert_cells("rows that new blocks begin with", &jumps, &[1.0 / count(ROWS - 1); ROWS - 1]);
    assert_cells("rows of month 1", &first_rows, &[1.0 / count(ROWS); ROWS]);
}

#[test]
fn resampling_changes_no_variate_of_another_factor() {
    let text = "[market.history]\nmode = \"bootstrap\"\n\
                file = \"builtin:shanghai_house_price_monthly\"\n\
                column = \"second_hand_mom_index_prev_month_100\"\nmean_block_months = 12";
    let draft = Draft::baseline().months(120);
    each_pair(&draft.scenario(), &draft.with(text).scenario(), 50, |free, resampled| {
        assert_ne!(free.house_price, resampled.house_price);
        for (free, resampled) in [
            (&free.land_own[Use::Residential], &resampled.land_own[Use::Residential]),
            (&free.land_own[Use::CommercialOffice], &resampled.land_own[Use::CommercialOffice]),
            (&free.construction_cost, &resampled.construction_cost),
            (&free.lending_rate, &resampled.lending_rate),
            (&free.demand, &resampled.demand),
        ] {
            assert!(
                free.iter()
                    .zip(resampled)
                    .all(|(free, resampled)| free.to_bits() == resampled.to_bits())
            );
        }
    });
}

#[test]
fn recorded_months_have_the_most_likely_sequence_of_regimes() {
    // Every one of the 3^9 sequences is weighed: equal odds for the first regime, the transitions
    // stated, and normal changes around φ g + (1-φ) m. The recorded swing from falling to soaring
    // prices crosses all three regimes.
    let indices = [99.2, 99.3, 99.5, 100.3, 100.5, 100.2, 102.5, 103.0, 102.0];
    let (momentum, means, spreads) = (0.5, [-0.01, 0.003, 0.03], [0.004, 0.003, 0.012]);
    let rows: [&[f64]; 3] = [&[0.8, 0.2, 0.0], &[0.1, 0.8, 0.1], &[0.0, 0.3, 0.7]];
    let changes = indices.map(|index: f64| (index / 100.0).ln());
    let weight = |sequence: &[usize]| -> f64 {
        let fit = |regime: usize, center: f64, change: f64| {
            Normal::new(center, spreads[regime]).expect("a spread").ln_pdf(change)
        };
        let first = fit(sequence[0], means[sequence[0]], changes[0]);
        let later = (1..changes.len()).map(|month| {
            let (from, to) = (sequence[month - 1], sequence[month]);
            rows[from][to].ln()
                + fit(
                    to,
                    momentum * changes[month - 1] + (1.0 - momentum) * means[to],
                    changes[month],
                )
        });
        first + later.sum::<f64>()
    };
    let sequences = (0..3_usize.pow(9))
        .map(|number| (0..9_u32).map(|place| number / 3_usize.pow(place) % 3).collect::<Vec<_>>());
    let best = sequences
        .max_by(|left, right| weight(left).total_cmp(&weight(right)))
        .expect("there are sequences");
    assert!((0..3).all(|regime| best.contains(&regime)), "{best:?}");
    let history =
        indices.iter().zip(1..).fold(String::from("month,index\n"), |text, (index, month)| {
            format!("{text}2011-{month:02},{index}\n")
        });
    let regimes = [0, 1, 2].map(|regime| (means[regime], spreads[regime], 1.0 / 3.0, rows[regime]));
    let text = format!(
        "[market]\nmomentum = {momentum}\n\
         [market.history]\nmode = \"replay\"\nfile = \"history.csv\"\ncolumn = \"index\""
    );
    let scenario = Draft::baseline()
        .regimes(&regimes)
        .months(12)
        .with(&text)
        .scenario_beside(&[("history.csv", &history)]);
    // A month's regime is behind the change into the next.
    each_path(&scenario, 20, |path| assert_eq!(path.regime.as_slice()[..8], best[1..]));
}
