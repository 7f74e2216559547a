//! The random draws of a trial's plots: under the first counters drawn for all plots
//! together, when the first plot asks for a counter; under later ones, which few plots come
//! to, for each plot by itself.
//!
//! A counter says which occasion a draw is for: the attempt at a consultation, the auction,
//! the deal. The words are the same wherever they are drawn, since they have an address
//! (`uncertainty::stream`).

use crate::model::Model;
use crate::model::auction::{AuctionDraws, AuctionDrawsByRow, application};
use crate::model::plot_index::PlotIndex;
use crate::model::scatter::PlotRows;
use crate::rules::auction::Auction;
use crate::uncertainty::draw_tables::{ApplicationDrawTable, PlotDrawRow, PlotDrawTable, PlotKeys};
use crate::uncertainty::stream::{
    ApplicationPurpose, ApplicationWords, EntityKey, OccasionDraws, PlotPurpose, PlotUniforms,
};

/// Counters under which all plots are drawn together: the first and the second occasion of
/// each kind. A third auction or consultation is held for a tenth of the plots or fewer.
const TOGETHER: u32 = 2;

/// The stream of an attempt to draw again what does not agree with what was seen: beyond those of
/// all trials.
pub(super) fn again(stream: u64, attempt: u64) -> u64 {
    const BITS_OF_TRIALS: u32 = 48;
    stream ^ (attempt << BITS_OF_TRIALS)
}

/// Under which keys the plots of a model draw.
#[derive(Debug)]
struct Keys {
    /// Rows of plots in what is drawn together.
    rows: PlotRows,
    /// Keys of all plots in the order of rows, for drawing together.
    together: PlotKeys,
    /// Key of each plot, for occasions by itself.
    own: Vec<EntityKey>,
}

impl Keys {
    fn new(model: &Model) -> Self {
        let rows = model.scatter.rows.clone();
        let own: Vec<_> = model.plots.iter().map(|plot| plot.key).collect();
        Self { together: PlotKeys::new(&rows.sorted(&own)), own, rows }
    }
}

/// The draws of the trial that is being run.
#[derive(Debug)]
pub(super) struct Draws {
    /// Stream of the trial; of antithetic trials that of their partner, with its highest
    /// bit set.
    trial: u64,
    keys: Keys,
    /// What is drawn together, by counter; the tables of earlier trials are used again.
    rounds: Vec<Round>,
    /// Counters drawn in this trial.
    drawn: u32,
}

/// What is drawn under one counter, by row: for all plots under the first, later for those
/// that were not sold before month 0.
#[derive(Debug)]
struct Round {
    /// Words by plot and purpose.
    draws: PlotDrawTable,
    /// What the words mean at an auction, logarithms taken.
    auctions: AuctionDrawsByRow,
}

impl Draws {
    /// Room for the draws of a model's plots.
    pub(super) fn new(model: &Model) -> Self {
        Self { trial: 0, keys: Keys::new(model), rounds: Vec::new(), drawn: 0 }
    }

    /// Begins the trial of a stream, and tells the draws under counter 0, which every trial
    /// needs.
    pub(super) fn begin(&mut self, trial: u64) -> &PlotDrawTable {
        self.trial = trial;
        self.drawn = 0;
        self.draw(0);
        &self.rounds[0].draws
    }

    /// Has the draws under a counter drawn, if they are not yet; later counters need
    /// nothing.
    #[inline]
    pub(super) fn draw(&mut self, counter: u32) {
        while self.drawn <= counter.min(TOGETHER - 1) {
            self.draw_next(self.drawn);
        }
    }

    /// Draws all plots under the next counter.
    fn draw_next(&mut self, counter: u32) {
        if self.rounds.len() == counter as usize {
            let plots = if counter == 0 { self.keys.rows.all() } else { self.keys.rows.unsold };
            let draws = PlotDrawTable::new(plots);
            self.rounds.push(Round { draws, auctions: AuctionDrawsByRow::default() });
        }
        let round = &mut self.rounds[counter as usize];
        self.keys.together.draw(self.trial, counter, &mut round.draws);
        round.auctions.compute(&round.draws, self.keys.rows.unsold);
        self.drawn += 1;
    }

    /// Draws of a plot under a counter, drawn anew: other ones for each attempt, of the trial
    /// alone.
    pub(super) fn again(&self, plot: PlotIndex, counter: u32, attempt: u64) -> OccasionDraws {
        self.keys.own[plot.place()].occasion_draws(again(self.trial, attempt), counter)
    }

    /// Draws of a plot under a counter for which [`Self::draw`] was called.
    #[inline]
    pub(super) fn of(&self, plot: PlotIndex, counter: u32) -> PlotDraws<'_> {
        if counter < TOGETHER {
            let (round, row) = (&self.rounds[counter as usize], self.keys.rows.of(plot));
            PlotDraws::Together(round.draws.of(row), &round.auctions, row)
        } else {
            PlotDraws::Alone(self.keys.own[plot.place()].occasion_draws(self.trial, counter))
        }
    }
}

/// The draws of a plot under a counter, wherever they come from.
#[derive(Debug, Clone, Copy)]
pub(super) enum PlotDraws<'w> {
    /// Drawn with all plots: the plot's words, what they mean at auctions, and its row.
    Together(PlotDrawRow<'w>, &'w AuctionDrawsByRow, usize),
    /// Drawn for this plot alone.
    Alone(OccasionDraws),
}

impl PlotDraws<'_> {
    /// What the draws mean at an auction.
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

/// What is drawn for a plot's spell of seeking an applicant.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpellDraws {
    /// What bidders times reach must exceed for an applicant to come.
    pub(super) threshold: f64,
    /// Uniform draw of what he values the plot at.
    pub(super) value: f64,
}

/// The draws of applications of the trial that is being run, by spell.
#[derive(Debug)]
pub(super) struct ApplicationDraws {
    trial: u64,
    keys: Keys,
    /// Rules of bidding, by which draws are turned into thresholds.
    rules: Auction,
    /// What is drawn together, by spell.
    spells: Vec<Spell>,
    /// Spells drawn in this trial.
    drawn: u32,
}

/// What is drawn under one spell for all plots that were not sold before month 0, by row.
#[derive(Debug)]
struct Spell {
    words: ApplicationDrawTable,
    thresholds: Vec<f64>,
}

impl ApplicationDraws {
    /// Room for the draws of a model's plots.
    pub(super) fn new(model: &Model) -> Self {
        let (keys, rules) = (Keys::new(model), model.auction);
        Self { trial: 0, keys, rules, spells: Vec::new(), drawn: 0 }
    }

    /// Begins the trial of a stream; nothing is drawn before it is asked for.
    pub(super) fn begin(&mut self, trial: u64) {
        self.trial = trial;
        self.drawn = 0;
    }

    /// Whether a plot is one of the share that is listed on application.
    #[inline]
    pub(super) fn is_on_application(&mut self, plot: PlotIndex, share: f64) -> bool {
        const PURPOSE: ApplicationPurpose = ApplicationPurpose::OnApplication;
        let drawn = match self.together(plot, 0) {
            Some((spell, row)) => spell.words.uniform(PURPOSE, row),
            None => self.alone(plot, 0).uniform(PURPOSE),
        };
        drawn < share
    }

    /// The draws of a plot under a spell.
    #[inline]
    pub(super) fn of(&mut self, plot: PlotIndex, spell: u32) -> SpellDraws {
        const VALUE: ApplicationPurpose = ApplicationPurpose::ApplicantValue;
        if let Some((spell, row)) = self.together(plot, spell) {
            let value = spell.words.uniform(VALUE, row);
            return SpellDraws { threshold: spell.thresholds[row], value };
        }
        let draws = self.alone(plot, spell);
        let uniform = draws.uniform(ApplicationPurpose::Applicant);
        let threshold = application::threshold(&self.rules, uniform);
        SpellDraws { threshold, value: draws.uniform(VALUE) }
    }

    /// Uniform draw of whether a local state firm applies for a plot in a spell.
    pub(super) fn state_applicant(&mut self, plot: PlotIndex, spell: u32) -> f64 {
        const PURPOSE: ApplicationPurpose = ApplicationPurpose::StateApplicant;
        match self.together(plot, spell) {
            Some((spell, row)) => spell.words.uniform(PURPOSE, row),
            None => self.alone(plot, spell).uniform(PURPOSE),
        }
    }

    /// What is drawn together under a spell, and the plot's row in it; nothing under late spells
    /// and of plots that were sold before month 0, few of which seek an applicant.
    #[inline]
    fn together(&mut self, plot: PlotIndex, spell: u32) -> Option<(&Spell, usize)> {
        let row = self.keys.rows.of(plot);
        if spell >= TOGETHER || row >= self.keys.rows.unsold {
            return None;
        }
        while self.drawn <= spell {
            self.draw_next();
        }
        Some((&self.spells[spell as usize], row))
    }

    /// Draws all plots under the next spell.
    fn draw_next(&mut self) {
        let plots = self.keys.rows.unsold;
        if self.spells.len() == self.drawn as usize {
            let words = ApplicationDrawTable::new(plots);
            self.spells.push(Spell { words, thresholds: Vec::new() });
        }
        let Spell { words, thresholds } = &mut self.spells[self.drawn as usize];
        self.keys.together.draw_applications(self.trial, self.drawn, words);
        thresholds.clear();
        thresholds.extend(words.uniforms(ApplicationPurpose::Applicant).take(plots));
        application::thresholds(&self.rules, thresholds);
        self.drawn += 1;
    }

    /// The draws of a plot under a spell by itself.
    fn alone(&self, plot: PlotIndex, spell: u32) -> ApplicationWords {
        self.keys.own[plot.place()].application_draws(self.trial, spell)
    }
}
