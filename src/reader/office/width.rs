//! Letters and signs of Chinese typing, which take the width of two, as the plain ones they stand
//! for.

use std::borrow::Cow;

/// Full-width letters, digits and signs as the plain ones they stand for.
pub fn plain_width(text: &str) -> Cow<'_, str> {
    let is_wide = |letter: char| matches!(letter, '\u{ff01}'..='\u{ff5e}' | '\u{3000}');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let plain = |letter: char| match letter {
        '\u{3000}' => ' ',
        wide if is_wide(wide) => char::from_u32(u32::from(wide) - 0xfee0).unwrap_or(wide),
        other => other,
    };
    Cow::Owned(text.chars().map(plain).collect())
}
