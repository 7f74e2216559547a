//! The seal of a manifest: its own SHA-256 within it, so that what is believed of a run is what was
//! written of it.
//!
//! Tables are checked against the manifest; without a seal nothing checks the manifest, and an
//! edited seed or a bit that a disk turned would be printed on pages as it stands. The digest is of
//! the text with its own place left empty. It guards against accidents, not against forgers, who
//! can seal anew.

use crate::digest::sha256;

/// How the seal begins in the text.
const KEY: &str = "\"manifest_sha256\": \"";

/// A manifest's text before, in and behind its seal; `None` where it has no place for one.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find(KEY)? + KEY.len();
    let end = start + text[start..].find('"')?;
    Some((&text[..start], &text[start..end], &text[end..]))
}

/// The text of a manifest with the seal that belongs to it; one without a place for a seal as it
/// is.
pub fn seal(text: &str) -> String {
    match parts(text) {
        None => text.to_owned(),
        Some((before, _, behind)) => {
            let digest = sha256(format!("{before}{behind}").as_bytes());
            format!("{before}{digest}{behind}")
        }
    }
}

/// Whether the text of a manifest is as it was sealed.
pub fn is_sealed(text: &str) -> bool {
    parts(text).is_some_and(|(before, digest, behind)| {
        sha256(format!("{before}{behind}").as_bytes()) == digest
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_a_sealed_text_is_seen() {
        let text = "{\n  \"manifest_sha256\": \"\",\n  \"seed\": 1\n}\n";
        let sealed = seal(text);
        assert!(is_sealed(&sealed) && !is_sealed(text));
        assert_eq!(seal(&sealed), sealed);
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] ^= 1;
            let is_seen = String::from_utf8(bytes).map_or(true, |changed| !is_sealed(&changed));
            assert!(is_seen, "byte {at}");
        }
        assert!(!is_sealed("{}"));
    }
}
