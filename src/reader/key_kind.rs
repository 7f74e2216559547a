//! What a key of a file holds, as the readers describe it: a number of which range and
//! unit, a month, one of some names.
//!
//! # Why the readers describe themselves
//!
//! A schema that is written beside the readers is wrong after the first change of either.
//! Here the readers run over an empty document and each says, in the place of reading, what
//! it would accept. Optional keys and choices lead to other keys, so there are several
//! passes: with optional keys there and missing, and with every choice taken in turn.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// What a key holds, as its reader asks for it.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyKind {
    /// A number, or a distribution that it is drawn from.
    Number(Numbers),
    /// A list of numbers.
    Numbers(Numbers),
    /// A number, or a path of numbers with the months from which they hold.
    Dated(Numbers),
    /// A month as text, such as `"2011-01"`.
    Month,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// One of these names, in the order in which the reader knows them.
    Choice(Vec<String>),
    /// `true` or `false`.
    Flag,
    /// A list of at least one value of any kind, as a sweep has.
    Values,
    /// A table, whose keys are described under its own.
    Section,
    /// A list of tables, such as `[[shock]]`.
    List,
}

/// Which numbers a key accepts.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbers {
    /// Least number that is accepted.
    pub least: f64,
    /// Greatest number that is accepted.
    pub greatest: f64,
    /// Whether the numbers are whole.
    pub is_whole: bool,
    /// Unit of the numbers; empty where it depends on another key.
    pub unit: String,
}

/// What the readers asked for, by dotted key; items of a list have `[]` after its name.
#[derive(Debug, Default)]
pub struct Description {
    /// Number of the pass: even ones have optional keys, every second one takes another
    /// choice.
    pass: usize,
    /// What was noted so far, by dotted key.
    keys: RefCell<BTreeMap<String, KeyKind>>,
}

impl Description {
    /// A pass over the readers; `keys` are those that earlier passes have noted.
    pub fn new(pass: usize, keys: BTreeMap<String, KeyKind>) -> Self {
        Self { pass, keys: RefCell::new(keys) }
    }

    /// What each key holds, by dotted key.
    pub fn into_keys(self) -> BTreeMap<String, KeyKind> {
        self.keys.into_inner()
    }

    /// Whether optional keys are there in this pass.
    pub(super) fn has_optional(&self) -> bool {
        self.pass.is_multiple_of(2)
    }

    /// Which of `count` choices is taken in this pass.
    pub(super) fn choice(&self, count: usize) -> usize {
        self.pass / 2 % count
    }

    /// Notes what a key holds; what is known of it already stays, but a unit that is not
    /// always the same is left open.
    pub(super) fn note(&self, key: String, kind: KeyKind) {
        let mut keys = self.keys.borrow_mut();
        match (keys.get_mut(&key), &kind) {
            (Some(KeyKind::Number(known)), KeyKind::Number(numbers))
                if known.unit != numbers.unit =>
            {
                known.unit.clear();
            }
            (Some(_), _) => {}
            (None, _) => {
                keys.insert(key, kind);
            }
        }
    }
}
