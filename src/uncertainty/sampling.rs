//! How chance is spread over the trials of a run.
//!
//! # Why there are sets of trials
//!
//! Trials that are spread evenly are not independent, so the spread of their results says
//! nothing of how far their mean is off. The trials of a run therefore fall into 32 sets that
//! are spread by themselves and independent of one another; the spread of the sets' means
//! gives the error.

use std::fmt;

/// Independent sets into which the trials of a run that are not independent of one another
/// fall; what differs between them says how far the run is off. 32 sets know a standard error
/// to about an eighth (1 / √(2 · 31)); more sets would leave each of them too few points to
/// be even.
pub const REPLICATES: u64 = 32;

/// Set in the number of a stream whose words are taken from the other end: the highest bit,
/// which no run's number of trials reaches.
pub(super) const MIRRORED: u64 = 1 << 63;

/// How chance is spread over trials. Whatever it is, each trial by itself has the
/// distribution of the model; what differs is how trials go together, and with it the error
/// of averages over them.
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
    ///
    /// Antithetic pairs are a trial and the one [`REPLICATES`] before it, not its neighbour,
    /// so that both fall into the same set and sets stay independent.
    ///
    /// # Example
    ///
    /// ```
    /// use landsim::uncertainty::sampling::{Sampling, replicate};
    ///
    /// assert_eq!(Sampling::Plain.stream(40), 40);
    /// assert_eq!(Sampling::Antithetic.stream(40), 8 | 1 << 63);
    /// assert_eq!(replicate(40), replicate(8));
    /// ```
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

/// The set that a trial belongs to, 0 to 31.
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
