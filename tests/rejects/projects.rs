//! Projects of special bonds that a case cannot have.

use super::{REFUSED, Workplace};

const HEAD: &str = "extends = \"builtin:baseline\"\n[scenario]\nid = \"own\"\n";
const PROJECT: &str = "[[project]]\nid = \"p\"\nzones = [\"longhua\"]\n";
const BOND: &str = "[[bond]]\nid = \"b\"\nproject = \"p\"\nissue_month = \"2011-01\"\n\
                    amount = 1e9\ncoupon = 0.04\nterm_months = 60\n";

fn refused(text: &str) -> String {
    let place = Workplace::new();
    std::fs::write(place.path().join("own.toml"), format!("{HEAD}{text}")).expect("written");
    let outcome = place.landsim(&["check", "own.toml"]);
    assert_eq!(outcome.code, Some(REFUSED), "{}", outcome.stdout);
    outcome.stderr
}

#[test]
fn projects_that_do_not_fit_the_case() {
    let other = "[[project]]\nid = \"q\"\nzones = [\"longhua\"]\n";
    let bond_of_other = BOND.replace("\"b\"", "\"c\"").replace("\"p\"", "\"q\"");
    for (text, said) in [
        (
            format!("{}{BOND}", PROJECT.replace("longhua", "longhau")),
            "own.toml: project[p].zones: found the text \"longhau\"; \
             accepted: zones of the portfolio, perhaps \"longhua\"\n",
        ),
        (
            format!("{PROJECT}{}", BOND.replace("term_months = 60", "term_months = 600")),
            "own.toml: project[p].bond: found \"b\", issued 2011-01, due 2061-01; \
             accepted: bonds issued from 2011-01 on and due before 2021-01\n",
        ),
        (
            format!("{PROJECT}{}", BOND.replace("2011-01", "2010-12")),
            "own.toml: project[p].bond: found \"b\", issued 2010-12, due 2015-12; \
             accepted: bonds issued from 2011-01 on and due before 2021-01\n",
        ),
        (
            format!("{}{BOND}", PROJECT.replace("zones = [\"longhua\"]", "plots = [\"carry-01\"]")),
            "own.toml: project[p].plots: found the sold plot \"carry-01\"; \
             accepted: plots that are not sold before the start\n",
        ),
        (
            format!("{PROJECT}{other}{BOND}{bond_of_other}"),
            "which the project \"p\" has too; accepted: each plot in one project at most\n",
        ),
    ] {
        let found = refused(&text);
        assert!(found.contains(said), "{said} in {found}");
    }
}

#[test]
fn projects_and_bonds_that_contradict_themselves() {
    for (text, said) in [
        (
            PROJECT.to_owned(),
            "project: found the project \"p\" without bond; \
             accepted: a `[[bond]]` with this `project`\n",
        ),
        (
            format!("{PROJECT}{}", BOND.replace("\"p\"", "\"q\"")),
            "bond[b].project: found the text \"q\"; accepted: the id of a project: p\n",
        ),
        (
            format!("{PROJECT}cover_order = [\"budget\", \"cash\"]\n{BOND}"),
            "project[p].cover_order: found budget, cash; accepted: names of cash, reserve, \
             other_projects, income_fund, refinancing, budget, each once, `cash` first and \
             `budget` last\n",
        ),
        (
            format!("{PROJECT}{BOND}spread = 0.01\n"),
            "bond[b].spread: found a spread beside a coupon; \
             accepted: either `coupon` or `spread`\n",
        ),
        (
            format!("{PROJECT}{BOND}call_months = 60\n"),
            "bond[b].call_months: found 60; accepted: a month before the term of 60\n",
        ),
    ] {
        let found = refused(&text);
        assert!(found.contains(said), "{said} in {found}");
    }
}

#[test]
fn trials_with_projects_are_not_told_as_actuals() {
    let place = Workplace::new();
    std::fs::write(place.path().join("own.toml"), format!("{HEAD}{PROJECT}{BOND}"))
        .expect("written");
    let outcome = place.landsim(&[
        "replay",
        "own.toml",
        "--trial",
        "1",
        "--as-actuals",
        "2012-01",
        "--quiet",
    ]);
    assert_eq!(outcome.code, Some(REFUSED), "{}", outcome.stdout);
    let said = "own.toml: --as-actuals: found a scenario with projects of special bonds; accepted: \
                a scenario without: actuals do not tell accounts of projects\n";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    assert!(!place.path().join("reports").exists(), "nothing is written");
}
