//! Memos: what they say, that they fit two pages, and that nothing tells when they were made.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use super::{Reported, file_url, is_there};

const OFFICE: &str = "soffice";

/// Parts of a memo by name.
fn parts(memo: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = std::fs::File::open(memo).expect("it is there");
    let mut packed = zip::ZipArchive::new(file).expect("a ZIP file");
    (0..packed.len())
        .map(|at| {
            let mut part = packed.by_index(at).expect("a part");
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).expect("whole");
            (part.name().expect("a name").into_owned(), bytes)
        })
        .collect()
}

/// What a reader of a memo reads.
pub(super) fn words_of(memo: &Path) -> String {
    let parts = parts(memo);
    let read = |part: &str| {
        let text = String::from_utf8(parts[part].clone()).expect("text");
        let runs = text.split("<w:t").skip(1).filter(|run| run.starts_with([' ', '>']));
        let words = runs.map(|run| run.split_once('>').map_or("", |(_, text)| text));
        words.map(|text| text.split('<').next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
    };
    format!("{}\n{}", read("word/document.xml"), read("word/footer1.xml"))
}

#[test]
fn memos_have_verdict_table_and_two_charts() {
    let place = Reported::new(150);
    let percent = |share: f64| format!("{:.1}%", 100.0 * share);
    let sound = place.cell("summary", ("figure", "sound"), "probability");
    let earned = ("figure", "inventory_adjusted_balance_cny");
    let earned = place.cell("summary", earned, "p50") / 1e8;
    for report in ["reports/baseline/report", "reports/report"] {
        let memo = place.path(&format!("{report}/memo.docx"));
        let words = words_of(&memo);
        for said in [percent(sound), format!("{earned:.1}"), "结论".into(), "编制单位：".into()]
        {
            assert!(words.contains(&said), "{report}: {said} in {words}");
        }
        let pictures: Vec<Vec<u8>> = parts(&memo)
            .into_iter()
            .filter(|(name, _)| name.starts_with("word/media/rId"))
            .map(|(_, bytes)| bytes)
            .collect();
        assert_eq!(pictures.len(), 2, "{report}");
        // White of this size takes some 3,000 bytes.
        assert!(pictures.iter().all(|picture| picture.len() > 9_000), "{report}");
        assert_ne!(pictures[0], pictures[1]);
    }
}

#[test]
fn a_memo_does_not_tell_when_it_was_made() {
    let place = Reported::new(60);
    let memo = place.path("reports/baseline/report/memo.docx");
    let first = std::fs::read(&memo).expect("a memo");
    place.landsim(&["report", "reports/baseline", "--quiet"]);
    assert!(first == std::fs::read(&memo).expect("a memo"));
    // In one process with others it is the same.
    let asked = ["--trials", "60", "--quiet", "--stress", "60", "--report", "--out"];
    let both = [
        "builtin:baseline",
        concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/global-crisis-2008.toml"),
    ];
    place.landsim(&[&["run"][..], &both[..1], &asked, &["alone"]].concat());
    place.landsim(&[&["run"][..], &both, &asked, &["together"]].concat());
    let read = |folder: &str| {
        std::fs::read(place.path(&format!("{folder}/baseline/report/memo.docx"))).expect("a memo")
    };
    assert!(read("alone") == read("together"));
}

#[test]
fn memos_take_two_pages() {
    if !is_there(OFFICE) {
        return;
    }
    let place = Reported::empty();
    let scenarios = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/");
    let mut files: Vec<String> = std::fs::read_dir(scenarios)
        .expect("scenarios")
        .map(|entry| entry.expect("one").path().display().to_string())
        .collect();
    files.sort();
    // Nine of them and the base, in all three groups.
    files.truncate(9);
    files.insert(0, "builtin:baseline".into());
    files.retain(|file| !file.ends_with("/baseline.toml"));
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    place.landsim(
        &[&["run"][..], &files, &["--trials", "60", "--quiet", "--stress", "60"]].concat(),
    );
    for language in ["zh", "en"] {
        for folder in ["reports/baseline", "reports/scenarios"] {
            place.landsim(&["report", folder, "--quiet", "--lang", language]);
            let report = if folder.ends_with("scenarios") {
                "reports/report".to_owned()
            } else {
                format!("{folder}/report")
            };
            let out = place.path("pdf");
            let output = Command::new(OFFICE)
                .arg("--headless")
                .arg(format!("-env:UserInstallation={}", file_url(&place.path("profile"))))
                .args(["--convert-to", "pdf", "--outdir"])
                .arg(&out)
                .arg(place.path(&format!("{report}/memo.docx")))
                .output()
                .expect("the office runs");
            assert!(output.status.success(), "{output:?}");
            let pdf = std::fs::read(out.join("memo.pdf")).expect("a PDF file");
            let pages = String::from_utf8_lossy(&pdf);
            let pages = pages.matches("/Type/Page").count() - pages.matches("/Type/Pages").count();
            assert_eq!(pages, 2, "{folder} in {language}");
        }
    }
}
