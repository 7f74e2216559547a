//! Models whose numbers are drawn anew in each trial, beside those that are fixed.
//!
//! # Why a model for each trial
//!
//! An uncertain number may be anything: a leverage, a term, a rate by date. Rather than
//! letting a trial look up numbers that may differ, the scenario is read again with the
//! trial's numbers and compiled; a trial then runs as any other. It costs a few trials'
//! time for each, and nothing where no number is uncertain.

use std::borrow::Cow;

use crate::calendar::Calendar;
use crate::model::Model;
use crate::model::control_variates::ControlModel;
use crate::model::project_grid::ProjectGrid;
use crate::reader::uncertain_number::UncertainNumber;
use crate::uncertainty::sampling::Sampling;
use crate::uncertainty::stream::EntityKey;

use super::Case;

/// A case with uncertain numbers under a seed: what the model of each trial is made of.
#[derive(Debug, Clone)]
pub struct UncertainModel {
    case: Case,
    seed: u64,
    /// Keys of the uncertain numbers, in their order.
    keys: Vec<EntityKey>,
}

impl UncertainModel {
    /// The models of a case under a seed.
    fn new(case: &Case, seed: u64) -> Self {
        let numbers = &case.scenario().uncertain;
        let keys = numbers.iter().map(|number| EntityKey::parameter(seed, &number.key));
        Self { case: case.clone(), seed, keys: keys.collect() }
    }

    /// The numbers that are uncertain, in the order in which they are drawn.
    pub fn numbers(&self) -> &[UncertainNumber] {
        &self.case.scenario().uncertain
    }

    /// The uncertain numbers of a trial, in the scenario's order.
    ///
    /// Each has its own stream, so that adding or fixing one moves no other; a copula then
    /// joins those that move together.
    pub fn draw(&self, trial: u64) -> Vec<f64> {
        let numbers = &self.case.scenario().uncertain;
        let mut uniforms: Vec<f64> =
            self.keys.iter().map(|key| key.parameter_uniform(trial)).collect();
        if let Some(copula) = &self.case.scenario().copula {
            copula.join(&mut uniforms);
        }
        numbers.iter().zip(uniforms).map(|(number, uniform)| number.at(uniform)).collect()
    }

    /// The model of the numbers of a trial; its random draws are those of every other model
    /// of the seed.
    pub fn model(&self, trial: u64) -> Model {
        let rules = self.case.scenario().drawn(&self.draw(trial));
        self.case.model_of(&rules, self.seed)
    }
}

/// What trials are run of: one model for all, or a model for each trial.
#[derive(Debug, Clone)]
pub enum Models {
    /// One model: nothing but chance differs between trials.
    Certain(Box<Model>),
    /// A model for each trial: numbers are drawn, too.
    Uncertain(Box<UncertainModel>),
}

impl Models {
    /// The models of a case under a seed, every trial for itself.
    pub fn new(case: &Case, seed: u64) -> Self {
        Self::sampled(case, seed, Sampling::Plain)
    }

    /// The models of a case under a seed with chance spread over trials in another way.
    /// With uncertain numbers every trial stays for itself, as the shares of their variance
    /// need it.
    pub fn sampled(case: &Case, seed: u64, sampling: Sampling) -> Self {
        if case.scenario().uncertain.is_empty() {
            Self::Certain(Box::new(case.model(seed).sampled(sampling, seed)))
        } else {
            Self::Uncertain(Box::new(UncertainModel::new(case, seed)))
        }
    }

    /// These models, whose trials take down control variates; with uncertain numbers there
    /// are none.
    #[must_use]
    pub fn controlled(self) -> Self {
        match self {
            Self::Certain(model) => Self::Certain(Box::new(model.controlled())),
            Self::Uncertain(_) => self,
        }
    }

    /// What control variates are held against, where trials take any down.
    pub fn controls(&self) -> Option<&ControlModel> {
        match self {
            Self::Certain(model) => model.controls.as_ref(),
            Self::Uncertain(_) => None,
        }
    }

    /// How chance is spread over trials.
    pub fn sampling(&self) -> Sampling {
        match self {
            Self::Certain(model) => model.sampling,
            Self::Uncertain(_) => Sampling::Plain,
        }
    }

    /// A view that trials are run from.
    pub fn source(&self) -> Source<'_> {
        match self {
            Self::Certain(model) => Source::Certain(model),
            Self::Uncertain(model) => Source::Uncertain(model),
        }
    }
}

/// A view of models that trials are run from: of a model alone, or of [`Models`].
#[derive(Debug, Clone, Copy)]
pub enum Source<'m> {
    /// One model for all trials.
    Certain(&'m Model),
    /// A model for each trial.
    Uncertain(&'m UncertainModel),
}

impl<'m> From<&'m Model> for Source<'m> {
    fn from(model: &'m Model) -> Self {
        Self::Certain(model)
    }
}

impl<'m> From<&'m Models> for Source<'m> {
    fn from(models: &'m Models) -> Self {
        models.source()
    }
}

impl<'m> Source<'m> {
    /// Months covered, the same in all trials.
    pub fn calendar(&self) -> Calendar {
        match self {
            Self::Certain(model) => model.calendar,
            Self::Uncertain(model) => model.case.scenario().rules.calendar,
        }
    }

    /// Number of plots, the same in all trials.
    pub fn plots(&self) -> usize {
        match self {
            Self::Certain(model) => model.plots.len(),
            Self::Uncertain(model) => model.case.portfolio().plots.len(),
        }
    }

    /// Number of projects, and one for all together, the same in all trials; 0 without projects.
    pub fn projects(&self) -> usize {
        match self {
            Self::Certain(model) => model.project_places(),
            Self::Uncertain(model) => match model.case.scenario().rules.projects.len() {
                0 => 0,
                projects => projects + 1,
            },
        }
    }

    /// In which months projects have anything to tell, the same in all trials.
    pub fn project_grid(&self) -> Cow<'m, ProjectGrid> {
        match self {
            Self::Certain(model) => Cow::Borrowed(&model.project_grid),
            Self::Uncertain(model) => Cow::Owned(ProjectGrid::new(&model.case.scenario().rules)),
        }
    }

    /// Number of targets of the plan, the same in all trials.
    pub fn targets(&self) -> usize {
        match self {
            Self::Certain(model) => model.targets.len(),
            Self::Uncertain(model) => model.case.targets().len(),
        }
    }
}
