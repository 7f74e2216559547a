//! What is wrong with an input file, said once, in the user's words: where, what was found, what
//! is accepted.
//!
//! # Why all findings at once
//!
//! Who edits a file of three hundred numbers by hand wants one list and not one message at a
//! time, so a reader notes a [`Finding`], puts a stand-in where the value should be and reads
//! on; only at the end does it give [`Rejected`] instead of what it read. Every finding has
//! the same four parts, so all inputs are refused in the same words, and a test can compare
//! them.

use std::fmt::{self, Write as _};

/// Where in an input file something was found. Prints as `file:line:column`, which editors
/// and terminals turn into a link; orders by file, line and column, which is the order of
/// reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// File as the user named it.
    pub file: String,
    /// Line, counted from 1; `None` when the finding concerns the whole file.
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    pub column: Option<usize>,
}

impl Place {
    /// The file as a whole: it cannot be read, it is empty, it is no table at all.
    pub fn whole(file: &str) -> Self {
        Self { file: file.to_owned(), line: None, column: None }
    }

    /// A line of a file, counted from 1, comments and blank lines included, as editors count.
    pub fn line(file: &str, line: usize) -> Self {
        Self { file: file.to_owned(), line: Some(line), column: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(formatter, ":{number}")?;
        }
        Ok(())
    }
}

/// One thing that keeps an input from being used.
///
/// Prints as one line, `place: key: found …; accepted: …`. Control characters of the file's
/// own texts are escaped, so that no name in a file can break the line or move a terminal's
/// cursor.
///
/// # Example
///
/// ```
/// use landsim::finding::{Finding, Place};
///
/// let finding = Finding {
///     place: Place::line("plots.csv", 7),
///     key: "land_m2".into(),
///     found: "\"-1\"".into(),
///     accepted: "a number of m² from 0 to 100000000".into(),
/// };
/// assert_eq!(
///     finding.to_string(),
///     "plots.csv:7: land_m2: found \"-1\"; accepted: a number of m² from 0 to 100000000"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where it stands.
    pub place: Place,
    /// The key or column, as the file names it; empty when none is concerned.
    pub key: String,
    /// What was found, a noun phrase.
    pub found: String,
    /// What is accepted instead, a noun phrase.
    pub accepted: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, key, found, accepted } = self;
        let colon = if key.is_empty() { "" } else { ": " };
        let line = format!("{place}: {key}{colon}found {found}; accepted: {accepted}");
        // Names in a file can hold line ends and terminal codes; a finding is one line of text.
        for character in line.chars() {
            if character.is_control() {
                write!(formatter, "{}", character.escape_debug())?;
            } else {
                formatter.write_char(character)?;
            }
        }
        Ok(())
    }
}

/// Findings that are shown; a file of another kind has one on every line.
const MOST_SHOWN: usize = 100;

/// An input that cannot be used, with everything that is wrong with it. The error of every
/// reader of the library: scenarios, portfolios, histories and books. Prints one finding per
/// line, the first hundred of them and how many more there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// All findings, in the order of files and lines; never empty.
    pub findings: Vec<Finding>,
}

impl Rejected {
    /// A rejection for findings, which are sorted by place and freed of repetitions here;
    /// there must be one at least.
    pub fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort();
        findings.dedup();
        Self { findings }
    }
}

impl fmt::Display for Rejected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, finding) in self.findings.iter().take(MOST_SHOWN).enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            write!(formatter, "{finding}")?;
        }
        match self.findings.len().saturating_sub(MOST_SHOWN) {
            0 => Ok(()),
            more => write!(formatter, "\nand {more} more"),
        }
    }
}

impl std::error::Error for Rejected {}

/// The nearest of the accepted names, when one is near enough to be meant.
///
/// Nearness is Jaro-Winkler similarity (Winkler 1990), from 0 to 1, which weighs the
/// beginning of a word most: misspellings mostly come late in a word, and keys of one section
/// begin alike. Names up to 0.8 are not offered; of equally near ones the last is.
///
/// # Example
///
/// ```
/// use landsim::finding::nearest;
///
/// assert_eq!(nearest("qualty", ["quality", "source"]), Some("quality"));
/// assert_eq!(nearest("colour", ["quality", "source"]), None);
/// ```
pub fn nearest<'a>(name: &str, accepted: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    accepted
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(similarity, _)| *similarity > 0.8)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_one_line() {
        let finding = Finding {
            place: Place { file: "a.toml".into(), line: Some(12), column: Some(8) },
            key: "market.momentum".into(),
            found: "1.2".into(),
            accepted: "a number from 0 to 1".into(),
        };
        assert_eq!(
            finding.to_string(),
            "a.toml:12:8: market.momentum: found 1.2; accepted: a number from 0 to 1"
        );
    }

    #[test]
    fn a_misspelt_name_finds_its_neighbour_and_nonsense_does_not() {
        let names = ["momentum", "leverage", "pull"];
        assert_eq!(nearest("momentun", names), Some("momentum"));
        assert_eq!(nearest("zzz", names), None);
    }
}
