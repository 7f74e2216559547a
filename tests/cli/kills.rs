//! Five hundred kills at random moments, on one host and on two that share a folder, and copies of
//! the folder taken in the middle of the work, as a power cut leaves it: every command comes to
//! the same end when it is given again, and what lives beside it to its own.
//!
//! A second host is a process of its own names and process numbers (`unshare`); where that cannot
//! be had, it says so and both are one host.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use assert_cmd::cargo::cargo_bin;
use landsim::uncertainty::stream::{EntityKey, PlotPurpose, PlotUniforms};

use super::{DONE, NOT_WRITTEN, Workplace};

/// Kills; as many copies are taken.
const KILLS: u64 = 500;
/// Trials of each run, and of each of its parts.
const TRIALS: &str = "256";
const PART: &str = "64";
/// Longest time until a kill, as a multiple of what the command takes.
const LATEST: f64 = 1.1;

/// A command, the folder of what it makes, and what is added when it is given again.
struct Work {
    arguments: &'static [&'static str],
    makes: &'static str,
    again: &'static [&'static str],
}

const WORKS: [Work; 5] = [
    Work {
        arguments: &["run", "first.toml", "--trials", TRIALS, "--out", "out", "--quiet"],
        makes: "out/first",
        again: &[],
    },
    Work {
        arguments: &[
            "run",
            "first.toml",
            "--trials",
            TRIALS,
            "--part",
            PART,
            "--out",
            "parts",
            "--quiet",
        ],
        makes: "parts/first",
        again: &["--resume"],
    },
    Work {
        arguments: &[
            "merge",
            "shards/first.shard-1-of-2",
            "shards/first.shard-2-of-2",
            "--out",
            "merged",
            "--quiet",
        ],
        makes: "merged/first",
        again: &[],
    },
    Work {
        arguments: &["report", "kept/first", "--quiet"],
        makes: "kept/first/report",
        again: &[],
    },
    Work {
        arguments: &[
            "compare",
            "second.toml",
            "first.toml",
            "--trials",
            TRIALS,
            "--out",
            "compared",
            "--quiet",
        ],
        makes: "compared/comparison",
        again: &[],
    },
];

fn place() -> Workplace {
    let scenario = |id: &str, cap: &str| {
        format!(
            "extends = \"builtin:baseline\"\n[scenario]\nid = \"{id}\"\ntitle = \"The {id}\"\n\
             [[policy]]\nid = \"cap\"\ninstrument = \"premium_cap\"\npremium_cap = {cap}\n"
        )
    };
    let place = Workplace::new()
        .with("first.toml", &scenario("first", "0.5"))
        .with("second.toml", &scenario("second", "0.6"));
    for part in ["1/2", "2/2"] {
        let shard = ["--shard", part, "--out", "shards", "--quiet"];
        place.quietly(&[&["run", "first.toml", "--trials", TRIALS][..], &shard].concat());
    }
    place.quietly(&["run", "first.toml", "--trials", TRIALS, "--out", "kept", "--quiet"]);
    place
}

/// Files whose bytes are the same whenever they are made: manifests and pages know the time.
fn lasting(place: &Workplace, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = place.files(folder);
    files.retain(|name, _| !name.ends_with("manifest.json") && !name.ends_with("report.html"));
    assert!(!files.is_empty(), "{folder} is there");
    files
}

/// The program, on the second host or the first.
fn program(place: &Workplace, is_second_host: bool, arguments: &[&str]) -> Command {
    let mut command = if is_second_host {
        let mut command = Command::new("unshare");
        command.args(["--uts", "--pid", "--fork", "--mount-proc", "--kill-child=SIGKILL"]);
        command.args(["sh", "-c", "hostname second-host; exec \"$0\" \"$@\""]);
        command.arg(cargo_bin("landsim"));
        command
    } else {
        Command::new(cargo_bin("landsim"))
    };
    command.current_dir(place.path()).args(arguments).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn begin(place: &Workplace, is_second_host: bool, arguments: &[&str]) -> Child {
    program(place, is_second_host, arguments).spawn().expect("the program starts")
}

/// Asserts that a command that nobody killed came to its end, or was told that another keeps its
/// parts.
fn assert_ended(child: Child, kill: u64) {
    let output = child.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_told = output.status.code() == Some(NOT_WRITTEN) && said.contains("another run");
    assert!(output.status.code() == Some(DONE) || is_told, "kill {kill}: {output:?}");
}

#[test]
#[ignore = "takes some twenty minutes"]
#[expect(
    clippy::disallowed_methods,
    reason = "how long a command takes here says when it can be killed"
)]
fn killed_at_random_everything_comes_to_the_same_end() {
    let place = place();
    let mut takes = Vec::new();
    let expected: Vec<_> = WORKS
        .iter()
        .map(|work| {
            let began = Instant::now();
            place.quietly(work.arguments);
            takes.push(began.elapsed());
            lasting(&place, work.makes)
        })
        .collect();
    let has_second = program(&place, true, &["--version"]).status().is_ok_and(|s| s.success());
    if !has_second {
        std::io::stderr()
            .write_all(b"SKIPPED: no second host, unshare is refused\n")
            .expect("a log");
    }
    let key = EntityKey::plot(1, "kills");
    for kill in 0..KILLS {
        let number = usize::try_from(kill).expect("a few");
        let draws = key.occasion_draws(kill, 0);
        let (work, beside) = (number % WORKS.len(), (number / WORKS.len()) % WORKS.len());
        let on_second = has_second && kill % 2 == 1;
        let wait = |uniform: f64, work: usize| takes[work].mul_f64(LATEST * uniform);
        // One is killed, another lives beside it, on the other host half of the time.
        let mut killed = begin(&place, on_second, WORKS[work].arguments);
        let lives = begin(&place, has_second && kill % 4 < 2, WORKS[beside].arguments);
        sleep(wait(draws.uniform(PlotPurpose::Value), work));
        // It may have ended by itself.
        let _ = killed.kill();
        killed.wait().expect("it ends");
        // What ran on the second host dies a moment after the command that began it.
        sleep(Duration::from_millis(20));
        // A power cut: whatever stands on the disk now; files that go meanwhile are not copied.
        let copy = Workplace::new();
        let copied = Command::new("cp").arg("-a").arg(place.join(".")).arg(copy.path()).output();
        copied.expect("cp");
        assert_ended(lives, kill);
        for place in [&place, &copy] {
            for again in [work, beside] {
                let Work { arguments, makes, again: more } = &WORKS[again];
                let outcome = place.landsim(&[*arguments, *more].concat());
                assert_eq!(outcome.code, Some(DONE), "kill {kill}: {}", outcome.stderr);
                assert!(lasting(place, makes) == expected[again], "kill {kill} of {makes}");
            }
        }
    }
    // Nothing hidden is left anywhere.
    for folder in ["out", "parts", "merged", "kept", "kept/first", "compared"] {
        let hidden: Vec<_> =
            place.names(folder).into_iter().filter(|name| name.starts_with('.')).collect();
        assert!(hidden.is_empty(), "{folder}: {hidden:?}");
    }
}
