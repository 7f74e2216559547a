//! Rows of actuals on their way to what trials take up.

use std::collections::BTreeSet;

use crate::calendar::{ByMonth, Calendar, Month, YearMonth};
use crate::catalogue::event::Event;
use crate::catalogue::observation::Observation;
use crate::model::market::seen::SeenMarket;
use crate::model::plot_index::{PlotIndex, Plots};
use crate::portfolio::actuals::check::plot_of;
use crate::portfolio::actuals::item::Item;
use crate::portfolio::actuals::{Actual, Actuals};
use crate::portfolio::plot::Plot;
use crate::quantity::{count, index, whole_months};
use crate::rules::receipts::Instalment;

use super::{Happening, Next, Observed, Receivable, SeenAuction, SeenDeal, SeenPlot, SeenStep};

impl Observed {
    /// What actuals that were checked tell of plots until a date.
    pub fn new(actuals: &Actuals, calendar: &Calendar, as_of: YearMonth, plots: &[Plot]) -> Self {
        let as_of = calendar.month(as_of).min(calendar.end());
        let months = as_of.place();
        let mut reading = Compiling {
            calendar,
            observed: Self {
                as_of,
                happenings: ByMonth::same(Vec::new(), months),
                books: ByMonth::same(Vec::new(), months),
                plots: Plots::same(SeenPlot::default(), plots.len()),
                market: vec![SeenMarket::default(); months],
                ..Self::default()
            },
            sales: vec![None; plots.len()],
        };
        for row in &actuals.rows {
            let Some(date) = row.date else { continue };
            match plot_of(plots, &row.subject) {
                Some(plot) => reading.of_plot(plot, date, row),
                None => reading.of_district(date, row),
            }
        }
        for plot in 0..plots.len() {
            reading.end_sale(plot);
        }
        reading.net_land_by_table(actuals, plots);
        reading.observed.follow_prices();
        reading.observed
    }

    /// Gives each month's change of house prices where two months in a row were seen.
    fn follow_prices(&mut self) {
        for month in 1..self.market.len() {
            if let (Some(before), Some(now), None) = (
                self.market[month - 1].house_price,
                self.market[month].house_price,
                self.market[month].momentum,
            ) {
                self.market[month].momentum = Some(now - before);
            }
        }
    }
}

/// A sale whose instalments are being told.
#[derive(Debug, Clone)]
struct Sale {
    date: YearMonth,
    price: f64,
    state_buyer: bool,
    instalments: Vec<(YearMonth, f64)>,
}

/// Rows on their way to what trials take up.
struct Compiling<'c> {
    calendar: &'c Calendar,
    observed: Observed,
    /// The last sale of each plot.
    sales: Vec<Option<Sale>>,
}

impl Compiling<'_> {
    /// A month of the run that was seen; none before month 0.
    fn seen(&self, date: YearMonth) -> Option<Month> {
        let month = Month::planned(self.calendar.month_number(date))?;
        (month < self.observed.as_of).then_some(month)
    }

    fn of_district(&mut self, date: YearMonth, row: &Actual) {
        match row.item {
            Item::Books(series) => {
                if let (Some(month), Some(value)) = (self.seen(date), row.value()) {
                    self.observed.books[month].push((series, value));
                }
            }
            Item::Observation(due @ (Observation::DebtDue | Observation::BondDue)) => {
                let month = self.calendar.month(date);
                let is_bond = due == Observation::BondDue;
                let observed = &mut self.observed;
                let list = if is_bond { &mut observed.bonds } else { &mut observed.debt };
                list.extend(row.amount_cny.map(|amount| (month, amount)));
            }
            Item::Observation(observation) => {
                if let (Some(month), Some(value)) = (self.seen(date), row.number) {
                    self.observed.market[month.place()].take(observation, value);
                }
            }
            Item::Event(Event::Shock) => {
                self.observed.shocks.push((row.subject.clone(), date, row.number));
            }
            Item::Event(_) => {}
        }
    }

    fn of_plot(&mut self, place: usize, date: YearMonth, row: &Actual) {
        let plot = PlotIndex::at(place);
        match row.item {
            Item::Event(event) => self.event(plot, event, date, row),
            Item::Observation(Observation::Instalment) => {
                let amount = row.amount_cny.unwrap_or(0.0);
                if let Some(sale) = &mut self.sales[place] {
                    sale.instalments.push((date, amount));
                }
            }
            Item::Observation(step) => {
                let month = self.calendar.month(date);
                self.observed.next.push(Next { plot, month, step });
            }
            Item::Books(_) => {}
        }
    }

    fn event(&mut self, plot: PlotIndex, event: Event, date: YearMonth, row: &Actual) {
        if matches!(event, Event::Sale | Event::StateBuyer) {
            self.end_sale(plot.place());
            self.sales[plot.place()] = Some(Sale {
                date,
                price: row.amount_cny.unwrap_or(0.0),
                state_buyer: event == Event::StateBuyer,
                instalments: Vec::new(),
            });
        }
        self.note_before(plot, event, date, row);
        let Some(month) = self.seen(date) else { return };
        self.note(plot, event, month, row);
        let happening = match event {
            Event::AcquisitionStart => Happening::Acquisition(plot),
            Event::Sale | Event::Failure => Happening::Auction(plot, seen_auction(event, row)),
            Event::StateBuyer => {
                // It follows the failure that it takes the plot after.
                for before in self.observed.happenings[month].iter_mut().rev() {
                    if let Happening::Auction(of, auction) = before
                        && *of == plot
                    {
                        auction.state_buyer = true;
                        return;
                    }
                }
                Happening::Auction(plot, seen_auction(event, row))
            }
            _ => Happening::Of(plot, event),
        };
        // What goes on for months is told in the first.
        let lasts = event.lasts() || event == Event::WaitsForApplicant;
        let months = if lasts { row.number.map_or(1, whole_months).max(1) } else { 1 };
        for month in Month::each(month..month.plus(months).min(self.observed.as_of)) {
            self.observed.happenings[month].push(happening);
        }
    }

    /// Notes what is told of clearance or preparation that began before the run: what of it was
    /// paid in the run, and the months that are left.
    fn note_before(&mut self, plot: PlotIndex, event: Event, date: YearMonth, row: &Actual) {
        let before = -self.calendar.month_number(date);
        if before <= 0 {
            return;
        }
        let seen_months = count(self.observed.as_of.place());
        let before = f64::from(before);
        let step = SeenStep {
            begun: None,
            cost: None,
            paid: row.paid_cny.map(|paid| paid * seen_months / (before + seen_months)),
            months_left: row.months_left.map(whole_months),
            ended: None,
        };
        let seen = &mut self.observed.plots[plot];
        match event {
            Event::AcquisitionStart => seen.clearance = step,
            Event::PreparationStart => seen.preparation = step,
            _ => {}
        }
    }

    /// Notes what is asked for before its month has come.
    fn note(&mut self, plot: PlotIndex, event: Event, month: Month, row: &Actual) {
        let step = SeenStep {
            cost: row.amount_cny,
            paid: row.paid_cny,
            months_left: row.months_left.map(whole_months),
            ended: None,
            begun: Some(month),
        };
        let is_sold_before = self.sales[plot.place()]
            .as_ref()
            .is_none_or(|sale| self.calendar.month_number(sale.date) < 0);
        let seen = &mut self.observed.plots[plot];
        match event {
            Event::AcquisitionStart => seen.clearance = step,
            Event::PreparationStart => {
                seen.clearance.ended = Some(month);
                seen.preparation = step;
            }
            Event::NetLand => {
                seen.clearance.ended.get_or_insert(month);
                seen.preparation.ended = Some(month);
            }
            Event::Failure => seen.sold.push(false),
            Event::Sale => {
                seen.sold.push(true);
                seen.deals.push(SeenDeal::default());
            }
            Event::StateBuyer => seen.deals.push(SeenDeal::default()),
            Event::Withdrawal => seen.withdrawn.push(month),
            Event::Listing => seen.listings.push(month),
            Event::Default => {
                if let Some(deal) = seen.deals.last_mut() {
                    deal.default = Some(month);
                }
            }
            _ => {}
        }
        let works = match seen.deals.last_mut() {
            Some(deal) => &mut deal.works,
            None if is_sold_before => &mut seen.works,
            None => return,
        };
        match event {
            Event::WorksStart => works.start = Some(month),
            Event::Completion => works.completion = Some(month),
            Event::Idle => works.idle = Some(month),
            Event::IdleFee => works.fee = true,
            Event::Repossession => works.repossession = Some(month),
            _ => {}
        }
    }

    /// Net land that no row tells of, since the plot table does: what was listed, and what was net
    /// land when the run began.
    fn net_land_by_table(&mut self, actuals: &Actuals, plots: &[Plot]) {
        let is_net_land = |row: &&Actual| row.item == Item::Event(Event::NetLand);
        let told = actuals.rows.iter().filter(is_net_land);
        let told: BTreeSet<usize> = told.filter_map(|row| plot_of(plots, &row.subject)).collect();
        for (place, plot) in plots.iter().enumerate() {
            let Some(ready) = plot.ready_date.filter(|ready| plot.is_net_land_by(*ready)) else {
                continue;
            };
            let is_of = |happening: &Happening| match happening {
                Happening::Auction(of, _) => of.place() == place,
                Happening::Of(of, event) => of.place() == place && *event == Event::Listing,
                Happening::Acquisition(_) => false,
            };
            let offered = Month::each(Month::START..self.observed.as_of)
                .find(|month| self.observed.happenings[*month].iter().any(is_of));
            let was_ready = ready <= self.calendar.start && plot.preparation_months == 0.0;
            let month = self.calendar.month(ready);
            let is_seen = month < self.observed.as_of;
            if is_seen && (was_ready || offered.is_some()) && !told.contains(&place) {
                let month = offered.map_or(month, |offered| offered.min(month));
                self.observed.plots[PlotIndex::at(place)].preparation.ended = Some(month);
                let happening = Happening::Of(PlotIndex::at(place), Event::NetLand);
                self.observed.happenings[month].insert(0, happening);
            }
        }
    }

    /// Makes of the instalments of a plot's last sale what is paid when.
    fn end_sale(&mut self, place: usize) {
        let Some(sale) = self.sales[place].take() else { return };
        let plot = PlotIndex::at(place);
        let sold = self.calendar.month_number(sale.date);
        if sold < 0 {
            let due = sale.instalments.iter().filter_map(|(date, amount)| {
                let month = Month::planned(self.calendar.month_number(*date))?;
                Some((month, *amount))
            });
            self.observed.receivables.push(Receivable {
                plot,
                price: sale.price,
                state_buyer: sale.state_buyer,
                due: due.collect(),
                age: usize::try_from(-sold).unwrap_or(0),
                is_told: !sale.instalments.is_empty(),
            });
            return;
        }
        if sale.instalments.is_empty() || sale.price <= 0.0 {
            return;
        }
        let plan = sale.instalments.iter().map(|(date, amount)| Instalment {
            months: usize::try_from(date.months_since(sale.date)).unwrap_or(0),
            share: amount / sale.price,
        });
        let number = self.observed.payment_plans.len();
        self.observed.payment_plans.push(plan.collect());
        if let Some(deal) = self.observed.plots[plot].deals.last_mut() {
            deal.payment_plan = Some(number);
        }
    }
}

/// An auction as a row tells it.
fn seen_auction(event: Event, row: &Actual) -> SeenAuction {
    let is_sale = event == Event::Sale;
    let reserve_price = row.reserve_price_cny.or(row.amount_cny).unwrap_or(0.0);
    SeenAuction {
        reserve_price,
        appraised_value: row.appraised_value_cny.unwrap_or(reserve_price),
        bidders: row
            .number
            .map_or(u32::from(is_sale), |number| u32::try_from(index(number)).unwrap_or(u32::MAX)),
        price: row.amount_cny.filter(|_| is_sale),
        state_buyer: event == Event::StateBuyer,
    }
}
