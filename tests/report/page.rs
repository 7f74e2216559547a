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
        ("at 90% of the plan as planned or more) in ", "programme_done"),
        ("Parts of the programme that reach it: reserved ", "reserved_plan_share"),
        (" of the plan as planned), sold ", "sold_plan_share"),
    ] {
        let (_, said) = page.split_once(part).expect(part);
        // One number everywhere: a decimal in sentences as in tables.
        let share = format!("{:.1}%", 100.0 * summary(figure, "probability"));
        assert!(said.starts_with(&share), "{part}: {share}, not {said:.20}");
    }
    // All three at once, trial by trial.
    let both = place.share(|trial| {
        trial("inventory_adjusted_balance_cny") >= 0.0
            && trial("support_cny") <= 0.0
            && trial("programme_done") >= 1.0
    });
    assert_eq!(sound, format!("{:.1}%", 100.0 * both));
    let doubt = 100.0 * place.cell("doubt", ("figure", "sound"), "probability");
    assert!(page.contains(&format!("{doubt:.1}% are sound; earned")), "{doubt}");
    let low = summary("window_balance_cny", "p05") / 1e8;
    assert!(low < 0.0, "a future of twenty is short");
    let (low, median) = (-low, summary("window_balance_cny", "p50") / 1e8);
    assert!(
        page.contains(&format!("short by more than {low:.1} 亿元; the median is {median:.1} 亿元"))
    );
    let support = 100.0 * place.cell("risk", ("answer", "probability_support"), "value");
    assert!(page.contains(&format!("support the reserve centre in {support:.1}% of futures")));
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

/// A policy may be chosen, a boom not: each stands in its group, and the verdict is of the policy.
fn only_what_can_be_chosen_is_ranked(page: &str) {
    let group = |key: &str| {
        let (_, rest) = page.split_once(&format!("<tbody data-group=\"{key}\">")).expect(key);
        rest.split_once("</tbody>").expect("its end").0
    };
    assert!(group("group_choice").contains("eased") && !group("group_choice").contains("boom"));
    assert!(group("group_world").contains("boom") && !group("group_world").contains("eased"));
    let (_, verdict) = page.split_once("the policies and plans that the district").expect("one");
    let (best, rest) = verdict.split_once("is sound most often").expect("the best");
    assert!(best.contains("eased"), "{best}");
    let (_, markets) = rest.split_once("Markets and circumstances (1)").expect("another sentence");
    assert!(markets.split("</p>").next().is_some_and(|said| said.contains("boom")));
}

/// The text between two marks.
fn between<'p>(page: &'p str, begin: &str, end: &str) -> &'p str {
    let (_, rest) = page.split_once(begin).expect(begin);
    rest.split_once(end).expect(end).0
}

/// Numbers of the first screen, its tornado and its stress table are those of the tables.
#[test]
fn the_first_screens_have_the_numbers_of_the_tables() {
    let place = Reported::empty();
    let asked = ["--trials", "400", "--stress", "150", "--quiet", "--report"];
    place.landsim(&[&["run", "builtin:baseline"][..], &asked].concat());
    let page = place.text("reports/baseline/report/report.html");
    let summary = |figure: &str, column: &str| place.cell("summary", ("figure", figure), column);
    let cards = between(&page, "<div class=\"cards\">", "<div class=\"pair");
    let percent = |share: f64| format!("{:.1}%", 100.0 * share);
    let yi = |yuan: f64| format!("{:.1}", yuan / 1e8);
    let earned = "inventory_adjusted_balance_cny";
    let risk = |column: &str| place.cell("risk", ("answer", "probability_support"), column);
    for number in [
        percent(summary("sound", "probability")),
        percent(summary("sound", "probability_low")),
        percent(summary("sound", "probability_high")),
        format!("{} 亿元", yi(summary(earned, "p50"))),
        format!("{} … {} 亿元", yi(summary(earned, "p05")), yi(summary(earned, "p95"))),
        percent(risk("value")),
        format!("more than {} 亿元", yi(summary("support_cny", "p95"))),
    ] {
        assert!(cards.contains(&number), "{number} in {cards}");
    }
    let believe = between(&page, "<section id=\"believe\">", "</section>");
    for column in ["p50", "p05", "p95"] {
        let cost = percent(summary("cost_income_ratio", column));
        assert!(believe.contains(&cost), "{cost}");
    }
    stresses(&place, believe);
    let why = between(&page, "<section id=\"why\">", "</section>");
    let collateral = place.cell("shortage", ("reason", "collateral"), "share");
    assert!(why.contains(&percent(collateral)), "{collateral}");
    let typical = place.cell("shortage", ("reason", "collateral"), "typical_trial");
    assert!(why.contains(&format!("landsim replay builtin:baseline --trial {typical}")));
    assert!(page.contains("编制单位") && page.contains("class=\"blank\""), "a date to fill in");
    let given = ["--authority", "某局 | Some bureau", "--date", "2026-11-30", "--quiet"];
    place.landsim(&[&["report", "reports/baseline"][..], &given].concat());
    let page = place.text("reports/baseline/report/report.html");
    let form = between(&page, "<dl class=\"form\">", "</dl>");
    assert!(form.contains("某局") && form.contains("Some bureau") && form.contains("2026-11-30"));
    assert!(!form.contains("blank"));
}

/// Each stress of the scenario stands in the page with the numbers of its table.
fn stresses(place: &Reported, believe: &str) {
    let percent = |share: f64| format!("{:.1}%", 100.0 * share);
    let yi = |yuan: f64| format!("{:.1}", yuan / 1e8);
    let text = place.text("reports/baseline/stress.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let at = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
    let mut stresses = 0;
    for record in reader.records() {
        let record = record.expect("a row");
        if &record[at("kind")] != "stress" {
            continue;
        }
        stresses += 1;
        let title = record[at("title")].split(" | ").next().expect("a title").to_owned();
        let row = between(believe, &title, "</tr>");
        let number = |name: &str| record[at(name)].parse::<f64>().expect("a number");
        for shown in
            [yi(number("inventory_adjusted_balance_median_cny")), yi(number("support_mean_cny"))]
        {
            assert!(row.contains(&format!("<td>{shown}</td>")), "{title}: {shown} in {row}");
        }
        let sound = number("probability_sound");
        assert!(sound <= 0.0 || row.contains(&format!("<td>{}</td>", percent(sound))), "{row}");
    }
    assert_eq!(stresses, 7, "the baseline's list");
}

/// Pages lead to the files beside them and to commands that work as they stand.
#[test]
fn pages_lead_on() {
    let place = Reported::new(150);
    // The baseline of the program has no file here, and a sweep is no single scenario.
    let few = ["--trials", "64", "--quiet", "--stress", "64", "--report"];
    place.landsim(&[&["run", "builtin:baseline", "--out", "compiled"][..], &few].concat());
    let sweep = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/affordable-set-aside.toml");
    place.landsim(&[&["run", "builtin:baseline", sweep, "--out", "swept"][..], &few].concat());
    // Files that a command named are named again.
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/plots/baseline.csv");
    let named = ["run", "builtin:baseline", "--portfolio", table, "--seed", "3", "--out", "named"];
    place.landsim(&[&named[..], &few].concat());
    let page = place.text("named/baseline/report/report.html").replace("&#x2f;", "/");
    let again = format!("landsim replay builtin:baseline --worst 3 --portfolio {table} --seed 3");
    assert!(page.contains(&again), "{again}");
    for (report, least) in [
        ("named/baseline/report", 4),
        ("reports/baseline/report", 4),
        ("reports/report", 3),
        ("compiled/baseline/report", 4),
        ("swept/report", 1),
        ("swept/affordable-set-aside-05/report", 3),
    ] {
        let page = place.text(&format!("{report}/report.html"));
        let links = between(&page, "<section id=\"go_on\">", "</section>");
        let links = &links.replace("&#x2f;", "/").replace("&quot;", "\"");
        for file in ["workbook.xlsx", "memo.docx", "charts/"] {
            assert!(links.contains(&format!("href=\"{file}\"")), "{file}");
            assert!(place.path(report).join(file).exists(), "{report}/{file}");
        }
        let commands: Vec<&str> =
            links.split("<code>").skip(1).map(|rest| between(rest, "", "</code>")).collect();
        assert!(commands.len() >= least, "{commands:?}");
        for command in commands {
            let mut words: Vec<&str> = command.split(' ').collect();
            assert_eq!(words.remove(0), "landsim", "{command}");
            match words[0] {
                // Few futures: what is asked is whether the command is understood.
                "run" | "replay" | "explain" => words.extend(["--trials", "20", "--quiet"]),
                // The folder of a run that was put elsewhere.
                "reproduce" if !report.starts_with("reports") => continue,
                "check" | "reproduce" => {}
                other => panic!("{other} is a command that no test tries"),
            }
            if words[0] == "run" {
                words.extend(["--out", "again"]);
            }
            place.landsim(&words);
        }
    }
}

/// A policy that is worse in everything is grey and says than what it is worse.
#[test]
fn what_another_one_replaces_is_grey() {
    let place = Reported::empty();
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/");
    let files = ["baseline", "mega-plot-out", "clearance-capacity-1000", "reserve-loan-ban"];
    let files = files.map(|file| format!("{scenarios}{file}.toml"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let asked = ["--trials", "200", "--doubt", "0", "--quiet"];
    place.landsim(&[&["run"][..], &files, &asked].concat());
    place.landsim(&["report", "reports/scenarios", "--quiet"]);
    let page = place.text("reports/report/report.html");
    let table = between(&page, "class=\"scenarios trade-off", "</table>");
    let higher = between(table, "data-group=\"group_higher\"", "</tbody>");
    assert!(higher.contains("No new reserve loans"), "a ban is not the district's to choose");
    let choices = between(table, "data-group=\"group_choice\"", "</tbody>");
    assert_eq!(choices.matches("<tr class=\"dominated\">").count(), 1);
    let grey = between(choices, "<tr class=\"dominated\">", "</tr>");
    assert!(grey.contains("Xujiahui Centre") && grey.contains("in nothing better than"), "{grey}");
    // By the trials: no better in any weighed figure, and worse in one.
    let mean = |id: &str, figure: &str| {
        let text = place.text(&format!("reports/{id}/summary.csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let at = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
        let row = reader.records().map(|row| row.expect("a row"));
        let row = row.into_iter().find(|row| &row[at("figure")] == figure).expect("the row");
        row[at("mean")].parse::<f64>().expect("a number")
    };
    for (figure, sign) in [
        ("sound", 1.0),
        ("inventory_adjusted_balance_cny", 1.0),
        ("support_cny", -1.0),
        ("gfa_started_m2", 1.0),
        ("peak_debt_cny", -1.0),
    ] {
        let base = ["baseline", "clearance-capacity-1000"].map(|id| mean(id, figure));
        let own = mean("mega-plot-out", figure);
        assert!(base.iter().any(|base| sign * (base - own) >= 0.0), "{figure}: {own} {base:?}");
    }
    // The digest of values tells scenarios apart that differ in one of them.
    let rests = between(&page, "<section id=\"trust\">", "</section>");
    let digests: BTreeSet<&str> =
        rests.split("<code>").skip(1).filter_map(|code| code.split("</code>").next()).collect();
    assert!(digests.len() > 8, "{digests:?}");
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
        "fan_gfa_started_so_far_m2.svg",
        "first.svg",
        "histogram.svg",
        "horizon.svg",
        "limits.svg",
        "reasons.svg",
        "tiles.svg",
        "timeline_1.svg",
        "timeline_2.svg",
        "timeline_3.svg",
        "timeline_4.svg",
        "waterfall.svg",
    ];
    assert_eq!(of_run, expected.map(str::to_owned).into());
    let of_batch = names("reports/report/charts");
    let charts = ["multiples_1.svg", "overlay.svg", "regret.svg"];
    assert!(charts.iter().all(|chart| of_batch.contains(*chart)), "{of_batch:?}");
    assert_eq!(of_batch.iter().filter(|name| name.starts_with("difference_")).count(), 5);
    let waterfall = place.text("reports/baseline/report/charts/waterfall.svg");
    assert!(waterfall.starts_with("<svg") && waterfall.contains("市级分成"), "words are Chinese");
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
