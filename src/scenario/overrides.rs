//! Values laid over a document by their dotted keys, such as `policy[quota].land_ha`: what
//! sweeps and callers of the library change without writing a file.
//!
//! A key need not be there, but its table must: a scenario's optional keys can be stated
//! so, and a misspelt table is told apart from a new key. A misspelt key is refused later,
//! by the readers.

use crate::reader::tree::{Node, Table, Value};

/// Puts a value at a dotted key, whose tables must be there; whether they are.
///
/// The item of a list of tables is named by its `id`, or by its number from 1 where it has
/// none. A list itself cannot be a key's end.
pub(super) fn set(table: &mut Table, key: &str, value: Node) -> bool {
    let Some((first, rest)) = key.split_once('.') else {
        table.insert(key.to_owned(), value);
        return !key.is_empty() && !key.contains('[');
    };
    let (name, item) = match first.split_once('[') {
        None => (first, None),
        Some((name, item)) => (name, item.strip_suffix(']')),
    };
    let Some(node) = table.get_mut(name) else { return false };
    let inner = match (&mut node.value, item) {
        (Value::Table(inner), None) => Some(inner),
        (Value::Array(items), Some(item)) => {
            items.iter_mut().enumerate().find_map(|(index, node)| named(node, index, item))
        }
        _ => None,
    };
    inner.is_some_and(|inner| set(inner, rest, value))
}

/// The table of a list at a place, when it has this id or, without one, this number.
fn named<'n>(node: &'n mut Node, index: usize, name: &str) -> Option<&'n mut Table> {
    let Value::Table(table) = &mut node.value else { return None };
    let is_it = match table.get("id").map(|id| &id.value) {
        Some(Value::Text(id)) => id == name,
        _ => (index + 1).to_string() == name,
    };
    is_it.then_some(table)
}
