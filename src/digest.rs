//! Digests by which inputs and results are known again: SHA-256 as text.
//!
//! Manifests and seed books hold them of every input and table; an input that has changed
//! is named, and its run is not made.

use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The SHA-256 of bytes as 64 lower-case hexadecimal digits.
///
/// ```
/// let digest = landsim::digest::sha256(b"");
/// assert!(digest.starts_with("e3b0c44298fc1c14"));
/// ```
pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The SHA-256 of what a text says: without a byte-order mark, and with its lines ended by `\n`,
/// since editors and mail change both without a word.
///
/// ```
/// use landsim::digest::{of_text, sha256};
///
/// assert_eq!(of_text("\u{feff}a\r\nb\r\n"), sha256(b"a\nb\n"));
/// ```
pub fn of_text(text: &str) -> String {
    sha256(plain(text).as_bytes())
}

/// A text without a byte-order mark and with its lines ended by `\n`.
pub fn plain(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// Bytes as lower-case hexadecimal digits, two for each byte.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
