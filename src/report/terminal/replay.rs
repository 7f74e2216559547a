//! A replayed trial as people read it: why the district pays, and what happens month by month.

use std::fmt::Write as _;

use comfy_table::Table;

use crate::calendar::{Calendar, Month};
use crate::catalogue::account::Account;
use crate::catalogue::event::Event;
use crate::catalogue::figure::Figure;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::project_item::ProjectItem;
use crate::catalogue::series::Series;
use crate::catalogue::{Entry, Unit};
use crate::model::project_grid::RowKind;
use crate::quantity::{MONTHS_OF_A_YEAR, PERCENT};
use crate::scenario::Scenario;
use crate::tables::replay::{Posting, Replayed};
use crate::trial::witness::{MonthBooks, Occurrence};
use crate::wording::text::Language;
use crate::wording::units::{WAN, YI, name, plain_name, value};
use crate::wording::words::in_terminal;

use super::text_table::{align_right, lines, plain};

/// Figures shown of a trial.
const FIGURES: [Figure; 15] = [
    Figure::Sound,
    Figure::InventoryAdjustedBalanceCny,
    Figure::ReservedPlanShare,
    Figure::SoldPlanShare,
    Figure::StartedPlanShare,
    Figure::WindowBalanceCny,
    Figure::SettledBalanceCny,
    Figure::ReceiptsCny,
    Figure::SupportCny,
    Figure::PeakDebtCny,
    Figure::PeakDebtMonth,
    Figure::SoldPlots,
    Figure::FailedShare,
    Figure::GfaStartedM2,
    Figure::GfaCompletedM2,
];
/// Series shown of a month.
const OF_MONTH: [Series; 5] = [
    Series::InflowCny,
    Series::OutlayCny,
    Series::CumulativeBalanceCny,
    Series::CashCny,
    Series::DebtCny,
];
/// Payments named among the largest of a month.
const LARGEST: usize = 3;
/// Months in which auctions failed before.
const LOOKED_BACK: usize = MONTHS_OF_A_YEAR;

/// How replayed trials are told.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Seed of the run.
    pub seed: u64,
    /// Whether only the first support payment is told.
    pub pinpoint: bool,
    /// Language.
    pub language: Language,
}

/// The report of replayed trials as text; of more than one only the figures and the first support.
pub fn text(scenario: &Scenario, replayed: &[Replayed], style: Style) -> String {
    let say = |key: &'static str| in_terminal(key, style.language);
    let calendar = &scenario.rules.calendar;
    let mut text = format!("{} — {}\n", scenario.id, style.language.half(&scenario.title));
    let _ = writeln!(text, "{} {}; {}", say("seed"), style.seed, say("units"));
    for one in replayed {
        let teller = Teller { one, calendar, language: style.language };
        let _ = writeln!(text, "\n{} {}", say("trial"), one.trial.number);
        if !style.pinpoint {
            text += &teller.figures();
        }
        text += &teller.pinpoint();
        if !style.pinpoint && replayed.len() == 1 {
            text.push('\n');
            text += &teller.diary();
        }
    }
    text.push('\n');
    text
}

/// Tells of one trial.
struct Teller<'r> {
    one: &'r Replayed,
    calendar: &'r Calendar,
    language: Language,
}

impl Teller<'_> {
    fn say(&self, key: &'static str) -> &'static str {
        in_terminal(key, self.language)
    }

    fn value(&self, number: f64, unit: Unit) -> String {
        value(number, unit, self.calendar)
    }

    fn money(&self, amount: f64) -> String {
        self.value(amount, Unit::Cny)
    }

    fn named(&self, entry: &Entry) -> &'static str {
        plain_name(entry, self.language)
    }

    fn figures(&self) -> String {
        let mut table = aligned();
        let of_projects = Figure::ALL.into_iter().filter(|figure| figure.is_of_projects());
        let has_projects = !self.one.projects.is_empty();
        let of_projects = of_projects.filter(|_| has_projects);
        for figure in FIGURES.into_iter().chain(of_projects) {
            let (entry, found) = (figure.entry(), self.one.trial.figure(figure));
            let shown = if found.is_nan() {
                self.say("none").to_owned()
            } else {
                self.value(found, entry.unit)
            };
            table.add_row([name(entry, self.language), shown]);
        }
        drawn_in(&table)
    }

    /// The first month in which the district pays, and why it has to.
    fn pinpoint(&self) -> String {
        let books = self.one.journal.books();
        let supported = books.entries().find(|(_, books)| books.close.support > 0.0);
        let of_projects = self.projects();
        let Some((month, books)) = supported else {
            let none = if of_projects.is_empty() { self.say("no_support") } else { "" };
            return format!("{none}{}{of_projects}", if none.is_empty() { "" } else { "\n" });
        };
        let date = self.calendar.date(month);
        let mut text = format!("{} {date}\n", self.say("first_support"));
        text += &drawn_in(&self.funding(month, books));
        let _ = writeln!(text, "{}", self.limits(month, books));
        let payments = self.largest_payments(month);
        if !payments.is_empty() {
            let _ = writeln!(text, "{}: {payments}", self.say("largest_payments"));
        }
        let _ = writeln!(text, "{}", self.failed_before(month));
        text + &of_projects
    }

    /// For each project that the budget has to pay for the first month in which it does: what
    /// passes through its account, and who pays.
    fn projects(&self) -> String {
        let mut text = String::new();
        let rows = self.one.project_rows.iter().zip(&self.one.project_names);
        for (row, name) in rows.filter(|(row, _)| row.kind == RowKind::Whole) {
            let at =
                |cell: usize, item: ProjectItem| self.one.trial.project_items[cell][item as usize];
            let mut cells = (row.first..).zip(&row.months);
            let paid = cells.find(|(cell, _)| at(*cell, ProjectItem::Support) > 0.0);
            let Some((cell, month)) = paid else { continue };
            let date = self.calendar.date(*month);
            let first = self.say("first_support");
            let _ = writeln!(text, "{}: {first} {date}", name.label);
            let mut table = aligned();
            for item in ProjectItem::ALL.into_iter().filter(|item| *item != ProjectItem::CoverSoFar)
            {
                let amount = at(cell, item);
                let is_kept = matches!(item, ProjectItem::Outstanding | ProjectItem::Account);
                if amount != 0.0 || is_kept {
                    table.add_row([self.named(item.entry()).to_owned(), self.money(amount)]);
                }
            }
            align_right(&mut table);
            text += &drawn_in(&table);
        }
        text
    }

    /// How cash comes to be short in a month.
    fn funding(&self, month: Month, books: &MonthBooks) -> Table {
        // Of the centre alone: projects pay for themselves.
        let postings = self.one.postings();
        let of = |series: Series| {
            let own = postings.iter().filter(|one| one.month == month && one.item == series.id());
            let paid = |one: &Posting| match (one.from, one.to) {
                (Account::ReserveCentre, _) => -one.amount,
                (_, Account::ReserveCentre) => one.amount,
                _ => 0.0,
            };
            (self.named(series.entry()), own.map(paid).sum::<f64>())
        };
        let rows = [
            (self.say("opening_cash"), books.opening_cash),
            (self.say("centre_inflow"), books.flows.inflow),
            of(Series::AcquisitionCny),
            of(Series::PreparationCny),
            of(Series::AdministrationCny),
            of(Series::InterestCny),
            of(Series::RepaymentCny),
            (self.named(Series::DrawCny.entry()), books.close.draw),
            (self.named(Series::SupportCny.entry()), books.close.support),
        ];
        let mut table = aligned();
        for (what, amount) in rows {
            let sign = if amount < 0.0 { "−" } else { "+" };
            table.add_row([what.to_owned(), format!("{sign} {}", self.money(amount.abs()))]);
        }
        table
    }

    /// What keeps the reserve centre from borrowing more.
    fn limits(&self, month: Month, books: &MonthBooks) -> String {
        let debt = self.money(self.one.trial.series.at(Series::DebtCny, month));
        let facility_binds = books.facility <= books.secured;
        let mark = |binds: bool| {
            if binds && !books.loan_ban {
                format!(" ({})", self.say("binds"))
            } else {
                String::new()
            }
        };
        let mut text = format!(
            "{} {debt}; {} {}{}; {} {}{}",
            self.say("debt_then"),
            self.say("facility_limit"),
            self.money(books.facility),
            mark(facility_binds),
            self.say("collateral_limit"),
            self.money(books.secured),
            mark(!facility_binds),
        );
        if books.flows.bonds.most > 0.0 {
            let (drawn, limit) =
                (self.money(books.close.bonds), self.money(books.flows.bonds.most));
            let _ = write!(text, "; {} {drawn} / {limit}", self.say("bonds"));
        }
        if books.loan_ban {
            let _ = write!(text, "; {} ({})", self.say("loans_barred"), self.say("binds"));
        }
        text
    }

    fn largest_payments(&self, month: Month) -> String {
        let mut payments: Vec<Posting> = self
            .one
            .postings()
            .into_iter()
            .filter(|posting| posting.month == month && posting.plot.is_some())
            .filter(|posting| {
                [Series::AcquisitionCny.id(), Series::PreparationCny.id()].contains(&posting.item)
            })
            .collect();
        payments.sort_by(|left, right| right.amount.total_cmp(&left.amount));
        let told = payments.iter().take(LARGEST).map(|posting| {
            let plot = posting.plot.map_or("", |plot| self.one.plots[plot as usize].as_str());
            let item = Series::ALL.into_iter().find(|series| series.id() == posting.item);
            let item = item.map_or(posting.item, |series| self.named(series.entry()));
            format!("{plot} {item} {}", self.money(posting.amount))
        });
        told.collect::<Vec<_>>().join(", ")
    }

    fn failed_before(&self, month: Month) -> String {
        let span = month.back(LOOKED_BACK)..month;
        let held = || self.one.trial.auctions.iter().filter(|held| span.contains(&held.month));
        let failed = held().filter(|auction| auction.price.is_none());
        let reserve: f64 = failed.clone().map(|auction| auction.reserve_price).sum();
        format!(
            "{}: {} / {}; {} {}",
            self.say("failed_before"),
            failed.count(),
            held().count(),
            self.say("at_reserve_price"),
            self.money(reserve + 0.0)
        )
    }

    /// Every month with what happens in it.
    fn diary(&self) -> String {
        let heads: Vec<&str> = OF_MONTH.iter().map(|series| self.named(series.entry())).collect();
        let mut text = format!("{} [{YI}]\n", heads.join(" · "));
        let occurrences = self.one.occurrences();
        for (month, _) in self.one.journal.books().entries() {
            let amounts: Vec<String> = OF_MONTH
                .iter()
                .map(|series| self.money(self.one.trial.series.at(*series, month)))
                .collect();
            let _ = writeln!(text, "{}  {}", self.calendar.date(month), amounts.join(" · "));
            for seen in occurrences.iter().filter(|seen| seen.month == month) {
                let _ = writeln!(text, "    {}", self.told(seen));
            }
        }
        text
    }

    /// One event in a line.
    fn told(&self, seen: &Occurrence) -> String {
        let mut parts = vec![self.named(seen.event.entry()).to_owned()];
        if let Some(amount) = seen.amount {
            parts.push(format!("{} {YI}", self.money(amount)));
        }
        if let Some(reserve) = seen.reserve_price {
            let reserve_price = self.named(PlotField::ReservePriceCny.entry());
            parts.push(format!("{reserve_price} {}", self.money(reserve)));
        }
        if let Some(number) = seen.number {
            parts.push(self.number(seen.event, number));
        }
        let subject = self.one.subject(seen);
        let separator = if subject.is_empty() { "" } else { ": " };
        format!("{subject}{separator}{}", parts.join(", "))
    }

    fn number(&self, event: Event, number: f64) -> String {
        match event.entry().unit {
            Unit::Months => format!("{number:.0} {}", self.say("for_months")),
            Unit::Bidders => {
                format!("{} {number:.0}", self.named(PlotField::Bidders.entry()))
            }
            Unit::Rounds => format!("{} {number:.0}", self.named(PlotField::Rounds.entry())),
            Unit::SquareMetres => format!("{} {WAN}", self.value(number, Unit::SquareMetres)),
            Unit::Share => format!("{:.2}%", number * PERCENT),
            unit => self.value(number, unit),
        }
    }
}

fn aligned() -> Table {
    let mut table = plain();
    table.set_header(["", ""]);
    align_right(&mut table);
    table
}

/// A table's lines, drawn in, without its empty header.
fn drawn_in(table: &Table) -> String {
    let mut text = String::new();
    for line in lines(table).lines().skip(1) {
        let _ = writeln!(text, "  {line}");
    }
    text
}
