//! How far a run is: a bar on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::ending::tell;

/// Plain lines per run when nobody watches a terminal.
const LINES: u64 = 10;

/// Progress of a batch: how many of its scenarios are done.
pub(super) struct BatchProgress {
    /// Bars that stand together on a terminal; `None` elsewhere or when nothing is shown.
    bars: Option<(MultiProgress, ProgressBar)>,
    is_told: bool,
    scenarios: usize,
}

impl BatchProgress {
    /// Progress of a batch of scenarios.
    pub(super) fn new(scenarios: usize, quiet: bool) -> Self {
        let is_shown = !quiet && scenarios > 1;
        let bars = (is_shown && std::io::stderr().is_terminal()).then(|| {
            let bars = MultiProgress::new();
            let template = "batch [{bar:30}] {pos}/{len} scenarios  {eta} left";
            let bar = ProgressBar::new(scenarios as u64).with_style(style(template));
            let bar = bars.add(bar);
            bar.tick();
            (bars, bar)
        });
        Self { bars, is_told: is_shown, scenarios }
    }

    /// Counts a scenario that is done, the `done`-th of the batch.
    pub(super) fn advance(&self, done: usize) {
        match &self.bars {
            Some((_, bar)) => bar.inc(1),
            None if self.is_told => {
                tell(format_args!("batch: {done} of {} scenarios", self.scenarios));
            }
            None => {}
        }
    }

    /// Takes the bar away while text is printed.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bars {
            Some((bars, _)) => bars.suspend(print),
            None => print(),
        }
    }

    /// Clears the bar.
    pub(super) fn finish(&self) {
        if let Some((_, bar)) = &self.bars {
            bar.finish_and_clear();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

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
        let bar = ProgressBar::new(trials).with_style(style(template));
        Self::Bar(bar.with_prefix(name.to_owned()))
    }

    /// Progress of something short: a bar where somebody watches a terminal, no lines elsewhere.
    pub(super) fn watched(name: &str, trials: u64, quiet: bool) -> Self {
        Self::new(name, trials, quiet || !std::io::stderr().is_terminal())
    }

    /// The same above the bar of a batch.
    pub(super) fn in_batch(self, batch: &BatchProgress) -> Self {
        match (self, &batch.bars) {
            (Self::Bar(bar), Some((bars, _))) => Self::Bar(bars.insert(0, bar)),
            (progress, _) => progress,
        }
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
                    tell(format_args!("{name}: {} of {all} trials", before + trials));
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
