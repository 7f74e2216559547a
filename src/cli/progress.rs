//! How far a run is: a bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

/// Plain lines per run when nobody watches a terminal.
const LINES: u64 = 10;

/// Progress of one run.
pub(super) enum Progress {
    /// Nothing is shown.
    Silent,
    /// A bar.
    Bar(ProgressBar),
    /// A line for every tenth.
    Lines {
        /// Scenario.
        name: String,
        /// Trials in all.
        trials: u64,
        /// Trials done.
        done: AtomicU64,
    },
}

impl Progress {
    /// Progress of `trials` of a scenario.
    pub(super) fn new(name: &str, trials: u64, quiet: bool) -> Self {
        if quiet {
            return Self::Silent;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines { name: name.to_owned(), trials, done: AtomicU64::new(0) };
        }
        let template = "{prefix} [{bar:30}] {human_pos}/{human_len} trials  {per_sec}  {eta} left";
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self::Bar(ProgressBar::new(trials).with_style(style).with_prefix(name.to_owned()))
    }

    /// Counts trials that are done.
    pub(super) fn advance(&self, trials: u64) {
        match self {
            Self::Silent => {}
            Self::Bar(bar) => bar.inc(trials),
            Self::Lines { name, trials: all, done } => {
                let before = done.fetch_add(trials, Ordering::Relaxed);
                let tenth = |count: u64| count.saturating_mul(LINES).checked_div(*all).unwrap_or(0);
                if tenth(before + trials) > tenth(before) {
                    super::say(format_args!("{name}: {} of {all} trials", before + trials));
                }
            }
        }
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
