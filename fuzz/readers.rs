//! The properties of the readers, as fuzz targets call them.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a file that cannot be put to the test has failed"
)]

#[path = "../tests/mutations/books.rs"]
mod books;
#[path = "../tests/data/workbook/pack.rs"]
mod pack;
#[path = "../tests/readers/properties.rs"]
#[expect(dead_code, reason = "tests/readers.rs keeps what is written anew")]
mod properties;

/// Puts the bytes of a file to a reader.
pub fn put_to(reader: &str, bytes: &[u8]) {
    let (_, property) = properties::READERS
        .into_iter()
        .find(|(name, _)| *name == reader)
        .expect("a reader of this name");
    property(bytes);
}
