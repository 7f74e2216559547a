//! Pages in a real browser: charts, switches, errors, width.

use std::process::Command;

use serde_json::Value;

use super::{Reported, file_url, is_there};

pub(super) const BROWSER: &str = "chromium";

/// Opens a page in frames of two widths, presses its switches, and writes down what it sees.
const HARNESS: &str = include_str!("harness.html");

fn chromium(place: &Reported, more: &[&str]) -> Vec<u8> {
    let profile = format!("--user-data-dir={}", place.path("profile").display());
    let output = Command::new(BROWSER)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args([profile.as_str(), "--window-size=1600,1000", "--virtual-time-budget=8000"])
        .args(more)
        .output()
        .expect("the browser runs");
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

/// What the harness saw of a page, at 1440 and 390 pixels.
pub(super) fn seen(place: &Reported, page: &str) -> Vec<Value> {
    let text = serde_json::to_string(&place.text(page)).expect("text").replace("</", "<\\/");
    let harness = place.path("harness.html");
    std::fs::write(&harness, HARNESS.replace("PAGE", &text)).expect("written");
    let found = chromium(place, &["--dump-dom", &file_url(&harness)]);
    let found = String::from_utf8(found).expect("text");
    let (_, results) = found.split_once("<pre id=\"results\">").expect("results");
    let (results, _) = results.split_once("</pre>").expect("their end");
    let results = results.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&results).expect("JSON")
}

/// `words` stand in charts of one language and not of the other.
pub(super) fn check(result: &Value, charts: usize, words: Option<(&str, &str)>) {
    let width = &result["width"];
    assert_eq!(result["wrong"], serde_json::json!([]), "errors or requests at {width}");
    assert_eq!(result["charts"], charts, "{width}");
    for count in ["drawn", "again", "labels", "focusable"] {
        assert_eq!(result[count], charts, "{count} at {width}");
    }
    let number = |value: &Value| value.as_u64().expect("a number");
    assert!(number(&result["zh"][0]) > 20 && number(&result["zh"][1]) == 0, "Chinese alone");
    assert!(number(&result["en"][1]) > 20 && number(&result["en"][0]) == 0, "English alone");
    let text = |language: &str| result[language][2].as_str().expect("text").to_owned();
    if let Some((chinese, english)) = words {
        assert!(text("zh").contains(chinese) && !text("zh").contains(english), "{width}");
        assert!(text("en").contains(english) && !text("en").contains(chinese), "{width}");
    }
    assert_eq!(result["lang"], "en");
    assert_ne!(result["title"], result["english"]);
    assert_eq!(result["back"], "rgb(27, 30, 34)", "dark at {width}");
    assert!(
        result["overflow"].as_i64().expect("a number") <= 0,
        "wider than the window at {width}"
    );
    assert_eq!(result["clipped"], serde_json::json!([]), "clipped labels at {width}");
}

#[test]
fn pages_work_in_a_browser() {
    if !is_there(BROWSER) {
        return;
    }
    let place = Reported::new(200);
    let run = seen(&place, "reports/baseline/report/report.html");
    assert_eq!(run.len(), 2);
    for result in &run {
        check(result, 15, Some(("利息支出", "Interest")));
    }
    for result in &seen(&place, "reports/report/report.html") {
        check(result, 8, None);
    }
}

#[test]
fn pages_are_printed() {
    if !is_there(BROWSER) {
        return;
    }
    let place = Reported::new(100);
    let printed = place.path("page.pdf");
    let to = format!("--print-to-pdf={}", printed.display());
    let page = file_url(&place.path("reports/baseline/report/report.html"));
    chromium(&place, &[&to, &page]);
    let bytes = std::fs::read(printed).expect("a file");
    assert!(bytes.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&bytes);
    let pages = text.matches("/Type /Page\n").count() + text.matches("/Type /Page ").count();
    assert!((4..=16).contains(&pages), "{pages} pages");
}
