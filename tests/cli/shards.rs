//! `landsim run --shard` and `landsim merge`.

use landsim::store::seal::seal;

use super::{DONE, Outcome, REFUSED, Workplace};

/// A scenario with uncertain numbers, whose variance shares need more than its own trials.
const UNCERTAIN: &str = "extends = \"builtin:baseline\"\n\
    [scenario]\nid = \"mine\"\ntitle = \"Mine\"\n\
    [auction]\nreserve_ratio = { value = { distribution = \"uniform\", least = 0.6, \
    greatest = 0.8 } }\n";
/// Not a multiple of the block of trials that are summed up together.
const TRIALS: &str = "333";

fn place() -> Workplace {
    let place = Workplace::new().with("mine.toml", UNCERTAIN);
    place.quietly(&["run", "mine.toml", "--trials", TRIALS, "--out", "whole", "--quiet"]);
    place
}

/// Runs all parts into a folder, the last first.
fn run_parts(place: &Workplace, of: u32, out: &str) -> Vec<String> {
    let run = |number: u32| {
        let shard = format!("{number}/{of}");
        let fixed = ["run", "mine.toml", "--trials", TRIALS, "--out", out, "--quiet", "--shard"];
        place.quietly(&[&fixed[..], &[shard.as_str()]].concat());
        format!("{out}/mine.shard-{number}-of-{of}")
    };
    (1..=of).rev().map(run).collect()
}

fn merge(place: &Workplace, folders: &[String]) -> Outcome {
    let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
    place.landsim(&[&["merge", "--quiet", "--out", "merged"], folders.as_slice()].concat())
}

/// Asserts that the merged run has the bytes of the whole one.
fn assert_whole(place: &Workplace, of: u32) {
    let [whole, merged] = ["whole/mine", "merged/mine"].map(|folder| place.files(folder));
    assert!(whole.keys().eq(merged.keys()), "{:?} and {:?}", whole.keys(), merged.keys());
    for (name, bytes) in whole.iter().filter(|(name, _)| *name != "manifest.json") {
        assert!(*bytes == merged[name], "{name} of {of} parts");
    }
}

#[test]
fn parts_put_together_are_the_run_to_the_byte() {
    let place = place();
    // 333 trials are eleven blocks: of 16 parts some are empty.
    for of in [1, 2, 5, 16] {
        let folders = run_parts(&place, of, "parts");
        let outcome = merge(&place, &folders);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
        assert_whole(&place, of);
    }
    let outcome = place.landsim(&["reproduce", "merged/mine", "--quiet"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stdout);
}

#[test]
#[ignore = "takes some minutes"]
fn from_one_to_sixty_four_parts_make_the_run() {
    let place = place();
    for of in 1..=64 {
        let folders = run_parts(&place, of, &format!("parts-{of}"));
        assert_eq!(merge(&place, &folders).code, Some(DONE));
        assert_whole(&place, of);
    }
}

#[test]
fn parts_that_do_not_make_a_run_are_refused() {
    let place = place();
    let folders = run_parts(&place, 3, "parts");
    let refused = |folders: &[String], said: &str| {
        let outcome = merge(&place, folders);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(REFUSED), ""));
        assert_eq!(outcome.stderr, format!("{said}\n"));
        assert_eq!(place.names("merged"), Vec::<String>::new());
    };
    let [third, second, first] = <[String; 3]>::try_from(folders).expect("three parts");
    refused(
        &[first.clone(), third.clone()],
        "parts/mine.shard-1-of-3: found no part 2 beside it; accepted: each of the parts 1 to 3 \
         once",
    );
    refused(
        &[first.clone(), second.clone(), third.clone(), second.clone()],
        "parts/mine.shard-2-of-3: found part 2 once more; accepted: each of the parts 1 to 3 once",
    );
    let other = run_parts(&place, 2, "others");
    refused(
        &[first.clone(), other[0].clone()],
        "others/mine.shard-2-of-2: found another number of parts; accepted: that of \
         parts/mine.shard-1-of-3",
    );
    let run = ["run", "mine.toml", "--trials", TRIALS, "--out", "others", "--quiet", "--seed", "2"];
    place.quietly(&[&run[..], &["--shard", "2/3"]].concat());
    refused(
        &[first.clone(), "others/mine.shard-2-of-3".to_owned(), third.clone()],
        "others/mine.shard-2-of-3: found another seed; accepted: that of parts/mine.shard-1-of-3",
    );
    refused(
        &[first.clone(), "whole/mine".to_owned()],
        "whole/mine: found a whole run, or something else; accepted: the part of a run",
    );
    // A part that says it is another.
    let manifest = place.text("parts/mine.shard-3-of-3/manifest.json");
    let beyond = seal(&manifest.replace("\"number\": 3,", "\"number\": 4,"));
    let place = place.with("parts/beyond/manifest.json", &beyond);
    let outcome = merge(&place, &["parts/beyond".to_owned()]);
    assert_eq!(
        outcome.stderr,
        "parts/beyond: found part 4 of 3; accepted: a part from 1 to their number\n"
    );
    // A part that was changed.
    let columns = place.text("parts/mine.shard-2-of-3/shard_columns.csv").replacen(":1 ", ":2 ", 1);
    let place = place.with("parts/mine.shard-2-of-3/shard_columns.csv", &columns);
    let outcome = merge(&place, &[first, second, third]);
    let said = "parts/mine.shard-2-of-3/shard_columns.csv: found a file with SHA-256 ";
    assert!(outcome.stderr.starts_with(said), "{}", outcome.stderr);
}

#[test]
fn what_is_no_part_is_a_wrong_argument() {
    for shard in ["0/3", "4/3", "1/0", "1", "x/2", "1/10001"] {
        let outcome = Workplace::new().landsim(&["run", "--shard", shard]);
        assert_eq!(outcome.code, Some(2), "{shard}");
        assert!(outcome.stderr.contains("accepted: K/N with 1 <= K <= N <= 10000"), "{shard}");
    }
}
