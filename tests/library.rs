//! The scenarios of the library: each says who it is for, is accepted, and gives the figures
//! recorded for it, so that a change of any result of any scenario is seen.

#![expect(clippy::expect_used, reason = "a helper of a test stops it by saying what should hold")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use landsim::case::Case;
use landsim::catalogue::figure::Figure;
use landsim::ensemble;
use landsim::portfolio::{self, Portfolio};
use landsim::scenario::Scenario;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/library.csv");
const SEED: u64 = 1;
const TRIALS: u64 = 100;
/// Figures recorded: money, debt, land and floor area.
const RECORDED: [Figure; 8] = [
    Figure::WindowBalanceCny,
    Figure::SettledBalanceCny,
    Figure::PeakDebtCny,
    Figure::SupportCny,
    Figure::ReservedPlots,
    Figure::SoldPlots,
    Figure::FailedShare,
    Figure::GfaStartedM2,
];

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    // A folder holds scenarios of another district.
    files.retain(|file| file.is_file());
    files.sort();
    files
}

fn shipped() -> Portfolio {
    let (name, text) = portfolio::generate::shipped();
    portfolio::file::parse(name, text).expect("the shipped portfolio is valid")
}

#[test]
fn every_scenario_says_who_it_is_for_and_is_named_as_its_file() {
    for file in files() {
        let text = std::fs::read_to_string(&file).expect("a text");
        let name = file.display();
        let header: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
        let schema = "#:schema ../docs/scenario.schema.json";
        assert!(header.contains(&schema), "{name} names the schema");
        for word in ["For:", "Why:"] {
            assert!(header.iter().any(|line| line.contains(word)), "{name} opens with {word}");
        }
        let stem = file.file_stem().and_then(|stem| stem.to_str()).expect("a name");
        for scenario in scenarios(&file) {
            let of_sweep = scenario.id.strip_prefix(stem).is_some_and(|end| end.starts_with('-'));
            assert!(scenario.id == stem || of_sweep && text.contains("[sweep]"), "{name}");
            if stem == "baseline" {
                continue;
            }
            assert!(
                header.iter().any(|line| line.contains("Sources:")),
                "{name} names its sources"
            );
            let stated = |parameter: &landsim::reader::parameter::Parameter| {
                parameter.place.contains(stem)
                    && parameter.source.is_empty()
                    && parameter.unit != "name"
            };
            let bare: Vec<_> = scenario.parameters.iter().filter(|p| stated(p)).collect();
            assert!(bare.is_empty(), "{name}: without a source {bare:?}");
        }
    }
}

#[expect(clippy::panic, reason = "a scenario of the library must be accepted")]
fn scenarios(file: &Path) -> Vec<Scenario> {
    Scenario::load_all(file).unwrap_or_else(|rejected| panic!("{rejected}"))
}

#[test]
fn every_scenario_gives_the_recorded_figures_to_the_last_bit() {
    let portfolio = shipped();
    let mut text = String::from("scenario");
    for figure in RECORDED {
        let _ = write!(text, ",{}", figure.id());
    }
    text.push('\n');
    for scenario in files().iter().flat_map(|file| scenarios(file)) {
        let _ = write!(text, "{}", scenario.id);
        let case = Case::new(scenario, portfolio.clone()).expect("they fit together");
        let rows = ensemble::figures(&case.model(SEED), TRIALS, &|_| true);
        let rows = rows.expect("nobody interrupts");
        for figure in RECORDED {
            let values = rows.iter().map(|row| row[figure as usize]).filter(|v| !v.is_nan());
            let (sum, count) = values.fold((0.0, 0.0), |(sum, count), v| (sum + v, count + 1.0));
            let _ = write!(text, ",{}", sum / count);
        }
        text.push('\n');
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(FILE, &text).expect("the file can be written");
    }
    let found = std::fs::read_to_string(FILE).expect("the file is there");
    assert_eq!(found, text, "UPDATE_GOLDEN=1 cargo test --test library records a wanted change");
}
