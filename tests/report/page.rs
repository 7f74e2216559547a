//! What a page says, beside the tables it is made from.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Reported;

/// SHA-256 of the charting library that `assets/report/bundle` makes.
const LIBRARY: &str = "66e34810dc025fbdb2a7e688991e6860102bda4af7e5feb35335f241cc5154c0";

#[test]
fn the_library_is_the_one_that_its_folder_makes() {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/report/echarts.min.js"));
    let digest = Sha256::digest(bytes.expect("the file is there"));
    let mut found = String::new();
    for byte in digest {
        let _ = write!(found, "{byte:02x}");
    }
    assert_eq!(found, LIBRARY);
}

#[test]
fn the_verdict_has_the_numbers_of_the_tables() {
    let place = Reported::new(300);
    let page = place.text("reports/baseline/report/report.html");
    let summary = |figure: &str, column: &str| place.cell("summary", ("figure", figure), column);
    let sound = format!("{:.1}%", 100.0 * summary("sound", "probability"));
    assert!(page.contains(&format!("{sound} of futures are sound")), "{sound}");
    assert!(page.contains(&format!("{sound}的模拟情景是稳健的")));
    for (part, figure) in [
        ("the window earns its cost, stock adjusted, in ", "inventory_adjusted_balance_cny"),
        ("no month needs district support in ", "support_cny"),
        ("at 90 % of the plan as planned or more) in ", "programme_done"),
        ("Parts of the programme that reach it: reserved ", "reserved_plan_share"),
        (" of the plan as planned), sold ", "sold_plan_share"),
    ] {
        let (_, said) = page.split_once(part).expect(part);
        let share = 100.0 * summary(figure, "probability");
        let [whole, tenth] = [format!("{share:.0} %"), format!("{share:.1} %")];
        assert!(said.starts_with(&whole) || said.starts_with(&tenth), "{part}: {said:.20}");
    }
    // All three at once, trial by trial.
    let both = place.share(|trial| {
        trial("inventory_adjusted_balance_cny") >= 0.0
            && trial("support_cny") <= 0.0
            && trial("programme_done") >= 1.0
    });
    assert_eq!(sound, format!("{:.1}%", 100.0 * both));
    let doubt = 100.0 * place.cell("doubt", ("figure", "sound"), "probability");
    assert!(page.contains(&format!("{doubt:.0} % are sound; earned")), "{doubt}");
    let low = summary("window_balance_cny", "p05") / 1e8;
    assert!(low < 0.0, "a future of twenty is short");
    let (low, median) = (-low, summary("window_balance_cny", "p50") / 1e8);
    assert!(
        page.contains(&format!("short by more than {low:.1} 亿元; the median is {median:.1} 亿元"))
    );
    let support = 100.0 * place.cell("risk", ("answer", "probability_support"), "value");
    assert!(page.contains(&format!("support the reserve centre in {support:.0} % of futures")));
    let started = summary("gfa_started_m2", "p50") / 1e4;
    assert!(page.contains(&format!("is {started:.0} 万㎡ against 1028 planned")));
    // The worst month by the monthly table.
    let text = place.text("reports/baseline/monthly.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
    let (series, date, low) = (at("series"), at("date"), at("p05"));
    let worst = reader
        .records()
        .map(|record| record.expect("a row"))
        .filter(|record| &record[series] == "cumulative_balance_cny")
        .min_by(|left, right| {
            let number = |record: &csv::StringRecord| record[low].parse::<f64>().expect("a number");
            number(left).total_cmp(&number(right))
        })
        .expect("months");
    assert!(page.contains(&format!("the cumulative balance is deepest in {}", &worst[date])));
}

#[test]
fn pages_are_whole_small_and_the_same_again() {
    let place = Reported::new(120);
    for folder in ["reports/baseline/report", "reports/report"] {
        let page = place.text(&format!("{folder}/report.html"));
        assert!(page.len() < 3_000_000, "{}", page.len());
        for outside in ["src=\"", "href=\"http", "url(http", "@import", "<link"] {
            let own = page.split("<script>").next().expect("a beginning");
            assert!(!own.contains(outside), "{outside}");
        }
        assert!(page.contains("default-src 'none'"));
        assert_eq!(page.matches("</html>").count(), 1);
        // What fewer than 20 trials lie beyond is marked: 5 % of 120 are 6.
        if folder.contains("baseline") {
            assert!(page.contains("‡"), "thin quantiles are marked");
        }
    }
    let first = place.text("reports/baseline/report/report.html");
    let book = std::fs::read(place.path("reports/baseline/report/workbook.xlsx")).expect("a book");
    place.landsim(&["report", "reports/baseline", "--replay", "reports/replay", "--quiet"]);
    assert!(first == place.text("reports/baseline/report/report.html"));
    let again = std::fs::read(place.path("reports/baseline/report/workbook.xlsx")).expect("a book");
    assert!(book == again, "a workbook does not tell when it was made");
}

#[test]
fn a_run_is_reported_when_asked_alone_as_well_as_in_a_batch() {
    let place = Reported::empty();
    let quietly = ["--trials", "60", "--quiet", "--report"];
    place.landsim(&[&["run", "--out", "one"][..], &quietly].concat());
    assert!(place.path("one/baseline/report/report.html").exists());
    assert!(!place.path("one/report").exists(), "there is nothing to compare");
    // Both raise demand, the second more: as a policy it may be chosen, as a shock it comes.
    let eased = "[[policy]]\nid = \"e\"\ninstrument = \"easing\"\ndemand_multiplier = 3\n";
    let boom = "[[shock]]\nid = \"b\"\nfrom = \"2011-01\"\ndemand_multiplier = 9\n";
    for (id, rules) in [("eased", eased), ("boom", boom)] {
        let text = format!("extends = \"builtin:baseline\"\n[scenario]\nid = \"{id}\"\n{rules}");
        std::fs::write(place.path(&format!("{id}.toml")), text).expect("a file");
    }
    let files = ["run", "builtin:baseline", "boom.toml", "eased.toml", "--out", "three"];
    place.landsim(&[&files[..], &quietly].concat());
    for folder in ["three/baseline", "three/boom", "three/eased", "three"] {
        assert!(place.path(&format!("{folder}/report/report.html")).exists(), "{folder}");
    }
    only_what_can_be_chosen_is_ranked(&place.text("three/report/report.html"));
}

/// A policy may be chosen, a boom not: it is marked, and the verdict is of the policy.
fn only_what_can_be_chosen_is_ranked(page: &str) {
    let is_marked = |id: &str| {
        let (_, rest) = page.split_once(&format!("<b>{id}</b>")).expect("a row");
        let (head, _) = rest.split_once("<br>").expect("a title below the id");
        head.contains("other market or rules")
    };
    assert!(is_marked("boom"));
    assert!(!is_marked("eased") && !is_marked("baseline"));
    let (_, verdict) = page.split_once("Of what differs in policies and plan alone").expect("one");
    let (best, _) = verdict.split_once("is sound most often").expect("the best");
    assert!(best.contains("(eased)"), "{best}");
}

#[test]
fn quantiles_that_enough_trials_lie_beyond_are_not_marked() {
    let place = Reported::new(500);
    let page = place.text("reports/baseline/report/report.html");
    let figures = page.split("id=\"figures\"").nth(1).expect("figures");
    let marked = figures.split("</section>").next().expect("its end").matches("‡").count();
    // 5 % of 500 are 25. Figures that exist in few trials may still be marked.
    assert!(marked < 8, "{marked}");
}

#[test]
fn charts_are_files_with_words_of_the_language() {
    let place = Reported::new(100);
    let names = |folder: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(place.path(folder)).expect("a folder");
        entries
            .map(|entry| entry.expect("one").file_name().to_string_lossy().into_owned())
            .collect()
    };
    let of_run = names("reports/baseline/report/charts");
    let expected = [
        "deficits.svg",
        "drivers.svg",
        "exceedance.svg",
        "fan_cumulative_balance_cny.svg",
        "fan_debt_cny.svg",
        "fan_gfa_started_so_far_m2.svg",
        "histogram.svg",
        "tiles.svg",
        "timeline.svg",
        "waterfall.svg",
    ];
    assert_eq!(of_run, expected.map(str::to_owned).into());
    let of_batch = names("reports/report/charts");
    assert!(of_batch.contains("multiples.svg") && of_batch.contains("regret.svg"), "{of_batch:?}");
    assert_eq!(of_batch.iter().filter(|name| name.starts_with("difference_")).count(), 5);
    let waterfall = place.text("reports/baseline/report/charts/waterfall.svg");
    assert!(waterfall.starts_with("<svg") && waterfall.contains("回笼成本"), "words are Chinese");
    assert!(!waterfall.contains("NaN") && !waterfall.contains("undefined"));
    place.landsim(&["report", "reports/baseline", "--lang", "en", "--quiet"]);
    assert!(place.text("reports/baseline/report/charts/waterfall.svg").contains("Interest"));
}

#[test]
fn what_is_no_run_is_refused_and_nothing_is_written() {
    let place = Reported::new(100);
    let refused = |arguments: &[&str], said: &str| {
        let output = std::process::Command::new(assert_cmd::cargo::cargo_bin("landsim"))
            .current_dir(place.0.path())
            .args(arguments)
            .output()
            .expect("it runs");
        let found = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {found}");
        assert!(found.contains(said), "{arguments:?}: {found}");
    };
    refused(&["report", "nowhere"], "nowhere");
    refused(&["report", "reports/replay"], "trials.csv");
    let changed = place.text("reports/baseline/risk.csv").replacen("0.", "1.", 1);
    std::fs::write(place.path("reports/baseline/risk.csv"), changed).expect("written");
    std::fs::remove_dir_all(place.path("reports/baseline/report")).expect("removed");
    refused(&["report", "reports/baseline"], "risk.csv");
    assert!(!place.path("reports/baseline/report").exists());
}
