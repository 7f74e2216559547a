//! Characters that look like those a file needs and are others: full-width marks of a Chinese
//! keyboard, typographic quotes, spaces that are none.

/// An odd character, what people call it, and what is meant.
const ODD: [(char, &str, &str); 27] = [
    ('，', "full-width comma", "','"),
    ('、', "ideographic comma", "','"),
    ('；', "full-width semicolon", "';' or ','"),
    ('：', "full-width colon", "'='"),
    ('＝', "full-width equals sign", "'='"),
    ('。', "ideographic full stop", "'.'"),
    ('．', "full-width full stop", "'.'"),
    ('“', "typographic quote", "'\"'"),
    ('”', "typographic quote", "'\"'"),
    ('‘', "typographic quote", "'\"'"),
    ('’', "typographic quote", "'\"'"),
    ('＂', "full-width quote", "'\"'"),
    ('（', "full-width bracket", "'('"),
    ('）', "full-width bracket", "')'"),
    ('［', "full-width bracket", "'['"),
    ('］', "full-width bracket", "']'"),
    ('【', "ideographic bracket", "'['"),
    ('】', "ideographic bracket", "']'"),
    ('｛', "full-width brace", "'{'"),
    ('｝', "full-width brace", "'}'"),
    ('－', "full-width minus sign", "'-'"),
    ('−', "typographic minus sign", "'-'"),
    ('＃', "full-width number sign", "'#'"),
    ('＿', "full-width underscore", "'_'"),
    ('\u{3000}', "ideographic space", "' '"),
    ('\u{a0}', "no-break space", "' '"),
    ('\u{feff}', "byte-order mark in the text", "nothing"),
];

/// The first odd character of a text, in words with what is accepted in its place.
pub fn first_odd(text: &str) -> Option<(usize, String, String)> {
    let odd = |(place, character): (usize, char)| {
        let known = ODD.iter().find(|(odd, ..)| *odd == character);
        if let Some((_, name, accepted)) = known {
            return Some((place, format!("{name} {character:?}"), (*accepted).to_owned()));
        }
        // Full-width letters and digits stand in the order of the plain ones.
        let plain = u32::from(character).checked_sub(0xfee0).and_then(char::from_u32);
        let plain = plain.filter(char::is_ascii_alphanumeric)?;
        Some((place, format!("full-width {character:?}"), format!("{plain:?}")))
    };
    text.char_indices().find_map(odd)
}

/// A line of a TOML file without what stands in quotes and behind `#`, each character of these as a
/// blank, so that places stay.
pub fn outside_quotes(line: &str) -> String {
    let mut quote: Option<char> = None;
    let mut is_comment = false;
    let mut is_escaped = false;
    let mut outside = String::with_capacity(line.len());
    for character in line.chars() {
        let is_inside = quote.is_some();
        match (quote, character) {
            _ if is_comment => {}
            (Some('"'), _) if is_escaped => is_escaped = false,
            (Some('"'), '\\') => is_escaped = true,
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '#') => is_comment = true,
            _ => {}
        }
        if is_inside || is_comment {
            outside.extend(std::iter::repeat_n(' ', character.len_utf8()));
        } else {
            outside.push(character);
        }
    }
    outside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_are_named_with_what_is_meant() {
        let told = |text: &str| {
            first_odd(text).map(|(at, found, accepted)| (at, found + accepted.as_str()))
        };
        assert_eq!(told("a，b"), Some((1, "full-width comma '，'','".to_owned())));
        assert_eq!(told("x = １２"), Some((4, "full-width '１''1'".to_owned())));
        assert_eq!(told("x = 12, \"a\""), None);
        assert_eq!(told("中文"), None, "letters are no odd characters");
    }

    #[test]
    fn what_stands_in_quotes_and_comments_may_be_anything() {
        let outside = outside_quotes("a = \"，\\\"，\" ， # ，");
        assert_eq!(outside.matches('，').count(), 1);
        assert_eq!(outside.find('，'), "a = \"，\\\"，\" ， # ，".find(" ，").map(|at| at + 1));
    }
}
