//! `[sweep]`: one file, many scenarios: keys take several values, all together or in step.
//!
//! Each scenario of a sweep is the document with other values, read by itself, so what a
//! value makes wrong is found as if it stood in the file. Ids and titles name the values,
//! and everything else (the manifest, a report) sees an ordinary scenario.

use crate::digest::sha256;
use crate::finding::{Place, Rejected};
use crate::reader::document::Document;
use crate::reader::parameter::plain;
use crate::reader::reading_log::ReadingLog;
use crate::reader::section::Section;
use crate::reader::tree::{Node, Table, Value};
use crate::wording::text::Text;

use super::overrides;

/// Key of the table that makes a file a sweep.
const SWEEP: &str = "sweep";
/// Most scenarios of a sweep.
const MOST_SCENARIOS: usize = 1000;
/// Most keys of a sweep.
const MOST_KEYS: usize = 16;

/// A key with the values it takes.
#[derive(Debug)]
struct Axis {
    /// Dotted key, as `landsim show` prints it.
    key: String,
    /// Values in the order of the file.
    values: Vec<Node>,
    /// What the values are called in ids; empty: their own texts.
    labels: Vec<String>,
    /// What the key is called in titles, as 中文 | English; empty: the key itself.
    title: String,
    /// Where all of the values come from.
    source: Option<String>,
    /// Where the axis stands, for a key that leads nowhere.
    place: Place,
}

/// The documents that a document with a sweep stands for, or itself alone when it has none.
///
/// # Errors
/// [`Rejected`] with everything that is wrong with the sweep.
pub(super) fn expand(document: Document) -> Result<Vec<Document>, Rejected> {
    if !document.root.contains_key(SWEEP) {
        return Ok(vec![document]);
    }
    let log = ReadingLog::of_folder("");
    let sweep = Table::from([(SWEEP.to_owned(), document.root[SWEEP].clone())]);
    let root = Section::root(&log, &document.file, &sweep);
    let (in_step, axes) = root.section(SWEEP, read);
    let rejected = |log: ReadingLog| Err(Rejected::new(log.findings.take()));
    if !log.findings.borrow().is_empty() {
        return rejected(log);
    }
    let combinations = combinations(in_step, &axes);
    let base = Document {
        root: document.root.into_iter().filter(|(key, _)| key != SWEEP).collect(),
        ..document
    };
    let documents =
        combinations.iter().map(|combination| variant(&base, &axes, combination, &log)).collect();
    if log.findings.borrow().is_empty() { Ok(documents) } else { rejected(log) }
}

/// Asks for everything a sweep may say, when the readers describe themselves.
pub(super) fn describe(root: &Section<'_>) {
    let _ = root.section(SWEEP, read);
}

/// Reads a sweep: whether its keys go in step, and 1 to 16 keys with their values, which
/// make at most 1,000 scenarios.
fn read(section: &Section<'_>) -> (bool, Vec<Axis>) {
    let in_step = section.has("mode") && section.choice("mode", &["grid", "list"]) == 1;
    let axes = section.each("over", |axis| Axis {
        key: axis.text("key"),
        values: axis.values("values"),
        labels: axis.optional_texts("labels"),
        title: axis.optional_text("title").unwrap_or_default(),
        source: axis.optional_text("source"),
        place: axis.place().clone(),
    });
    if !section.sound(&["mode", "over"]) {
        return (in_step, axes);
    }
    if axes.is_empty() || axes.len() > MOST_KEYS {
        let found = format!("{} keys", axes.len());
        section.find("over", found, format!("1 to {MOST_KEYS} tables [[sweep.over]]"));
    }
    for axis in axes.iter().filter(|axis| !axis.labels.is_empty()) {
        if axis.labels.len() != axis.values.len() {
            let found = format!("{} labels of {} values", axis.labels.len(), axis.values.len());
            section.find("over", found, "a label for each value, or none");
        }
    }
    let lengths = axes.iter().map(|axis| axis.values.len());
    if in_step && lengths.clone().any(|length| length != axes[0].values.len()) {
        let found = format!("lists of {} values", join(lengths.clone()));
        section.find("over", found, "lists of one length when mode is \"list\"");
    }
    let all = if in_step {
        axes.first().map_or(0, |axis| axis.values.len())
    } else {
        lengths.fold(1_usize, usize::saturating_mul)
    };
    if all > MOST_SCENARIOS {
        section.find("over", format!("{all} scenarios"), format!("at most {MOST_SCENARIOS}"));
    }
    (in_step, axes)
}

/// Numbers in words of a finding.
fn join(lengths: impl Iterator<Item = usize>) -> String {
    lengths.map(|length| length.to_string()).collect::<Vec<_>>().join(", ")
}

/// Which value each key takes, scenario by scenario; the last key changes fastest.
fn combinations(in_step: bool, axes: &[Axis]) -> Vec<Vec<usize>> {
    if in_step {
        return (0..axes[0].values.len()).map(|at| vec![at; axes.len()]).collect();
    }
    axes.iter().fold(vec![Vec::new()], |all, axis| {
        let with_each = |before: &Vec<usize>| {
            let before = before.clone();
            (0..axis.values.len()).map(move |at| [before.as_slice(), &[at]].concat())
        };
        all.iter().flat_map(with_each).collect()
    })
}

/// The document in which each key has the value at its place, with id and title that say
/// so.
fn variant(base: &Document, axes: &[Axis], places: &[usize], log: &ReadingLog) -> Document {
    let mut document = base.clone();
    let (mut labels, mut words, mut titles) = (Vec::new(), Vec::new(), Vec::new());
    for (axis, at) in axes.iter().zip(places) {
        let value = &axis.values[*at];
        let stated = plain(&value.value);
        labels.push(axis.labels.get(*at).cloned().unwrap_or_else(|| as_name(&stated)));
        words.push(format!("{} = {stated}", axis.key));
        let title = if axis.title.is_empty() { &axis.key } else { &axis.title };
        titles.push(Text::joined(&[title, &stated], " = ").to_string());
        document.swept.push((axis.key.clone(), stated));
        if !overrides::set(&mut document.root, &axis.key, with_source(axis, value)) {
            log.find(
                &axis.place,
                "sweep.over.key",
                format!("{:?}, which leads nowhere", axis.key),
                "a key as `landsim show` prints it, such as auction.reserve_ratio or \
                 policy[quota].land_ha",
            );
        }
    }
    // What differs between the scenarios of a sweep says so in their digests.
    document.digest = sha256(format!("{}\n{}", document.digest, words.join("\n")).as_bytes());
    if let Some(Value::Table(scenario)) =
        document.root.get_mut("scenario").map(|node| &mut node.value)
    {
        extend(scenario, "id", |id| format!("{id}-{}", labels.join("-")));
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        let values = Text::joined(&titles, ", ").to_string();
        let joined = |title: &str| Text::joined(&[title, &values], ": ").to_string();
        extend(scenario, "title", joined);
    }
    document
}

/// Changes the text at a key of a table, where there is one.
fn extend(table: &mut Table, key: &str, extended: impl FnOnce(&str) -> String) {
    if let Some(Value::Text(text)) = table.get_mut(key).map(|node| &mut node.value) {
        *text = extended(text);
    }
}

/// A value's text with what a name may not hold replaced by underscores.
fn as_name(text: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    text.chars().map(|c| if allowed(c) { c } else { '_' }).collect()
}

/// The value with the source that its key states, if it states one.
fn with_source(axis: &Axis, value: &Node) -> Node {
    let Some(source) = &axis.source else { return value.clone() };
    let node = |value: Value| Node { place: axis.place.clone(), value };
    let table = Table::from([
        ("value".to_owned(), value.clone()),
        ("source".to_owned(), node(Value::Text(source.clone()))),
    ]);
    Node { place: value.place.clone(), value: Value::Table(table) }
}
