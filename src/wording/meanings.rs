//! What columns of tables mean and are counted in, in Chinese, from `assets/wording/meanings.toml`.
//!
//! Columns are documented in English where they are filled; whoever reads tables in Chinese finds
//! the same in the file's metadata. Meanings that are put together (a median of a figure, a
//! quantile of a field) are put together here alike.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The file.
const FILE: &str = include_str!("../../assets/wording/meanings.toml");

/// All meanings and units; the tests hold that the file is sound.
static ALL: LazyLock<Meanings> = LazyLock::new(|| toml::from_str(FILE).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
struct Meanings {
    units: BTreeMap<String, String>,
    #[serde(rename = "meanings")]
    texts: BTreeMap<String, String>,
    prefixes: BTreeMap<String, String>,
    after_quantiles: BTreeMap<String, String>,
}

/// A meaning in Chinese; what nobody has put into Chinese stays as it is.
pub fn in_chinese(meaning: &str) -> String {
    translated(meaning).unwrap_or_else(|| meaning.to_owned())
}

/// A meaning in Chinese; `None` of what nobody has put into Chinese.
pub fn translated(meaning: &str) -> Option<String> {
    if meaning.is_empty() {
        return Some(String::new());
    }
    if let Some(known) = ALL.texts.get(meaning) {
        return Some(known.clone());
    }
    let before = ALL.prefixes.iter().find_map(|(english, chinese)| {
        Some(format!("{chinese}{}", translated(meaning.strip_prefix(english.as_str())?)?))
    });
    before.or_else(|| quantile(meaning))
}

/// A quantile, alone or of what stands before it.
fn quantile(meaning: &str) -> Option<String> {
    let (before, after) = meaning.split_once(" % quantile")?;
    let after = ALL.after_quantiles.get(after)?;
    let (of, percent) = before.rsplit_once("; ").unwrap_or(("", before));
    let percent: u8 = percent.parse().ok()?;
    let of = if of.is_empty() { String::new() } else { format!("{}；", translated(of)?) };
    Some(format!("{of}{percent}%分位数{after}"))
}

/// A unit in Chinese; what has no Chinese name stays as it is.
pub fn unit_in_chinese(unit: &str) -> &str {
    ALL.units.get(unit).map_or(unit, String::as_str)
}
