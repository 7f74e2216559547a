//! Scenario files whose regimes, correlations or history cannot be.

use landsim::reader::built_in::BASELINE_TEXT;

use super::{SCENARIO, Workplace, line_of, patched, refuses, refuses_text};

/// The correlation matrix of the baseline, row by row.
const CORRELATION: [&str; 6] = [
    "house_price = { value = [1.0, 0.0, 0.0, 0.1, -0.1, 0.2]",
    "residential = { value = [0.0, 1.0, 0.2, 0.0, 0.0, 0.2]",
    "commercial_office = { value = [0.0, 0.2, 1.0, 0.0, 0.0, 0.2]",
    "construction_cost = { value = [0.1, 0.0, 0.0, 1.0, 0.1, 0.0]",
    "lending_rate = { value = [-0.1, 0.0, 0.0, 0.1, 1.0, -0.2]",
    "demand = { value = [0.2, 0.2, 0.2, 0.0, -0.2, 1.0]",
];

#[test]
fn probabilities_of_regimes_sum_to_1() {
    let row = "transition = { value = [0.006, 0.9596, 0.0344]";
    refuses(
        row,
        "transition = { value = [0.006, 0.9596, 0.1344]",
        "scenario.toml:@:1: market.regime[normal].transition: found a row that sums to 1.1; \
         accepted: probabilities that sum to 1",
    );
    // A row of another length is wrong for that alone, whatever it sums to.
    refuses(
        row,
        "transition = { value = [0.15, 0.85]",
        "scenario.toml:@:1: market.regime[normal].transition: found a list of 2 values; accepted: \
         a list of 3 numbers, each a number from 0 to 1 [probability]",
    );
    refuses(
        row,
        "transition = { value = [0.15, 0.90, -0.05]",
        "scenario.toml:@:37: market.regime[normal].transition: found -0.05; accepted: a list of 3 \
         numbers, each a number from 0 to 1 [probability]",
    );
    let first = line_of(BASELINE_TEXT, "[[market.regime]]\nid = \"slump\"");
    refuses(
        "initial_probability = { value = 0.8791,",
        "initial_probability = { value = 0.7791,",
        &format!(
            "scenario.toml:{first}:10: market.regime: found initial probabilities that sum to 0.9; \
             accepted: initial probabilities that sum to 1"
        ),
    );
}

#[test]
fn a_market_has_one_to_eight_regimes() {
    let from = BASELINE_TEXT.find("[[market.regime]]").expect("it has regimes");
    let until = BASELINE_TEXT.find("[market.land.residential]").expect("it has land prices");
    let all = &BASELINE_TEXT[from..until];
    let market = line_of(BASELINE_TEXT, "[market]\n");
    refuses(
        all,
        "",
        &format!(
            "scenario.toml:{market}:2: market.regime: found 0 regimes; accepted: 1 to 8 tables \
             [[market.regime]]"
        ),
    );
    let certain = ["initial_probability = 1", "initial_probability = 0"];
    let regimes: Vec<String> = (0..9)
        .map(|index| {
            let row: Vec<&str> = (0..9).map(|to| if to == index { "1" } else { "0" }).collect();
            format!(
                "[[market.regime]]\nid = \"r{index}\"\nmean = 0\nvolatility = 0\n{}\n\
                 transition = [{}]\nbidder_multiplier = 1\ndefault_rate = 0\nstart_lag_mean = 1\n\
                 start_lag_sd = 1\n\n",
                certain[usize::from(index > 0)],
                row.join(", "),
            )
        })
        .collect();
    refuses(
        all,
        &regimes.concat(),
        "scenario.toml:@:10: market.regime: found 9 regimes; accepted: 1 to 8 tables \
         [[market.regime]]",
    );
}

#[test]
fn correlations_are_symmetric_with_1_on_the_diagonal() {
    let [house_price, .., demand] = CORRELATION.map(|row| line_of(BASELINE_TEXT, row));
    let wrong = "a row that makes the matrix unsymmetric or has no 1 on the diagonal; accepted: a \
                 symmetric matrix with 1 on the diagonal";
    refuses(
        CORRELATION[0],
        "house_price = { value = [1.0, 0.0, 0.0, 0.1, -0.1, 0.3]",
        &format!(
            "scenario.toml:{house_price}:1: market.correlation.house_price: found {wrong}\n\
             scenario.toml:{demand}:1: market.correlation.demand: found {wrong}"
        ),
    );
    refuses(
        CORRELATION[5],
        "demand = { value = [0.2, 0.2, 0.2, 0.0, -0.2, 0.9]",
        &format!("scenario.toml:{demand}:1: market.correlation.demand: found {wrong}"),
    );
    refuses(
        CORRELATION[5],
        "demand = { value = [0.2, 0.2, 0.2, 0.0, -0.2, 1.1]",
        &format!(
            "scenario.toml:{demand}:47: market.correlation.demand: found 1.1; accepted: a list of \
             6 numbers, each a number from -1 to 1 [correlation]"
        ),
    );
}

#[test]
fn correlations_can_occur_together() {
    // Two of the three pairs move together and the third apart, which nothing can do.
    let impossible = [
        "house_price = { value = [1.0, 0.9, -0.9, 0, 0, 0]",
        "residential = { value = [0.9, 1.0, 0.9, 0, 0, 0]",
        "commercial_office = { value = [-0.9, 0.9, 1.0, 0, 0, 0]",
        "construction_cost = { value = [0, 0, 0, 1, 0, 0]",
        "lending_rate = { value = [0, 0, 0, 0, 1, 0]",
        "demand = { value = [0, 0, 0, 0, 0, 1]",
    ];
    let mut text = BASELINE_TEXT.to_owned();
    for (from, to) in CORRELATION.into_iter().zip(impossible) {
        text = patched(&text, from, to);
    }
    let first = line_of(&text, impossible[0]);
    refuses_text(
        &text,
        &format!(
            "scenario.toml:{first}:1: market.correlation.house_price: found a matrix that is not \
             positive definite; accepted: correlations that can occur together (a positive \
             definite matrix)"
        ),
    );
}

/// A scenario with a history of its own.
fn with_history(file: &str) -> String {
    format!(
        "extends = \"builtin:baseline\"\n[scenario]\nid = \"replayed\"\n[market.history]\n\
         mode = \"replay\"\nfile = \"{file}\"\ncolumn = \"index\"\n"
    )
}

#[test]
fn a_history_is_a_readable_table_of_consecutive_months() {
    let cases: [(&[u8], &str); 7] = [
        (
            b"month,old,new\n2011-01,100,101\n",
            "no column \"index\"; accepted: one of month, old, new",
        ),
        (
            b"# index of each month\nmonth,index\n2011-01,100\n2011-03,101\n",
            "line 4, which does not follow the month before; accepted: consecutive months",
        ),
        (
            b"month,index\n2011-02,100\n2011-01,101\n",
            "line 3, which does not follow the month before; accepted: consecutive months",
        ),
        (
            b"month,index\n2011-01,nan\n",
            "line 2 without a month and an index; accepted: YYYY-MM and an index from 50 to 200 \
             (previous month = 100)",
        ),
        (
            b"month,index\n2011,100\n",
            "line 2 without a month and an index; accepted: YYYY-MM and an index from 50 to 200 \
             (previous month = 100)",
        ),
        (b"month,index\n", "0 rows; accepted: 1 to 12000 rows"),
        (
            b"month,index\n2011-01,\xe9\n",
            "line 2: bytes that are no text; accepted: UTF-8 text (a spreadsheet saves it as \"CSV \
             UTF-8\"), UTF-16 or GB18030, or a workbook (.xlsx)",
        ),
    ];
    for (history, expected) in cases {
        Workplace::new()
            .with(SCENARIO, with_history("past.csv"))
            .with("past.csv", history)
            .refuses(
                &[SCENARIO],
                &format!("scenario.toml:6:1: market.history.file: found past.csv: {expected}"),
            );
    }
}

#[test]
fn a_history_is_a_file_that_is_there_and_ends() {
    let accepted = "accepted: a CSV file beside the scenario, or \
                    \"builtin:shanghai_house_price_monthly\"";
    for (file, found) in [
        ("past.csv", "No such file or directory (os error 2)"),
        ("folder", "a folder"),
        // A pipe that nobody writes to is waited for without end by a program that does not look.
        ("pipe", "no regular file"),
    ] {
        let place = Workplace::new()
            .with(SCENARIO, with_history(file))
            .with("folder/past.csv", "month,index\n2011-01,100\n");
        let pipe = place.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(pipe).status();
        assert!(made.expect("a pipe can be made").success());
        place.refuses(
            &[SCENARIO],
            &format!("scenario.toml:6:1: market.history.file: found {file}: {found}; {accepted}"),
        );
    }
}

#[test]
fn a_history_has_months_in_its_range() {
    let range = "from = \"2012-01\"\nuntil = \"2011-12\"\n";
    Workplace::new()
        .with(SCENARIO, with_history("past.csv") + range)
        .with("past.csv", "month,index\n2011-12,100\n2012-01,100\n")
        .refuses(
            &[SCENARIO],
            "scenario.toml:6:1: market.history.file: found no month between `from` and `until`; \
             accepted: a range that meets the history",
        );
}
