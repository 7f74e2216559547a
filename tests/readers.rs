//! Files that the fuzzer found worth keeping, and those that once broke a reader: whatever stands
//! in a file, what `readers/properties.rs` says of it holds.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a file that cannot be put to the test has failed"
)]

#[path = "mutations/books.rs"]
mod books;
#[path = "data/workbook/pack.rs"]
mod pack;
#[path = "readers/properties.rs"]
mod properties;

use std::path::{Path, PathBuf};

use properties::READERS;

/// The kept files of a reader, by name.
fn corpus(reader: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(reader);
    let entries = std::fs::read_dir(&folder).expect("a corpus for each reader");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

/// Puts what this version writes in the place of what an earlier one wrote, where that is wanted.
fn keep_anew() {
    if std::env::var_os("UPDATE_GOLDEN").is_none() {
        return;
    }
    for (reader, name, bytes) in properties::written_files() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(reader);
        std::fs::write(file.join(name), bytes).expect("it can be written");
    }
}

#[test]
fn whatever_was_kept_of_each_reader_is_refused_with_reasons_or_holds_what_it_says() {
    keep_anew();
    for (reader, property) in READERS {
        let files = corpus(reader);
        let accepted =
            files.iter().filter(|file| property(&std::fs::read(file).expect("a file"))).count();
        // A corpus in which nothing is accepted, or nothing refused, tests little.
        assert!(
            accepted > 0 && accepted < files.len(),
            "{reader}: {accepted} of {} are accepted; what the program writes itself is kept anew \
             by UPDATE_GOLDEN=1 cargo test --test readers",
            files.len()
        );
    }
}

#[test]
fn every_reader_has_a_fuzz_target_of_its_name() {
    for (reader, _) in READERS {
        let target = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("fuzz/fuzz_targets")
            .join(format!("{reader}.rs"));
        assert!(target.is_file(), "{}", target.display());
    }
}
