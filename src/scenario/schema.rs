//! What a scenario file may say: asked of the readers themselves, so that it cannot differ from what
//! they accept.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::document::{Document, Table};
use super::parameter::Account;
use super::reader::Section;
use super::{read_scenario, sweep, uncertain};

/// Section under which the keys of a distribution are described.
pub const DISTRIBUTION: &str = "distribution";
/// Passes over the readers: twice as many as the longest list of choices has names, so that each
/// choice is taken with optional keys there and missing.
const PASSES: usize = 64;

/// What a key holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A number.
    Number(Numbers),
    /// A list of numbers.
    Numbers(Numbers),
    /// A number or a dated path of numbers.
    Dated(Numbers),
    /// A month.
    Month,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// One of these names.
    Choice(Vec<String>),
    /// `true` or `false`.
    Flag,
    /// A list of anything.
    Values,
    /// A table.
    Section,
    /// A list of tables.
    List,
}

/// Which numbers a key accepts.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// Least.
    pub least: f64,
    /// Greatest.
    pub greatest: f64,
    /// Whether they are whole.
    pub is_whole: bool,
    /// Their unit; empty where it depends on another key.
    pub unit: String,
}

/// What the readers asked for, by dotted key; items of a list have `[]` after its name.
#[derive(Debug, Default)]
pub struct Description {
    pass: usize,
    keys: RefCell<BTreeMap<String, Kind>>,
}

impl Description {
    /// Whether optional keys are there in this pass.
    pub(super) fn has_optional(&self) -> bool {
        self.pass.is_multiple_of(2)
    }

    /// Which of `count` choices is taken in this pass.
    pub(super) fn choice(&self, count: usize) -> usize {
        self.pass / 2 % count
    }

    /// Notes what a key holds; a unit that is not always the same is left open.
    pub(super) fn note(&self, key: String, kind: Kind) {
        let mut keys = self.keys.borrow_mut();
        match (keys.get_mut(&key), &kind) {
            (Some(Kind::Number(known)), Kind::Number(numbers)) if known.unit != numbers.unit => {
                known.unit.clear();
            }
            (Some(_), _) => {}
            (None, _) => {
                keys.insert(key, kind);
            }
        }
    }
}

/// Every key of a scenario file with what it holds; those of a distribution under [`DISTRIBUTION`].
pub fn describe() -> BTreeMap<String, Kind> {
    let mut description = Description::default();
    let nothing = Table::new();
    for pass in 0..PASSES {
        let keys = description.keys.take();
        let of_pass = Description { pass, keys: RefCell::new(keys) };
        let account = Account { description: Some(of_pass), ..Account::default() };
        {
            let root = Section::root(&account, "", &nothing);
            let _ = read_scenario(&root, &Document::default());
            let _ = uncertain::read_copula(&root, &[]);
            sweep::describe(&root);
            let _ = root.section(DISTRIBUTION, |section| uncertain::read_distribution(section, ""));
        }
        description = account.description.unwrap_or_default();
    }
    description.keys.take()
}
