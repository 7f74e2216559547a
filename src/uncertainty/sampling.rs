//! How chance is spread over the trials of a run.

use std::fmt;

/// Independent sets into which the trials of a run that are not independent of one another fall; what
/// differs between them says how far the run is off.
pub const REPLICATES: u64 = 32;

/// Set in the number of a stream whose words are taken from the other end.
pub(super) const MIRRORED: u64 = 1 << 63;

/// How chance is spread over trials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Sampling {
    /// Every trial for itself.
    #[default]
    Plain,
    /// Trials in pairs: what is high in one is low in the other.
    Antithetic,
    /// Each number of the market's shocks spread evenly for itself.
    Stratified,
    /// The market's shocks spread evenly together: a Sobol' sequence under a Brownian bridge.
    Sobol,
}

impl Sampling {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Antithetic, Self::Stratified, Self::Sobol];

    /// Its name in files and arguments.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Antithetic => "antithetic",
            Self::Stratified => "stratified",
            Self::Sobol => "sobol",
        }
    }

    /// That of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sampling| sampling.name() == name)
    }

    /// The stream of a trial's random words.
    #[inline]
    pub fn stream(self, trial: u64) -> u64 {
        if self == Self::Antithetic && (trial / REPLICATES) % 2 == 1 {
            (trial - REPLICATES) | MIRRORED
        } else {
            trial
        }
    }
}

impl fmt::Display for Sampling {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The set that a trial belongs to.
#[inline]
pub fn replicate(trial: u64) -> u64 {
    trial % REPLICATES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trials_pair_up_within_their_set() {
        for trial in [0, 31, 64, 1000] {
            let partner = Sampling::Antithetic.stream(trial);
            assert_eq!(partner & !MIRRORED, if trial / 32 % 2 == 1 { trial - 32 } else { trial });
            assert_eq!(replicate(partner & !MIRRORED), replicate(trial));
            assert_eq!(Sampling::Sobol.stream(trial), trial);
        }
        assert_eq!(
            Sampling::ALL.map(|sampling| Sampling::named(sampling.name())),
            Sampling::ALL.map(Some)
        );
    }
}
