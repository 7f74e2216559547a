//! Digests of a table's values: the same whatever format, compression or program
//! version holds them.
//!
//! # Why not the digest of a file
//!
//! Parquet files of the same values differ by compression, version and the number of
//! row groups, and a CSV file by how numbers are written. A seed book must say whether
//! the *values* are the same, years and versions later, so names, types, bits of
//! numbers, texts and nulls are hashed themselves. Every bit counts: 0 and -0 differ,
//! and so do null and 0.
//!
//! # What is hashed
//!
//! The head is the concatenation of: for each column the length of its name in bytes
//! (eight bytes, lowest first), the name, and a letter for its type (`f`, `u`, `s`);
//! the number of rows (eight bytes); and the digests of the blocks. A block is hashed
//! row by row, column by column: a byte that says whether there is a value, eight bytes
//! for the bits of a number or the length of a text (0 without a value), then the text.
//! A test spells this out by hand.
//!
//! # Why blocks
//!
//! When a table differs, the book knows only digests. Up to 64 blocks of rows with four
//! bytes each tell in which rows to look first; two blocks that differ have the same
//! four bytes once in four thousand million times.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::table::{Table, Values};
use crate::digest::hexadecimal;

/// Most blocks of rows of a table that have a digest of their own.
const MOST_BLOCKS: usize = 64;
/// Bytes of a block's digest that are kept: enough to say where two tables differ.
const BLOCK_BYTES: usize = 4;

/// What identifies the values of a table, whatever file holds them. Seed books hold one
/// for each table of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableDigest {
    /// Name of the table whose values these are.
    pub name: String,
    /// Number of the table's rows.
    pub rows: usize,
    /// SHA-256 of columns and values, as 64 hexadecimal digits.
    pub sha256: String,
    /// Beginnings of the digests of blocks of rows, eight hexadecimal digits each,
    /// strung together. All blocks but the last have the same number of rows.
    pub blocks: String,
}

impl Values {
    /// The letter that stands for the type in what is hashed.
    fn kind(&self) -> u8 {
        match self {
            Self::Numbers(_) => b'f',
            Self::Counts(_) => b'u',
            Self::Texts(_) => b's',
        }
    }

    /// Adds a value to a hash: whether it is there, then its bits, or its length and
    /// text.
    fn add(&self, row: usize, hash: &mut Sha256) {
        let (bits, text) = match self {
            Self::Numbers(values) => (values[row].map(f64::to_bits), ""),
            Self::Counts(values) => (Some(values[row]), ""),
            Self::Texts(values) => (Some(values[row].len() as u64), values[row].as_str()),
        };
        hash.update([u8::from(bits.is_some())]);
        hash.update(bits.unwrap_or(0).to_le_bytes());
        hash.update(text);
    }
}

impl Table {
    /// The digest of the table's values: the same on every machine and in every format.
    ///
    /// Tables written by other programs can be checked by it as well: only the order of
    /// rows and columns, names, types and values count.
    pub fn digest(&self) -> TableDigest {
        let mut head = Sha256::new();
        for (name, values) in self.columns() {
            head.update((name.len() as u64).to_le_bytes());
            head.update(name);
            head.update([values.kind()]);
        }
        let rows = self.rows();
        head.update((rows as u64).to_le_bytes());
        let mut blocks = String::new();
        for block in blocks_of(rows) {
            let mut hash = Sha256::new();
            for row in block {
                for (_, values) in self.columns() {
                    values.add(row, &mut hash);
                }
            }
            let digest = hash.finalize();
            head.update(digest);
            blocks += &hexadecimal(&digest[..BLOCK_BYTES]);
        }
        let sha256 = hexadecimal(&head.finalize());
        TableDigest { name: self.name.to_owned(), rows, sha256, blocks }
    }
}

/// The rows of each block of a table of so many rows, in order.
fn blocks_of(rows: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let length = rows.div_ceil(MOST_BLOCKS).max(1);
    (0..rows).step_by(length).map(move |first| first..(first + length).min(rows))
}

impl TableDigest {
    /// The first block of rows in which two tables of as many rows differ; `None` when
    /// their blocks are alike, so that names or types of columns differ.
    pub fn first_difference(&self, other: &Self) -> Option<std::ops::Range<usize>> {
        let digits = 2 * BLOCK_BYTES;
        let of = |digest: &Self, place: usize| {
            digest.blocks.get(place * digits..(place + 1) * digits).map(str::to_owned)
        };
        blocks_of(self.rows)
            .enumerate()
            .find_map(|(place, rows)| (of(self, place) != of(other, place)).then_some(rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(numbers: &[Option<f64>], text: &str) -> Table {
        let mut table = Table::new("t", "");
        table.counts("n", "", "", (0..numbers.len() as u64).collect());
        table.texts("s", "", numbers.iter().map(|_| text.to_owned()).collect());
        table.numbers("x", "", "", numbers.to_vec());
        table
    }

    #[test]
    fn a_digest_is_that_of_its_bytes_by_hand() {
        // Columns n (u), s (s), x (f); one row: 0, "ab", 1.5; one block.
        let mut block = Sha256::new();
        block.update([1]);
        block.update(0_u64.to_le_bytes());
        block.update([1]);
        block.update(2_u64.to_le_bytes());
        block.update("ab");
        block.update([1]);
        block.update(1.5_f64.to_le_bytes());
        let block = block.finalize();
        let mut head = Sha256::new();
        for (name, kind) in [("n", "u"), ("s", "s"), ("x", "f")] {
            head.update(1_u64.to_le_bytes());
            head.update(name);
            head.update(kind);
        }
        head.update(1_u64.to_le_bytes());
        head.update(block);
        let digest = table(&[Some(1.5)], "ab").digest();
        assert_eq!(digest.sha256, hexadecimal(&head.finalize()));
        assert_eq!((digest.rows, digest.blocks), (1, hexadecimal(&block[..4])));
    }

    #[test]
    fn whatever_changes_is_seen_and_found() {
        let numbers: Vec<Option<f64>> = (0..1000).map(|row| Some(f64::from(row))).collect();
        let of = |numbers: &[Option<f64>]| table(numbers, "x").digest();
        let whole = of(&numbers);
        assert_eq!(whole.blocks.len() / 8, 63, "blocks of 16 rows, the last of 8");
        assert_eq!(whole, of(&numbers));
        assert_eq!(whole.first_difference(&whole), None);
        for (row, block) in [(0, 0..16), (17, 16..32), (999, 992..1000)] {
            let mut changed = numbers.clone();
            changed[row] = None;
            let changed = of(&changed);
            assert_ne!(changed.sha256, whole.sha256);
            assert_eq!(changed.first_difference(&whole), Some(block));
        }
        // 0 and null, 0 and -0, other texts, another name.
        let of_one = |number| table(&[number], "x").digest().sha256;
        let ways = [of_one(Some(0.0)), of_one(Some(-0.0)), of_one(None)];
        assert!(ways[0] != ways[1] && ways[1] != ways[2] && ways[0] != ways[2]);
        assert_ne!(table(&[None], "y").digest().sha256, ways[2]);
        assert_eq!(Table::new("t", "").digest().rows, 0);
    }
}
