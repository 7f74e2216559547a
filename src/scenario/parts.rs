//! The parts in which a scenario differs from a base, and the scenarios that have only some
//! of them.
//!
//! `landsim explain` asks for it: the effect of a scenario is split among its parts by
//! Shapley's value, the mean effect of a part's arrival over all orders, and each subset of
//! the parts is a scenario of its own.
//!
//! # Why lists are parts and all else is one
//!
//! Shocks, policies and changes of the plan have ids and are decisions or events that can
//! be taken or left. Other values belong together: half of a calibration is no market.

use std::collections::BTreeSet;
use std::path::Path;

use super::Scenario;
use crate::finding::Rejected;
use crate::reader::document::{self, Document};
use crate::reader::parameter::plain;
use crate::reader::reading_log::Files;
use crate::reader::tree::{Node, Table, Value, id_of};

/// Lists whose items are parts of their own.
const LISTS: [&str; 3] = ["shock", "policy", "plan_change"];
/// Keys of `[scenario]` that are names, not values.
const NAMES: [&str; 2] = ["id", "title"];
/// Name of the part that holds whatever else differs.
const OTHER_VALUES: &str = "other values";

/// A difference that can be taken or left.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// An item of a list, by its id.
    Item(&'static str, String),
    /// All values outside the lists.
    OtherValues,
}

/// A scenario taken apart against a base.
#[derive(Debug)]
pub struct Parts {
    /// The base, with all it extends.
    base: Document,
    /// The scenario, with all it extends.
    whole: Document,
    /// Where files of data are found.
    files: Files,
    /// Parts in the order of their names: other values, then shocks, policies and changes
    /// of the plan by id.
    differences: Vec<Part>,
}

impl Parts {
    /// Takes the scenario of a file apart: each shock, policy and change of the plan that the base
    /// does not have alike is a part, and all other values that differ are one.
    ///
    /// # Errors
    /// [`Rejected`] with everything that is wrong with either file.
    pub fn load(base: &Path, file: &Path) -> Result<Self, Rejected> {
        // Each must be a valid scenario by itself before it is taken apart.
        Scenario::load(base)?;
        Scenario::load(file)?;
        let (base, whole) = (document::read(base)?, document::read(file)?);
        let mut parts = Vec::new();
        if text_without_lists(&base.root) != text_without_lists(&whole.root) {
            parts.push(Part::OtherValues);
        }
        for list in LISTS {
            let ids: BTreeSet<&str> =
                items(&base, list).iter().chain(items(&whole, list)).filter_map(id_of).collect();
            let text = |document, id| item(document, list, id).map(|node| plain(&node.value));
            let differ = ids.into_iter().filter(|id| text(&base, id) != text(&whole, id));
            parts.extend(differ.map(|id| Part::Item(list, id.to_owned())));
        }
        Ok(Self { base, whole, files: Files::beside(file), differences: parts })
    }

    /// Names of the parts, as `landsim show` writes their keys.
    pub fn names(&self) -> Vec<String> {
        let name = |part: &Part| match part {
            Part::Item(list, id) => format!("{list}[{id}]"),
            Part::OtherValues => OTHER_VALUES.to_owned(),
        };
        self.differences.iter().map(name).collect()
    }

    /// The base with the parts that are chosen, in the order of their names; without any it is the
    /// base, with all of them the scenario.
    ///
    /// # Errors
    /// [`Rejected`] when the values of some parts are not accepted without the others.
    pub fn with(&self, chosen: &[bool]) -> Result<Scenario, Rejected> {
        if chosen.iter().all(|chosen| *chosen) {
            return Scenario::resolve(&self.whole, &self.files);
        }
        let is_chosen = |part: &Part| {
            self.differences
                .iter()
                .zip(chosen)
                .any(|(candidate, chosen)| candidate == part && *chosen)
        };
        let mut document =
            if is_chosen(&Part::OtherValues) { self.whole.clone() } else { self.base.clone() };
        for list in LISTS {
            let mut kept = Vec::new();
            for node in items(&self.base, list).iter().chain(items(&self.whole, list)) {
                let Some(id) = id_of(node) else { continue };
                let from_whole = is_chosen(&Part::Item(list, id.to_owned()));
                let source = if from_whole { &self.whole } else { &self.base };
                if item(source, list, id).is_some_and(|own| std::ptr::eq(own, node)) {
                    kept.push(node.clone());
                }
            }
            let place = crate::finding::Place::whole(&document.file);
            document.root.remove(list);
            if !kept.is_empty() {
                let node = Node { place, value: Value::Array(kept) };
                document.root.insert(list.to_owned(), node);
            }
        }
        Scenario::resolve(&document, &self.files)
    }
}

/// Items of a list of a document; none where it has no such list.
fn items<'d>(document: &'d Document, list: &str) -> &'d [Node] {
    match document.root.get(list).map(|node| &node.value) {
        Some(Value::Array(items)) => items,
        _ => &[],
    }
}

/// The item of an id in a list of a document.
fn item<'d>(document: &'d Document, list: &str, id: &str) -> Option<&'d Node> {
    items(document, list).iter().find(|node| id_of(node) == Some(id))
}

/// Everything but the lists and the scenario's names, as text.
fn text_without_lists(root: &Table) -> String {
    let mut rest = root.clone();
    for list in LISTS {
        rest.remove(list);
    }
    if let Some(Value::Table(scenario)) = rest.get_mut("scenario").map(|node| &mut node.value) {
        for name in NAMES {
            scenario.remove(name);
        }
    }
    plain(&Value::Table(rest))
}
