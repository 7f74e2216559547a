//! From TOML text to the tree, with the place of each key and every syntax error.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::finding::{Finding, Place, Rejected};

use super::odd_character::{first_odd, outside_quotes};
use super::tree::{Node, Table, Value, shortened};

/// The tree of a TOML text that findings call `name`.
///
/// # Errors
/// Every syntax error, and every number that is not finite.
pub(super) fn parse(name: &str, text: &str) -> Result<Table, Rejected> {
    let lines = Lines::of(name, text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let mut findings = Vec::new();
        let table = lines.table(table.get_ref(), "", &mut findings);
        return if findings.is_empty() { Ok(table) } else { Err(Rejected::new(findings)) };
    }
    let mut findings: Vec<Finding> = Vec::new();
    for error in &errors {
        let start = error.span().map(|span| span.start);
        let message = error.message().lines().collect::<Vec<_>>().join(", ");
        let finding = start
            .and_then(|start| lines.odd_character(start))
            .or_else(|| lines.second_key(start.filter(|_| message.contains("duplicate key"))?))
            .unwrap_or_else(|| Finding {
                place: start.map_or(Place::whole(name), |start| lines.place(start)),
                key: String::new(),
                found: format!("no valid TOML: {message}"),
                accepted: "TOML as in scenarios/baseline.toml".into(),
            });
        // One odd character spoils its line in several ways.
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    Err(Rejected::new(findings))
}

/// The dotted key of `key` in the table `path`; `value` is how a parameter says its value, and the
/// parameter is known by its own name.
pub(super) fn dotted(path: &str, key: &str) -> String {
    match (path, key) {
        ("", _) => key.to_owned(),
        (_, "value") => path.to_owned(),
        _ => format!("{path}.{key}"),
    }
}

/// Turns byte offsets of one file into lines and columns, both counted from 1, columns in
/// characters.
struct Lines<'t> {
    name: &'t str,
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(name: &'t str, text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            name,
            text,
            starts: std::iter::once(0).chain(ends.map(|(end, _)| end + 1)).collect(),
        }
    }

    /// Number of the line of an offset, counted from 0, its start and its text.
    fn line(&self, offset: usize) -> (usize, usize, &'t str) {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        (line, start, self.text[start..].lines().next().unwrap_or_default())
    }

    /// The finding of a line with an error that has an odd character outside of texts.
    fn odd_character(&self, offset: usize) -> Option<Finding> {
        let (_, start, line) = self.line(offset);
        let outside = outside_quotes(line);
        let (at, found, accepted) = first_odd(&outside)?;
        // Behind letters of another script it is part of a text that lacks its quotes.
        if !outside[..at].is_ascii() {
            return None;
        }
        Some(Finding { place: self.place(start + at), key: String::new(), found, accepted })
    }

    /// The finding of a key or a table that stands in its place for the second time.
    fn second_key(&self, offset: usize) -> Option<Finding> {
        let (number, start, line) = self.line(offset);
        let is_table = line.trim_start().starts_with('[');
        let named = |line: &'t str| {
            if is_table {
                let (head, _) = line.split_once(']')?;
                Some(head.trim_start_matches(['[', ' ']).trim())
            } else {
                line.split_once('=').map(|(key, _)| key.trim())
            }
        };
        let key = named(line).filter(|key| !key.is_empty())?;
        let above = self.text[..start].lines().enumerate().collect::<Vec<_>>();
        let mut above = above.into_iter().rev();
        let is_head = |line: &str| line.trim_start().starts_with('[');
        let first = if is_table {
            above.find(|(_, line)| is_head(line) && named(line) == Some(key))
        } else {
            above.take_while(|(_, line)| !is_head(line)).find(|(_, line)| named(line) == Some(key))
        };
        let before =
            first.map_or_else(String::new, |(line, _)| format!(", first in line {}", line + 1));
        Some(Finding {
            place: Place { column: Some(1), ..Place::line(self.name, number + 1) },
            key: key.to_owned(),
            found: format!("the {} once more{before}", if is_table { "table" } else { "key" }),
            accepted: "each once".into(),
        })
    }

    fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        Place { file: self.name.to_owned(), line: Some(line), column: Some(column) }
    }

    /// The tree of a table whose dotted key is `path`.
    fn table(&self, table: &DeTable<'_>, path: &str, findings: &mut Vec<Finding>) -> Table {
        let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>),
                     findings: &mut Vec<Finding>| {
            let key: &Spanned<std::borrow::Cow<'_, str>> = key;
            let place = self.place(key.span().start);
            let path = dotted(path, key.get_ref());
            let node = Node { value: self.value(value, &path, &place, findings), place };
            (key.get_ref().to_string(), node)
        };
        table.iter().map(|pair| entry(pair, findings)).collect()
    }

    /// A value with the places of all that is in it; `key` is its dotted key, `place` that
    /// of the key.
    fn value(
        &self,
        value: &Spanned<DeValue<'_>>,
        key: &str,
        place: &Place,
        findings: &mut Vec<Finding>,
    ) -> Value {
        match value.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Integer(integer) => Self::number(&integer.to_string(), key, place, findings),
            DeValue::Float(float) => Self::number(&float.to_string(), key, place, findings),
            DeValue::Table(table) => Value::Table(self.table(table, key, findings)),
            DeValue::Array(items) => Value::Array(
                items
                    .iter()
                    .map(|item| {
                        let place = self.place(item.span().start);
                        Node { value: self.value(item, key, &place, findings), place }
                    })
                    .collect(),
            ),
        }
    }

    /// A number as it is written; what is infinite or no number is noted, and 0 stands in.
    fn number(text: &str, key: &str, place: &Place, findings: &mut Vec<Finding>) -> Value {
        let number = text.replace('_', "").parse::<f64>();
        if let Ok(number) = number
            && number.is_finite()
        {
            return Value::Number(number);
        }
        findings.push(Finding {
            place: place.clone(),
            key: key.to_owned(),
            found: shortened(text),
            accepted: "a finite decimal number".into(),
        });
        Value::Number(0.0)
    }
}
