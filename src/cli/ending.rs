//! How commands end, and everything that is said to the user on the way there.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use landsim::finding::Rejected;
use landsim::store::write_error::WriteError;
use landsim::wording::phrases::in_chinese;
use landsim::wording::text::Language;

use super::language::spoken;

/// How a command ended; the number is the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ending {
    /// Everything asked for was done.
    Done = 0,
    /// An input file was rejected, or a check found a difference.
    Rejected = 3,
    /// Results could not be written.
    NotWritten = 4,
    /// Interrupted by the user.
    Interrupted = 130,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(ending as u8)
    }
}

/// Prints text for whoever reads the results. A reader that went away early, such as `head`, has
/// read enough; anything else that keeps the text from being written is a failure.
pub(super) fn print(text: &str) -> Ending {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(harmless(text).as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            tell(format_args!(
                "landsim: standard output: found {error}; accepted: a place that can be written to"
            ));
            Ending::NotWritten
        }
        _ => Ending::Done,
    }
}

/// Says a line on the standard error stream, in the language that is spoken; where nobody can hear
/// it, the work goes on.
pub(super) fn tell(line: impl Display) {
    let line = line.to_string();
    let line = match spoken() {
        Language::English => line,
        Language::Chinese => in_chinese(&line),
    };
    let _ = writeln!(io::stderr().lock(), "{}", harmless(&line));
}

/// A text without signs that steer a terminal or turn the direction of writing: titles and names
/// come from strangers' files.
fn harmless(text: &str) -> Cow<'_, str> {
    let is_steering = |sign: char| {
        (sign.is_control() && !matches!(sign, '\n' | '\t'))
            || matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
            || matches!(sign, '\u{2066}'..='\u{2069}' | '\u{61c}')
    };
    if text.contains(is_steering) {
        Cow::Owned(text.replace(is_steering, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Says why an input is rejected.
pub(super) fn reject(rejected: &Rejected) -> Ending {
    tell(rejected);
    Ending::Rejected
}

/// Says what could not be written, and why.
pub(super) fn not_written(error: &WriteError) -> Ending {
    tell(error);
    Ending::NotWritten
}

/// Says that nothing was written into a folder because of an interrupt.
pub(super) fn interrupted(folder: &str) -> Ending {
    tell(format_args!("{folder}: interrupted; nothing was written"));
    Ending::Interrupted
}

/// Ends a command whose results were to be written: prints `text` and the folder they are in,
/// nothing when `quiet`, or says why they were not written.
pub(super) fn show_written(
    written: Result<PathBuf, WriteError>,
    quiet: bool,
    text: impl FnOnce() -> String,
) -> Ending {
    match written {
        Ok(_) if quiet => Ending::Done,
        Ok(path) => print(&format!("{}{}\n", text(), path.display())),
        Err(error) => not_written(&error),
    }
}
