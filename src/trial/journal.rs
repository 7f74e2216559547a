//! The witness of a replay: writes everything down.
//!
//! `landsim replay` makes its ledgers of it. What goes on from month to month (waits,
//! listings that are barred) stands once, with the number of its months, as a person would
//! tell it.

use std::collections::BTreeMap;

use crate::calendar::{ByMonth, Month};
use crate::catalogue::event::Event;

use super::witness::{MonthBooks, Occurrence, Payment, Witness};

/// Everything that a trial paid and that happened in it within the horizon.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// First month after the trial; what lies beyond is not written down.
    end: Month,
    /// Payments in the order in which they were decided.
    payments: Vec<Payment>,
    /// Events in the order in which they were told.
    occurrences: Vec<Occurrence>,
    /// Closes of the months that are over.
    books: ByMonth<MonthBooks>,
    /// Place of the last occurrence of an event that lasts, by event and subject.
    lasting: BTreeMap<(Event, u32), usize>,
}

impl Journal {
    /// An empty journal for trials of `horizon` months.
    pub fn new(horizon: usize) -> Self {
        Self { end: Month::at(horizon), ..Self::default() }
    }

    /// Payments other than 0, by month; those of a month in the order in which they were
    /// decided.
    pub fn payments(&self) -> Vec<Payment> {
        let mut payments = self.payments.clone();
        payments.sort_by_key(|payment| payment.month);
        payments
    }

    /// What happened, by month; what went on for several months stands in the first with
    /// their number.
    pub fn occurrences(&self) -> Vec<Occurrence> {
        let mut occurrences = self.occurrences.clone();
        occurrences.sort_by_key(|occurrence| occurrence.month);
        occurrences
    }

    /// The closes of all months.
    pub fn books(&self) -> &ByMonth<MonthBooks> {
        &self.books
    }
}

impl Witness for Journal {
    fn begins(&mut self) {
        *self = Self { end: self.end, ..Self::default() };
    }

    fn pays(&mut self, payment: Payment) {
        if payment.month < self.end && payment.amount != 0.0 {
            self.payments.push(payment);
        }
    }

    fn sees(&mut self, occurrence: Occurrence) {
        let Occurrence { month, event, subject, .. } = occurrence;
        if month >= self.end {
            return;
        }
        if !event.lasts() {
            self.occurrences.push(occurrence);
            return;
        }
        if let Some(place) = self.lasting.get(&(event, subject)) {
            let before = &mut self.occurrences[*place];
            let months = before.number.unwrap_or(0.0);
            if f64::from(before.month.number()) + months == f64::from(month.number()) {
                before.number = Some(months + 1.0);
                return;
            }
        }
        self.lasting.insert((event, subject), self.occurrences.len());
        self.occurrences.push(occurrence.number(1.0));
    }

    fn closes(&mut self, books: &MonthBooks) {
        self.books.push(*books);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_is_told_once_with_its_months() {
        let mut journal = Journal::new(20);
        for (month, plot) in [(3, 0), (3, 1), (4, 0), (5, 0), (7, 0), (20, 0)] {
            journal.sees(Occurrence::new(Month::new(month), Event::WaitsForMoney, plot));
        }
        let told: Vec<_> = journal
            .occurrences()
            .iter()
            .map(|told| (told.month.number(), told.subject, told.number))
            .collect();
        assert_eq!(told, [(3, 0, Some(3.0)), (3, 1, Some(1.0)), (7, 0, Some(1.0))]);
    }
}
