//! A scenario file as text: a tree of values that remember their places, with `extends`
//! applied.
//!
//! # How files are laid over one another
//!
//! The file and all it extends make a chain; the base is read first and each is laid over
//! what is there. Tables merge key by key, lists of tables with an `id` item by item, all
//! else replaces, a value with its unit and source as a whole. `remove = true` takes away
//! what is below, of a list with `id = "*"` everything; where nothing is, it is refused, since it
//! would hide a misspelling.
//!
//! # Why places are kept
//!
//! A value may come from any file of the chain. Each keeps the file, line and column of its
//! key, so a finding points to what the user must edit, and `landsim show` says of every
//! number where it stands.
//!
//! # Why a file without an id is called by its name
//!
//! All else is inherited; an id is not, since the folder of results is called by it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::digest::{hexadecimal, plain};
use crate::finding::{Finding, Place, Rejected};

use super::built_in;
use super::name::name_of;
use super::syntax::{dotted, parse};
use super::tree::{Node, Table, Value, id_of, shortened};
use crate::reader::inside::{self, why_outside};

/// Largest scenario file that is read [bytes].
const LARGEST_FILE: u64 = 4 << 20;
/// Most files of a chain of `extends`; a longer one is most likely a circle.
const LONGEST_CHAIN: usize = 16;
/// Key that takes away what the extended scenario has.
const REMOVE: &str = "remove";
/// Id that stands for all items of a list when they are taken away.
const ALL: &str = "*";

/// A scenario file and all it extends, laid over one another.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// File as the user named it.
    pub file: String,
    /// SHA-256 over what the texts of the chain say, base first, each preceded by its length, as
    /// hexadecimal.
    pub digest: String,
    /// Name and text of the file and of everything it extends, the base last.
    pub chain: Arc<[(String, String)]>,
    /// The merged tree, without the key `extends`.
    pub root: Table,
    /// Dotted keys that a sweep has given other values, with the texts of these.
    pub swept: Vec<(String, String)>,
}

impl Document {
    /// The id that a scenario says it has.
    pub fn id(&self) -> Option<&str> {
        let Value::Table(scenario) = &self.root.get("scenario")?.value else { return None };
        match &scenario.get("id")?.value {
            Value::Text(id) => Some(id),
            _ => None,
        }
    }
}

/// Reads a scenario file and everything it extends.
///
/// # Errors
/// A [`Rejected`] naming every syntax error, an unreadable file, a chain that is too long or closed
/// in a circle.
pub fn read(path: &Path) -> Result<Document, Rejected> {
    merge_chain(&chain_of(path)?)
}

/// Reads what a scenario file says on top of the files it shares with `below`, laid over `below`.
///
/// # Errors
/// As [`read`].
pub fn read_over(path: &Path, below: &Path) -> Result<Document, Rejected> {
    let (mut chain, lower) = (chain_of(path)?, chain_of(below)?);
    chain.retain(|(_, text)| lower.iter().all(|(_, shared)| shared != text));
    chain.extend(lower);
    merge_chain(&chain)
}

/// Name and text of a file and of everything it extends, the base last.
///
/// What a file extends lies in its own folder or in the one in which the program runs
/// (`inside`), or is compiled in.
fn chain_of(path: &Path) -> Result<Vec<(String, String)>, Rejected> {
    let mut chain = Vec::new();
    let mut next = Some((path.to_path_buf(), Place::whole(&path.display().to_string())));
    let mut seen: Vec<PathBuf> = Vec::new();
    while let Some((path, asked_from)) = next {
        let name = path.display().to_string();
        if let Some((file, text)) = built_in::scenario(&name) {
            next = extended(file, text, Path::new(file))?;
            chain.push((file.to_owned(), text.to_owned()));
            continue;
        }
        let identity = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&identity) || chain.len() >= LONGEST_CHAIN {
            return Err(circle(asked_from, &name));
        }
        seen.push(identity);
        let text = read_text(&path, &asked_from)?;
        next = extended(&name, &text, &path)?;
        chain.push((name, text));
    }
    Ok(chain)
}

/// Reads a scenario from text that reads no file, such as the one compiled into the program; it
/// may extend what is compiled in. Findings call it `name`.
///
/// ```
/// use landsim::reader::document::parse_alone;
/// use landsim::reader::tree::Value;
///
/// let document = parse_alone("mine.toml", "[finance]\nmin_cash = 3e8\n")?;
/// let Value::Table(finance) = &document.root["finance"].value else { unreachable!("a table") };
/// assert_eq!(finance["min_cash"].value, Value::Number(3e8));
/// assert_eq!(finance["min_cash"].place.to_string(), "mine.toml:2:1");
/// # Ok::<(), landsim::finding::Rejected>(())
/// ```
///
/// # Errors
/// A [`Rejected`] naming every syntax error, or a file that the text would extend.
pub fn parse_alone(name: &str, text: &str) -> Result<Document, Rejected> {
    let mut chain = vec![(name.to_owned(), text.to_owned())];
    let mut next = extended(name, text, Path::new(""))?;
    while let Some((path, place)) = next {
        let Some((file, text)) = built_in::scenario(&path.display().to_string()) else {
            return Err(Rejected::new(vec![Finding {
                place,
                key: "extends".into(),
                found: format!("{:?}, a file", path.display().to_string()),
                accepted: format!("what is compiled in, such as {:?}", built_in::BASELINE),
            }]));
        };
        chain.push((file.to_owned(), text.to_owned()));
        next = extended(file, text, Path::new(file))?;
    }
    merge_chain(&chain)
}

/// Reads one value in TOML, such as `0.6`, `"2011-07"` or
/// `{ value = 1, source = "assumption: mine" }`; findings call it `name`.
///
/// # Errors
/// A [`Rejected`] naming what is wrong with it, also when it is more than one value.
pub fn parse_value(name: &str, text: &str) -> Result<Node, Rejected> {
    const KEY: &str = "value";
    let mut table = parse(name, &format!("{KEY} = {text}"))?;
    match (table.len(), table.remove(KEY)) {
        (1, Some(node)) => Ok(node),
        _ => Err(Rejected::new(vec![Finding {
            place: Place::whole(name),
            key: String::new(),
            found: format!("the text {:?}", shortened(text)),
            accepted: "one value in TOML".into(),
        }])),
    }
}

fn circle(place: Place, name: &str) -> Rejected {
    Rejected::new(vec![Finding {
        place,
        key: "extends".into(),
        found: format!("{name}, which closes a circle or makes the chain too long"),
        accepted: format!("a chain of at most {LONGEST_CHAIN} different files"),
    }])
}

/// The text of a scenario file. What is wrong with it is said at the place that asked for
/// it: the key `extends` of another file, or the file itself.
fn read_text(path: &Path, asked_from: &Place) -> Result<String, Rejected> {
    let name = path.display().to_string();
    let reject = |found: String, accepted: &str| {
        let key = if asked_from.line.is_some() { "extends".to_owned() } else { String::new() };
        Rejected::new(vec![Finding {
            place: asked_from.clone(),
            key,
            found,
            accepted: accepted.into(),
        }])
    };
    let metadata = std::fs::metadata(path)
        .map_err(|error| reject(format!("no readable file {name} ({error})"), "a scenario file"))?;
    if !metadata.is_file() {
        let kind = if metadata.is_dir() { "a folder" } else { "no regular file" };
        return Err(reject(format!("{name}, which is {kind}"), "a scenario file"));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(reject(
            format!("{name} of {} bytes", metadata.len()),
            "a file of at most 4 MiB",
        ));
    }
    let bytes = std::fs::read(path)
        .map_err(|error| reject(format!("no readable file {name} ({error})"), "a scenario file"))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let ends = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count();
        Rejected::new(vec![Finding {
            place: Place::line(&name, ends + 1),
            key: String::new(),
            found: "bytes that are not UTF-8".into(),
            accepted: "text in UTF-8".into(),
        }])
    })
}

/// The file that a file extends, and where it says so; `None` when it extends nothing.
fn extended(name: &str, text: &str, path: &Path) -> Result<Option<(PathBuf, Place)>, Rejected> {
    let table = parse(name, text)?;
    let Some(node) = table.get("extends") else { return Ok(None) };
    match &node.value {
        Value::Text(base) => {
            let folder = path.parent().unwrap_or(Path::new(""));
            match why_outside(folder, base) {
                None => Ok(Some((folder.join(base), node.place.clone()))),
                Some(why) => Err(Rejected::new(vec![Finding {
                    place: node.place.clone(),
                    key: "extends".into(),
                    found: format!("{:?}, {why}", shortened(base)),
                    accepted: inside::ACCEPTED.into(),
                }])),
            }
        }
        other => Err(Rejected::new(vec![Finding {
            place: node.place.clone(),
            key: "extends".into(),
            found: other.to_string(),
            accepted: format!("the path of a scenario file, or {:?}", built_in::BASELINE),
        }])),
    }
}

/// The document of a file and everything it extends, by name and text, the base last; as
/// [`Document::chain`] holds them.
///
/// # Errors
/// A [`Rejected`] naming every syntax error.
pub fn merge_chain(chain: &[(String, String)]) -> Result<Document, Rejected> {
    let mut root = Table::new();
    let mut hash = Sha256::new();
    let mut findings = Vec::new();
    for (name, text) in chain.iter().rev() {
        let said = plain(text);
        hash.update((said.len() as u64).to_le_bytes());
        hash.update(said.as_bytes());
        lay_over(&mut root, parse(name, text)?, "", &mut findings);
    }
    if !findings.is_empty() {
        return Err(Rejected::new(findings));
    }
    root.remove("extends");
    if let [(name, text), _, ..] = chain {
        name_after_file(&mut root, name, &parse(name, text)?);
    }
    let file = chain.first().map(|(name, _)| name.clone()).unwrap_or_default();
    let digest = hexadecimal(&hash.finalize());
    Ok(Document { file, digest, chain: chain.into(), root, swept: Vec::new() })
}

/// Gives a scenario that extends another and says no id of its own the name of its file: under the
/// id of what it extends its results would take that one's folder.
fn name_after_file(root: &mut Table, name: &str, own: &Table) {
    let says_id = own.get("scenario").is_some_and(
        |node| matches!(&node.value, Value::Table(scenario) if scenario.contains_key("id")),
    );
    let id = Path::new(name).file_stem().and_then(|stem| name_of(&stem.to_string_lossy()));
    let (false, Some(id), Some(scenario)) = (says_id, id, root.get_mut("scenario")) else { return };
    if let Value::Table(scenario) = &mut scenario.value {
        let node = Node { place: Place::whole(name), value: Value::Text(id) };
        scenario.insert("id".to_owned(), node);
    }
}

/// Lays `upper` over `lower`: tables merge key by key, lists of tables by `id`, all else replaces,
/// and what says `remove = true` takes away what is below. `path` is the dotted key of both.
fn lay_over(lower: &mut Table, upper: Table, path: &str, findings: &mut Vec<Finding>) {
    for (key, node) in upper {
        let path = dotted(path, &key);
        if is_removal(&node) {
            if lower.remove(&key).is_none() {
                findings.push(nothing_to_remove(&node, path));
            }
            continue;
        }
        match lower.get_mut(&key) {
            Some(base) => lay_node_over(base, node, &path, findings),
            None => {
                lower.insert(key, without_removals(node, &path, findings));
            }
        }
    }
}

/// Lays a value over one of the same key: two tables merge, two lists of tables with ids
/// merge item by item, anything else takes its place.
fn lay_node_over(base: &mut Node, node: Node, path: &str, findings: &mut Vec<Finding>) {
    match (&mut base.value, node.value) {
        (Value::Table(below), Value::Table(above))
            if !is_parameter(below) && !is_parameter(&above) =>
        {
            lay_over(below, above, path, findings);
        }
        (Value::Array(below), Value::Array(above)) if has_ids(below) && has_ids(&above) => {
            // Everything below goes first, wherever the file says so.
            let mut all = above.iter().filter(|item| is_removal(item) && id_of(item) == Some(ALL));
            if let Some(item) = all.next() {
                if below.is_empty() {
                    findings.push(nothing_to_remove(item, format!("{path}[{ALL}]")));
                }
                below.clear();
            }
            for item in above {
                if is_removal(&item) && id_of(&item) == Some(ALL) {
                    continue;
                }
                let found = below.iter().position(|candidate| id_of(candidate) == id_of(&item));
                let item_path = format!("{path}[{}]", id_of(&item).unwrap_or_default());
                match found {
                    Some(same) if is_removal(&item) => {
                        below.remove(same);
                    }
                    Some(same) => lay_node_over(&mut below[same], item, &item_path, findings),
                    None if is_removal(&item) => {
                        findings.push(nothing_to_remove(&item, item_path));
                    }
                    None => below.push(item),
                }
            }
        }
        (_, value) => {
            let node = Node { place: node.place, value };
            *base = without_removals(node, path, findings);
        }
    }
}

/// Whether a value stands for taking away: a table of `remove = true` and at most an `id`.
fn is_removal(node: &Node) -> bool {
    let Value::Table(table) = &node.value else { return false };
    table.get(REMOVE).is_some_and(|flag| flag.value == Value::Flag(true))
        && table.keys().all(|key| key == REMOVE || key == "id")
}

fn nothing_to_remove(node: &Node, key: String) -> Finding {
    Finding {
        place: node.place.clone(),
        key,
        found: format!("{REMOVE} = true where the scenario it extends has nothing"),
        accepted: "a key that stands in the scenario it extends".into(),
    }
}

/// A value that lies over nothing, where there is nothing to take away either.
fn without_removals(mut node: Node, path: &str, findings: &mut Vec<Finding>) -> Node {
    if let Value::Array(items) = &mut node.value {
        items.retain(|item| {
            let is_kept = !is_removal(item);
            if !is_kept {
                let id = id_of(item).unwrap_or_default();
                findings.push(nothing_to_remove(item, format!("{path}[{id}]")));
            }
            is_kept
        });
    }
    node
}

/// A parameter is one value with its unit and source, replaced as a whole: an old source must not
/// vouch for a new value.
fn is_parameter(table: &Table) -> bool {
    table.contains_key("value")
}

fn has_ids(items: &[Node]) -> bool {
    items.iter().all(|item| id_of(item).is_some())
}
