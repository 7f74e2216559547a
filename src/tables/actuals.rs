//! The table `actuals` of a replay: what has happened in a trial until a month, as an office would
//! write it down, and what only the program knows of it.
//!
//! A run that takes the table up (`landsim run --actuals`) lives through the months once more and
//! goes on from there; under the seed of the replay its trial of the same number ends as the
//! replayed one does, to the last bit.

use std::collections::BTreeMap;

use crate::calendar::{Calendar, Month, YearMonth};
use crate::catalogue::KnownBy;
use crate::catalogue::event::Event;
use crate::catalogue::observation::Observation;
use crate::catalogue::series::Series;
use crate::model::Model;
use crate::model::plot_index::PlotIndex;
use crate::portfolio::actuals::Actual;
use crate::portfolio::actuals::item::Item;
use crate::trial::journal::Journal;
use crate::trial::standing::Standing;
use crate::trial::witness::Occurrence;
use crate::trial::worker::Worker;

use super::table::Table;

/// Where rows of a replay come from.
const SOURCE: &str = "replay";

/// What has happened in the trial of a number until a month, in order of time.
pub fn rows(model: &Model, number: u64, end: Month) -> Vec<Actual> {
    let mut worker = Worker::before(model, Journal::new(model.calendar.horizon));
    let standing = worker.run_until(number, end);
    let told = Told { model, worker: &worker, calendar: &model.calendar };
    let mut rows: Vec<Actual> = Vec::new();
    for occurrence in worker.witness().occurrences() {
        if occurrence.month < end {
            rows.extend(told.event(&occurrence));
        }
    }
    for month in Month::each(Month::START..end) {
        for series in Series::ALL {
            let value = worker.trial().series.at(series, month);
            rows.push(told.value(month, Item::Books(series), value));
        }
        for (observation, value) in worker.market().observations(month) {
            rows.push(told.value(month, Item::Observation(observation), value));
        }
    }
    for (month, amount) in &standing.debt {
        rows.push(told.value(*month, Item::Observation(Observation::DebtDue), *amount));
    }
    for (month, amount) in &standing.bonds {
        rows.push(told.value(*month, Item::Observation(Observation::BondDue), *amount));
    }
    rows.extend(told.next(&standing));
    rows.sort_by_key(|row| row.date);
    rows
}

/// A trial that is told as actuals.
struct Told<'m> {
    model: &'m Model,
    worker: &'m Worker<'m, Journal>,
    calendar: &'m Calendar,
}

impl Told<'_> {
    fn date(&self, month: Month) -> YearMonth {
        self.calendar.date(month)
    }

    /// The row of an event; none of what follows from dates and books.
    fn event(&self, occurrence: &Occurrence) -> Option<Actual> {
        let Occurrence { month, event, subject, amount, reserve_price, number } = *occurrence;
        let place = subject as usize;
        let subject = match event {
            Event::PolicyInForce | Event::PolicyLapses | Event::Support => return None,
            Event::Shock => self.model.random_shocks.get(place)?.shock.id.clone(),
            _ => self.model.plots[PlotIndex::new(subject)].plot_id.clone(),
        };
        let is_auction = matches!(event, Event::Sale | Event::Failure | Event::StateBuyer);
        let mut deals = self.worker.trial().deals.iter();
        let deal =
            deals.find(|deal| is_auction && deal.month == month && deal.plot.place() == place);
        Some(Actual {
            date: Some(self.date(month)),
            item: Item::Event(event),
            subject,
            amount_cny: amount,
            reserve_price_cny: reserve_price,
            appraised_value_cny: deal.map(|deal| deal.appraised_value),
            number,
            source: SOURCE.to_owned(),
            ..Actual::blank()
        })
    }

    /// The row of a value of books or an observation.
    fn value(&self, month: Month, item: Item, value: f64) -> Actual {
        let is_money = item.is_money();
        Actual {
            date: Some(self.date(month)),
            item,
            amount_cny: is_money.then_some(value),
            number: (!is_money).then_some(value),
            known_only_in_replay: is_of_a_replay(item),
            source: SOURCE.to_owned(),
            ..Actual::blank()
        }
    }

    /// The rows of what plots do next.
    fn next(&self, standing: &Standing) -> Vec<Actual> {
        let ids: Vec<&str> = self.model.plots.iter().map(|plot| plot.plot_id.as_str()).collect();
        let row = |next: &crate::model::observed::Next| Actual {
            date: Some(self.date(next.month)),
            item: Item::Observation(next.step),
            subject: ids[next.plot.place()].to_owned(),
            known_only_in_replay: true,
            source: SOURCE.to_owned(),
            ..Actual::blank()
        };
        standing.next.iter().map(row).collect()
    }
}

/// Whether nobody but the program can know an item.
fn is_of_a_replay(item: Item) -> bool {
    matches!(item, Item::Observation(observation) if observation.class() == KnownBy::Replay)
}

/// The table `actuals`, which is read back by its own columns.
pub fn table(rows: &[Actual]) -> Table {
    let mut table = Table::new(
        "actuals",
        "Written by `landsim replay --as-actuals`. One row per thing that happened, line of the \
         books or observation until a month; `landsim run --actuals` goes on from there.",
    );
    let meanings: BTreeMap<&str, &str> =
        Actual::COLUMNS.iter().map(|column| (column.name, column.meaning)).collect();
    let meaning = |name: &str| meanings.get(name).copied().unwrap_or_default();
    let texts = |of: fn(&Actual) -> String| rows.iter().map(of).collect::<Vec<_>>();
    let numbers = |of: fn(&Actual) -> Option<f64>| rows.iter().map(of).collect::<Vec<_>>();
    table.texts(
        "date",
        meaning("date"),
        texts(|row| row.date.map(|date| date.to_string()).unwrap_or_default()),
    );
    table.texts("item", meaning("item"), texts(|row| row.item.entry().id.to_owned()));
    table.texts("subject", meaning("subject"), texts(|row| row.subject.clone()));
    table.numbers("amount_cny", "CNY", meaning("amount_cny"), numbers(|row| row.amount_cny));
    table.numbers("paid_cny", "CNY", meaning("paid_cny"), numbers(|row| row.paid_cny));
    table.numbers("months_left", "months", meaning("months_left"), numbers(|row| row.months_left));
    table.numbers(
        "reserve_price_cny",
        "CNY",
        meaning("reserve_price_cny"),
        numbers(|row| row.reserve_price_cny),
    );
    table.numbers(
        "appraised_value_cny",
        "CNY",
        meaning("appraised_value_cny"),
        numbers(|row| row.appraised_value_cny),
    );
    table.numbers("number", "the item's", meaning("number"), numbers(|row| row.number));
    table.texts(
        "known_only_in_replay",
        meaning("known_only_in_replay"),
        texts(|row| if row.known_only_in_replay { "yes" } else { "" }.to_owned()),
    );
    table.texts("source", meaning("source"), texts(|row| row.source.clone()));
    table
}
