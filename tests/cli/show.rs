//! `landsim show` and `landsim diff`.

use super::{DONE, REFUSED, Workplace};

const BASE: &str = "extends = \"builtin:baseline\"\n[scenario]\nid = \"base\"\n[auction]\n\
    max_rounds = 3\n[[shock]]\nid = \"s\"\nfrom = \"2012-01\"\ndemand_multiplier = 0.5\n";
const OTHER: &str = "extends = \"base.toml\"\n[scenario]\nid = \"other\"\n[auction]\n\
    max_rounds = { value = 5, unit = \"rounds\", source = \"assumption: patience\" }\n\
    [[shock]]\nid = \"s\"\nremove = true\n\
    [[policy]]\nid = \"cap\"\ninstrument = \"premium_cap\"\npremium_cap = 0.2\n";

fn place() -> Workplace {
    Workplace::new().with("base.toml", BASE).with("other.toml", OTHER)
}

#[test]
fn every_value_is_shown_with_the_place_it_comes_from() {
    let outcome = place().landsim(&["show", "other.toml"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
    for line in [
        "other — Adopted programme 2011-2015, market as of January 2011",
        "auction.max_rounds = 5 [rounds]  other.toml:5:16  assumption: patience",
        "policy[cap].premium_cap = 0.2 [share]  other.toml:12:1  no source stated",
    ] {
        assert!(outcome.stdout.lines().any(|found| found == line), "{line}\n{}", outcome.stdout);
    }
    let market = "market.momentum = 0.681914 [share]  scenarios/baseline.toml:";
    assert!(outcome.stdout.lines().any(|line| line.starts_with(market)), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("shock[s]"), "what is taken away is not there");
    assert_eq!(place().landsim(&["show", "nowhere.toml"]).code, Some(REFUSED));
}

#[test]
fn a_difference_is_told_by_key_with_both_places() {
    let place = place();
    let outcome = place.landsim(&["diff", "base.toml", "other.toml"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
    assert_eq!(
        outcome.stdout,
        "auction.max_rounds\n  - 3 [rounds]  base.toml:5:1\n  + 5 [rounds]  other.toml:5:16\n\
         policy[cap].instrument\n  - nothing\n  + premium_cap [name]  other.toml:11:1\n\
         policy[cap].premium_cap\n  - nothing\n  + 0.2 [share]  other.toml:12:1\n\
         shock[s].demand_multiplier\n  - 0.5 [factor]  base.toml:9:1\n  + nothing\n\
         shock[s].from\n  - 2012-01 [month]  base.toml:8:1\n  + nothing\n"
    );
    let same = place.landsim(&["diff", "base.toml", "base.toml"]);
    assert_eq!((same.code, same.stdout.as_str()), (Some(DONE), ""));
    assert_eq!(place.landsim(&["diff", "base.toml", "nowhere.toml"]).code, Some(REFUSED));
}
