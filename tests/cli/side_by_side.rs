//! Commands that work on the same folders at the same time, and limits that the system sets.

use std::fs::File;
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use landsim::digest::sha256;
use landsim::store::seal::seal;
use serde_json::Value;

use super::{DONE, NOT_WRITTEN, Outcome, REFUSED, Workplace};

/// Exchanges of a run beside which reports are made.
const EXCHANGES: u32 = 6;
/// Reports beside each exchange.
const REPORTS: usize = 2;

fn run<'a>(seed: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let all = ["run", "--trials", "40", "--doubt", "0", "--quiet", "--seed", seed];
    all.iter().chain(more).copied().collect()
}

fn seed_of(place: &Workplace, file: &str) -> Option<u64> {
    let manifest: Value = serde_json::from_slice(&std::fs::read(place.join(file)).ok()?).ok()?;
    manifest["seed"].as_u64()
}

/// A report beside runs that finish is of the run in whose folder it stands.
#[test]
fn a_report_beside_a_run_that_finishes_is_of_one_run() {
    let place = Workplace::new();
    place.quietly(&run("1", &[]));
    let mut made = 0;
    for seed in 2..2 + EXCHANGES {
        let seed = seed.to_string();
        let mut replacing = place
            .program(&run(&seed, &[]))
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        // A few reports, so that the run is not kept waiting until it gives up.
        for _ in 0..REPORTS {
            let outcome = place.landsim(&["report", "reports/baseline", "--quiet"]);
            assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
            // Nothing is exchanged while this is looked at.
            let held = File::open(place.join("reports/baseline/manifest.json"));
            let held = held.expect("the run is there");
            held.lock_shared().expect("it can be held");
            if let Some(seed) = seed_of(&place, "reports/baseline/report/manifest.json") {
                assert_eq!(seed_of(&place, "reports/baseline/manifest.json"), Some(seed));
                made += 1;
            }
        }
        assert!(replacing.wait().expect("it ends").success());
    }
    assert!(made > 0, "no report was there to be looked at");
    // What a killed report leaves keeps nothing from being made again.
    let left = place.with("reports/baseline/.report.some-machine.killed.partial/page", "half");
    left.quietly(&run("9", &[]));
    assert_eq!(seed_of(&left, "reports/baseline/manifest.json"), Some(9));
}

#[test]
fn parts_of_a_run_that_goes_on_are_not_taken_away() {
    let place = Workplace::new().with("reports/.baseline.parts/baseline.shard-1-of-2/x", "a part");
    let parts = File::create(place.join("reports/.baseline.parts/.lock")).expect("a folder");
    parts.lock().expect("it can be held");
    let outcome = place.landsim(&run("1", &["--part", "32"]));
    assert_eq!(outcome.code, Some(NOT_WRITTEN), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("parts of another run of the same name"), "{}", outcome.stderr);
    // A run that keeps no parts leaves them alone, too.
    place.quietly(&run("1", &[]));
    assert_eq!(place.text("reports/.baseline.parts/baseline.shard-1-of-2/x"), "a part");
    drop(parts);
    place.quietly(&run("1", &["--part", "32"]));
    assert_eq!(place.names("reports"), ["baseline"]);
}

/// The program under limits of the shell, as a user without privileges.
fn limited(place: &Workplace, limits: &str, arguments: &[&str]) -> Outcome {
    let output = Command::new("bash")
        .args(["-c", &format!("{limits}; exec \"$0\" \"$@\"")])
        .arg(cargo_bin("landsim"))
        .args(arguments)
        .current_dir(place.path())
        .output()
        .expect("a shell");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A file beyond the largest that the user may write is a place that cannot be written to: no
/// signal, and nothing is left.
#[test]
#[cfg(unix)]
fn files_beyond_the_limit_of_the_user_leave_nothing() {
    let place = Workplace::new();
    let outcome = limited(&place, "ulimit -f 8", &run("1", &[]));
    assert_eq!(outcome.code, Some(NOT_WRITTEN), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("accepted: a folder this program may write to"));
    assert!(place.names("reports").is_empty(), "{:?}", place.names("reports"));
}

/// Where the system gives no thread, commands that need none work on their own, and those that do
/// say so. The limit does not hold for the superuser, who takes another's place first.
#[test]
#[cfg(target_os = "linux")]
fn without_threads_commands_work_or_say_so() {
    let place = Workplace::new();
    place.quietly(&run("1", &[]));
    // Whoever runs it may write there.
    let open = Command::new("chmod").args(["-R", "a+rwX"]).arg(place.path()).status();
    assert!(open.is_ok_and(|status| status.success()));
    let other = "[ $(id -u) = 0 ] && user='setpriv --reuid=65533 --clear-groups' || user=; \
                 ulimit -u 1; exec $user \"$0\" \"$@\"";
    let probe = limited(&place, other, &["--version"]);
    if probe.code != Some(DONE) {
        // The binary is where others may not read it, or there is no `setpriv`.
        assert!(!probe.stdout.contains("landsim"), "{}", probe.stderr);
        return;
    }
    // A page needs none, the library that packs workbooks does.
    let outcome = limited(&place, other, &["report", "reports/baseline", "--quiet"]);
    assert_eq!(outcome.code, Some(NOT_WRITTEN), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("workbook.xlsx: making the text: found "),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("no thread to pack it on"), "{}", outcome.stderr);
    assert!(!place.names("reports/baseline").contains(&"report".to_owned()));
    let outcome = limited(&place, other, &["portfolio", "check"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let outcome = limited(&place, other, &run("2", &["--threads", "2"]));
    assert_eq!(outcome.code, Some(NOT_WRITTEN), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("threads could not be started"), "{}", outcome.stderr);
    assert_eq!(seed_of(&place, "reports/baseline/manifest.json"), Some(1));
}

#[test]
fn the_environment_does_not_start_threads_without_end() {
    let place = Workplace::new();
    let mut program = place.program(&run("1", &[]));
    let status = program.env("RAYON_NUM_THREADS", "1000000").status().expect("it starts");
    assert!(status.success());
}

/// A pipe or a device where a file of results is expected neither hangs nor is believed.
#[test]
#[cfg(unix)]
fn pipes_where_results_are_expected_are_refused() {
    for file in ["manifest.json", "trials.csv", "monthly.csv"] {
        let place = Workplace::new();
        place.quietly(&run("1", &[]));
        let path = place.join("reports/baseline").join(file);
        std::fs::remove_file(&path).expect("it is there");
        let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo");
        assert!(made.success());
        let outcome = place.landsim(&["report", "reports/baseline", "--quiet"]);
        assert_eq!(outcome.code, Some(REFUSED), "{file}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("regular file"), "{file}: {}", outcome.stderr);
        // Nor is the folder taken for somebody's work and lost.
        let again = place.landsim(&run("2", &[]));
        assert_eq!(again.code, Some(NOT_WRITTEN), "{file}: {}", again.stderr);
    }
}

/// Puts other trials into a folder, under a manifest that says they were written so.
fn forge(place: &Workplace, folder: &str, table: &str, change: impl Fn(&str) -> String) {
    let path = place.join(folder);
    let csv = path.join(format!("{table}.csv"));
    let text = std::fs::read_to_string(&csv).expect("a table");
    let changed = change(text.strip_prefix('\u{feff}').unwrap_or(&text));
    std::fs::write(&csv, &changed).expect("it can be written");
    let manifest = place.text(&format!("{folder}/manifest.json"));
    let mut manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let tables = manifest["tables"].as_array_mut().expect("a list");
    let of_table = tables.iter_mut().find(|entry| entry["name"] == table).expect("the table");
    of_table["csv_sha256"] = sha256(changed.as_bytes()).into();
    let text = serde_json::to_string_pretty(&manifest).expect("JSON");
    std::fs::write(path.join("manifest.json"), seal(&text)).expect("it can be written");
}

/// What is done to a table, and what is found then.
type Forgery<'f> = (&'static str, &'f dyn Fn(&str) -> String);

#[test]
fn forged_trials_are_not_compared() {
    let second = |text: &str, value: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let cells: Vec<&str> = lines[2].split(',').collect();
        lines[2] = [&[cells[0], value], &cells[2..]].concat().join(",");
        lines.join("\n") + "\n"
    };
    let without_second = |text: &str| {
        let lines = text.lines().enumerate().filter(|(at, _)| *at != 2).map(|(_, line)| line);
        lines.collect::<Vec<_>>().join("\n") + "\n"
    };
    let without_last = |text: &str| {
        let lines: Vec<&str> = text.lines().collect();
        lines[..lines.len() - 1].join("\n") + "\n"
    };
    let changes: [Forgery<'_>; 4] = [
        ("found \"inf\"", &|text| second(text, "inf")),
        ("found \"NaN\"", &|text| second(text, "NaN")),
        ("found \"2\" where trials come one after the other", &without_second),
        ("found no row of trial 39 and later ones", &without_last),
    ];
    for (expected, change) in changes {
        let place = Workplace::new();
        place.quietly(&run("1", &[]));
        place.quietly(&run("1", &["--out", "other"]));
        forge(&place, "reports/baseline", "trials", change);
        let outcome = place.landsim(&["compare", "other/baseline", "reports/baseline", "--quiet"]);
        assert_eq!(outcome.code, Some(REFUSED), "{expected}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(expected), "{expected}: {}", outcome.stderr);
    }
}

/// The trials of another part under the name of this one.
#[test]
fn parts_whose_trials_were_exchanged_are_not_put_together() {
    let place = Workplace::new();
    for part in ["1/2", "2/2"] {
        place.quietly(&["run", "--trials", "64", "--doubt", "0", "--quiet", "--shard", part]);
    }
    let [first, second] = ["1", "2"].map(|part| format!("reports/baseline.shard-{part}-of-2"));
    let names = place.names("reports");
    assert!(names.iter().any(|name| first.ends_with(name.as_str())), "{names:?}");
    let other = place.text(&format!("{second}/shard_trials.csv"));
    let other = other.strip_prefix('\u{feff}').unwrap_or(&other).to_owned();
    forge(&place, &first, "shard_trials", |_| other.clone());
    let outcome = place.landsim(&["merge", &first, &second, "--out", "whole", "--quiet"]);
    assert_eq!(outcome.code, Some(REFUSED), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("trials come one after the other"), "{}", outcome.stderr);
    assert!(place.names("whole").is_empty());
}

/// A scenario that says no id has its file's name, not that of what it extends.
#[test]
fn a_scenario_without_an_id_does_not_take_the_folder_of_what_it_extends() {
    let place = Workplace::new().with(
        "more loans.toml",
        "extends = \"builtin:baseline\"\n[finance]\nloan_to_value = 0.6\n",
    );
    place.quietly(&run("1", &[]));
    let kept = place.text("reports/baseline/manifest.json");
    place.quietly(&run("1", &["more loans.toml"]));
    assert_eq!(place.names("reports"), ["baseline", "more-loans"]);
    assert_eq!(place.text("reports/baseline/manifest.json"), kept);
}
