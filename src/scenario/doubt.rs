//! Reads `[doubt]`: how far numbers of the scenario may lie from what it states, and makes the
//! scenario in which they are drawn.
//!
//! | key | unit | accepted |
//! | --- | --- | --- |
//! | `price_level` | factor | 0.05 to 20, or a distribution; on all base prices of zones |
//! | `cost_level` | factor | the same; on acquisition, preparation and sunk cost |
//! | `opening_debt_level` | factor | the same |
//! | `city_share_shift` | share | -1 to 1, or a distribution; added to the share of each class |
//! | `[[doubt.error]]` | | a `key` of the scenario with the `sd` of its error, and its ends |
//! | `[[doubt.copula]]` | | as `[[copula]]`, between keys that are drawn |
//!
//! # Why beside the scenario and not in it
//!
//! Tables and comparisons hold the market alone: what chance makes of the numbers as they are
//! stated. That the numbers themselves may be wrong is a second question, asked of a second
//! ensemble with the same luck, so that the first one's answer does not move with what somebody
//! adds to the list of doubts.
//!
//! # Why an error lies around the value in force
//!
//! A scenario that states another reserve ratio than the baseline is believed as little to its last
//! digit. So an error has a spread and ends, and its middle is whatever the scenario says. A
//! number that the scenario itself draws keeps its own distribution.

use crate::finding::nearest;
use crate::reader::accepted::Accepted;
use crate::reader::document::Document;
use crate::reader::parameter::Parameter;
use crate::reader::section::Section;
use crate::reader::tree::{Node, Table, Value};
use crate::reader::uncertain_number::UncertainNumber;
use crate::rules::levels::Levels;

use super::overrides;

/// Name of the section.
pub(super) const DOUBT: &str = "doubt";
/// Lists in it that are laid over the scenario.
const ERROR: &str = "error";
const COPULA: &str = "copula";

/// End of the keys that name what goes together; they are no values.
pub(super) const BETWEEN: &str = ".between";
/// Keys of the levels.
const LEVELS: [&str; 4] = ["price_level", "cost_level", "opening_debt_level", "city_share_shift"];

/// How far one number may lie from what the scenario states.
#[derive(Debug)]
struct ErrorOf {
    key: String,
    sd: f64,
    least: Option<f64>,
    greatest: Option<f64>,
}

/// Reads the levels; what is not stated is as stated.
pub(super) fn read_levels(section: &Section<'_>) -> Levels {
    let factor = Accepted::number(0.05..=20.0);
    let level = |key| section.optional_number(key, "factor", &factor).unwrap_or(1.0);
    section.tolerate(&[ERROR, COPULA]);
    Levels {
        price: level(LEVELS[0]),
        cost: level(LEVELS[1]),
        opening_debt: level(LEVELS[2]),
        city_share_shift: section
            .optional_number(LEVELS[3], "share", &Accepted::number(-1.0..=1.0))
            .unwrap_or(0.0),
    }
}

/// Reads the errors, and looks at how they go together.
fn read_errors(section: &Section<'_>) -> Vec<ErrorOf> {
    let any = Accepted::number(-1e13..=1e13);
    section.tolerate(&LEVELS);
    section.each(COPULA, |pair| {
        let _ = pair.optional_texts("between");
        pair.number("rank_correlation", "rank correlation", &Accepted::number(-1.0..=1.0));
    });
    section.each(ERROR, |error| ErrorOf {
        key: error.text("key"),
        sd: error.number("sd", "the key's", &Accepted::number(1e-9..=1e13)),
        least: error.optional_number("at_least", "the key's", &any),
        greatest: error.optional_number("at_most", "the key's", &any),
    })
}

/// Asks for everything the section may say, when the readers describe themselves.
pub(super) fn describe(root: &Section<'_>) {
    let _ = root.section(DOUBT, |section| {
        let _ = read_errors(section);
        read_levels(section)
    });
}

/// The document of the scenario in which the doubtful numbers are drawn: errors in the place of
/// the numbers that they are of, pairs beside the scenario's own. What is wrong with the section
/// is noted; what is wrong with a number shows when the document is read.
pub(super) fn drawn(
    root: &Section<'_>,
    document: &Document,
    (stated, uncertain): (&[Parameter], &[UncertainNumber]),
) -> Option<Document> {
    let section = document.root.get(DOUBT)?;
    let errors = root.section(DOUBT, read_errors);
    let mut drawn = document.clone();
    for error in errors {
        if uncertain.iter().any(|number| number.key == error.key) {
            continue;
        }
        let known = stated.iter().find(|parameter| parameter.key == error.key);
        let value = known.and_then(|parameter| parameter.value.parse::<f64>().ok());
        let Some(value) = value else {
            let accepted = match nearest(&error.key, stated.iter().map(|known| known.key.as_str()))
            {
                Some(near) => format!("the key of a number, perhaps {near:?}"),
                None => "the key of a number, as `landsim show` prints it".to_owned(),
            };
            root.find(DOUBT, format!("the key {:?}", error.key), accepted);
            continue;
        };
        let number = normal_around(value, &error, section);
        overrides::set(&mut drawn.root, &error.key, number);
    }
    if let Value::Table(table) = &section.value
        && let Some(Node { value: Value::Array(pairs), place }) = table.get(COPULA)
    {
        let own = drawn
            .root
            .entry(COPULA.to_owned())
            .or_insert_with(|| Node { place: place.clone(), value: Value::Array(Vec::new()) });
        if let Value::Array(own) = &mut own.value {
            own.extend(pairs.iter().cloned());
        }
    }
    Some(drawn)
}

/// A normal distribution around a value, with the ends of an error where they leave it inside.
fn normal_around(value: f64, error: &ErrorOf, section: &Node) -> Node {
    let place = &section.place;
    let node = |value: Value| Node { place: place.clone(), value };
    let number = |value: f64| node(Value::Number(value));
    let mut distribution = Table::from([
        ("distribution".to_owned(), node(Value::Text("normal".to_owned()))),
        ("mean".to_owned(), number(value)),
        ("sd".to_owned(), number(error.sd)),
    ]);
    for (key, end) in [
        ("at_least", error.least.map(|least| least.min(value))),
        ("at_most", error.greatest.map(|greatest| greatest.max(value))),
    ] {
        if let Some(end) = end {
            distribution.insert(key.to_owned(), number(end));
        }
    }
    node(Value::Table(Table::from([("value".to_owned(), node(Value::Table(distribution)))])))
}
