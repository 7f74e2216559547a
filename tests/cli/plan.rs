//! `landsim plan`: what an implementation plan comes to, in both languages and from a workbook.

use super::{DONE, Workplace};

fn case(name: &str) -> String {
    format!("{}/tests/projects/{name}.csv", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_plan_is_evaluated_in_either_language() {
    let place = Workplace::new();
    for (lang, cover, test, fall) in [
        (
            "en",
            "Cover of principal and interest 1.21 (1.2128;",
            "Test 2, money in year by year: fails first in 2026",
            "Income may fall by 17.5% until cover is 1.0",
        ),
        (
            "zh",
            "本息覆盖倍数 1.21（1.2128；",
            "年度收支平衡：2026年起不成立",
            "收入下降17.5%时覆盖倍数为1.0",
        ),
    ] {
        let outcome = place.landsim(&["plan", &case("case_a"), "--lang", lang]);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        for said in [cover, test, fall] {
            assert!(outcome.stdout.contains(said), "{said} in {}", outcome.stdout);
        }
    }
}

/// A sum by hand of what the template shows: 86 million for seven years at 1.9 % and fees.
#[cfg(feature = "spreadsheets")]
#[test]
fn the_template_is_evaluated_as_it_is() {
    let place = Workplace::new();
    let interest = 86e6 * 0.019 * 7.0;
    let cover = 120e6 / (86e6 + interest);
    for (lang, heading) in [("zh", "项目 P1"), ("en", "Project P1")] {
        let file = format!("{lang}.xlsx");
        let made = ["portfolio", "template", &file, "--project", "--lang", lang];
        let made = place.landsim(&made);
        assert_eq!(made.code, Some(DONE), "{}", made.stderr);
        let outcome = place.landsim(&["plan", &file, "--lang", lang]);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        let said = &outcome.stdout;
        assert!(said.starts_with(heading), "{said}");
        assert!(said.contains(&format!("{cover:.4}")), "{cover} in {said}");
        assert!(said.contains("1.90%") && said.contains("2026-09") && said.contains("2033-09"));
    }
}
