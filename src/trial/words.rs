//! The random words of a trial's plots: drawn for all plots together, counter by counter, when the
//! first plot asks for a counter.

use crate::model::Model;
use crate::model::auction::{Luck, Lucks};
use crate::model::scatter::PlotRows;
use crate::uncertainty::stream::{PlotKeys, PlotWordRow, PlotWordTable};

/// The words of the trial that is being run.
#[derive(Debug)]
pub(super) struct Words {
    trial: u64,
    rows: PlotRows,
    keys: PlotKeys,
    /// By counter; the tables of earlier trials are used again.
    rounds: Vec<Round>,
    /// Counters drawn in this trial.
    drawn: usize,
}

/// What is drawn under one counter, by row: for all plots under the first, later for those that were
/// not sold before month 0.
#[derive(Debug)]
struct Round {
    words: PlotWordTable,
    lucks: Lucks,
}

impl Words {
    pub(super) fn new(model: &Model) -> Self {
        let rows = model.scatter.rows.clone();
        let keys: Vec<_> = model.plots.iter().map(|plot| plot.key).collect();
        let keys = PlotKeys::new(&rows.sorted(&keys));
        Self { trial: 0, rows, keys, rounds: Vec::new(), drawn: 0 }
    }

    /// Begins a trial, and tells the words under counter 0.
    pub(super) fn begin(&mut self, trial: u64) -> &PlotWordTable {
        self.trial = trial;
        self.drawn = 0;
        self.draw(0);
        &self.rounds[0].words
    }

    /// Has the words under a counter drawn, if they are not yet.
    #[inline]
    pub(super) fn draw(&mut self, counter: u32) {
        for next in (0..=counter).skip(self.drawn) {
            self.draw_next(next);
        }
    }

    fn draw_next(&mut self, counter: u32) {
        if self.rounds.len() == self.drawn {
            let plots = if counter == 0 { self.rows.all() } else { self.rows.unsold };
            let words = PlotWordTable::new(plots);
            self.rounds.push(Round { words, lucks: Lucks::default() });
        }
        let round = &mut self.rounds[self.drawn];
        self.keys.draw(self.trial, counter, &mut round.words);
        round.lucks.work_out(&round.words, self.rows.unsold);
        self.drawn += 1;
    }

    /// Words of a plot under a counter that was drawn.
    #[inline]
    pub(super) fn of(&self, plot: u32, counter: u32) -> PlotWordRow<'_> {
        self.rounds[counter as usize].words.of(self.rows.of(plot))
    }

    /// What they mean at an auction.
    #[inline]
    pub(super) fn luck(&self, plot: u32, counter: u32) -> Luck {
        self.rounds[counter as usize].lucks.of(self.rows.of(plot))
    }
}
