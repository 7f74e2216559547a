//! What shipped scenarios say of the baseline's numbers, held against them: a text that names a
//! number grows wrong when the number is estimated anew.

#![expect(clippy::expect_used, reason = "a file that cannot be read has failed")]
#![expect(clippy::disallowed_methods, reason = "an oracle does not use the code under test")]

use std::fs;
use std::path::{Path, PathBuf};

use landsim::catalogue::land_use::Use;
use landsim::rules::Rules;
use landsim::rules::instrument::Instrument;
use landsim::scenario::Scenario;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

fn text(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    fs::read_to_string(file).expect("a file")
}

fn rules(name: &str) -> Rules {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    Scenario::load(&file).expect("a valid scenario").rules
}

/// The numbers of a policy that changes expropriation.
fn consultation_failure(rules: &Rules) -> f64 {
    let found = rules.policies.iter().find_map(|policy| match &policy.instrument {
        Instrument::Expropriation(order) => order.consultation_failure,
        _ => None,
    });
    found.expect("an instrument with the key")
}

/// Each statement of a scenario about the baseline, and whether it is so.
fn statements() -> Vec<(&'static str, &'static str, bool)> {
    let base = rules("baseline.toml");
    let near = |found: f64, stated: f64| (found - stated).abs() < 0.005 * stated.abs().max(1.0);
    let failure = base.reserve.terms.consultation_failure;
    let glut = rules("office-glut.toml");
    let absorbed = |rules: &Rules| rules.auction.absorption[Use::CommercialOffice];
    let ratio = base.auction.terms.reserve_ratio;
    vec![
        (
            "combined-stress.toml",
            "twice the baseline",
            near(consultation_failure(&rules("combined-stress.toml")), 2.0 * failure),
        ),
        (
            "expropriation-regulation-2011.toml",
            "three times the baseline",
            near(consultation_failure(&rules("expropriation-regulation-2011.toml")), 3.0 * failure),
        ),
        (
            "expropriation-regulation-2011.toml",
            "one standard deviation of the baseline's cost scatter",
            near(base.reserve.acquisition_cost_sd, 0.25),
        ),
        (
            "office-glut.toml",
            "42 % of the baseline's 400,000",
            near(absorbed(&base), 400_000.0) && near(absorbed(&glut), 0.42 * 400_000.0),
        ),
        (
            "purchase-limits-2011.toml",
            "chance in the baseline's demand",
            base.market.demand_volatility > 0.0,
        ),
        (
            "three-rounds-with-cap.toml",
            "the baseline's: at 1.01 of an appraisal the cap holds prices at 1.11 of it",
            near(ratio, 1.01) && near(1.1 * ratio, 1.11),
        ),
    ]
}

#[test]
fn what_is_said_of_the_baseline_is_so() {
    for (file, words, is_so) in statements() {
        assert!(text(file).contains(words), "{file} no longer says {words:?}");
        assert!(is_so, "{file}: {words:?}");
    }
}

#[test]
fn nothing_else_is_said_of_the_baseline() {
    let statements = statements();
    let of_others = [
        "extends = \"baseline.toml\"",
        "harder than the baseline assumes",
        "as the baseline leaves out what nobody foresaw",
    ];
    for file in files() {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        if name == "baseline.toml" {
            continue;
        }
        let all = text(name);
        for line in all.lines().filter(|line| line.contains("baseline")) {
            let is_held =
                statements.iter().any(|(file, words, _)| *file == name && line.contains(words));
            let is_plain = of_others.iter().any(|words| line.contains(words));
            assert!(is_held || is_plain, "{name}: {line}");
        }
    }
}

/// A displacement beside a multiplier says what the multiplier does to bids and what they move by
/// in all: the three numbers add up, under the elasticity of the baseline.
#[test]
fn displacements_beside_multipliers_add_up() {
    let elasticity = rules("baseline.toml").auction.bid_demand_elasticity;
    let between = |line: &str, before: &str, after: &str| -> f64 {
        let rest = line.split_once(before).expect("the words before").1;
        rest.split_once(after).expect("the words after").0.trim().parse().expect("a number")
    };
    let mut held = 0;
    for file in files() {
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name");
        let all = text(name);
        let multipliers: Vec<f64> = all
            .lines()
            .filter(|line| line.starts_with("demand_multiplier"))
            .map(|line| between(line, "value = ", ","))
            .collect();
        for line in all.lines().filter(|line| line.contains("through bid_demand_elasticity")) {
            let displacement = between(line, "value = ", ",");
            let of_multiplier = between(line, "bid_demand_elasticity (", ")");
            let in_all = between(line, "bids move by ", "\"");
            assert!((displacement + of_multiplier - in_all).abs() < 0.0101, "{name}: {line}");
            let is_one =
                |multiplier: &f64| (elasticity * multiplier.ln() - of_multiplier).abs() < 0.0051;
            assert!(multipliers.iter().any(is_one), "{name}: {line}");
            held += 1;
        }
    }
    assert!(held >= 10, "{held}");
}
