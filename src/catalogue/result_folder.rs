//! Folders under the folder for results that hold what is not one run of a scenario.

/// A folder whose name no scenario may take as its id, since a run's folder is named by its
/// scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResultFolder {
    /// Tables across the scenarios of a batch (`landsim run`).
    Scenarios,
    /// Differences from a base (`landsim compare`).
    Comparison,
    /// What each part of a scenario does (`landsim explain`).
    Explanation,
    /// Policies in several markets (`landsim regret`).
    Regret,
    /// Single trials as ledgers (`landsim replay`).
    Replay,
    /// Forecasts against what has happened (`landsim track`).
    Track,
    /// Forecasts against what came (`landsim backtest`).
    Backtest,
    /// A market against what was seen (`landsim diagnose`).
    Diagnostics,
    /// Page, charts and workbook (`landsim report`).
    Report,
}

impl ResultFolder {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Scenarios,
        Self::Comparison,
        Self::Explanation,
        Self::Regret,
        Self::Replay,
        Self::Track,
        Self::Backtest,
        Self::Diagnostics,
        Self::Report,
    ];

    /// The name of the folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scenarios => "scenarios",
            Self::Comparison => "comparison",
            Self::Explanation => "explanation",
            Self::Regret => "regret",
            Self::Replay => "replay",
            Self::Track => "track",
            Self::Backtest => "backtest",
            Self::Diagnostics => "diagnostics",
            Self::Report => "report",
        }
    }

    /// The folder of a name; `None` of a name that a scenario may take.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|folder| folder.name() == name)
    }
}
