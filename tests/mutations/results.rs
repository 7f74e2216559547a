//! What the program wrote itself, broken and bent: manifests, tables, parts of runs, seed books,
//! and the histories that scenarios name. What must hold of them says `readers/properties.rs`.

use std::path::Path;

use super::mutate::mutated;
use super::properties::{Property, READERS};
use super::{FILES, Tally, generator, numbers, surviving};

/// Mutated files of each kind in the long run.
const MANY_FILES: u64 = 50_000;
/// Kept files that are bent: reader, file, and the part of all files that are tried.
const KEPT: [(&str, &str, u64); 5] = [
    ("trials", "trials.csv", 1),
    ("shard", "columns.csv", 4),
    ("manifest", "manifest.json", 1),
    ("book", "small.toml", 1),
    ("history", "shanghai.csv", 1),
];

/// Mutates a file many times and reads it again each time.
fn try_all(files: u64, original: &[u8], property: Property) {
    let mut tally = Tally::default();
    for number in numbers(files) {
        let bytes = mutated(&mut generator(number), original, "NaN");
        if surviving(number, &bytes, || property(&bytes)) {
            tally.accepted += 1;
        } else {
            tally.refused += 1;
        }
    }
    tally.assert_both_occur(20);
}

fn read_all(files: u64) {
    for (reader, file, part) in KEPT {
        let (_, property) =
            READERS.into_iter().find(|(name, _)| *name == reader).expect("a reader");
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
        let original = std::fs::read(corpus.join(reader).join(file)).expect("a kept file");
        try_all(files / part, &original, property);
    }
}

#[test]
fn what_the_program_wrote_is_refused_with_reasons_or_read() {
    read_all(FILES / 4);
}

#[test]
#[ignore = "takes some minutes"]
fn many_things_that_the_program_wrote_are_refused_with_reasons_or_read() {
    read_all(MANY_FILES);
}
