//! A scenario file to begin with.

use super::{DONE, NOT_WRITTEN, Workplace};

#[test]
fn a_new_file_is_accepted_and_all_its_examples_are() {
    new_file("en", "For:     who asks?");
    new_file("zh", "为谁：谁在问？");
}

fn new_file(language: &str, says: &str) {
    let place = Workplace::new();
    let outcome = place.landsim(&["new", "question-1", "--lang", language]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let text = place.text("question-1.toml");
    assert!(text.contains(says), "{text}");
    let outcome = place.landsim(&["check", "question-1.toml"]);
    assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
    let examples: String = text
        .lines()
        .map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n")
        .filter(|line| !line.starts_with("##"))
        .collect();
    let place = place.with("examples.toml", &examples);
    let outcome = place.landsim(&["check", "examples.toml"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(DONE), ""));
    assert_eq!(outcome.stdout.lines().count(), 3, "{}", outcome.stdout);
    place.quietly(&["run", "--trials", "3", "--quiet", "examples.toml"]);
    assert!(place.names("reports/question-1-12").contains(&"variance.csv".to_owned()));
    // What stands there is left alone, and a name is a name.
    let outcome = place.landsim(&["new", "examples.toml"]);
    assert_eq!(outcome.code, Some(NOT_WRITTEN));
    assert_eq!(place.text("examples.toml"), examples);
    assert_eq!(place.landsim(&["new", "no name"]).code, Some(NOT_WRITTEN));
}

/// A case of one's own runs as it is, in either language, and names nothing of the shipped
/// district.
#[test]
fn a_new_case_runs_and_is_ones_own() {
    let place = Workplace::new();
    let shipped = ["徐汇", "徐家汇", "Xujiahui", "Xuhui", "滨江", "Riverside", "龙华", "Longhua"];
    for (folder, lang) in [("mine", "en"), ("ours", "zh")] {
        let outcome = place.landsim(&["new", "--case", folder, "--lang", lang]);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        let scenario = format!("{folder}/scenario.toml");
        let outcome =
            place.landsim(&["run", &scenario, "--trials", "64", "--report", "--lang", lang]);
        assert_eq!(outcome.code, Some(DONE), "{}", outcome.stderr);
        let page = place.text(&format!("reports/{folder}/report/report.html"));
        for said in ["北片区", "某区土地储备中心"] {
            assert!(page.contains(said), "{said}");
        }
        for word in shipped {
            assert!(!page.contains(word) && !outcome.stdout.contains(word), "{word}");
        }
        let book = cells(&place.join(&format!("reports/{folder}/report/workbook.xlsx")));
        for said in ["北片区", "某区土地储备中心"] {
            assert!(lang == "en" || book.iter().any(|cell| cell.contains(said)), "{said}");
        }
        for word in shipped {
            let found = book.iter().find(|cell| cell.contains(word));
            assert_eq!(found, None, "{word}");
        }
        // What is there is left alone.
        assert_eq!(place.landsim(&["new", "--case", folder]).code, Some(NOT_WRITTEN));
    }
    let table = |folder: &str| place.text(&format!("reports/{folder}/trials.csv"));
    assert_eq!(table("mine"), table("ours"), "headings, units and words change no figure");
}

/// The texts of all cells of a workbook.
fn cells(path: &std::path::Path) -> Vec<String> {
    use calamine::Reader;

    let mut book = calamine::open_workbook_auto(path).expect("a workbook");
    let sheets = book.sheet_names();
    let mut cells = sheets.clone();
    for sheet in sheets {
        let range = book.worksheet_range(&sheet).expect("a sheet");
        cells.extend(range.used_cells().map(|(_, _, cell)| cell.to_string()));
    }
    cells
}
