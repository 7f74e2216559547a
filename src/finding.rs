//! What is wrong with an input file, said once, in the user's words: where, what was found, what
//! is accepted.

use std::fmt::{self, Write as _};

/// Where in an input file something was found.
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
    /// The file as a whole.
    pub fn whole(file: &str) -> Self {
        Self { file: file.to_owned(), line: None, column: None }
    }

    /// A line of a file.
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

/// An input that cannot be used, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// All findings, in the order of files and lines; never empty.
    pub findings: Vec<Finding>,
}

impl Rejected {
    /// A rejection for findings sorted by place.
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
