//! Names that may stand for a folder, a row and an address of random draws.
//!
//! Ids of scenarios, shocks, policies, changes of the plan and plots are such names.

/// Longest name (characters).
const LONGEST: usize = 80;
/// Longest name (bytes): with what is added for a part of a run it still names a folder.
const MOST_BYTES: usize = 150;
/// Longest text for people (characters): far more than a title or a reason needs, and less than the
/// cell of a workbook holds.
pub const LONGEST_TEXT: usize = 2_000;
/// What a name may be, in words for findings about ids that name no folder.
pub const ACCEPTED: &str = "1 to 80 letters or digits of any script, -, _ and .";

/// Whether a text can name a folder and a row: 1 to 80 characters (letters and digits of any
/// script, `-`, `_`, `.`), beginning with a letter or digit, so that no name is hidden or leads
/// elsewhere.
///
/// ```
/// use landsim::reader::name::is_name;
///
/// assert!(is_name("office-glut") && is_name("限购放松2026"));
/// assert!(!is_name("../elsewhere") && !is_name("逗，号") && !is_name(".hidden"));
/// ```
pub fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    text.chars().count() <= LONGEST
        && text.len() <= MOST_BYTES
        && text.chars().all(plain)
        && text.starts_with(char::is_alphanumeric)
}

/// The name that is nearest to a text, with `-` for what no name may have; `None` where nothing is
/// left, or too much.
///
/// ```
/// use landsim::reader::name::name_of;
///
/// assert_eq!(name_of("my plan (2)").as_deref(), Some("my-plan--2"));
/// assert_eq!(name_of("···"), None);
/// ```
pub fn name_of(text: &str) -> Option<String> {
    let plain = |sign: char| if is_name(&format!("x{sign}")) { sign } else { '-' };
    let name: String = text.chars().map(plain).collect();
    let name = name.trim_start_matches(|sign: char| !sign.is_alphanumeric()).trim_end_matches('-');
    is_name(name).then(|| name.to_owned())
}
