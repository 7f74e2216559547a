//! The random draws of a trial's plots: under the first counters drawn for all plots together, when the
//! first plot asks for a counter; under later ones, which few plots come to, for each plot by itself.

use crate::model::Model;
use crate::model::auction::{AuctionDraws, AuctionDrawsByRow};
use crate::model::plot_index::PlotIndex;
use crate::model::scatter::PlotRows;
use crate::uncertainty::stream::{
    EntityKey, OccasionDraws, PlotDrawRow, PlotDrawTable, PlotKeys, PlotPurpose, PlotUniforms,
};

/// Counters under which all plots are drawn together: the first and the second occasion of each kind. A third
/// auction or consultation is held for a tenth of the plots or fewer.
const TOGETHER: u32 = 2;

/// The draws of the trial that is being run.
#[derive(Debug)]
pub(super) struct Draws {
    trial: u64,
    rows: PlotRows,
    keys: PlotKeys,
    /// Of each plot, for occasions by itself.
    own_keys: Vec<EntityKey>,
    /// By counter; the tables of earlier trials are used again.
    rounds: Vec<Round>,
    /// Counters drawn in this trial.
    drawn: u32,
}

/// What is drawn under one counter, by row: for all plots under the first, later for those that were
/// not sold before month 0.
#[derive(Debug)]
struct Round {
    draws: PlotDrawTable,
    auctions: AuctionDrawsByRow,
}

impl Draws {
    pub(super) fn new(model: &Model) -> Self {
        let rows = model.scatter.rows.clone();
        let keys: Vec<_> = model.plots.iter().map(|plot| plot.key).collect();
        Self {
            trial: 0,
            keys: PlotKeys::new(&rows.sorted(&keys)),
            own_keys: keys,
            rows,
            rounds: Vec::new(),
            drawn: 0,
        }
    }

    /// Begins a trial, and tells the draws under counter 0.
    pub(super) fn begin(&mut self, trial: u64) -> &PlotDrawTable {
        self.trial = trial;
        self.drawn = 0;
        self.draw(0);
        &self.rounds[0].draws
    }

    /// Has the draws under a counter drawn, if they are not yet.
    #[inline]
    pub(super) fn draw(&mut self, counter: u32) {
        while self.drawn <= counter.min(TOGETHER - 1) {
            self.draw_next(self.drawn);
        }
    }

    fn draw_next(&mut self, counter: u32) {
        if self.rounds.len() == counter as usize {
            let plots = if counter == 0 { self.rows.all() } else { self.rows.unsold };
            let draws = PlotDrawTable::new(plots);
            self.rounds.push(Round { draws, auctions: AuctionDrawsByRow::default() });
        }
        let round = &mut self.rounds[counter as usize];
        self.keys.draw(self.trial, counter, &mut round.draws);
        round.auctions.compute(&round.draws, self.rows.unsold);
        self.drawn += 1;
    }

    /// Draws of a plot under a counter that was drawn.
    #[inline]
    pub(super) fn of(&self, plot: PlotIndex, counter: u32) -> PlotDraws<'_> {
        if counter < TOGETHER {
            let (round, row) = (&self.rounds[counter as usize], self.rows.of(plot));
            PlotDraws::Together(round.draws.of(row), &round.auctions, row)
        } else {
            PlotDraws::Alone(self.own_keys[plot.place()].occasion_draws(self.trial, counter))
        }
    }
}

/// The draws of a plot under a counter, wherever they come from.
#[derive(Debug, Clone, Copy)]
pub(super) enum PlotDraws<'w> {
    /// With those of all plots, and what they mean at auctions, by row.
    Together(PlotDrawRow<'w>, &'w AuctionDrawsByRow, usize),
    /// By themselves.
    Alone(OccasionDraws),
}

impl PlotDraws<'_> {
    /// What they mean at an auction.
    #[inline]
    pub(super) fn auction(&self) -> AuctionDraws {
        match self {
            Self::Together(_, auctions, row) => auctions.of(*row),
            Self::Alone(draws) => AuctionDraws::of(draws),
        }
    }
}

impl PlotUniforms for PlotDraws<'_> {
    #[inline]
    fn uniform(&self, purpose: PlotPurpose) -> f64 {
        match self {
            Self::Together(row, ..) => row.uniform(purpose),
            Self::Alone(draws) => draws.uniform(purpose),
        }
    }
}
