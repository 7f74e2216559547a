//! Addressed random words: (seed, entity, trial, counter, purpose) to 64 bits.
//!
//! Each entity (the market, a plot, a shock) has a 256-bit `ChaCha8` key made from the seed and its
//! id by SHA-256; the trial is the ChaCha stream; the counter and the purpose are the position in
//! it. Nothing else enters, so the same address always holds the same word. `docs/model.md` gives
//! the layout, and a test pins the first words. A trial number with its highest bit set addresses
//! the same words with every bit turned: uniform variates u become 1 - u exactly.
//!
//! # Why addresses are made of a key, a stream and a position
//!
//! - The **key** separates entities and seeds. It is a hash, so ids may be any text and two
//!   plots never share words; a plot that is added, dropped or moved in the file changes no
//!   other's.
//! - The **stream** separates trials. Any trial can be run alone, in any order, on any
//!   machine: a run over trials 500 to 599 has the words that a run from 0 has there.
//! - The **position** separates occasions (counter) and decisions (purpose). A plot that goes
//!   to auction a third time reads at counter 2, whether or not it read everything before; so
//!   a policy that adds an auction leaves the luck of all others alone, and scenarios of one
//!   seed can be compared trial by trial.
//!
//! Purposes have fixed places that are never given to another purpose: old seeds keep their
//! luck when a new decision gets words of its own.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};
use sha2::{Digest, Sha256};

use super::chacha::KEY_WORDS;
use super::sampling::MIRRORED;

/// Changes when the meaning of an address changes; part of every key, so results of two
/// meanings can never agree by accident.
const ADDRESS_VERSION: &str = "landsim address 1";
/// 64-bit words in a ChaCha block.
const WORDS_PER_BLOCK: u64 = 8;
/// Words turned from bytes together: what the generator makes at once.
const AT_ONCE: usize = 32;
/// Bytes in a word.
const WORD_BYTES: usize = 8;
/// Purposes of the market in a month: one block.
pub const MARKET_PURPOSES: usize = 8;
/// Purposes of a plot that are in use.
pub const PLOT_PURPOSES: usize = 16;
/// Places of a plot under one counter, in use or free: four blocks.
pub const PLOT_PLACES: usize = 32;

/// Purposes of what plots have in common: one block, of which the first are in use.
pub(super) const COMMON_PURPOSES: usize = 8;

/// Purposes of a shock: one block.
pub const SHOCK_PURPOSES: usize = 8;

/// What kind of thing an entity id names; a plot and a shock may bear the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityKind {
    /// The market as a whole.
    Market,
    /// A plot of the portfolio.
    Plot,
    /// What all plots of the district have in common.
    District,
    /// What the plots of a zone have in common, by the zone's id.
    Zone,
    /// A shock of the scenario.
    Shock,
    /// Orders in which the parts of a scenario arrive.
    Order,
    /// An uncertain number of the scenario, by its dotted key.
    Parameter,
    /// How evenly spread points are ordered and scrambled.
    Points,
}

impl EntityKind {
    fn name(self) -> &'static str {
        match self {
            Self::Market => "market",
            Self::Plot => "plot",
            Self::District => "district",
            Self::Zone => "zone",
            Self::Shock => "shock",
            Self::Order => "order",
            Self::Parameter => "parameter",
            Self::Points => "points",
        }
    }
}

/// What a market word of a month decides; the number is the word's place and never changes.
/// The six in the middle become standard normals, which the scenario's volatilities and
/// correlations scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarketPurpose {
    /// The regime's next state.
    Regime = 0,
    /// House price shock.
    HousePrice = 1,
    /// Own shock of residential land.
    ResidentialLand = 2,
    /// Own shock of commercial and office land.
    CommercialOfficeLand = 3,
    /// Construction cost shock.
    ConstructionCost = 4,
    /// Lending rate shock.
    LendingRate = 5,
    /// Developers' demand shock.
    Demand = 6,
    /// Block of history, when house prices are resampled from it.
    HistoryBlock = 7,
}

/// What a plot's word decides; the number is the word's place and never changes. The counter says
/// which occasion: the attempt, the auction or the deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlotPurpose {
    /// Acquisition cost around its estimate.
    AcquisitionCost = 0,
    /// Acquisition duration around its estimate.
    AcquisitionDuration = 1,
    /// Preparation cost around its estimate.
    PreparationCost = 2,
    /// Preparation duration around its estimate.
    PreparationDuration = 3,
    /// The plot's own value around the market's.
    Value = 4,
    /// Second consultation round, by attempt.
    Consultation = 5,
    /// Number of bidders, by auction.
    Bidders = 6,
    /// Highest valuation, by auction.
    HighestValuation = 7,
    /// Second highest valuation, by auction.
    SecondValuation = 8,
    /// State buyer after a failure, by auction.
    StateBuyer = 9,
    /// Default of the buyer, by deal.
    Default = 10,
    /// Start lag, by deal.
    StartLag = 11,
    /// Building time, by deal.
    BuildTime = 12,
    /// Whether idleness is the government's fault, by deal.
    GovernmentFault = 13,
    /// Whether the idle-land fee is charged, by deal.
    IdleFee = 14,
    /// Whether idle land is repossessed, by deal.
    Repossession = 15,
}

/// What a plot's word decides that is listed on application; the number is the word's place and
/// never changes. They stand behind those of [`PlotPurpose`], in a block of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicationPurpose {
    /// Whether the plot is listed on application at all; counter 0.
    OnApplication = 16,
    /// Whether and when an applicant comes, by spell.
    Applicant = 17,
    /// What the applicant would pay, by spell.
    ApplicantValue = 18,
    /// Whether a local state firm applies in a spell's first month, or takes the plot at its end.
    StateApplicant = 19,
}

/// The words of a plot's applications under one counter.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationWords([u64; 8]);

impl ApplicationWords {
    /// The uniform variate of a purpose.
    #[inline]
    pub fn uniform(&self, purpose: ApplicationPurpose) -> f64 {
        uniform(self.0[purpose as usize - PLOT_PURPOSES])
    }
}

/// What a shock's word decides; the number is the word's place and never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShockPurpose {
    /// When it comes, when that is not certain.
    Onset = 0,
    /// How hard it hits.
    Severity = 1,
}

/// The 256-bit key of an entity under a seed: SHA-256 of a version text, kind and id, each
/// preceded by its length, and the seed. The lengths keep "ab" and "c" apart from "a" and
/// "bc".
///
/// # Example
///
/// The same address always gives the same luck, and another trial gives other luck:
///
/// ```
/// use landsim::uncertainty::stream::{EntityKey, PlotPurpose, PlotUniforms};
///
/// let key = EntityKey::plot(20_110_101, "reserve-01");
/// let bidders = |trial| key.occasion_draws(trial, 0).uniform(PlotPurpose::Bidders);
/// assert_eq!(bidders(7), bidders(7));
/// assert_ne!(bidders(7), bidders(8));
/// assert_eq!(bidders(7 | 1 << 63), 1.0 - bidders(7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntityKey([u8; 32]);

impl EntityKey {
    /// The key of the entity `id` of a kind under `seed`.
    pub fn new(seed: u64, kind: EntityKind, id: &str) -> Self {
        let mut hash = Sha256::new();
        for part in [ADDRESS_VERSION, kind.name(), id] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.update(seed.to_le_bytes());
        Self(hash.finalize().into())
    }

    /// The key of the market under `seed`.
    pub fn market(seed: u64) -> Self {
        Self::new(seed, EntityKind::Market, "market")
    }

    /// The key of a plot under `seed`.
    pub fn plot(seed: u64, plot_id: &str) -> Self {
        Self::new(seed, EntityKind::Plot, plot_id)
    }

    /// The key of what all plots of the district have in common under `seed`.
    pub fn district(seed: u64) -> Self {
        Self::new(seed, EntityKind::District, "district")
    }

    /// The key of what the plots of a zone have in common under `seed`.
    pub fn zone(seed: u64, zone_id: &str) -> Self {
        Self::new(seed, EntityKind::Zone, zone_id)
    }

    /// The key of a shock under `seed`.
    pub fn shock(seed: u64, shock_id: &str) -> Self {
        Self::new(seed, EntityKind::Shock, shock_id)
    }

    /// The key of an uncertain number under `seed`, by its dotted key in the scenario; adding
    /// or fixing one number moves no other.
    pub fn parameter(seed: u64, key: &str) -> Self {
        Self::new(seed, EntityKind::Parameter, key)
    }

    /// The uniform variate of an uncertain number in a trial.
    pub fn parameter_uniform(self, trial: u64) -> f64 {
        let mut words = [0; 1];
        self.fill(trial, 0, &mut words);
        uniform(words[0])
    }

    /// The key of evenly spread points under `seed`.
    pub fn points(seed: u64) -> Self {
        Self::new(seed, EntityKind::Points, "points")
    }

    /// Pairs of 32-bit words of one stream: for each dimension of evenly spread points an
    /// order and a scrambling.
    pub fn pairs(self, stream: u64, number: usize) -> Vec<[u32; 2]> {
        let mut words = vec![0; number];
        self.fill(stream, 0, &mut words);
        let halves = |word: u64| [word >> u32::BITS, word & u64::from(u32::MAX)];
        let of = |half: u64| u32::try_from(half).unwrap_or(u32::MAX);
        words.into_iter().map(|word| halves(word).map(of)).collect()
    }

    /// The key of orders under `seed`.
    pub fn order(seed: u64) -> Self {
        Self::new(seed, EntityKind::Order, "order")
    }

    /// An order of `length` things, all orders being equally likely: they are sorted by a
    /// word each. `number` is the stream, so order 0, 1, 2 and so on are independent of one
    /// another.
    pub fn permutation(self, number: u64, length: usize) -> Vec<usize> {
        let mut words = vec![0; length];
        self.fill(number, 0, &mut words);
        let mut order: Vec<usize> = (0..length).collect();
        order.sort_by_key(|thing| words[*thing]);
        order
    }

    /// The uniform variate of a shock's purpose.
    pub fn shock_uniform(self, trial: u64, purpose: ShockPurpose) -> f64 {
        let mut words = [0; SHOCK_PURPOSES];
        self.fill(trial, 0, &mut words);
        uniform(words[purpose as usize])
    }

    /// The 64-bit words of a stream from a block on, low half first as the cipher makes them;
    /// every bit turned where the trial is mirrored.
    fn fill(self, trial: u64, first_block: u64, words: &mut [u64]) {
        let mut generator = ChaCha8Rng::from_seed(self.0);
        generator.set_stream(trial & !MIRRORED);
        generator.set_word_pos(u128::from(first_block) * u128::from(WORDS_PER_BLOCK) * 2);
        let mut bytes = [0; AT_ONCE * WORD_BYTES];
        for some in words.chunks_mut(AT_ONCE) {
            let bytes = &mut bytes[..some.len() * WORD_BYTES];
            generator.fill_bytes(bytes);
            for (word, bytes) in some.iter_mut().zip(bytes.as_chunks::<WORD_BYTES>().0) {
                *word = u64::from_le_bytes(*bytes);
            }
        }
        if trial & MIRRORED != 0 {
            for word in words.iter_mut() {
                *word = !*word;
            }
        }
    }

    /// Words of a trial for numbers that are drawn together.
    pub fn words(self, trial: u64, words: &mut [u64]) {
        self.fill(trial, 0, words);
    }

    /// The words of the market from month 0 on, [`MARKET_PURPOSES`] for each month.
    pub fn market_draws(self, trial: u64, words: &mut [u64]) {
        self.fill(trial, 0, words);
    }

    /// The key as the cipher takes it.
    pub(super) fn in_words(self) -> [u32; KEY_WORDS] {
        let bytes = self.0.as_chunks().0;
        std::array::from_fn(|word| u32::from_le_bytes(bytes[word]))
    }

    /// The words of a plot's applications under one counter.
    pub fn application_draws(self, trial: u64, counter: u32) -> ApplicationWords {
        let mut words = ApplicationWords([0; 8]);
        self.fill(trial, application_block(counter), &mut words.0);
        words
    }

    /// The words of a plot under one counter.
    pub fn occasion_draws(self, trial: u64, counter: u32) -> OccasionDraws {
        let mut words = OccasionDraws([0; PLOT_PURPOSES]);
        self.fill(trial, first_block(counter), &mut words.0);
        words
    }
}

/// The block with a plot's words of applications under a counter.
pub(super) fn application_block(counter: u32) -> u64 {
    first_block(counter) + PLOT_PURPOSES as u64 / WORDS_PER_BLOCK
}

/// The block in which the words of a plot under a counter begin.
pub(super) fn first_block(counter: u32) -> u64 {
    const BLOCKS_PER_COUNTER: u64 = PLOT_PLACES as u64 / WORDS_PER_BLOCK;
    u64::from(counter) * BLOCKS_PER_COUNTER
}

/// A 64-bit word of the two 32-bit words that lists by purpose hold apart.
#[inline]
pub(super) fn joined(low: u32, high: u32) -> u64 {
    u64::from(high) << u32::BITS | u64::from(low)
}

/// The variates of a plot for one trial and counter, wherever its words are kept.
pub trait PlotUniforms {
    /// The uniform variate of a purpose.
    fn uniform(&self, purpose: PlotPurpose) -> f64;

    /// The standard normal variate of a purpose.
    #[inline]
    fn normal(&self, purpose: PlotPurpose) -> f64 {
        super::normal::inverse(self.uniform(purpose))
    }
}

/// A plot's words for one trial and counter, by themselves.
#[derive(Debug, Clone, Copy)]
pub struct OccasionDraws([u64; PLOT_PURPOSES]);

impl OccasionDraws {
    /// Words stated by hand, for cases worked out on paper.
    pub const fn of(words: &[u64; PLOT_PURPOSES]) -> Self {
        Self(*words)
    }
}

impl PlotUniforms for OccasionDraws {
    #[inline]
    fn uniform(&self, purpose: PlotPurpose) -> f64 {
        uniform(self.0[purpose as usize])
    }
}

/// The uniform variate in the open interval (0, 1) that a word holds: the middle of one of 2^52
/// equal cells, so that u and 1 - u are both exact and neither 0 nor 1 can occur.
#[inline]
pub fn uniform(word: u64) -> f64 {
    const HALF_A_CELL: f64 = f64::EPSILON / 2.0;
    // The 52 bits behind the point of a number from 1 to 2; taking 1 off is exact.
    (f64::from_bits(word >> 12 | 1.0_f64.to_bits()) - 1.0) + HALF_A_CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At 0 a normal would be infinite, and at 1 a count of bidders would never end.
    #[test]
    fn uniforms_never_touch_the_ends() {
        assert!(uniform(0) > 0.0);
        assert!(uniform(u64::MAX) < 1.0);
        assert_eq!(1.0 - uniform(0), uniform(u64::MAX));
    }

    #[test]
    fn a_counter_addresses_the_same_words_as_reading_on() {
        let key = EntityKey::plot(7, "stock-01");
        let mut straight = [0; 3 * PLOT_PLACES];
        key.fill(5, 0, &mut straight);
        for counter in 0..3 {
            let first = counter as usize * PLOT_PLACES;
            assert_eq!(key.occasion_draws(5, counter).0, straight[first..first + PLOT_PURPOSES]);
        }
    }

    #[test]
    fn every_part_of_the_address_matters() {
        let word = |seed, id, trial, counter| {
            EntityKey::plot(seed, id).occasion_draws(trial, counter).0[0]
        };
        let base = word(1, "a", 1, 0);
        assert_ne!(base, word(2, "a", 1, 0));
        assert_ne!(base, word(1, "b", 1, 0));
        assert_ne!(base, word(1, "a", 2, 0));
        assert_ne!(base, word(1, "a", 1, 1));
        assert_ne!(EntityKey::new(1, EntityKind::Shock, "a"), EntityKey::plot(1, "a"));
    }
}
