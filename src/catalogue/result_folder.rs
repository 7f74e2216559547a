//! Folders of results that are not one run of a scenario.

/// A folder under the folder for results that holds what is not one run of a scenario; no scenario
/// may take its name as an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultFolder {
    /// Tables across the scenarios of a batch, by `landsim run`.
    Scenarios,
    /// Paired differences from a base, by `landsim compare`.
    Comparison,
    /// Shares of a change by its parts, by `landsim explain`.
    Explanation,
    /// Policies in several markets, by `landsim regret`.
    Regret,
    /// Single trials as ledgers, by `landsim replay`.
    Replay,
    /// Scored forecasts of house prices, by `landsim backtest`.
    Backtest,
    /// House prices of a market beside those that were seen, by `landsim diagnose`.
    Diagnostics,
    /// Page, charts and workbook, by `landsim report`.
    Report,
}

impl ResultFolder {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Scenarios,
        Self::Comparison,
        Self::Explanation,
        Self::Regret,
        Self::Replay,
        Self::Backtest,
        Self::Diagnostics,
        Self::Report,
    ];

    /// Name of the folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scenarios => "scenarios",
            Self::Comparison => "comparison",
            Self::Explanation => "explanation",
            Self::Regret => "regret",
            Self::Replay => "replay",
            Self::Backtest => "backtest",
            Self::Diagnostics => "diagnostics",
            Self::Report => "report",
        }
    }

    /// Whether a name is that of one of these folders, so that no run of a scenario may have it.
    pub fn is_named(name: &str) -> bool {
        Self::ALL.into_iter().any(|folder| folder.name() == name)
    }
}
