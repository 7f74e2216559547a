//! The inputs of a run that was made before: found again, and checked to be the same.

use std::path::{Path, PathBuf};

use landsim::calendar::YearMonth;
use landsim::case::Case;
use landsim::finding::{Finding, Place, Rejected};
use landsim::portfolio::actuals::Actuals;
use landsim::portfolio::plan::{Origin, Plan};
use landsim::portfolio::{self, Portfolio};
use landsim::reader::inside::{self, why_outside};
use landsim::scenario::Scenario;
use landsim::store::input::Input;
use landsim::store::kept_inputs::{self, KeptInput};
use landsim::store::manifest::{Manifest, data_files};
use landsim::store::recorded_actuals::RecordedActuals;
use landsim::store::recorded_plan::RecordedPlan;
use landsim::uncertainty::sampling::Sampling;

/// What a run is made of.
pub(super) struct Recipe<'r> {
    pub(super) scenario_id: &'r str,
    pub(super) scenario: &'r Input,
    pub(super) portfolio: &'r Input,
    pub(super) data_files: &'r [Input],
    /// The plan, where it was a file.
    pub(super) plan: Option<&'r Input>,
    /// What has happened, and until when, where it was told.
    pub(super) actuals: Option<&'r RecordedActuals>,
    /// Inputs that were kept with the run, and its folder.
    pub(super) kept: Option<(&'r [KeptInput], &'r Path)>,
}

impl<'r> Recipe<'r> {
    /// The inputs of a manifest in a folder: those that were kept there, else what it names.
    pub(super) fn of(manifest: &'r Manifest, folder: &'r Path) -> Self {
        let stated = |plan: &&RecordedPlan| plan.origin == Origin::Stated;
        Self {
            plan: manifest.plan.as_ref().filter(stated).map(|plan| &plan.input),
            actuals: manifest.actuals.as_ref(),
            scenario_id: &manifest.scenario_id,
            scenario: &manifest.scenario,
            portfolio: &manifest.portfolio,
            data_files: &manifest.data_files,
            kept: Some((&manifest.kept_inputs, folder)),
        }
    }

    /// The case: of the inputs that were kept, else of its files seen from `folder`.
    pub(super) fn case(&self, folder: &Path) -> Result<Case, Rejected> {
        let as_of = self.actuals.map(date_of).transpose()?;
        if let Some((kept, place)) = self.kept
            && let Some(case) = kept_inputs::case_of(kept, place, (self.scenario_id, as_of))?
        {
            return self.checked(case);
        }
        if self.kept.is_some() {
            self.check_paths(folder)?;
        }
        let portfolio = portfolio_of(self.portfolio, folder)?;
        let plan = self.plan.map(|recorded| plan_of(recorded, folder)).transpose()?;
        let case = Case::under_plan(scenario_of(self, folder)?, portfolio, plan)?;
        match self.actuals {
            None => Ok(case),
            Some(recorded) => case.told(actuals_of(&recorded.input, folder)?, as_of),
        }
    }
}

impl Recipe<'_> {
    /// A manifest from a stranger opens no other file than a scenario from one might.
    fn check_paths(&self, folder: &Path) -> Result<(), Rejected> {
        let actuals = self.actuals.map(|recorded| &recorded.input);
        let files = [Some(self.scenario), Some(self.portfolio), self.plan, actuals];
        let files = files.into_iter().flatten();
        for Input { file, .. } in files {
            if let Some(why) = why_outside(folder, file) {
                return Err(Rejected::new(vec![Finding {
                    place: Place::whole(file),
                    key: String::new(),
                    found: why.to_owned(),
                    accepted: format!("{}, or the inputs kept with the run", inside::ACCEPTED),
                }]));
            }
        }
        Ok(())
    }

    /// A case that is the one recorded; a manifest may have been edited, or another version may
    /// have other files compiled in.
    fn checked(&self, case: Case) -> Result<Case, Rejected> {
        let (scenario, portfolio) = (case.scenario(), case.portfolio());
        let inputs = [
            (self.scenario, &scenario.digest),
            (self.portfolio, &portfolio.digest),
            (self.plan.unwrap_or(self.portfolio), &case.plan().digest),
        ];
        if let Some((recorded, found)) =
            inputs.into_iter().find(|(recorded, found)| recorded.sha256 != **found)
        {
            return Err(changed(&recorded.file, found, &recorded.sha256));
        }
        same_data(scenario, self.data_files)?;
        if let (Some(recorded), Some((actuals, _))) = (self.actuals, case.actuals())
            && recorded.input.sha256 != actuals.digest
        {
            let Input { file, sha256 } = &recorded.input;
            return Err(changed(file, &actuals.digest, sha256));
        }
        Ok(case)
    }
}

/// The date of actuals that was recorded.
fn date_of(recorded: &RecordedActuals) -> Result<YearMonth, Rejected> {
    recorded.as_of.parse().map_err(|_| {
        Rejected::new(vec![Finding {
            place: Place::whole(&recorded.input.file),
            key: "actuals.as_of".into(),
            found: format!("{:?}", recorded.as_of),
            accepted: "a month such as \"2026-06\"".into(),
        }])
    })
}

/// The actuals that were recorded.
fn actuals_of(recorded: &Input, folder: &Path) -> Result<Actuals, Rejected> {
    let path: PathBuf = folder.join(&recorded.file);
    let found = Actuals::read(&path)?;
    if found.digest == recorded.sha256 {
        Ok(found)
    } else {
        Err(changed(&path.display().to_string(), &found.digest, &recorded.sha256))
    }
}

fn changed(file: &str, found: &str, recorded: &str) -> Rejected {
    Rejected::new(vec![Finding {
        place: Place::whole(file),
        key: String::new(),
        found: format!("SHA-256 {found}"),
        accepted: format!("the input that was recorded, with SHA-256 {recorded}"),
    }])
}

/// The portfolio that was recorded: the one compiled into the program, or its file.
fn portfolio_of(recorded: &Input, folder: &Path) -> Result<Portfolio, Rejected> {
    let (name, text) = portfolio::generate::shipped();
    let shipped = portfolio::file::parse(name, text)?;
    if shipped.digest == recorded.sha256 {
        return Ok(shipped);
    }
    let path: PathBuf = folder.join(&recorded.file);
    let found = portfolio::file::read(&path)?;
    if found.digest == recorded.sha256 {
        Ok(found)
    } else {
        Err(changed(&path.display().to_string(), &found.digest, &recorded.sha256))
    }
}

/// The plan that was recorded: the one compiled into the program, or its file.
fn plan_of(recorded: &Input, folder: &Path) -> Result<Plan, Rejected> {
    let published = Plan::published()?;
    if published.digest == recorded.sha256 {
        return Ok(published.clone());
    }
    let path: PathBuf = folder.join(&recorded.file);
    let found = Plan::read(&path)?;
    if found.digest == recorded.sha256 {
        Ok(found)
    } else {
        Err(changed(&path.display().to_string(), &found.digest, &recorded.sha256))
    }
}

/// The scenario that was recorded: the one compiled into the program, or that of its file.
fn scenario_of(recipe: &Recipe<'_>, folder: &Path) -> Result<Scenario, Rejected> {
    let Recipe { scenario_id, scenario: recorded, .. } = recipe;
    let baseline = Scenario::baseline()?;
    if baseline.digest == recorded.sha256 {
        return Ok(baseline);
    }
    let path: PathBuf = folder.join(&recorded.file);
    let file = path.display().to_string();
    let found = Scenario::load_all(&path)?.into_iter().find(|found| found.id == *scenario_id);
    let Some(found) = found else {
        return Err(Rejected::new(vec![Finding {
            place: Place::whole(&file),
            key: "scenario.id".into(),
            found: format!("no scenario {scenario_id:?}"),
            accepted: "the scenario that was recorded".into(),
        }]));
    };
    if found.digest != recorded.sha256 {
        return Err(changed(&file, &found.digest, &recorded.sha256));
    }
    same_data(&found, recipe.data_files)?;
    Ok(found)
}

/// Whether the files of data of a scenario say what was recorded, wherever they stand.
fn same_data(scenario: &Scenario, recorded: &[Input]) -> Result<(), Rejected> {
    let data = data_files(scenario);
    let is_there = |recorded: &Input| data.iter().any(|now| now.sha256 == recorded.sha256);
    match recorded.iter().find(|recorded| !is_there(recorded)) {
        None => Ok(()),
        Some(recorded) => {
            let now = data.iter().find(|now| now.file == recorded.file);
            let digest = now.map_or("of no file", |now| now.sha256.as_str());
            Err(changed(&recorded.file, digest, &recorded.sha256))
        }
    }
}

/// How chance was spread over the trials of a run.
pub(super) fn recorded_sampling(manifest: &Manifest, file: &Path) -> Result<Sampling, Rejected> {
    manifest.sampling().ok_or_else(|| {
        Rejected::new(vec![Finding {
            place: Place::whole(&file.display().to_string()),
            key: "sampling".into(),
            found: format!("{:?}", manifest.sampling.as_deref().unwrap_or_default()),
            accepted: format!("one of {}", Sampling::ALL.map(Sampling::name).join(", ")),
        }])
    })
}
