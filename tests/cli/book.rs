//! `landsim register` and `landsim reproduce`.

use landsim::store::seal::seal;

use super::{DONE, Outcome, REFUSED, Workplace};

/// A scenario with data of its own and everything that a run can have.
const SCENARIO: &str = "extends = \"builtin:baseline\"\n\
    [scenario]\nid = \"mine\"\ntitle = \"Mine\"\n\
    [auction]\nreserve_ratio = { value = { distribution = \"empirical\", file = \"ratios.csv\", \
    column = \"ratio\" } }\n";
const RATIOS: &str = "ratio\n0.6\n0.7\n0.8\n";

fn place() -> Workplace {
    Workplace::new().with("files/mine.toml", SCENARIO).with("files/ratios.csv", RATIOS)
}

fn registered() -> Workplace {
    let place = place().with("books/README", "");
    let fixed = ["register", "books/mine.toml", "files/mine.toml", "builtin:baseline"];
    place.quietly(&[&fixed[..], &["--trials", "40", "--quiet"]].concat());
    place
}

fn reproduce(place: &Workplace, file: &str) -> Outcome {
    place.landsim(&["reproduce", file, "--quiet"])
}

/// The book of a small run, made by a release build, is what this build makes on any
/// number of threads.
#[test]
fn the_small_book_is_reproduced() {
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/books/small.toml");
    for threads in ["1", "2", "8"] {
        let place = Workplace::new();
        let outcome = place.landsim(&["reproduce", book, "--quiet", "--threads", threads]);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""), "{}", outcome.stdout);
        // Three runs of ten tables, and one with projects of twelve.
        assert_eq!(outcome.stdout.lines().count(), 42);
        assert!(outcome.stdout.lines().all(|line| line.contains(": the same, ")));
    }
}

#[test]
fn a_book_names_its_inputs_from_its_own_folder() {
    let place = registered();
    let book = place.text("books/mine.toml");
    assert!(book.contains("file = \"../files/mine.toml\"\n"), "{book}");
    assert!(book.contains("[[run.data_files]]\nfile = \"ratios.csv\"\n"), "{book}");
    assert_eq!(place.names("books"), ["README", "mine.toml"]);
    let outcome = reproduce(&place, "books/mine.toml");
    assert_eq!(outcome.code, Some(DONE), "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stdout.contains("mine: variance: the same, "), "{}", outcome.stdout);
}

#[test]
fn the_first_row_that_differs_is_named() {
    let place = registered();
    let book = place.text("books/mine.toml");
    // The third row of the summary's 43 has the third 8 digits of the blocks.
    let (before, after) = book.split_once("blocks = \"").expect("a table");
    let digest = before.rsplit_once("sha256 = \"").expect("its digest").1;
    let other = format!("{}{}{}", &after[..16], "00000000", &after[24..]);
    let changed = before.replace(&digest[..64], &"0".repeat(64)) + "blocks = \"" + &other;
    let place = place.with("books/mine.toml", &changed);
    let outcome = reproduce(&place, "books/mine.toml");
    assert_eq!(outcome.code, Some(REFUSED));
    assert!(
        outcome.stdout.starts_with("mine: summary: differs: first in row 3\n"),
        "{}",
        outcome.stdout
    );
    assert_eq!(outcome.stdout.matches("differs").count(), 1, "{}", outcome.stdout);
    let place = place.with("books/mine.toml", &book.replacen("seed = 1\n", "seed = 2\n", 1));
    let outcome = reproduce(&place, "books/mine.toml");
    assert!(
        outcome.stdout.contains("mine: trials: differs: first in row 1\n"),
        "{}",
        outcome.stdout
    );
    // A long table is known by the digests of 64 blocks of rows: a sixty-fourth of it, one
    // row more or less.
    let monthly = outcome.stdout.split("mine: monthly: differs: first in one of rows 1 to ").nth(1);
    let last: usize =
        monthly.and_then(|rest| rest.lines().next()?.parse().ok()).expect("the first block");
    assert!(last.abs_diff(landsim::catalogue::series::Series::COUNT * 120 / 64) <= 1, "{last}");
}

#[test]
fn an_input_that_has_changed_is_named() {
    let changed = |file: &str, text: &str, said: &str| {
        let place = registered().with(file, text);
        let outcome = reproduce(&place, "books/mine.toml");
        assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(REFUSED), ""));
        assert!(outcome.stdout.starts_with(said), "{}", outcome.stdout);
        assert!(outcome.stdout.contains("; accepted: the input that was recorded, with SHA-256 "));
        // The other run of the book is made all the same.
        assert!(
            outcome.stdout.contains("\nbaseline: trials: the same, 40 rows\n"),
            "{}",
            outcome.stdout
        );
    };
    let scenario = SCENARIO.replace("Mine", "Yours");
    changed(
        "files/mine.toml",
        &scenario,
        "mine: not made: books/../files/mine.toml: found SHA-256 ",
    );
    changed(
        "files/ratios.csv",
        "ratio\n0.6\n0.7\n0.9\n",
        "mine: not made: ratios.csv: found SHA-256 ",
    );
}

#[test]
fn a_folder_of_results_is_made_again() {
    let place = place();
    let run = ["run", "files/mine.toml", "--trials", "40", "--out", "out", "--quiet"];
    place.quietly(&run);
    let outcome = reproduce(&place, "out/mine");
    assert_eq!(outcome.code, Some(DONE), "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stdout.contains("mine: trials: the same, 40 rows\n"), "{}", outcome.stdout);
    // A manifest is enough.
    let manifest = place.text("out/mine/manifest.json");
    let place = place.with("alone/manifest.json", &manifest);
    assert_eq!(reproduce(&place, "alone/manifest.json").stdout, outcome.stdout);
    // Of another seed, every table differs, and the file beside the manifest says where.
    let place = place
        .with("out/mine/manifest.json", &seal(&manifest.replace("\"seed\": 1,", "\"seed\": 2,")));
    let outcome = reproduce(&place, "out/mine");
    assert_eq!(outcome.code, Some(REFUSED));
    let said = "mine: trials: differs: first in row 1, window_balance_cny: \"";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
    // So many trials are not even begun.
    let many = seal(&manifest.replace("\"trials\": 40,", "\"trials\": 99999999999,"));
    let place = place.with("alone/manifest.json", &many);
    let outcome = reproduce(&place, "alone/manifest.json");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(REFUSED), ""));
    let said = "files/mine.toml: trials: found 99999999999; accepted: 1 to 1000000000 trials\n";
    assert_eq!(outcome.stderr, said);
    // A file that was changed is not the one that was written.
    let plots = place.text("out/mine/plots.csv").replacen("carry-01", "carry-99", 1);
    let place = place.with("out/mine/manifest.json", &manifest).with("out/mine/plots.csv", &plots);
    let outcome = reproduce(&place, "out/mine");
    let said = "mine: plots: differs: the file is not the one that was written: first in row 1, \
                plot_id: \"carry-99\"; recorded is \"carry-01\"\n";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
    assert_eq!(outcome.stdout.matches("differs").count(), 1);
    // Nor is a Parquet file that was emptied, though its table beside it is whole.
    place.quietly(&run);
    let place = place.with("out/mine/trials.parquet", "");
    let outcome = reproduce(&place, "out/mine");
    assert_eq!(outcome.code, Some(REFUSED));
    let said = "mine: trials: differs: out/mine/trials.parquet: found a file with SHA-256 ";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
}

#[test]
fn what_is_no_book_is_refused() {
    let refused = |text: &str, said: &str| {
        let outcome = reproduce(&Workplace::new().with("book.toml", text), "book.toml");
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(REFUSED), ""));
        assert_eq!(
            outcome.stderr,
            format!("{said}; accepted: a seed book, as `landsim register` writes it\n")
        );
    };
    refused("x", "book.toml:1: found key with no value, expected `=`");
    refused(
        "version = \"1\"\nrum = []\n",
        "book.toml:2: found unknown field `rum`, expected `version` or `run`",
    );
    let outcome = reproduce(&Workplace::new(), "gone.toml");
    assert!(outcome.stderr.starts_with("gone.toml: found No such file"), "{}", outcome.stderr);
    let place = Workplace::new();
    let outcome = place.landsim(&["register", "gone/book.toml", "--trials", "1", "--quiet"]);
    assert_eq!(outcome.code, Some(4));
    assert!(
        outcome.stderr.starts_with("gone/book.toml: found no folder gone; "),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_file_that_is_no_book_is_not_replaced() {
    let place = place();
    // The book was forgotten, so the scenario stands in its place.
    let outcome = place.landsim(&["register", "files/mine.toml", "--trials", "40", "--quiet"]);
    assert_eq!(outcome.code, Some(4));
    let said = "files/mine.toml: found a file that is no seed book; accepted: a seed book, or a \
                new file in a folder that can be written to\n";
    assert_eq!(outcome.stderr, said);
    assert_eq!(place.text("files/mine.toml"), SCENARIO);
    // A book is.
    let place = registered();
    place.quietly(&["register", "books/mine.toml", "--trials", "32", "--quiet"]);
    assert!(place.text("books/mine.toml").contains("scenario_id = \"baseline\""));
}

/// A book that says nothing is no book: nothing would be held against anything.
#[test]
fn a_book_without_runs_or_tables_is_refused() {
    let place = registered();
    let book = place.text("books/mine.toml");
    let head = book.split("[[run]]").next().expect("a head").to_owned();
    let bare = book.split("[[run.table]]").next().expect("a run").to_owned();
    for (text, said) in [(head, "a book without a run"), (bare, "without a table")] {
        std::fs::write(place.join("books/mine.toml"), text).expect("it is written");
        let outcome = reproduce(&place, "books/mine.toml");
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(REFUSED), ""));
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    }
}
