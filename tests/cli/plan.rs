//! `landsim plan`: what an implementation plan comes to, in both languages and from a workbook.

use super::{DONE, NOT_WRITTEN, REFUSED, Workplace};

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

/// A scenario's project is printed with odds, the same whenever it is asked.
#[test]
fn a_scenario_with_projects_has_odds() {
    let text = "extends = \"builtin:baseline\"\n[scenario]\nid = \"west\"\n\
                horizon_months = 120\n[[project]]\nid = \"west\"\nzones = [\"caohejing\"]\n\
                planned_coupon = 0.045\n[[bond]]\nid = \"w\"\nproject = \"west\"\n\
                issue_month = \"2011-01\"\namount = 2.5e9\ncoupon = 0.04\nterm_months = 84\n";
    let place = Workplace::new().with("west.toml", text);
    let asked = ["plan", "west.toml", "--trials", "40", "--lang", "zh"];
    let outcome = place.landsim(&asked);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let said = outcome.stdout.clone();
    for words in ["测算利率4.50%", "模拟覆盖倍数", "40个情景中", "模拟中倍数不高于此", "深圳口径"]
    {
        assert!(said.contains(words), "{words} in {said}");
    }
    assert_eq!(place.landsim(&asked).stdout, said);
    let without = text.split("[[project]]").next().expect("a head");
    let place = Workplace::new().with("none.toml", without);
    let outcome = place.landsim(&["plan", "none.toml"]);
    assert_eq!(outcome.code, Some(REFUSED));
    assert!(outcome.stderr.contains("project: found a scenario without projects; accepted: "));
    let market = text.replace("coupon = 0.04\n", "spread = 0.001\n");
    let place = Workplace::new().with("market.toml", &market);
    let outcome = place.landsim(&["plan", "market.toml"]);
    assert!(outcome.stderr.contains("bond[w].spread: found a spread"), "{}", outcome.stderr);
}

/// The plan of the template with other text in one of its cells.
fn template_with(from: &str, to: &str) -> String {
    let text = include_str!("../../assets/case/project.csv");
    let changed = text.replacen(from, to, 1);
    assert_ne!(text, changed, "{from}");
    changed
}

/// A plan with its plots is simulated, in either language, without any scenario of one's own.
#[cfg(feature = "spreadsheets")]
#[test]
fn a_workbook_with_plots_has_odds() {
    let place = Workplace::new();
    for (lang, words) in [
        ("zh", ["模拟覆盖倍数", "200个情景中", "地块现时价值9200.00万元", "2025年末的土地市场"]),
        ("en", ["simulated cover", "In 200 futures", "worth today, 9200.00", "end of 2025"]),
    ] {
        let file = format!("{lang}.xlsx");
        place.landsim(&["portfolio", "template", &file, "--project", "--lang", lang]);
        let outcome = place.landsim(&["plan", &file, "--trials", "200", "--lang", lang]);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        for said in words {
            assert!(outcome.stdout.contains(said), "{said} in {}", outcome.stdout);
        }
    }
}

/// Without plots nothing is simulated; what is wrong with plots is said with row and column.
#[test]
fn plots_of_a_plan_are_refused_with_their_row() {
    let lines = include_str!("../../assets/case/project.csv").lines();
    let without: Vec<&str> = lines.filter(|line| !line.contains(",plot,")).collect();
    let without = without.join("\n");
    let place = Workplace::new().with("plan.csv", &without);
    let outcome = place.landsim(&["plan", "plan.csv"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    assert!(!outcome.stdout.contains("simulated cover"), "{}", outcome.stdout);
    for (from, to, told) in [
        ("outer,18000", "nowhere,18000", "plan.csv:16: zone: found the text \"nowhere\""),
        ("outer,18000", ",18000", "plan.csv:16: zone: found an empty cell"),
        ("outer,18000", "outer,", "plan.csv:16: land_m2: found an empty cell"),
        ("18000,28000", "18000,", "plan.csv:16: gfa_residential_m2: found a plot without floor"),
        ("2028-03,42000000", "2028-03,0", "plan.csv:16: amount_cny: found 0"),
        ("plot,2028-03", "plot,2026-09", "plan.csv:16: date: found 2026-09; accepted: a month"),
        (
            "P1,plot,2028-03",
            "P2,plot,2028-03",
            "plan.csv:16: project: found the project \"P2\" without bond",
        ),
    ] {
        let place = Workplace::new().with("plan.csv", &template_with(from, to));
        let outcome = place.landsim(&["plan", "plan.csv"]);
        assert_eq!(outcome.code, Some(REFUSED), "{told}");
        assert!(outcome.stderr.contains(told), "{told} in {}", outcome.stderr);
    }
}

/// Forms are written where nothing is yet, and nothing is lost.
#[cfg(feature = "spreadsheets")]
#[test]
fn forms_are_written_once() {
    let text = include_str!("../../assets/case/project.csv");
    let place = Workplace::new().with("plan.csv", text).with("there.xlsx", "mine");
    let asked =
        |file: &str| place.landsim(&["plan", "plan.csv", "--trials", "20", "--forms", file]);
    let outcome = asked("there.xlsx");
    assert_eq!(outcome.code, Some(NOT_WRITTEN), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("there.xlsx: found "), "{}", outcome.stderr);
    let kept = std::fs::read_to_string(place.path().join("there.xlsx")).expect("there");
    assert_eq!(kept, "mine");
    let outcome = asked("new.xlsx");
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("Project P1"), "{}", outcome.stdout);
    assert!(place.path().join("new.xlsx").exists());
}
