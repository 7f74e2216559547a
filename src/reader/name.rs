//! Names that may stand for a folder, a row and an address of random draws.
//!
//! Ids of scenarios, shocks, policies, changes of the plan and plots are such names.

/// Longest name (bytes).
const LONGEST: usize = 80;
/// What a name may be, in words for findings about ids that name no folder.
pub const ACCEPTED: &str = "1 to 80 of a-z, A-Z, 0-9, -, _ and .";

/// Whether a text can name a folder and a row: 1 to 80 characters of plain ASCII (letters, digits,
/// `-`, `_`, `.`), beginning with a letter or digit, so that no name is hidden or leads elsewhere.
///
/// ```
/// use landsim::reader::name::is_name;
///
/// assert!(is_name("office-glut"));
/// assert!(!is_name("../elsewhere"));
/// ```
pub fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.len() <= LONGEST
        && text.bytes().all(plain)
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
}
