//! What a trial remembers of plots that are listed on application: spells, and who has applied.

use crate::model::Model;
use crate::model::auction::Applicant;
use crate::model::plot_index::{PlotIndex, Plots};

use super::draws::ApplicationDraws;
use super::maybe_month::MaybeMonth;

/// Where a plot stands that is listed on application.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seeking {
    /// First month of the spell that runs.
    pub(super) began: MaybeMonth,
    /// Spells so far: the counter of the next one's draws.
    pub(super) spells: u32,
    /// Of them without applicant since the last deal.
    pub(super) vain: u32,
    /// What bidders times reach must exceed in the spell that runs.
    pub(super) threshold: f64,
    /// Uniform draw of what the applicant values the plot at who comes in the spell that runs.
    pub(super) applicant_draw: f64,
    /// Whether a month of the spell that runs has been looked at: its draw is no longer open.
    pub(super) is_looked_at: bool,
    /// What the appraisal knows of the plot's own value, as a factor; known once it seeks.
    pub(super) known_value: f64,
    /// Whether it is listed on application; drawn when it is first asked for.
    pub(super) is_on_application: Option<bool>,
    /// The applicant for whom the plot is listed.
    pub(super) applicant: Option<Applicant>,
    /// Whether a local state firm is the applicant, who values it at exactly the reserve price.
    pub(super) is_for_state: bool,
    /// Uniform draw of whether one applies in the spell that runs; 1 where none ever does.
    pub(super) state_draw: f64,
}

impl Seeking {
    /// Nobody has been sought yet.
    const NEW: Self = Self {
        began: MaybeMonth::NONE,
        spells: 0,
        vain: 0,
        threshold: 0.0,
        applicant_draw: 0.0,
        is_looked_at: false,
        known_value: 1.0,
        is_on_application: None,
        applicant: None,
        is_for_state: false,
        state_draw: 1.0,
    };
}

/// All plots' applications in a trial.
#[derive(Debug)]
pub(super) struct Applications {
    /// By plot.
    pub(super) seeking: Plots<Seeking>,
    /// Their draws.
    pub(super) draws: ApplicationDraws,
    /// Plot-months of the window in which an applicant was sought in vain.
    pub(super) waited_in_window: u32,
}

impl Applications {
    /// Room for the plots of a model.
    pub(super) fn new(model: &Model) -> Self {
        Self {
            seeking: Plots::same(Seeking::NEW, model.plots.len()),
            draws: ApplicationDraws::new(model),
            waited_in_window: 0,
        }
    }

    /// Forgets all applications and begins the trial of a stream.
    pub(super) fn begin(&mut self, stream: u64) {
        self.seeking.fill(Seeking::NEW);
        self.draws.begin(stream);
        self.waited_in_window = 0;
    }

    /// Spells without applicant since the last deal.
    #[inline]
    pub(super) fn vain_spells(&self, plot: PlotIndex) -> u32 {
        self.seeking[plot].vain
    }

    /// The applicant for whom a plot is listed.
    #[inline]
    pub(super) fn applicant(&self, plot: PlotIndex) -> Option<Applicant> {
        self.seeking[plot].applicant
    }

    /// Whether a plot is in a spell of seeking an applicant.
    #[inline]
    pub(super) fn is_seeking(&self, plot: PlotIndex) -> bool {
        self.seeking[plot].began != MaybeMonth::NONE
    }

    /// Whether a plot is one of the share that is listed on application alone; drawn when it is
    /// first asked for.
    #[inline(always)]
    pub(super) fn is_of_share(&mut self, plot: PlotIndex, share: f64) -> bool {
        match self.seeking[plot].is_on_application {
            Some(is_of_share) => is_of_share,
            None => self.draw_of_share(plot, share),
        }
    }

    #[cold]
    fn draw_of_share(&mut self, plot: PlotIndex, share: f64) -> bool {
        let is_of_share = share > 0.0 && self.draws.is_on_application(plot, share);
        self.seeking[plot].is_on_application = Some(is_of_share);
        is_of_share
    }

    /// A listing of the plot has ended: the applicant is gone; after a deal all counts begin anew.
    pub(super) fn end_listing(&mut self, plot: PlotIndex, is_sold: bool) {
        let seeking = &mut self.seeking[plot];
        seeking.applicant = None;
        seeking.is_for_state = false;
        if is_sold {
            seeking.vain = 0;
        }
    }
}
