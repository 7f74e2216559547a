//! `landsim run --sampling` and `--until`.

use super::{DONE, REFUSED, Workplace};

const UNCERTAIN: &str = "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\n[auction]\n\
    reserve_ratio = { value = { distribution = \"uniform\", least = 0.6, greatest = 0.8 } }\n";

#[test]
fn a_trial_of_a_sampled_run_is_replayed_as_it_was() {
    let place = Workplace::new();
    for sampling in ["sobol", "antithetic", "stratified"] {
        let sampled = ["--quiet", "--trials", "96", "--sampling", sampling, "--out", sampling];
        place.quietly(&[&["run"][..], &sampled].concat());
        place.quietly(&[&["replay", "--trial", "70"][..], &sampled].concat());
        let trials = place.text(&format!("{sampling}/baseline/trials.csv"));
        let of_trial = |row: &&str| row.starts_with("70,");
        let row = trials.lines().find(of_trial).expect("the trial");
        let replayed = place.text(&format!("{sampling}/replay/months.csv"));
        let balance = row.split(',').nth(1).expect("a balance");
        assert!(replayed.contains(balance), "{sampling}: {row}\n{replayed}");
    }
}

#[test]
fn a_sampled_run_is_the_same_in_parts_and_can_be_made_again() {
    let place = Workplace::new();
    let run = ["run", "--quiet", "--trials", "200", "--sampling", "sobol", "--out"];
    place.quietly(&[&run[..], &["whole"]].concat());
    place.quietly(&[&run[..], &["parts", "--part", "64"]].concat());
    for shard in ["1/2", "2/2"] {
        place.quietly(&[&run[..], &["shards", "--shard", shard]].concat());
    }
    let shards = ["shards/baseline.shard-1-of-2", "shards/baseline.shard-2-of-2"];
    place.quietly(&[&["merge", "--quiet", "--out", "merged"], &shards[..]].concat());
    let tables = |out: &str| {
        let mut files = place.files(&format!("{out}/baseline"));
        files.remove("manifest.json").expect("a manifest");
        files
    };
    assert!(tables("parts") == tables("whole"));
    assert!(tables("merged") == tables("whole"));
    let again = place.landsim(&["reproduce", "--quiet", "whole/baseline", "merged/baseline"]);
    assert_eq!(again.code, Some(DONE), "{}", again.stdout);
    // Another sampling is another run.
    place.quietly(&["run", "--quiet", "--trials", "200", "--out", "plain"]);
    assert!(tables("plain") != tables("whole"));
    let manifest = place.text("whole/baseline/manifest.json");
    let place = place.with(
        "whole/baseline/manifest.json",
        &manifest.replace("\"sampling\": \"sobol\"", "\"sampling\": \"halton\""),
    );
    let outcome = place.landsim(&["reproduce", "whole/baseline"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert_eq!(
        outcome.stderr,
        "whole/baseline/manifest.json: sampling: found \"halton\"; accepted: one of plain, antithetic, \
         stratified, sobol\n"
    );
}

#[test]
fn a_run_ends_when_it_knows_enough_and_says_what_it_took() {
    let place = Workplace::new();
    let outcome = place.landsim(&["run", "--until", "p_balance+-0.02", "--sampling", "antithetic"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let last = outcome.stderr.lines().last().expect("a line");
    let (said, trials) = last.split_once(" after ").expect("what it took");
    assert!(said.starts_with("baseline: p_window_balance_cny known to ± "), "{last}");
    let trials: usize = trials.split(' ').next().expect("a number").parse().expect("a number");
    assert!((1_024..4_096).contains(&trials), "{last}");
    assert_eq!(place.text("reports/baseline/trials.csv").lines().count(), trials + 1);
    let said = "sampling: antithetic; errors come from the differences of 32 independent sets";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
    let limited = ["run", "--until", "receipts_cny±1", "--most", "96", "--out", "few"];
    let outcome = place.landsim(&limited);
    let last = outcome.stderr.lines().last().expect("a line");
    assert!(last.ends_with(" after 96 trials, the most allowed; asked was ± 1e0"), "{last}");
}

#[test]
fn uncertain_numbers_want_independent_trials() {
    let place = Workplace::new().with("mine.toml", UNCERTAIN);
    for (arguments, asked) in
        [(["--sampling", "sobol"], "--sampling sobol"), (["--until", "p_balance±0.1"], "--until")]
    {
        let outcome = place.landsim(&[&["run", "mine.toml"], &arguments[..]].concat());
        assert_eq!(outcome.code, Some(REFUSED));
        assert_eq!(
            outcome.stderr,
            format!(
                "mine.toml: auction.reserve_ratio: found an uncertain number with {asked}; accepted: scenarios \
                 without uncertain numbers, whose shares of the variance need a fixed number of independent \
                 trials\n"
            )
        );
        assert_eq!(place.names("reports"), Vec::<String>::new());
    }
}

#[test]
fn a_batch_says_how_it_was_sampled_and_how_many_trials_it_took_at_most() {
    let place = Workplace::new().with(
        "mine.toml",
        "extends = \"builtin:baseline\"\n[scenario]\nid = \"mine\"\ntitle = \"Mine\"\n",
    );
    let run = ["run", "builtin:baseline", "mine.toml", "--quiet", "--sampling", "sobol"];
    place.quietly(&[&run[..], &["--until", "p_balance±0.0001", "--most", "96"]].concat());
    let manifest = place.text("reports/scenarios/manifest.json");
    assert!(manifest.contains("\"trials\": 96,\n  \"sampling\": \"sobol\","), "{manifest}");
}
