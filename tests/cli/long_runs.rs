//! Long runs are made of parts: the same bytes, nothing lost, nothing done twice.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use landsim::digest::hexadecimal;
use sha2::{Digest, Sha256};

use landsim::store::seal::seal;

use super::{DONE, NOT_WRITTEN, PATIENCE, Workplace};

/// A scenario with uncertain numbers, whose variance shares need more than its own trials.
const UNCERTAIN: &str = "extends = \"builtin:baseline\"\n\
    [scenario]\nid = \"mine\"\ntitle = \"Mine\"\n\
    [auction]\nreserve_ratio = { value = { distribution = \"uniform\", least = 0.6, \
    greatest = 0.8 } }\n";

fn place() -> Workplace {
    Workplace::new().with("mine.toml", UNCERTAIN)
}

/// A run of the scenario into a folder.
fn arguments<'a>(out: &'a str, trials: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["run", "mine.toml", "--quiet", "--trials", trials, "--out", out];
    [&fixed[..], more].concat()
}

/// Tables of a folder by name.
fn tables(place: &Workplace, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = place.files(folder);
    files.remove("manifest.json").expect("a manifest");
    files.retain(|name, _| !name.starts_with("inputs/"));
    files
}

#[test]
fn a_run_in_parts_has_the_bytes_of_one_in_one_go() {
    let place = place();
    place.quietly(&arguments("whole", "333", &[]));
    for part in ["40", "332", "333"] {
        place.quietly(&arguments("parts", "333", &["--part", part]));
        assert!(tables(&place, "parts/mine") == tables(&place, "whole/mine"), "{part}");
        assert_eq!(place.names("parts"), ["mine"]);
    }
    place.quietly(&arguments("whole", "333", &["--shard", "2/3"]));
    place.quietly(&arguments("parts", "333", &["--shard", "2/3", "--part", "40"]));
    let shard = "mine.shard-2-of-3";
    let [whole, parts] = ["whole", "parts"].map(|out| tables(&place, &format!("{out}/{shard}")));
    assert!(whole == parts);
    assert_eq!(whole.len(), 6);
}

/// Starts a run of many parts and waits until some are finished.
#[expect(clippy::disallowed_methods, reason = "a test's patience is real time")]
fn after_three_parts(place: &Workplace) -> Child {
    let mut program = place.program(&arguments("out", "640", &["--part", "32"]));
    let program = program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = program.spawn().expect("the program starts");
    let begun = Instant::now();
    while finished_parts(place).len() < 3 {
        assert!(begun.elapsed() < PATIENCE, "some parts are finished");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    child
}

fn finished_parts(place: &Workplace) -> Vec<String> {
    let mut names = place.names("out/.mine.parts");
    names.retain(|name| !name.starts_with('.'));
    names
}

#[test]
fn what_a_killed_run_has_finished_is_taken_and_what_is_damaged_is_made_again() {
    let place = place();
    let mut child = after_three_parts(&place);
    child.kill().expect("it still runs");
    child.wait().expect("it ends");
    let kept = finished_parts(&place);
    let folder = |at: usize| format!("out/.mine.parts/{}", kept[at]);
    assert_eq!(kept.iter().filter(|name| name.ends_with("-of-20")).count(), kept.len());
    // Of the first part a value is changed as if it had come out so, of the second by damage.
    let forge = |text: &str| {
        let row = text.lines().nth(3).expect("a row");
        let cells: Vec<&str> = row.split(',').collect();
        let forged = [&cells[..1], &["123456789.5"], &cells[2..]].concat().join(",");
        text.replacen(row, &forged, 1)
    };
    let file = format!("{}/shard_trials.csv", folder(0));
    let trials = place.text(&file);
    let forged = forge(&trials);
    let digest = |text: &str| hexadecimal(&Sha256::digest(text));
    let manifest = place.text(&format!("{}/manifest.json", folder(0)));
    let believed = seal(&manifest.replace(&digest(&trials), &digest(&forged)));
    assert_ne!(manifest, believed);
    let place = place.with(&file, &forged).with(&format!("{}/manifest.json", folder(0)), &believed);
    let damaged = format!("{}/shard_trials.csv", folder(1));
    let text = forge(&place.text(&damaged));
    let place = place.with(&damaged, &text);
    let outcome = place.landsim(&arguments("out", "640", &["--part", "32", "--resume"]));
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(DONE), ""));
    let said: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(said.len(), 1, "{}", outcome.stderr);
    assert!(said[0].starts_with(&format!("{damaged}: found a file with SHA-256 ")), "{}", said[0]);
    assert!(said[0].ends_with(&format!("; {} is made again", kept[1])), "{}", said[0]);
    assert_eq!(place.names("out"), ["mine"]);
    // Only the believed value differs from a run in peace: what was finished was not repeated.
    place.quietly(&arguments("peace", "640", &[]));
    let [resumed, whole] =
        ["out", "peace"].map(|out| place.text(&format!("{out}/mine/trials.csv")));
    let differing: Vec<(&str, &str)> =
        resumed.lines().zip(whole.lines()).filter(|(resumed, whole)| resumed != whole).collect();
    assert_eq!(differing.len(), 1);
    assert_eq!(differing[0].0.split(',').nth(1), Some("123456789.5"));
}

#[test]
fn an_interrupted_long_run_says_what_is_kept_and_a_new_one_begins_anew() {
    let place = place();
    let child = after_three_parts(&place);
    let kill = format!("kill -INT {}", child.id());
    assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
    let output = child.wait_with_output().expect("it ends");
    let kept = finished_parts(&place).len();
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(said, format!("mine: interrupted; {kept} parts are kept for --resume\n"));
    assert_eq!(place.names("out"), [".mine.parts"]);
    place.quietly(&arguments("out", "64", &["--part", "32"]));
    assert_eq!(place.names("out"), ["mine"]);
}

/// A run of parts on a file system that fills up, which is then made larger.
///
/// It needs a file system of its own, which Linux gives to whoever may make name spaces.
#[test]
fn a_run_that_fills_the_disk_goes_on_when_there_is_room() {
    let place = place();
    let program = assert_cmd::cargo::cargo_bin("landsim").display().to_string();
    let script = format!(
        "mkdir out && mount -t tmpfs -o size=6m tmpfs out || exit 77\n\
         '{program}' run mine.toml --quiet --trials 333 --part 64 --out out; echo $? > first\n\
         ls -A out > between; ls -A out/.mine.parts >> between\n\
         mount -o remount,size=64m out\n\
         '{program}' run mine.toml --quiet --trials 333 --part 64 --out out --resume; echo $? > \
         second\n\
         cp -r out copy\n"
    );
    let output = Command::new("unshare")
        .args(["--map-root-user", "--mount", "sh", "-c", &script])
        .current_dir(place.path())
        .output();
    let Some(output) = output.ok().filter(|output| output.status.success()) else {
        // Visible in the log of tests: nothing was tested.
        let skipped = b"SKIPPED: no file system of its own can be had here\n";
        std::io::Write::write_all(&mut std::io::stderr(), skipped).expect("a log");
        return;
    };
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(place.text("first"), format!("{NOT_WRITTEN}\n"), "{said}");
    assert!(said.contains("No space left on device"), "{said}");
    let between = place.text("between");
    let (kept, rest): (Vec<&str>, Vec<&str>) =
        between.lines().partition(|name| name.starts_with("mine.shard-"));
    assert_eq!(rest, [".mine.parts", ".lock"], "{between}");
    let told = format!("mine: {} parts are kept for --resume\n", kept.len());
    assert!((1..6).contains(&kept.len()) && said.ends_with(&told), "{said}{between}");
    assert_eq!(place.text("second"), format!("{DONE}\n"));
    assert_eq!(place.names("copy"), ["mine"]);
    place.quietly(&arguments("whole", "333", &[]));
    assert!(tables(&place, "copy/mine") == tables(&place, "whole/mine"));
}
