//! Names in two languages, written as one text: Chinese, a bar, English. A text without the bar serves both.

/// What stands between the two.
const BAR: &str = " | ";

/// The Chinese and the English half of a text.
pub fn halves(text: &str) -> (&str, &str) {
    text.split_once(BAR).unwrap_or((text, text))
}

/// Texts one after the other, half by half, with `between` between them.
pub fn joined(texts: &[&str], between: &str) -> String {
    let of = |half: fn(&str) -> &str| {
        texts.iter().map(|text| half(text)).collect::<Vec<_>>().join(between)
    };
    let (chinese, english) = (of(|text| halves(text).0), of(|text| halves(text).1));
    if chinese == english { english } else { format!("{chinese}{BAR}{english}") }
}

#[cfg(test)]
mod tests {
    use super::{halves, joined};

    #[test]
    fn halves_and_joins() {
        assert_eq!(halves("徐家汇 | Xujiahui"), ("徐家汇", "Xujiahui"));
        assert_eq!(halves("Xujiahui Centre"), ("Xujiahui Centre", "Xujiahui Centre"));
        assert_eq!(joined(&["危机 | Crisis", "x = 1"], ": "), "危机: x = 1 | Crisis: x = 1");
        assert_eq!(joined(&["Crisis", "x = 1"], ": "), "Crisis: x = 1");
    }
}
