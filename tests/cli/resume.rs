//! `landsim run --resume`, and batches that are killed.

use std::collections::BTreeMap;
use std::fs::File;
use std::thread::sleep;
use std::time::{Duration, Instant};

use landsim::uncertainty::stream::{EntityKey, PlotPurpose, PlotUniforms};

use super::{DONE, TABLES, Workplace};

/// Scenarios of the batch.
const IDS: [&str; 3] = ["first", "second", "third"];

fn place() -> Workplace {
    IDS.iter().fold(Workplace::new(), |place, id| {
        let text = format!(
            "extends = \"builtin:baseline\"\n[scenario]\nid = \"{id}\"\ntitle = \"The {id}\"\n\
             [[policy]]\nid = \"cap\"\ninstrument = \"premium_cap\"\npremium_cap = 0.{}\n",
            id.len()
        );
        place.with(&format!("{id}.toml"), &text)
    })
}

/// The batch, into a folder.
fn batch<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["run", "first.toml", "second.toml", "third.toml", "--trials", "100", "--out", out];
    [&fixed[..], more].concat()
}

/// Every table of a batch by name.
fn tables(place: &Workplace, out: &str) -> BTreeMap<String, Vec<u8>> {
    let folders = IDS.iter().copied().chain(["scenarios"]);
    let files = folders.flat_map(|folder| {
        let files = place.files(&format!("{out}/{folder}")).into_iter();
        files.map(move |(name, bytes)| (format!("{folder}/{name}"), bytes))
    });
    let is_table = |name: &str| !name.ends_with("manifest.json") && !name.contains("inputs/");
    files.filter(|(name, _)| is_table(name)).collect()
}

/// Kills batches at moments of their life drawn at random, lets each be resumed, and compares what
/// comes of them with a batch that was left in peace.
#[expect(
    clippy::disallowed_methods,
    reason = "how long a batch takes here says when it can be killed"
)]
fn killed_batches_end_alike(kills: u64) {
    let place = place();
    let begun = Instant::now();
    place.quietly(&batch("peace", &["--quiet"]));
    let length = begun.elapsed();
    let expected = tables(&place, "peace");
    assert_eq!(expected.len(), IDS.len() * 2 * TABLES.len() + 4);
    for kill in 0..kills {
        let out = format!("out-{kill}");
        let moment = EntityKey::plot(kill, "kill").occasion_draws(kill, 0);
        let share = moment.uniform(PlotPurpose::AcquisitionCost);
        let mut program = place.program(&batch(&out, &["--quiet", "--resume"]));
        let mut running = program.spawn().expect("the program starts");
        sleep(length.mul_f64(share));
        running.kill().expect("it can be killed, or has ended");
        running.wait().expect("it ends");
        place.quietly(&batch(&out, &["--quiet", "--resume"]));
        assert!(tables(&place, &out) == expected, "killed after {share} of {length:?}");
        let mut names = place.names(&out);
        names.retain(|name| !IDS.contains(&name.as_str()) && name != "scenarios");
        // The folder of tables across scenarios may have been begun as well.
        assert_eq!(names, Vec::<String>::new(), "killed after {share} of {length:?}");
        std::fs::remove_dir_all(place.join(&out)).expect("the folder can be removed");
    }
}

#[test]
fn a_killed_batch_ends_as_if_it_had_been_left_in_peace() {
    killed_batches_end_alike(6);
}

#[test]
#[ignore = "takes three minutes"]
fn two_hundred_killed_batches_end_as_if_they_had_been_left_in_peace() {
    killed_batches_end_alike(200);
}

#[test]
fn what_is_finished_and_whole_is_kept() {
    let place = place();
    assert_eq!(place.landsim(&batch("out", &[])).code, Some(DONE));
    let manifests: Vec<String> =
        IDS.iter().map(|id| place.text(&format!("out/{id}/manifest.json"))).collect();
    let expected = tables(&place, "out");
    // Of the second a table is damaged, of the third the seed is another.
    let damaged = place.text("out/second/plots.csv").replacen("carry-01", "carry-99", 1);
    let place = place.with("out/second/plots.csv", &damaged);
    place.quietly(&[
        "run",
        "third.toml",
        "--trials",
        "100",
        "--out",
        "out",
        "--seed",
        "2",
        "--quiet",
    ]);
    // What killed runs left beside what is kept goes.
    let here = landsim::store::live::here();
    let place = place
        .with(&format!("out/.first.{here}.gone.lock"), "")
        .with(&format!("out/.first.{here}.gone.partial/summary.csv"), "half")
        .with("out/.first.parts/first.shard-1-of-2/x", "half");
    let outcome = place.landsim(&batch("out", &["--resume"]));
    assert_eq!(outcome.code, Some(DONE));
    assert_eq!(place.names("out"), ["first", "scenarios", "second", "third"]);
    let said: Vec<&str> = outcome.stderr.lines().filter(|line| !line.contains(" of ")).collect();
    assert_eq!(said[0], "out/first: finished before and kept");
    assert!(said[1].starts_with("out/second/plots.csv: found a file with SHA-256 "), "{}", said[1]);
    assert!(said[1].ends_with("; second is made again"), "{}", said[1]);
    assert_eq!(said[2], "out/third/manifest.json: another seed than now; third is made again");
    assert!(!outcome.stdout.contains("first — The first"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("second — The second"), "{}", outcome.stdout);
    assert_eq!(place.text("out/first/manifest.json"), manifests[0]);
    assert!(tables(&place, "out") == expected);
    // Without it everything is made again.
    place.quietly(&batch("out", &["--quiet"]));
    assert!(tables(&place, "out") == expected);
}

/// Work that lives stays, on this machine and on any other that shares the folder.
#[test]
fn what_killed_processes_left_is_cleared_and_what_lives_is_not() {
    let here = landsim::store::live::here();
    let kept = [
        format!(".first.{here}.lives.lock"),
        format!(".first.{here}.lives.partial"),
        ".first.host-another.young.partial".to_owned(),
        ".first.notes.partial".to_owned(),
        format!(".second.{here}.gone.partial"),
    ];
    let old = ".first.host-another.old.partial";
    let mut place = place()
        .with(&format!("out/.first.{here}.gone.partial/summary.csv"), "half")
        .with(&format!("out/{old}/summary.csv"), "half");
    for name in &kept {
        let is_folder = name.ends_with(".partial");
        let file = if is_folder { format!("out/{name}/x") } else { format!("out/{name}") };
        place = place.with(&file, "somebody's");
    }
    place = place.with(&format!("out/.first.{here}.gone.lock"), "");
    let open = |name: &str| File::open(place.join(&format!("out/{name}"))).unwrap();
    // What a process holds lives; what another machine began lives for a week.
    let lives = open(&kept[0]);
    lives.lock().unwrap();
    let old = open(old);
    let made = old.metadata().and_then(|metadata| metadata.modified()).unwrap();
    old.set_modified(made - Duration::from_hours(8 * 24)).unwrap();
    place.quietly(&["run", "first.toml", "--trials", "10", "--out", "out", "--quiet"]);
    let mut expected: Vec<&str> = kept.iter().map(String::as_str).chain(["first"]).collect();
    expected.sort_unstable();
    assert_eq!(place.names("out"), expected);
}
