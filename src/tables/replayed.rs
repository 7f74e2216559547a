//! A trial that was replayed before a witness, with what happened in it by date.

use super::bonds::RowName;
use crate::calendar::{ByMonth, YearMonth};
use crate::case::Case;
use crate::case::models::{Models, Source};
use crate::catalogue::event::Event;
use crate::model::Model;
use crate::model::project_grid::GridRow;
use crate::rules::shock::Onset;
use crate::scenario::Scenario;
use crate::trial::journal::Journal;
use crate::trial::project_state::ProjectMonth;
use crate::trial::record::Trial;
use crate::trial::witness::Occurrence;
use crate::trial::worker::Worker;
use crate::uncertainty::severity::Severity;

/// A trial that was replayed, with everything that a diary and a ledger of it need.
#[derive(Debug, Clone)]
pub struct Replayed {
    /// What happened in the trial: figures, series, fields of plots, auctions and
    /// deals.
    pub trial: Trial,
    /// What the witness wrote down: payments, events and books month by month.
    pub journal: Journal,
    /// Ids of the plots, in the order of the trial's.
    pub plots: Vec<String>,
    /// Ids of the shocks: those that are left to chance, then the others.
    pub shocks: Vec<String>,
    /// Ids of the policies: those with a trigger, then the others.
    pub policies: Vec<String>,
    /// What went through the account of each project of special bonds, by month.
    pub projects: Vec<ByMonth<ProjectMonth>>,
    /// Rows of the projects and their bonds.
    pub project_rows: Vec<GridRow>,
    /// Names of these rows.
    pub project_names: Vec<RowName>,
    /// Project of each plot, as a place among those of the scenario; empty without projects.
    pub project_of: Vec<Option<u32>>,
    /// What the scenario itself dates and no witness sees: shocks that come, policies
    /// in force and lapsing.
    dated: Vec<Occurrence>,
    /// Cash and debt of the reserve centre at the opening of month 0 (CNY).
    pub opening: [f64; 2],
}

impl Replayed {
    /// A trial of a case's models once more, before a witness.
    pub fn of(case: &Case, models: &Models, number: u64) -> Self {
        let told = |model: &Model| {
            let mut worker = Worker::before(model, Journal::new(model.calendar.horizon));
            worker.run(number);
            Self::new(case.scenario(), model, &worker)
        };
        match Source::from(models) {
            Source::Certain(model) => told(model),
            Source::Uncertain(models) => told(&models.model(number)),
        }
    }

    /// Puts together what the trial of a scenario's model left behind that was run last. The ids of
    /// shocks and policies are brought into the order in which the journal counts them.
    pub fn new(scenario: &Scenario, model: &Model, worker: &Worker<'_, Journal>) -> Self {
        let triggered = model.triggered.iter();
        let mut policies: Vec<String> =
            triggered.map(|policy| scenario.rules.policies[policy.index].id.clone()).collect();
        let mut shocks: Vec<String> =
            model.random_shocks.iter().map(|random| random.shock.id.clone()).collect();
        let dated = dated(scenario, &mut shocks, &mut policies);
        let months = |place| worker.project_months(place).iter().copied().collect();
        Self {
            trial: worker.trial().clone(),
            journal: worker.witness().clone(),
            projects: (0..model.projects.len()).map(months).collect(),
            project_rows: model.project_grid.rows().to_vec(),
            project_names: RowName::all(&scenario.rules.projects),
            project_of: model.project_of.clone(),
            plots: model.plots.iter().map(|plot| plot.plot_id.clone()).collect(),
            shocks,
            policies,
            dated,
            opening: [model.finance.opening_cash, model.finance.opening_debt],
        }
    }

    /// What happened, by month: in each month first what the scenario dates, then what
    /// came about, in the order in which it did.
    pub fn occurrences(&self) -> Vec<Occurrence> {
        let mut all = self.dated.clone();
        all.extend(self.journal.occurrences());
        all.sort_by_key(|occurrence| occurrence.month);
        all
    }

    /// What an occurrence happens to: the id of a plot, shock or policy; empty for the
    /// reserve centre.
    pub fn subject(&self, occurrence: &Occurrence) -> &str {
        let names = match occurrence.event {
            Event::Shock => &self.shocks,
            Event::PolicyInForce | Event::PolicyLapses => &self.policies,
            Event::Support => return "",
            event if event.is_of_projects() => {
                let name = self.project_names.get(occurrence.subject as usize);
                return name.map_or("", |name| name.label.as_str());
            }
            _ => &self.plots,
        };
        names.get(occurrence.subject as usize).map_or("", String::as_str)
    }
}

/// What a scenario dates within its horizon; ids that are not known yet are added to
/// the lists.
fn dated(
    scenario: &Scenario,
    shocks: &mut Vec<String>,
    policies: &mut Vec<String>,
) -> Vec<Occurrence> {
    let calendar = &scenario.rules.calendar;
    let mut all = Vec::new();
    let mut add = |date: YearMonth, event: Event, ids: &mut Vec<String>, id: &str| {
        let place = ids.iter().position(|known| known == id).unwrap_or_else(|| {
            ids.push(id.to_owned());
            ids.len() - 1
        });
        let month = calendar.month(date);
        if month < calendar.end() {
            all.push(Occurrence::new(month, event, u32::try_from(place).unwrap_or(u32::MAX)));
        }
    };
    for shock in &scenario.rules.shocks {
        // Those of a random severity are told by the trial.
        if let (Onset::Date(date), Severity::Fixed) = (shock.onset, shock.severity) {
            add(date, Event::Shock, shocks, &shock.id);
        }
    }
    for policy in scenario.rules.policies.iter().filter(|policy| policy.trigger.is_none()) {
        add(policy.from.unwrap_or(calendar.start), Event::PolicyInForce, policies, &policy.id);
        if let Some(until) = policy.until.filter(|until| *until > calendar.start) {
            add(until, Event::PolicyLapses, policies, &policy.id);
        }
    }
    all
}
