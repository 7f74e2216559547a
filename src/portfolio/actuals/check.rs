//! What is wrong with actuals: a row that says too little, an order of events that cannot be, money
//! that does not add up.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::calendar::YearMonth;
use crate::catalogue::KnownBy;
use crate::catalogue::event::Event;
use crate::catalogue::observation::Observation;
use crate::catalogue::series::{CASH_FLOWS, DEBT_FLOWS, Series};
use crate::finding::{Finding, Place, nearest};
use crate::portfolio::plot::{Plot, PlotStatus};

use super::item::Item;
use super::stage::{Stage, event_steps, words_of};
use super::{Actual, ActualDraft, Actuals};

/// What sums of money may differ by, from rounding to the last written digit (share, CNY).
const ROUNDING: (f64, f64) = (1e-6, 1.0);

/// Checks what a row must say by itself.
pub(super) fn row(row: &ActualDraft, place: &Place, findings: &mut Vec<Finding>) {
    let mut report = |key: &str, found: &str, accepted: String| {
        let (place, key, found) = (place.clone(), key.to_owned(), found.to_owned());
        findings.push(Finding { place, key, found, accepted });
    };
    if row.date == Some(None) {
        report("date", "an empty cell", "a month such as 2026-06".to_owned());
    }
    let Some(item) = row.item else { return };
    let is_missing = |value: Option<Option<f64>>| value == Some(None);
    let is_of_plot = is_of_a_plot(item);
    if is_of_plot && row.subject.as_deref() == Some("") {
        let accepted = format!("the plot to which {} happened", item.entry().id);
        report("subject", "an empty cell", accepted);
    }
    match item {
        Item::Event(Event::Sale) if is_missing(row.amount_cny) => {
            report("amount_cny", "a sale without a price", "the hammer price".to_owned());
        }
        Item::Event(_) => {}
        _ if is_next(item).is_some() => {}
        _ if item.is_money() && is_missing(row.amount_cny) => {
            report("amount_cny", "an empty cell", format!("the amount of {}", item.entry().id));
        }
        _ if !item.is_money() && is_missing(row.number) => {
            report("number", "an empty cell", format!("the value of {}", item.entry().id));
        }
        _ => {}
    }
    let is_of_district = !is_of_plot && item != Item::Event(Event::Shock);
    if is_of_district && row.subject.as_deref().is_some_and(|subject| !subject.is_empty()) {
        let found = format!("{:?}", row.subject.as_deref().unwrap_or_default());
        report("subject", &found, "an empty cell: it is of the whole district".to_owned());
    }
    numbers(row, item, &mut report);
    let is_never_negative = match item {
        Item::Event(_) | Item::Observation(_) => true,
        Item::Books(series) => matches!(series, Series::CashCny | Series::DebtCny),
    };
    let money = [
        ("amount_cny", row.amount_cny),
        ("paid_cny", row.paid_cny),
        ("reserve_price_cny", row.reserve_price_cny),
    ];
    for (key, value) in money {
        if let Some(Some(value)) = value.filter(|_| is_never_negative)
            && value < 0.0
        {
            report(key, &value.to_string(), "an amount of 0 or more".to_owned());
        }
    }
    if let (Some(Some(paid)), Some(Some(agreed))) = (row.paid_cny, row.amount_cny)
        && paid > agreed
    {
        let found = format!("{paid} paid of {agreed}");
        report("paid_cny", &found, "at most the amount that was agreed".to_owned());
    }
}

/// What numbers an item may have, whether they are whole, and in words.
fn accepted_numbers(item: Item) -> Option<(RangeInclusive<f64>, bool, &'static str)> {
    match item {
        Item::Event(event) if event.lasts() || event == Event::WaitsForApplicant => {
            Some((1.0..=1_200.0, true, "whole months, 1 or more"))
        }
        Item::Event(Event::Sale | Event::Failure) => {
            Some((0.0..=100_000.0, true, "a whole number of bidders"))
        }
        Item::Observation(Observation::HousePriceIndex | Observation::ConstructionCostIndex) => {
            Some((1.0..=10_000.0, false, "an index from 1 to 10000, 100 in the first month"))
        }
        Item::Observation(Observation::LendingRate) => {
            Some((0.0..=1.0, false, "a rate per year such as 0.035"))
        }
        _ => None,
    }
}

/// Checks that numbers are those that their item can have.
fn numbers(row: &ActualDraft, item: Item, report: &mut impl FnMut(&str, &str, String)) {
    if let (Some(number), Some((range, is_whole, words))) =
        (row.number.flatten(), accepted_numbers(item))
        && (!range.contains(&number) || (is_whole && number.fract() != 0.0))
    {
        report("number", &number.to_string(), words.to_owned());
    }
    if item == Item::Event(Event::Sale)
        && let Some(price) = row.amount_cny.flatten()
    {
        let reserve_price = row.reserve_price_cny.flatten();
        if price <= 0.0 || reserve_price.is_some_and(|reserve_price| price < reserve_price) {
            let accepted = "a price above 0 and not below the reserve price".to_owned();
            report("amount_cny", &price.to_string(), accepted);
        }
    }
    let is_step = matches!(item, Item::Event(Event::AcquisitionStart | Event::PreparationStart));
    let is_paid = row.paid_cny.flatten() == row.amount_cny.flatten();
    if let Some(left) = row.months_left.flatten().filter(|left| is_step && *left < 1.0 && !is_paid)
    {
        let accepted = "1 or more months, while something is left to be paid".to_owned();
        report("months_left", &left.to_string(), accepted);
    }
}

/// Whether an item is of a plot.
fn is_of_a_plot(item: Item) -> bool {
    match item {
        Item::Event(event) => !matches!(
            event,
            Event::Shock | Event::PolicyInForce | Event::PolicyLapses | Event::Support
        ),
        Item::Observation(Observation::Instalment) => true,
        Item::Observation(_) => is_next(item).is_some(),
        Item::Books(_) => false,
    }
}

/// What an item says that a plot does next.
fn is_next(item: Item) -> Option<Observation> {
    match item {
        Item::Observation(
            next @ (Observation::NextCleared
            | Observation::NextNetLand
            | Observation::NextListing
            | Observation::NextResult
            | Observation::NextDefault
            | Observation::NextRepossession),
        ) => Some(next),
        _ => None,
    }
}

/// Whether an item may lie ahead of the date of the actuals.
fn may_lie_ahead(item: Item) -> bool {
    item == Item::Observation(Observation::Instalment) || is_debt(item) || is_next(item).is_some()
}

/// Whether an item is principal that falls due.
fn is_debt(item: Item) -> bool {
    matches!(item, Item::Observation(Observation::DebtDue | Observation::BondDue))
}

/// What actuals are held against.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'c> {
    /// First month of the run.
    pub start: YearMonth,
    /// First month that is not told any more.
    pub as_of: YearMonth,
    /// First month after the run.
    pub end: YearMonth,
    /// Plots of the plot table, by id.
    pub plots: &'c [Plot],
    /// Ids of shocks that are left to chance.
    pub shocks: &'c [&'c str],
    /// Debt when the run begins (CNY).
    pub opening_debt: f64,
}

/// Everything that is wrong with actuals beside a plot table and a date.
pub fn against(actuals: &Actuals, beside: &Beside<'_>) -> Vec<Finding> {
    let mut checking = Checking { actuals, beside, findings: Vec::new() };
    let mut of_plots: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, row) in actuals.rows.iter().enumerate() {
        checking.date(place, row);
        if is_of_a_plot(row.item) {
            match plot_of(beside.plots, &row.subject) {
                Some(plot) => of_plots.entry(plot).or_default().push(place),
                None => checking.unknown_plot(place, row),
            }
        } else if row.item == Item::Event(Event::Shock)
            && !beside.shocks.contains(&row.subject.as_str())
        {
            let accepted = format!("a shock that is left to chance: {}", beside.shocks.join(", "));
            checking.report(place, "subject", format!("{:?}", row.subject), accepted);
        }
    }
    for (plot, rows) in of_plots {
        checking.order(plot, &rows);
        checking.instalments(&rows);
    }
    checking.books();
    checking.debt();
    checking.findings
}

/// The place of the plot of an id, or of a name that only one plot has.
pub fn plot_of(plots: &[Plot], subject: &str) -> Option<usize> {
    if subject.is_empty() {
        return None;
    }
    if let Ok(place) = plots.binary_search_by(|plot| plot.plot_id.as_str().cmp(subject)) {
        return Some(place);
    }
    let mut named = plots.iter().enumerate().filter(|(_, plot)| {
        plot.name == subject || plot.name.split(" | ").any(|name| name == subject)
    });
    let first = named.next()?;
    named.next().is_none().then_some(first.0)
}

/// Actuals while they are looked at.
struct Checking<'c> {
    actuals: &'c Actuals,
    beside: &'c Beside<'c>,
    findings: Vec<Finding>,
}

impl Checking<'_> {
    fn report(&mut self, row: usize, key: &str, found: String, accepted: String) {
        let place = self.actuals.place(row);
        self.findings.push(Finding { place, key: key.to_owned(), found, accepted });
    }

    /// What has happened lies before the date of the actuals, what is due behind the start.
    fn date(&mut self, place: usize, row: &Actual) {
        let Some(date) = row.date else { return };
        let Beside { as_of, start, end, .. } = *self.beside;
        if date >= as_of && !may_lie_ahead(row.item) {
            let found = format!("{} in {date}", row.item.entry().id);
            let accepted = format!("a month before {as_of}, the date of the actuals");
            self.report(place, "date", found, accepted);
        }
        if is_next(row.item).is_some() && date < as_of {
            let accepted = format!("a month from {as_of} on, the date of the actuals");
            self.report(place, "date", date.to_string(), accepted);
        }
        let is_market = matches!(row.item, Item::Observation(of) if of.class() == KnownBy::Replay)
            || matches!(
                row.item,
                Item::Observation(
                    Observation::HousePriceIndex
                        | Observation::ConstructionCostIndex
                        | Observation::LendingRate
                )
            );
        // What was drawn earlier in the year is part of the year's quota.
        let is_quota = row.item == Item::Books(Series::BondDrawCny) && date.year() == start.year();
        let is_books = matches!(row.item, Item::Books(_)) && !is_quota;
        if (is_market || is_books) && date < start {
            let accepted = format!("a month from {start} on, in which the run begins");
            self.report(place, "date", date.to_string(), accepted);
        }
        let is_index = matches!(
            row.item,
            Item::Observation(Observation::HousePriceIndex | Observation::ConstructionCostIndex)
        );
        if is_index && date == start && row.number.is_some_and(|index| (index - 100.0).abs() > 1e-6)
        {
            let found = format!("{} in {start}", row.number.unwrap_or_default());
            self.report(place, "number", found, "100 in the first month of the run".to_owned());
        }
        if is_debt(row.item) && date < as_of {
            let accepted = format!("a month from {as_of} on: what was due before is repaid");
            self.report(place, "date", date.to_string(), accepted);
        }
        if date > end.plus(1_200) {
            let accepted = format!("a month within a hundred years of the end {end}");
            self.report(place, "date", date.to_string(), accepted);
        }
    }

    fn unknown_plot(&mut self, place: usize, row: &Actual) {
        let ids = self.beside.plots.iter().map(|plot| plot.plot_id.as_str());
        let accepted = match nearest(&row.subject, ids) {
            Some(near) => format!("a plot of the plot table, perhaps {near:?}"),
            None => "a plot of the plot table".to_owned(),
        };
        self.report(place, "subject", format!("{:?}", row.subject), accepted);
    }

    /// What happens to a plot comes in the order of its life.
    fn order(&mut self, plot: usize, rows: &[usize]) {
        let plot = &self.beside.plots[plot];
        let mut stage = None;
        let mut goes_on: Option<usize> = None;
        let mut is_sold_before = plot.status == PlotStatus::Sold;
        for place in rows {
            let row = &self.actuals.rows[*place];
            let Item::Event(event) = row.item else { continue };
            match event {
                Event::Sale | Event::StateBuyer => {
                    is_sold_before = row.date.is_some_and(|date| date < self.beside.start);
                }
                Event::Default if is_sold_before => {
                    let accepted = "a default on a sale of the run".to_owned();
                    let found = "a default on a sale of before it".to_owned();
                    self.report(*place, "item", found, accepted);
                }
                _ => {}
            }
            self.ends_step(event, row, &mut goes_on);
            if row.months_left.is_some() {
                goes_on = Some(*place);
            }
            // What came before the run is told by the plot table alone until the first row.
            let is_before = row.date.is_some_and(|date| date < self.beside.start);
            let now = match stage {
                None if is_before => None,
                None => Some(Stage::at_start(plot)),
                stage => stage,
            };
            // A plot that is net land by its table needs no row that says so.
            let now = match now {
                Some(Stage::Preparing)
                    if event != Event::NetLand
                        && row.date.is_some_and(|date| plot.is_net_land_by(date)) =>
                {
                    Some(Stage::NetLand)
                }
                now => now,
            };
            match now {
                Some(now) if !event_steps(event).from.contains(&now) => {
                    let found = format!(
                        "{} of {} in {}, which is {}",
                        event.id(),
                        plot.plot_id,
                        row.date.map(|date| date.to_string()).unwrap_or_default(),
                        now.words()
                    );
                    let accepted = format!("a plot that is {}", words_of(event_steps(event).from));
                    self.report(*place, "item", found, accepted);
                    return;
                }
                _ => {}
            }
            stage = event_steps(event).to.or(now);
        }
    }

    /// A step of which months are left has not ended.
    fn ends_step(&mut self, event: Event, row: &Actual, goes_on: &mut Option<usize>) {
        if !matches!(event, Event::PreparationStart | Event::NetLand) {
            return;
        }
        if let Some(step) = goes_on.take() {
            let date = row.date.map(|date| date.to_string()).unwrap_or_default();
            let found = format!("months left of what {} of {date} has ended", event.id());
            self.report(step, "months_left", found, "an empty cell".to_owned());
        }
    }

    /// Instalments of a sale add up to its price.
    fn instalments(&mut self, rows: &[usize]) {
        let mut sale: Option<(usize, f64)> = None;
        let mut paid: Option<f64> = None;
        let mut ended = Vec::new();
        for place in rows {
            let row = &self.actuals.rows[*place];
            match row.item {
                Item::Event(Event::Sale | Event::StateBuyer) => {
                    ended.extend(sale.zip(paid.take()));
                    sale = Some((*place, row.amount_cny.unwrap_or(0.0)));
                }
                Item::Observation(Observation::Instalment) => match sale {
                    None => {
                        let accepted = "an instalment after the sale of the plot".to_owned();
                        self.report(*place, "item", "an instalment before it".to_owned(), accepted);
                    }
                    Some(_) => *paid.get_or_insert(0.0) += row.amount_cny.unwrap_or(0.0),
                },
                _ => {}
            }
        }
        ended.extend(sale.zip(paid));
        for ((place, price), paid) in ended {
            if !is_near(paid, price, price) {
                let found = format!("instalments of {paid} for a price of {price}");
                self.report(place, "amount_cny", found, "instalments that add up to it".to_owned());
            }
        }
    }

    /// Debt by maturity adds up to the debt that the books say, or to that with which the run
    /// begins.
    fn debt(&mut self) {
        let rows = self.actuals.rows.iter().enumerate();
        let due: Vec<(usize, f64)> = rows
            .filter(|(_, row)| is_debt(row.item))
            .map(|(place, row)| (place, row.amount_cny.unwrap_or(0.0)))
            .collect();
        let Some((first, _)) = due.first() else { return };
        let sum: f64 = due.iter().map(|(_, amount)| amount).sum();
        let Beside { as_of, start, opening_debt, .. } = *self.beside;
        let last = as_of.plus(-1);
        let is_told =
            |row: &&Actual| row.item == Item::Books(Series::DebtCny) && row.date == Some(last);
        let debt = if as_of == start {
            Some(opening_debt)
        } else {
            self.actuals.rows.iter().find(is_told).and_then(Actual::value)
        };
        match debt {
            Some(debt) if is_near(sum, debt, debt) => {}
            Some(debt) => {
                let accepted = format!("amounts due that add up to the debt of {debt}");
                self.report(*first, "amount_cny", format!("{sum} due in all"), accepted);
            }
            None => {
                let accepted = format!("a line debt_cny of {last} beside it");
                self.report(*first, "item", "debt due without the debt".to_owned(), accepted);
            }
        }
    }

    /// Cash and debt follow from what the books say of the month, where they say all of it.
    fn books(&mut self) {
        let mut months: BTreeMap<YearMonth, BTreeMap<usize, (usize, f64)>> = BTreeMap::new();
        for (place, row) in self.actuals.rows.iter().enumerate() {
            let (Item::Books(series), Some(date), Some(value)) = (row.item, row.date, row.value())
            else {
                continue;
            };
            let books = months.entry(date).or_default();
            if let Some((first, _)) = books.insert(series as usize, (place, value)) {
                let line = self.actuals.lines.get(first).copied().unwrap_or(1);
                let found = format!("{} of {date}, which row {line} says too", series.id());
                self.report(place, "item", found, "each line of a month once".to_owned());
            }
        }
        for (date, books) in &months {
            let Some(before) = months.get(&date.plus(-1)) else { continue };
            for (stock, flows) in
                [(Series::CashCny, &CASH_FLOWS[..]), (Series::DebtCny, &DEBT_FLOWS[..])]
            {
                let of = |series: &Series| books.get(&(*series as usize)).copied();
                let (Some((_, opening)), Some((place, closing))) =
                    (before.get(&(stock as usize)).copied(), of(&stock))
                else {
                    continue;
                };
                let amounts: Option<Vec<f64>> = flows
                    .iter()
                    .map(|(series, sign)| of(series).map(|(_, amount)| sign * amount))
                    .collect();
                let Some(amounts) = amounts else { continue };
                let follows = opening + amounts.iter().sum::<f64>();
                let scale = amounts.iter().fold(opening.abs(), |most, one| most.max(one.abs()));
                if !is_near(closing, follows, scale) {
                    let names: Vec<String> = flows
                        .iter()
                        .map(|(series, sign)| {
                            format!("{}{}", if *sign > 0.0 { "+" } else { "-" }, series.id())
                        })
                        .collect();
                    let found = format!("{} {closing} in {date}", stock.id());
                    let accepted = format!(
                        "{follows}, from {opening} of the month before and {}",
                        names.join(" ")
                    );
                    self.report(place, "amount_cny", found, accepted);
                }
            }
        }
    }
}

/// Whether two sums of money are the same but for rounding, among amounts of a size.
fn is_near(left: f64, right: f64, size: f64) -> bool {
    (left - right).abs() <= ROUNDING.0 * size.abs() + ROUNDING.1
}
