//! Where a trial stands when some of its months are over: what a table of actuals of it would tell
//! beside events and books, and what no office could know.

use crate::calendar::Month;
use crate::catalogue::observation::Observation;
use crate::model::auction::session::Session;
use crate::model::observed::{Next, Observed};

use super::event::Due;
use super::month;
use super::witness::Witness;
use super::worker::Worker;

/// Where a trial stands.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// What plots do next, month by month, in the order in which it was decided.
    pub next: Vec<Next>,
    /// Principal of loans by the month in which it is due (CNY).
    pub debt: Vec<(Month, f64)>,
    /// The same of special bonds within the quota.
    pub bonds: Vec<(Month, f64)>,
}

impl<W: Witness> Worker<'_, W> {
    /// Runs the trial of a number until a month, which is not run any more; figures and fields of
    /// plots are not worked out, and of series the months before count.
    pub fn run_until(&mut self, number: u64, end: Month) -> Standing {
        let mut session = Session::default();
        month::begin(std::slice::from_mut(self), number);
        month::live(std::slice::from_mut(self), end, &mut session);
        let centre = &self.state.centre;
        let (debt, bonds) = (centre.due(end), centre.bonds.due(end));
        Standing { next: self.pending(end), debt, bonds }
    }

    /// Takes what debt falls due when, where that was told.
    pub(super) fn owe(&mut self, observed: &Observed) {
        let term_months = self.model.finance.loan_term_months;
        if !observed.bonds.is_empty() {
            self.state.centre.owe_bonds(&observed.bonds, observed.as_of, term_months);
        }
        if !observed.debt.is_empty() {
            self.state.centre.owe(&observed.debt, observed.as_of);
        }
    }

    /// Events that are pending from a month on. Those of a month are taken last in, first out, so
    /// the last that is taken was decided first.
    fn pending(&self, from: Month) -> Vec<Next> {
        let mut pending = Vec::new();
        for month in Month::each(from..self.model.calendar.end()) {
            let mut of_month = Vec::new();
            let mut next = self.state.calendar.first(month);
            while let Some(plot) = next {
                let step = match self.state.calendar.event(plot) {
                    Due::Cleared => Observation::NextCleared,
                    Due::NetLand => Observation::NextNetLand,
                    Due::List => Observation::NextListing,
                    Due::Result | Due::Resolved(_) => Observation::NextResult,
                    Due::Default => Observation::NextDefault,
                    Due::Repossession => Observation::NextRepossession,
                };
                of_month.push(Next { plot, month, step });
                next = self.state.calendar.after(plot);
            }
            pending.extend(of_month.into_iter().rev());
        }
        pending
    }
}
