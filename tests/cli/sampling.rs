//! `landsim run --sampling`, `--control-variates` and `--until`.

use landsim::store::seal::seal;

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
        &seal(&manifest.replace("\"sampling\": \"sobol\"", "\"sampling\": \"halton\"")),
    );
    let outcome = place.landsim(&["reproduce", "whole/baseline"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert_eq!(
        outcome.stderr,
        "whole/baseline/manifest.json: sampling: found \"halton\"; accepted: one of plain, \
         antithetic, stratified, sobol\n"
    );
}

#[test]
fn a_run_ends_when_it_knows_enough_and_says_what_it_took() {
    let place = Workplace::new();
    let outcome = place.landsim(&["run", "--until", "p_sound+-0.02", "--sampling", "antithetic"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let last = outcome.stderr.lines().last().expect("a line");
    let (said, trials) = last.split_once(" after ").expect("what it took");
    assert!(said.starts_with("baseline: p_sound known to ± "), "{last}");
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
    let asked: [(&[&str], &str); 3] = [
        (&["--sampling", "sobol"], "--sampling sobol"),
        (&["--until", "p_sound±0.1"], "--until"),
        (&["--control-variates"], "--control-variates"),
    ];
    for (arguments, asked) in asked {
        let outcome = place.landsim(&[&["run", "mine.toml"], arguments].concat());
        assert_eq!(outcome.code, Some(REFUSED));
        assert_eq!(
            outcome.stderr,
            format!(
                "mine.toml: auction.reserve_ratio: found an uncertain number with {asked}; \
                 accepted: scenarios without uncertain numbers, whose shares of the variance need \
                 a fixed number of independent trials\n"
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
    place.quietly(&[&run[..], &["--until", "p_sound±0.0001", "--most", "96"]].concat());
    let manifest = place.text("reports/scenarios/manifest.json");
    assert!(manifest.contains("\"trials\": 96,\n  \"sampling\": \"sobol\","), "{manifest}");
}

#[test]
fn control_variates_add_a_table_and_change_no_other() {
    let place = Workplace::new();
    let run = ["run", "--quiet", "--trials", "1024", "--out"];
    place.quietly(&[&run[..], &["plain"]].concat());
    let more = [&["one", "--threads", "1"][..], &["parts", "--threads", "2", "--part", "64"]];
    for more in more {
        place.quietly(&[&run[..], more, &["--control-variates"]].concat());
    }
    let tables = |out: &str| {
        let mut files = place.files(&format!("{out}/baseline"));
        files.remove("manifest.json").expect("a manifest");
        files
    };
    let [plain, mut one, parts] = ["plain", "one", "parts"].map(tables);
    assert!(one == parts, "threads or parts matter");
    let controlled =
        String::from_utf8(one.remove("controlled.csv").expect("the table")).expect("text");
    one.remove("controlled.parquet").expect("the table");
    assert!(one == plain, "controls change other tables");
    // The plain mean is that of the summary; the corrected one is known better, and agrees.
    let value = |text: &str, column: &str| -> f64 {
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        let at = rows.headers().expect("a head").iter().position(|name| name == column);
        let first = rows.records().next().expect("a row").expect("a row");
        first[at.expect("the column")].parse().expect("a number")
    };
    let summary = place.text("plain/baseline/summary.csv");
    let [mean, error] = ["mean", "se"].map(|column| value(&summary, column));
    assert!((value(&controlled, "plain_mean") / mean - 1.0).abs() < 1e-12);
    assert!((value(&controlled, "mean") - mean).abs() < 4.0 * error);
    assert!(value(&controlled, "mean_se") < 0.8 * error);
    let again = place.landsim(&["reproduce", "--quiet", "one/baseline", "plain/baseline"]);
    assert_eq!(again.code, Some(DONE), "{}", again.stdout);
    assert!(again.stdout.contains("baseline: controlled: the same, "), "{}", again.stdout);
}

#[test]
fn control_variates_want_trials_enough_and_whole_runs() {
    let place = Workplace::new();
    let few = place.landsim(&["run", "--control-variates", "--trials", "300"]);
    assert_eq!(few.code, Some(REFUSED));
    assert!(
        few.stderr
            .contains(": trials: found 300 trials with --control-variates; accepted: 980 or more")
    );
    assert_eq!(place.names("reports"), Vec::<String>::new());
    let shard = place.landsim(&["run", "--control-variates", "--shard", "1/2"]);
    assert!(shard.stderr.contains("cannot be used with"), "{}", shard.stderr);
    let known = place.landsim(&[
        "run",
        "--control-variates",
        "--sampling",
        "sobol",
        "--until",
        "receipts_cny±6e8",
    ]);
    assert_eq!(known.code, Some(DONE), "{}", known.stderr);
    assert!(known.stdout.contains("Means corrected by control variates"), "{}", known.stdout);
    // Plain trials would take (1.96 × 240 / 6)² = 6,100; it is as precise at once or
    // at the next look.
    let last = known.stderr.lines().last().expect("a line");
    let trials = last.split(" after ").nth(1).and_then(|rest| rest.split(' ').next());
    let trials: u64 = trials.expect("what it took").parse().expect("a number");
    assert!((1_024..3_000).contains(&trials), "{last}");
}
