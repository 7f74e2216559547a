//! What is said in Chinese has no Latin words but names, formats, commands and code.

use std::collections::BTreeSet;
use std::io::Read;

use super::Reported;
use super::memo::words_of;

/// Names of papers and methods, formats, and what commands are called.
const NAMES: [&str; 16] = [
    "English", "Excel", "Quan", "Quigley", "SVG", "Wilson", "and", "landsim", "explain", "replay",
    "diff", "run", "reserve", "list", "Word", "WPS",
];
/// Hexadecimal digits of a digest that are shown.
const DIGEST: usize = 12;

/// A text without what stands between two others, these included.
fn without(text: &str, begin: &str, end: &str) -> String {
    let mut parts = text.split(begin);
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push(' ');
        kept.push_str(part.split_once(end).map_or("", |(_, behind)| behind));
    }
    kept
}

/// Latin words of three letters or more that are neither code nor names.
fn latin(text: &str) -> BTreeSet<String> {
    let is_part = |sign: char| sign.is_ascii_alphanumeric() || "_-./[]=:".contains(sign);
    text.split(|sign: char| !is_part(sign))
        .filter(|word| {
            let is_code = word.contains(['_', '-', '.', '/', '[', '=', ':']);
            let is_digest =
                word.len() == DIGEST && word.chars().all(|sign| sign.is_ascii_hexdigit());
            let letters = word.chars().filter(char::is_ascii_alphabetic).count();
            !is_code && !is_digest && letters > 2 && !NAMES.contains(word)
        })
        .map(str::to_owned)
        .collect()
}

/// What a reader of the Chinese page sees, apart from its charts, whose words a browser counts.
fn chinese_of(page: &str) -> String {
    let mut text = page.to_owned();
    for (begin, end) in [
        ("<head>", "</head>"),
        ("<script", "</script>"),
        ("<span class=\"en\" lang=\"en\">", "</span>"),
        ("<code", "</code>"),
        ("<", ">"),
    ] {
        text = without(&text, begin, end);
    }
    text.replace("&#x2f;", "/").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn chinese_pages_and_workbooks_have_chinese_words() {
    let place = Reported::new(150);
    for report in ["reports/baseline/report", "reports/report"] {
        let page = place.text(&format!("{report}/report.html"));
        let chinese = chinese_of(&page);
        let signs = chinese.chars().filter(|sign| ('\u{4e00}'..='\u{9fff}').contains(sign));
        assert!(signs.count() > 1_500, "{report}: it is read");
        assert_eq!(latin(&chinese), BTreeSet::new(), "{report}");
        let memo = words_of(&place.path(&format!("{report}/memo.docx")));
        assert_eq!(latin(&memo), BTreeSet::new(), "{report}: memo");
        let file = std::fs::File::open(place.path(&format!("{report}/workbook.xlsx")));
        let mut parts = zip::ZipArchive::new(file.expect("it is there")).expect("a ZIP file");
        for part in ["xl/sharedStrings.xml", "xl/workbook.xml"] {
            let mut text = String::new();
            parts.by_name(part).expect("there").read_to_string(&mut text).expect("text");
            if part == "xl/workbook.xml" {
                // Names of sheets alone.
                let names = text.split("<sheet name=\"").skip(1);
                text = names.map(|rest| rest.split('"').next().unwrap_or_default()).collect();
            }
            assert_eq!(latin(&without(&text, "<", ">")), BTreeSet::new(), "{report}: {part}");
        }
    }
}

/// A word of English that comes in is found.
#[test]
fn a_latin_word_is_found() {
    let page =
        "<p><span class=\"zh\">土地 land</span><span class=\"en\" lang=\"en\">land</span></p>";
    assert_eq!(latin(&chinese_of(page)).into_iter().collect::<Vec<_>>(), ["land"]);
}
