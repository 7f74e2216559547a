//! The chapter of an implementation plan: it has every number that `landsim plan` prints, an
//! office opens it, and nothing tells when it was made.

use std::process::Command;

use super::memo::words_of;
use super::{Reported, file_url, is_there};

/// The plan of the template, with plots: it has odds.
const PLAN: &str = include_str!("../../assets/case/project.csv");

/// Numbers of a text, as they are written.
fn numbers(text: &str) -> Vec<String> {
    let signs = |sign: char| !(sign.is_ascii_digit() || "+-.%<>".contains(sign));
    let words = text.split(signs).map(|word| word.trim_end_matches(['.', '-']).to_owned());
    words.filter(|word| word.contains(|sign: char| sign.is_ascii_digit())).collect()
}

#[test]
fn a_chapter_has_every_number_of_the_plan() {
    let place = Reported::empty();
    std::fs::write(place.path("plan.csv"), PLAN).expect("written");
    for (language, heading) in
        [("zh", "四、实现的可能性"), ("en", "4. How likely that is (simulated market)")]
    {
        let asked = ["plan", "plan.csv", "--trials", "100", "--lang", language, "--chapter"];
        let [first, second] = ["first", "second"].map(|name| format!("{name}-{language}.docx"));
        let printed = place.landsim(&[&asked[..], &[&first]].concat());
        place.landsim(&[&asked[..], &[&second]].concat());
        let words = words_of(&place.path(&first)).replace("&lt;", "<");
        assert!(words.contains(heading), "{words}");
        // 86 million for seven years at 1.9 % and 120 million of income, by hand.
        let cover = 120e6 / (86e6 * (1.0 + 7.0 * 0.019));
        assert!(words.contains(&format!("{cover:.4}")), "{cover} in {words}");
        // The table by year is turned, and its corner is empty.
        let printed = printed.replace("Cash flow (10,000 yuan)", "");
        let (mut stated, mut shown) = (numbers(&printed), numbers(&words));
        assert!(stated.len() > 200, "{}", stated.len());
        stated.sort();
        shown.sort();
        // Headings, the sentence at the top and the foot have numbers of their own.
        let mut left = shown.iter().peekable();
        for number in &stated {
            while left.next_if(|shown| *shown < number).is_some() {}
            assert_eq!(left.next(), Some(number), "{language}");
        }
        let bytes = [first, second].map(|name| std::fs::read(place.path(&name)).expect("it"));
        assert_eq!(bytes[0], bytes[1], "{language}");
    }
}

#[test]
fn an_office_opens_the_chapter() {
    const OFFICE: &str = "soffice";
    if !is_there(OFFICE) {
        return;
    }
    let place = Reported::empty();
    std::fs::write(place.path("plan.csv"), PLAN).expect("written");
    place.landsim(&["plan", "plan.csv", "--trials", "50", "--lang", "zh", "--chapter", "p.docx"]);
    let output = Command::new(OFFICE)
        .arg("--headless")
        .arg(format!("-env:UserInstallation={}", file_url(&place.path("profile"))))
        .args(["--convert-to", "txt:Text (encoded):UTF8", "--outdir"])
        .args([place.path("text"), place.path("p.docx")])
        .output()
        .expect("the office runs");
    assert!(output.status.success(), "{output:?}");
    let read = place.text("text/p.txt");
    for said in ["本息覆盖倍数", "年度收支平衡", "收入-10.0%", "≥1.2"] {
        assert!(read.contains(said), "{said} in {read}");
    }
}
