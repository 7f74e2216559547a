//! Values of a section: numbers, distributions, lists, dated paths, months, texts, choices
//! and flags.
//!
//! ```toml
//! loan_to_value = 0.7
//! loan_to_value = { value = 0.7, unit = "share", source = "statute: PBoC notice 121 (2003)" }
//! loan_to_value = { value = { distribution = "uniform", least = 0.5, greatest = 0.8 } }
//! facility_limit = [{ value = 25e9 }, { from = "2012-07", value = 20e9 }]
//! ```
//!
//! Each method asks for one key, notes what it accepts when the readers describe
//! themselves, notes the value with unit and source, and checks it. A number may be a
//! distribution: its median is read then, and a trial's own number when a scenario is
//! redrawn.
//!
//! # Why a unit may be stated and not converted
//!
//! A stated unit is held against the key's own and refused when it is another one. Who
//! writes 万元 where yuan are asked for is told so; a reader that converted would have to
//! guess what a bare number means.

use std::ops::RangeInclusive;

use crate::calendar::{DatedValue, YearMonth};
use crate::reader::accepted::Accepted;
use crate::reader::key_kind::KeyKind;
use crate::reader::name::LONGEST_TEXT;
use crate::reader::tree::{Node, Value};
use crate::reader::uncertain_number::UncertainNumber;

use crate::reader::section::Section;

impl<'d> Section<'d> {
    /// A number in `unit`, or the median of the distribution that stands in its place.
    ///
    /// What is missing, no number or not accepted is noted, and the least accepted number
    /// stands in.
    pub fn number(&self, key: &'static str, unit: &str, accepted: &Accepted) -> f64 {
        self.describe(key, || KeyKind::Number(accepted.described(unit)));
        let words = accepted.words(unit);
        let Some(node) = self.parameter(key, unit, &words) else { return *accepted.range.start() };
        self.one(key, node, unit, accepted)
    }

    /// A number, or the median of the distribution it is drawn from; in a trial what was
    /// drawn.
    ///
    /// A distribution whose ends lie outside the accepted range is refused as a whole:
    /// nothing may fail once trials run.
    fn one(&self, key: &str, node: &'d Node, unit: &str, accepted: &Accepted) -> f64 {
        let words = accepted.words(unit);
        if !is_distribution(node) {
            return self.checked(key, node, &words, accepted);
        }
        let full = self.key(key);
        if let Some(drawn) = self.log.drawn(&full) {
            return drawn;
        }
        // The distribution is one value of the key, so its parts are not values of their own.
        let noted = self.log.parameters.borrow().len();
        let distribution = self.within(key, Some(node), |section| section.distribution(unit));
        self.log.parameters.borrow_mut().truncate(noted);
        let Some(distribution) = distribution else { return *accepted.range.start() };
        let unit = unit.to_owned();
        let number = UncertainNumber { key: full, unit, distribution, is_whole: accepted.whole };
        let (least, greatest) = number.ends();
        if !accepted.range.contains(&least) || !accepted.range.contains(&greatest) {
            let found = format!("a distribution from {least} to {greatest}");
            let accepted = format!("one within {words}; `at_least` and `at_most` cut it off");
            self.log.find(&node.place, &self.key(key), found, accepted);
        }
        let median = number.median();
        self.log.uncertain.borrow_mut().push(number);
        median
    }

    /// Least and greatest value that a key at or below this section can have, which was
    /// read as `value`: of a distribution its ends, else the value twice. Rules between
    /// keys are held for the worst of them.
    pub fn ends(&self, key: &str, value: f64) -> (f64, f64) {
        let (full, uncertain) = (self.key(key), self.log.uncertain.borrow());
        uncertain
            .iter()
            .find(|number| number.key == full)
            .map_or((value, value), UncertainNumber::ends)
    }

    /// Least and greatest value that any step of a dated path at or below this section can
    /// have.
    pub fn ends_of_steps(&self, key: &str, steps: &[DatedValue]) -> (f64, f64) {
        // A path of one value may be stated as a number, under the key itself.
        let keys = |step: &DatedValue| [key.to_owned(), step_key(key, step.from)];
        let of_step = |step: &DatedValue| keys(step).map(|key| self.ends(&key, step.value));
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        steps
            .iter()
            .flat_map(of_step)
            .fold(none, |ends, step| (ends.0.min(step.0), ends.1.max(step.1)))
    }

    /// Notes distributions at keys where every future needs the same number, such as the
    /// horizon.
    pub fn refuse_uncertain(&self, keys: &[&'static str]) {
        let uncertain = self.log.uncertain.borrow();
        let refused = |key: &&&str| uncertain.iter().any(|number| number.key == self.key(key));
        for key in keys.iter().filter(refused) {
            self.find(key, "a distribution", "a number: this one is the same in all futures");
        }
    }

    /// A number in `unit` that may be missing.
    pub fn optional_number(
        &self,
        key: &'static str,
        unit: &str,
        accepted: &Accepted,
    ) -> Option<f64> {
        self.has(key).then(|| self.number(key, unit, accepted))
    }

    /// The named one of some, the first where nothing is said.
    pub fn chosen<T: Copy>(&self, key: &'static str, all: &[T], name: fn(T) -> &'static str) -> T {
        let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
        let at = self.has(key).then(|| self.choice(key, &names));
        all[at.unwrap_or(0)]
    }

    /// A whole number of a range, both ends included.
    pub fn count(&self, key: &'static str, unit: &str, range: RangeInclusive<u32>) -> usize {
        let accepted = Accepted::whole(f64::from(*range.start())..=f64::from(*range.end()));
        whole(self.number(key, unit, &accepted))
    }

    /// A whole number from 1 to `most` that may be missing.
    pub fn optional_count(&self, key: &'static str, unit: &str, most: u32) -> Option<usize> {
        self.has(key).then(|| self.count(key, unit, 1..=most))
    }

    /// A factor from 0 to 100; 1 where it is missing.
    pub fn factor(&self, key: &'static str) -> f64 {
        self.optional_number(key, "factor", &Accepted::number(0.0..=100.0)).unwrap_or(1.0)
    }

    /// A factor above 0, whose logarithm is taken: 0.0001 to 100; 1 where it is missing.
    pub fn positive_factor(&self, key: &'static str) -> f64 {
        self.optional_number(key, "factor", &Accepted::number(0.0001..=100.0)).unwrap_or(1.0)
    }

    /// A probability from 0 to 1 that may be missing.
    pub fn optional_probability(&self, key: &'static str) -> Option<f64> {
        self.optional_number(key, "probability", &Accepted::share())
    }

    /// A number that is held against what is accepted; `words` say it in a finding.
    fn checked(&self, key: &str, node: &Node, words: &str, accepted: &Accepted) -> f64 {
        match node.value {
            Value::Number(number) if accepted.accepts(number) => number,
            ref other => {
                self.log.find(&node.place, &self.key(key), other.to_string(), words);
                *accepted.range.start()
            }
        }
    }

    /// Number of values of a list, with or without unit and source; 0 when there is none.
    pub fn list_length(&self, key: &'static str) -> usize {
        let value = self.node(key).map(|node| match &node.value {
            Value::Table(table) => table.get("value").map_or(&node.value, |inner| &inner.value),
            bare => bare,
        });
        match value {
            Some(Value::Array(items)) => items.len(),
            _ => 0,
        }
    }

    /// A list of exactly `length` numbers in `unit`, each bare: lists refuse distributions,
    /// so that rows of probabilities and correlations are the same in all futures.
    pub fn numbers(
        &self,
        key: &'static str,
        unit: &str,
        accepted: &Accepted,
        length: usize,
    ) -> Vec<f64> {
        self.describe(key, || KeyKind::Numbers(accepted.described(unit)));
        let words = format!("a list of {length} numbers, each {}", accepted.words(unit));
        let node = self.parameter(key, unit, &words);
        match node.map(|node| &node.value) {
            Some(Value::Array(items)) if items.len() == length => {
                items.iter().map(|item| self.checked(key, item, &words, accepted)).collect()
            }
            Some(other) => {
                self.find(key, other.to_string(), words);
                vec![*accepted.range.start(); length]
            }
            None => vec![*accepted.range.start(); length],
        }
    }

    /// A value that changes at dates: a number, or a list of
    /// `{ from = "2011-07", value = 0.1 }` in order of time, of which the first has no date
    /// and holds from the start. Each step may be a distribution.
    pub fn dated(&self, key: &'static str, unit: &str, accepted: &Accepted) -> Vec<DatedValue> {
        self.describe(key, || KeyKind::Dated(accepted.described(unit)));
        let words = format!(
            "{}, or a list of {{ from = \"YYYY-MM\", value = ... }} in order of time, \
             the first without `from`",
            accepted.words(unit)
        );
        let Some(node) = self.parameter(key, unit, &words) else {
            return vec![DatedValue { from: None, value: *accepted.range.start() }];
        };
        let Value::Array(items) = &node.value else {
            return vec![DatedValue { from: None, value: self.one(key, node, unit, accepted) }];
        };
        let steps: Vec<_> =
            items.iter().map(|item| self.dated_value(key, item, unit, accepted, &words)).collect();
        if !self.sound(&[key]) {
            return steps;
        }
        let in_order = steps.windows(2).all(|pair| pair[0].from < pair[1].from);
        if !in_order || steps.first().is_none_or(|first| first.from.is_some()) {
            self.find(key, "dates out of order, or a first step with `from`", words);
        }
        steps
    }

    /// A value that changes at dates and may be missing.
    pub fn optional_dated(
        &self,
        key: &'static str,
        unit: &str,
        accepted: &Accepted,
    ) -> Option<Vec<DatedValue>> {
        self.has(key).then(|| self.dated(key, unit, accepted))
    }

    /// One step of a dated path.
    fn dated_value(
        &self,
        key: &str,
        item: &'d Node,
        unit: &str,
        accepted: &Accepted,
        words: &str,
    ) -> DatedValue {
        let Value::Table(table) = &item.value else {
            self.log.find(&item.place, &self.key(key), item.value.to_string(), words);
            return DatedValue { from: None, value: *accepted.range.start() };
        };
        for (word, node) in table {
            if !["from", "value"].contains(&word.as_str()) {
                self.log.find(
                    &node.place,
                    &self.key(key),
                    format!("the unknown key {word:?}"),
                    words,
                );
            }
        }
        let from = table.get("from").and_then(|node| self.month_of(key, node));
        let value = table.get("value").map_or_else(
            || {
                self.log.find(&item.place, &self.key(key), "a step without `value`", words);
                *accepted.range.start()
            },
            |node| {
                if is_distribution(node) {
                    self.one(&step_key(key, from), node, unit, accepted)
                } else {
                    self.checked(key, node, words, accepted)
                }
            },
        );
        DatedValue { from, value }
    }

    /// A month written as text; `None` when it is none, which is noted.
    fn month_of(&self, key: &str, node: &Node) -> Option<YearMonth> {
        let month = match &node.value {
            Value::Text(text) => text.parse().ok(),
            _ => None,
        };
        if month.is_none() {
            let accepted = "a month as text, such as \"2011-01\"";
            self.log.find(&node.place, &self.key(key), node.value.to_string(), accepted);
        }
        month
    }

    /// A month as text, such as `"2011-01"`; `None` when it is missing or no month, which
    /// is noted.
    pub fn month(&self, key: &'static str) -> Option<YearMonth> {
        self.describe(key, || KeyKind::Month);
        let node = self.parameter(key, "month", "a month as text, such as \"2011-01\"")?;
        self.month_of(key, node)
    }

    /// A month that may be missing.
    pub fn optional_month(&self, key: &'static str) -> Option<YearMonth> {
        if self.has(key) { self.month(key) } else { None }
    }

    /// A month that may be missing and is no assumption of the model: a date of the case.
    pub fn optional_date(&self, key: &'static str) -> Option<YearMonth> {
        self.describe(key, || KeyKind::Month);
        if !self.has(key) {
            return None;
        }
        let node = self.required(key, "a month as text, such as \"2011-01\"")?;
        self.month_of(key, node)
    }

    /// A text; empty when it is missing, which is noted.
    pub fn text(&self, key: &'static str) -> String {
        self.describe(key, || KeyKind::Text);
        match self.required(key, "a text").map(|node| &node.value) {
            Some(Value::Text(text)) if text.chars().count() > LONGEST_TEXT => {
                let found = format!("a text of {} characters", text.chars().count());
                self.find(key, found, format!("a text of at most {LONGEST_TEXT} characters"));
                String::new()
            }
            Some(Value::Text(text)) => text.clone(),
            Some(other) => {
                self.find(key, other.to_string(), "a text");
                String::new()
            }
            None => String::new(),
        }
    }

    /// A text that may be missing.
    pub fn optional_text(&self, key: &'static str) -> Option<String> {
        self.has(key).then(|| self.text(key))
    }

    /// The values of a list of at least one, whatever they are; a sweep's keys decide
    /// later.
    pub fn values(&self, key: &'static str) -> Vec<Node> {
        self.describe(key, || KeyKind::Values);
        let words = "a list of at least one value";
        match self.required(key, words).map(|node| &node.value) {
            Some(Value::Array(items)) if !items.is_empty() => items.clone(),
            Some(other) => {
                self.find(key, other.to_string(), words);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// A list of texts; empty when it is missing.
    pub fn optional_texts(&self, key: &'static str) -> Vec<String> {
        self.describe(key, || KeyKind::Texts);
        if !self.has(key) {
            return Vec::new();
        }
        let words = "a list of texts";
        // What is wrong with the table around it was found there.
        let Some(node) = self.parameter(key, "names", words) else { return Vec::new() };
        let Value::Array(items) = &node.value else {
            self.find(key, node.value.to_string(), words);
            return Vec::new();
        };
        let text = |item: &Node| match &item.value {
            Value::Text(text) => Some(text.clone()),
            other => {
                self.log.find(&item.place, &self.key(key), other.to_string(), words);
                None
            }
        };
        items.iter().filter_map(text).collect()
    }

    /// One of a closed list of names: its place in the list; 0 stands in for a name that is
    /// not there.
    pub fn choice(&self, key: &'static str, names: &[&str]) -> usize {
        if let Some(description) = self.log.description() {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let taken = description.choice(names.len());
            description.note(self.key(key), KeyKind::Choice(names));
            return taken;
        }
        let words = format!("one of {}", names.join(", "));
        let Some(node) = self.parameter(key, "name", &words) else { return 0 };
        let position = match &node.value {
            Value::Text(text) => names.iter().position(|name| name == text),
            _ => None,
        };
        position.unwrap_or_else(|| {
            self.log.find(&node.place, &self.key(key), node.value.to_string(), words);
            0
        })
    }

    /// `true` or `false`; `false` stands in for what is missing.
    pub fn flag(&self, key: &'static str) -> bool {
        self.describe(key, || KeyKind::Flag);
        let node = self.parameter(key, "flag", "true or false");
        match node.map(|node| &node.value) {
            Some(Value::Flag(flag)) => *flag,
            Some(other) => {
                self.find(key, other.to_string(), "true or false");
                false
            }
            None => false,
        }
    }
}

/// Whether a value is a table that names a distribution.
fn is_distribution(node: &Node) -> bool {
    matches!(&node.value, Value::Table(table) if table.contains_key("distribution"))
}

/// Dotted key of a step of a dated path, which addresses its random draws:
/// `education[2011-07]`, and `[start]` for the first.
fn step_key(key: &str, from: Option<YearMonth>) -> String {
    from.map_or_else(|| format!("{key}[start]"), |from| format!("{key}[{from}]"))
}

/// A number that was found to be whole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked whole and within u32"
)]
fn whole(number: f64) -> usize {
    number as usize
}
