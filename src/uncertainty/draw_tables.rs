//! Tables of words: those of many plots under one counter, and those of the market in a trial,
//! drawn together.
//!
//! # Why tables
//!
//! A trial needs the same sixteen words of every plot, and the market's eight words of every
//! month. Asked for one by one they cost a cipher set-up each; drawn together they are lists
//! by purpose, which is also how the model reads them: all acquisition costs, then all
//! durations. The words are the same either way, to the last bit, which the tests show.

use crate::calendar::Month;
use crate::uncertainty::chacha::{self, BLOCK_WORDS, Blocks, Keys};
use crate::uncertainty::sampling::MIRRORED;
use crate::uncertainty::stream::{
    ApplicationPurpose, COMMON_PURPOSES, EntityKey, MarketPurpose, PLOT_PURPOSES, PlotPurpose,
    PlotUniforms, application_block, first_block, joined, uniform,
};

/// Blocks that hold the purposes of a plot: sixteen 64-bit words are two blocks. The other
/// two of the [`PLOT_PLACES`](crate::uncertainty::stream::PLOT_PLACES) are free and never made.
const PLOT_BLOCKS: usize = PLOT_PURPOSES / BLOCK_WORDS * 2;

/// The keys of many plots, whose words are drawn together; in the order of the portfolio.
#[derive(Debug, Clone)]
pub struct PlotKeys(Keys);

impl PlotKeys {
    /// From the keys of the plots, in the order in which the table will hold their words.
    pub fn new(keys: &[EntityKey]) -> Self {
        Self(Keys::new(&keys.iter().map(|key| key.in_words()).collect::<Vec<_>>()))
    }

    /// Draws the words under one counter of as many plots as the table has room for: those of
    /// [`EntityKey::occasion_draws`]. Everything the table held before is overwritten, so one
    /// table serves all trials of a worker without allocating.
    pub fn draw(&self, trial: u64, counter: u32, table: &mut PlotDrawTable) {
        for (block, blocks) in (first_block(counter)..).zip(&mut table.0) {
            self.0.blocks(trial & !MIRRORED, block, blocks);
            mirror(trial, blocks);
        }
    }
}

impl PlotKeys {
    /// Draws the words of applications under one counter of as many plots as the table has room
    /// for: those of [`EntityKey::application_draws`].
    pub fn draw_applications(&self, trial: u64, counter: u32, table: &mut ApplicationDrawTable) {
        self.0.blocks(trial & !MIRRORED, application_block(counter), &mut table.0);
        mirror(trial, &mut table.0);
    }
}

/// The keys of those who share what plots have in common: the district and its zones.
#[derive(Debug, Clone, PartialEq)]
pub struct CommonKeys(Keys);

impl CommonKeys {
    /// From their keys, in the order in which the table will hold their words.
    pub fn new(keys: &[EntityKey]) -> Self {
        Self(Keys::new(&keys.iter().map(|key| key.in_words()).collect::<Vec<_>>()))
    }

    /// Draws everybody's words for a block of months.
    pub fn draw(&self, trial: u64, block: u64, table: &mut CommonDrawTable) {
        self.0.blocks(trial & !MIRRORED, block, &mut table.0);
        mirror(trial, &mut table.0);
    }
}

/// The words of what plots have in common for one trial and block of months.
#[derive(Debug, Clone)]
pub struct CommonDrawTable(Blocks);

impl CommonDrawTable {
    /// Room for so many who share.
    pub fn new(entities: usize) -> Self {
        Self(chacha::room_for_blocks(entities))
    }

    /// The uniform variates at a place by entity; there may be more than entities.
    #[inline]
    pub fn uniforms(&self, place: usize) -> impl Iterator<Item = f64> {
        const { assert!(COMMON_PURPOSES * 2 <= BLOCK_WORDS, "places fit one block") };
        let lists = &self.0[place * 2..];
        lists[0].iter().zip(&lists[1]).map(|(low, high)| uniform(joined(*low, *high)))
    }
}

/// The words of applications of many plots for one trial and counter.
#[derive(Debug, Clone)]
pub struct ApplicationDrawTable(Blocks);

impl ApplicationDrawTable {
    /// Room for the first `plots` plots; nothing is drawn yet and all words are 0.
    pub fn new(plots: usize) -> Self {
        Self(chacha::room_for_blocks(plots))
    }

    /// The uniform variates of a purpose by plot; there may be more than plots.
    #[inline]
    pub fn uniforms(&self, purpose: ApplicationPurpose) -> impl Iterator<Item = f64> {
        let lists = &self.0[(purpose as usize - PLOT_PURPOSES) * 2..];
        lists[0].iter().zip(&lists[1]).map(|(low, high)| uniform(joined(*low, *high)))
    }

    /// The uniform variate of a purpose of the plot in a row.
    #[inline]
    pub fn uniform(&self, purpose: ApplicationPurpose, row: usize) -> f64 {
        let lists = &self.0[(purpose as usize - PLOT_PURPOSES) * 2..];
        uniform(joined(lists[0][row], lists[1][row]))
    }
}

/// Turns every bit of what was drawn where the trial is the mirror image of another one: a
/// uniform u becomes 1 - u exactly (see [`uniform`]).
fn mirror(trial: u64, blocks: &mut Blocks) {
    if trial & MIRRORED != 0 {
        blocks.iter_mut().flatten().for_each(|word| *word = !*word);
    }
}

/// The words of the market in a trial: eight 64-bit words for each month from 0 on, a block
/// each.
#[derive(Debug, Clone, Default)]
pub struct MarketDrawTable(Blocks);

impl MarketDrawTable {
    /// Room for so many months; nothing is drawn yet and all words are 0.
    pub fn new(months: usize) -> Self {
        Self(chacha::room_for_blocks(months))
    }

    /// Draws the words of a trial under the market's key: those of [`EntityKey::market_draws`].
    pub fn draw(&mut self, key: EntityKey, trial: u64) {
        chacha::first_blocks(&key.in_words(), trial & !MIRRORED, &mut self.0);
        mirror(trial, &mut self.0);
    }

    /// The words of a purpose by month, in lower and upper halves; there may be more than
    /// months, since lists are padded to whole registers.
    #[inline]
    fn halves(&self, purpose: MarketPurpose) -> [&[u32]; 2] {
        let lists = &self.0[purpose as usize * 2..];
        [&lists[0], &lists[1]]
    }

    /// The uniform variates of a purpose, month by month; there may be more than months.
    #[inline]
    pub fn uniforms(&self, purpose: MarketPurpose) -> impl Iterator<Item = f64> {
        let [low, high] = self.halves(purpose);
        low.iter().zip(high).map(|(low, high)| uniform(joined(*low, *high)))
    }

    /// The uniform variate of a purpose in a month.
    #[inline]
    pub fn uniform(&self, purpose: MarketPurpose, month: Month) -> f64 {
        let [low, high] = self.halves(purpose);
        uniform(joined(low[month.place()], high[month.place()]))
    }
}

/// The words of many plots for one trial and counter, shape `[block][32-bit word][plot]`.
#[derive(Debug, Clone)]
pub struct PlotDrawTable([Blocks; PLOT_BLOCKS]);

impl PlotDrawTable {
    /// Room for the first `plots` plots; nothing is drawn yet and all words are 0.
    pub fn new(plots: usize) -> Self {
        Self(std::array::from_fn(|_| chacha::room_for_blocks(plots)))
    }

    /// The words of a purpose by plot, in lower and upper halves; there may be more than plots.
    #[inline]
    fn halves(&self, purpose: usize) -> [&[u32]; 2] {
        const WORDS: usize = BLOCK_WORDS / 2;
        let lists = &self.0[purpose / WORDS][purpose % WORDS * 2..];
        [&lists[0], &lists[1]]
    }

    /// The uniform variates of a purpose, plot by plot; there may be more than plots.
    #[inline]
    pub fn uniforms(&self, purpose: PlotPurpose) -> impl Iterator<Item = f64> {
        let [low, high] = self.halves(purpose as usize);
        low.iter().zip(high).map(|(low, high)| uniform(joined(*low, *high)))
    }

    /// The words of a plot.
    #[inline]
    pub fn of(&self, plot: usize) -> PlotDrawRow<'_> {
        PlotDrawRow { table: self, plot }
    }
}

/// The words of one plot in a table, as [`PlotUniforms`] offers them: a reference and an
/// index, so that what reads a plot's luck does not care whether it was drawn alone or with
/// the others.
#[derive(Debug, Clone, Copy)]
pub struct PlotDrawRow<'t> {
    table: &'t PlotDrawTable,
    plot: usize,
}

impl PlotUniforms for PlotDrawRow<'_> {
    #[inline]
    fn uniform(&self, purpose: PlotPurpose) -> f64 {
        let [low, high] = self.table.halves(purpose as usize);
        uniform(joined(low[self.plot], high[self.plot]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uncertainty::stream::MARKET_PURPOSES;

    /// Purposes at both ends and in the middle; trials at both ends, one of them mirrored.
    #[test]
    fn a_table_holds_the_words_of_every_plot() {
        const ALL: [PlotPurpose; 3] =
            [PlotPurpose::AcquisitionCost, PlotPurpose::SecondValuation, PlotPurpose::Repossession];
        let keys: Vec<EntityKey> =
            (0..20).map(|plot| EntityKey::plot(7, &format!("stock-{plot}"))).collect();
        let mut table = PlotDrawTable::new(keys.len());
        for (trial, counter) in [(0, 0), (9, 3), (u64::MAX, 11)] {
            PlotKeys::new(&keys).draw(trial, counter, &mut table);
            for purpose in ALL {
                let together: Vec<f64> = table.uniforms(purpose).take(keys.len()).collect();
                for (plot, key) in keys.iter().enumerate() {
                    let expected = key.occasion_draws(trial, counter).uniform(purpose);
                    assert_eq!(
                        (table.of(plot).uniform(purpose), together[plot]),
                        (expected, expected)
                    );
                }
            }
        }
    }

    #[test]
    fn a_market_table_holds_the_words_of_every_month() {
        const PURPOSES: [MarketPurpose; 3] =
            [MarketPurpose::Regime, MarketPurpose::LendingRate, MarketPurpose::HistoryBlock];
        const MONTHS: usize = 37;
        let key = EntityKey::market(7);
        let (mut table, mut words) = (MarketDrawTable::new(MONTHS), [0; MONTHS * MARKET_PURPOSES]);
        for trial in [0, 9, 9 | MIRRORED] {
            table.draw(key, trial);
            key.market_draws(trial, &mut words);
            for purpose in PURPOSES {
                let together: Vec<f64> = table.uniforms(purpose).take(MONTHS).collect();
                for (month, row) in words.as_chunks::<MARKET_PURPOSES>().0.iter().enumerate() {
                    let expected = uniform(row[purpose as usize]);
                    assert_eq!(
                        (table.uniform(purpose, Month::at(month)), together[month]),
                        (expected, expected)
                    );
                }
            }
        }
    }

    #[test]
    fn a_table_holds_the_words_of_every_plots_applications() {
        const ALL: [ApplicationPurpose; 4] = [
            ApplicationPurpose::OnApplication,
            ApplicationPurpose::Applicant,
            ApplicationPurpose::ApplicantValue,
            ApplicationPurpose::StateApplicant,
        ];
        let keys: Vec<EntityKey> =
            (0..20).map(|plot| EntityKey::plot(7, &format!("stock-{plot}"))).collect();
        let mut table = ApplicationDrawTable::new(keys.len());
        for (trial, counter) in [(0, 0), (9, 3), (9 | MIRRORED, 1)] {
            PlotKeys::new(&keys).draw_applications(trial, counter, &mut table);
            for (purpose, (row, key)) in ALL
                .into_iter()
                .flat_map(|purpose| keys.iter().enumerate().map(move |key| (purpose, key)))
            {
                let expected = key.application_draws(trial, counter).uniform(purpose);
                assert_eq!(table.uniform(purpose, row), expected);
            }
        }
    }

    #[test]
    fn mirrored_words_are_exactly_the_other_end() {
        let key = EntityKey::plot(3, "a");
        let mut table = PlotDrawTable::new(1);
        PlotKeys::new(&[key]).draw(9 | MIRRORED, 2, &mut table);
        for purpose in [PlotPurpose::AcquisitionCost, PlotPurpose::Repossession] {
            let straight = key.occasion_draws(9, 2).uniform(purpose);
            assert_eq!(key.occasion_draws(9 | MIRRORED, 2).uniform(purpose), 1.0 - straight);
            assert_eq!(table.of(0).uniform(purpose), 1.0 - straight);
        }
    }
}
