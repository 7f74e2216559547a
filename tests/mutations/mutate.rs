//! Changes that editors, tired people and broken disks make to a file.

use std::ops::Range;

use rand::RngExt;
use rand::rngs::ChaCha8Rng;

/// Most changes of one file.
const MOST_CHANGES: usize = 3;
/// Most bytes that are put in at once.
const MOST_INSERTED: usize = 8;

/// A copy of a file with one to three changes; `nan` is how the format writes what is no number.
pub(crate) fn mutated(random: &mut ChaCha8Rng, original: &[u8], nan: &str) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..random.random_range(1..=MOST_CHANGES) {
        change(random, &mut bytes, nan);
    }
    bytes
}

fn change(random: &mut ChaCha8Rng, bytes: &mut Vec<u8>, nan: &str) {
    if bytes.is_empty() {
        return;
    }
    match random.random_range(0..16) {
        0 | 1 => {
            let line = any_line(random, bytes);
            bytes.drain(line);
        }
        2 | 3 => {
            let line = any_line(random, bytes);
            let copy = bytes[line.clone()].to_vec();
            bytes.splice(line.end..line.end, copy);
        }
        4 | 5 => {
            let (left, right) =
                (random.random_range(0..bytes.len()), random.random_range(0..bytes.len()));
            bytes.swap(left, right);
        }
        6 => {
            let length = random.random_range(0..=bytes.len());
            bytes.truncate(length);
        }
        7 => {
            let at = random.random_range(0..=bytes.len());
            let count = random.random_range(1..=MOST_INSERTED);
            let inserted: Vec<u8> = (0..count).map(|_| random.random()).collect();
            bytes.splice(at..at, inserted);
        }
        8..=10 => {
            let others = ["1e308", "-1", "0", nan, "\"x\"", "", "1", "0.5", "1e-300", "600"];
            let other = others[random.random_range(0..others.len())].as_bytes().to_vec();
            replace_number(random, bytes, other);
        }
        // A number of the same file is often in the range of the one it replaces.
        _ => {
            let numbers = numbers(bytes);
            if !numbers.is_empty() {
                let other = numbers[random.random_range(0..numbers.len())].clone();
                let other = bytes[other].to_vec();
                replace_number(random, bytes, other);
            }
        }
    }
}

fn replace_number(random: &mut ChaCha8Rng, bytes: &mut Vec<u8>, other: Vec<u8>) {
    let numbers = numbers(bytes);
    if !numbers.is_empty() {
        let at = numbers[random.random_range(0..numbers.len())].clone();
        bytes.splice(at, other);
    }
}

/// A line with its end.
fn any_line(random: &mut ChaCha8Rng, bytes: &[u8]) -> Range<usize> {
    let within = random.random_range(0..bytes.len());
    let start = bytes[..within].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let rest = bytes[within..].iter().position(|byte| *byte == b'\n');
    start..rest.map_or(bytes.len(), |length| within + length + 1)
}

/// Where numbers stand: digits that begin a word, with a sign before and a fraction behind.
fn numbers(bytes: &[u8]) -> Vec<Range<usize>> {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| word(**byte)).count();
        let digits = bytes[at..at + length].iter().find(|byte| **byte != b'-');
        if digits.is_some_and(u8::is_ascii_digit) {
            found.push(at..at + length);
        }
        at += length.max(1);
    }
    found
}
