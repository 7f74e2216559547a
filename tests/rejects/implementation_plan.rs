//! Implementation plans of special bond projects that cannot be evaluated.

use super::{Outcome, REFUSED, Workplace};

const HEAD: &str = "project,item,date,amount_cny,rate,term_months,call_months,bond,choice\n";
/// A plan that says enough.
const SOUND: &str = "\
P,bond,2026-01,100,0.02,60,,b,
P,planned_cost,2026-01,90,,,,,
P,planned_income,2028-01,120,,,,,
";

fn refused(rows: &str) -> String {
    let place = Workplace::new();
    std::fs::write(place.path().join("own.csv"), format!("{HEAD}{rows}")).expect("written");
    let outcome: Outcome = place.landsim(&["plan", "own.csv"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(REFUSED), ""), "{rows}");
    outcome.stderr
}

#[test]
fn rows_that_say_too_little_or_too_much() {
    for (rows, said) in [
        (
            "P,bond,2026-01,100,0.02,,,,\n",
            "own.csv:2: term_months: found an empty cell; accepted: the number of bond\n",
        ),
        (
            "P,bond,2026-01,100,0.000185,60,,,\n",
            "own.csv:2: rate: found 0.000185; accepted: \
             0, or 0.003 to 0.5 per year, such as 0.0185 or 1.85%\n",
        ),
        (
            "P,bond,2026-01,100,0.02,60,60,,\n",
            "own.csv:2: call_months: found 60; accepted: a month before the term of 60\n",
        ),
        (
            "P,bond,2026-01,100,0.02,60.5,,,\n",
            "own.csv:2: term_months: found 60.5; accepted: whole months\n",
        ),
        (
            "P,planned_income,,5,,,,,\n",
            "own.csv:2: date: found an empty cell; accepted: a month such as 2026-06\n",
        ),
        (
            "P,cover_basis,,,,,,,\n",
            "own.csv:2: choice: found an empty cell; accepted: a word of cover_basis\n",
        ),
    ] {
        assert_eq!(refused(rows), said);
    }
}

#[test]
fn items_that_there_are_not() {
    let said = refused("P,bonds,2026-01,100,0.02,60,,,\n");
    assert!(said.starts_with("own.csv:2: item: found \"bonds\"; accepted: "), "{said}");
    assert!(said.ends_with("the nearest is bond\n"), "{said}");
}

#[test]
fn rows_that_contradict_one_another() {
    for (row, said) in [
        (
            "P,cover_basis,,,,,,,grass\n",
            "own.csv:5: choice: found the text \"grass\"; accepted: \
             gross (毛收入), ledger (到账收入), shenzhen (深圳口径); the nearest is gross\n",
        ),
        (
            "P,planned_coupon,,,0.02,,,,\nP,planned_coupon,,,0.03,,,,\n",
            "own.csv:6: item: found planned_coupon twice; accepted: \
             one row of it in each project\n",
        ),
        (
            "P,instalment,2031-01,10,,,,b,\n",
            "own.csv:5: date: found 2031-01; accepted: \
             a month after 2026-01 and before 2031-01, when the rest is due\n",
        ),
        (
            "P,instalment,2030-01,101,,,,b,\n",
            "own.csv:5: amount_cny: found 101 in all; accepted: at most the bond's 100 in all\n",
        ),
        (
            "P,instalment,2030-01,1,,,,c,\n",
            "own.csv:5: bond: found the text \"c\"; accepted: the name of a bond of the project\n",
        ),
        (
            "P,bond,2027-01,1,0.02,12,,b,\n",
            "own.csv:5: bond: found the name \"b\" twice; accepted: \
             bonds with different names in a project\n",
        ),
        (
            "Q,planned_income,2028-01,120,,,,,\nQ,planned_cost,2028-01,120,,,,,\n",
            "own.csv:5: project: found the project \"Q\" without bond; accepted: \
             a row with the item bond\n",
        ),
    ] {
        assert_eq!(refused(&format!("{SOUND}{row}")), said);
    }
}
