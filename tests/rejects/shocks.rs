//! Shocks left to chance that are wrong, and values taken away that are not there.

use super::Workplace;

/// Asserts what a scenario that extends the baseline with these lines is refused with.
fn refuses(lines: &str, expected: &str) {
    let text = format!("extends = \"builtin:baseline\"\n{lines}");
    Workplace::new().with("case.toml", text).refuses(&["case.toml"], expected);
}

#[test]
fn an_onset_is_a_date_or_a_hazard_with_its_range() {
    let either = "either `from` or `hazard` with `hazard_from` and `hazard_until`";
    refuses(
        "[[shock]]\nid = \"s\"\nfrom = \"2012-01\"\nhazard = 0.1\nhazard_from = \"2012-01\"\n\
         hazard_until = \"2013-01\"\n",
        &format!("case.toml:4:1: shock[s].from: found a date beside a hazard; accepted: {either}"),
    );
    refuses(
        "[[shock]]\nid = \"s\"\nfrom = \"2012-01\"\nhazard_until = \"2013-01\"\n",
        "case.toml:5:1: shock[s].hazard_until: found a range without a `hazard`; accepted: \
         `hazard` beside it, or `from`",
    );
    refuses(
        "[[shock]]\nid = \"s\"\nhazard = 0.1\nhazard_from = \"2012-01\"\n\
         hazard_until = \"2012-01\"\n",
        "case.toml:6:1: shock[s].hazard_until: found 2012-01; accepted: a month after \
         `hazard_from`, which is 2012-01",
    );
    refuses(
        "[[shock]]\nid = \"s\"\nhazard = -0.1\nhazard_from = \"2012-01\"\n\
         hazard_until = \"2012-02\"\n",
        "case.toml:4:1: shock[s].hazard: found -0.1; accepted: a number from 0 to 100 [per year]",
    );
}

#[test]
fn a_severity_has_mean_one() {
    let start = "[[shock]]\nid = \"s\"\nfrom = \"2012-01\"\n";
    refuses(
        &format!(
            "{start}severity = {{ distribution = \"triangular\", least = 0, greatest = 1.4 }}\n"
        ),
        "case.toml:5:54: shock[s].severity.greatest: found a triangle from 0 to 1.4; accepted: \
         ends between which a triangle can have mean 1",
    );
    refuses(
        &format!("{start}severity = {{ distribution = \"cauchy\" }}\n"),
        "case.toml:5:14: shock[s].severity.distribution: found the text \"cauchy\"; accepted: one \
         of fixed, uniform, triangular, lognormal",
    );
}

#[test]
fn nothing_is_taken_away_that_is_not_there() {
    let accepted = "accepted: a key that stands in the scenario it extends";
    refuses(
        "[auction]\npremium_cap = { remove = true }\n[[shock]]\nid = \"s\"\nremove = true\n",
        &format!(
            "case.toml:3:1: auction.premium_cap: found remove = true where the scenario it \
             extends has nothing; {accepted}\n\
             case.toml:4:1: shock[s]: found remove = true where the scenario it extends has \
             nothing; {accepted}"
        ),
    );
    let base = "extends = \"builtin:baseline\"\n[[shock]]\nid = \"s\"\nfrom = \"2012-01\"\n";
    Workplace::new()
        .with("base.toml", base)
        .with("case.toml", "extends = \"base.toml\"\n[[shock]]\nid = \"t\"\nremove = true\n")
        .refuses(
            &["case.toml"],
            &format!(
                "case.toml:2:1: shock[t]: found remove = true where the scenario it extends has \
                 nothing; {accepted}"
            ),
        );
}
