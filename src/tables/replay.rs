//! The tables of a replay: single trials as double-entry ledger, events, lives of plots
//! and books.
//!
//! `landsim replay` runs a trial once more before a witness who writes down every
//! payment and event; these tables are what was written down. They explain a figure
//! instead of describing its distribution: from `trials` one knows that trial 8,123
//! needed support, from `funding`, `postings` and `events` why.
//!
//! | table | a row is | adds up |
//! | --- | --- | --- |
//! | `postings` | money that leaves one account for another | each amount out and in |
//! | `accounts` | a month: what each account holds | to 0 |
//! | `events` | something that happens to a plot, a shock, a policy | |
//! | `funding` | a month: how the reserve centre closes it | opening cash and flows to the next |
//! | `months` | a month: all series | |
//! | `plot_lives` | a plot: all fields | |
//!
//! The identity of a month of `funding` is
//!
//! ```text
//! closing cash = opening_cash + inflow - outlay - interest - repayment + draw + support
//! ```
//!
//! with `bonds` a part of `draw`. Debt grows by draws and shrinks by repayments; what of it is
//! loans is at most the lower of `facility_limit` and `collateral_limit` whenever something is
//! lent.
//!
//! # Why double entry
//!
//! A list of payments can be wrong in many ways that no sum shows. With two accounts
//! for each posting all accounts add up to 0 in every month, the reserve centre's is
//! its cash and the lenders' its debt, so a payment that is missing, doubled or to the
//! wrong account is seen at once; the self-test looks at this on the user's machine.

use crate::calendar::{Calendar, Month};
use crate::catalogue::account::Account;
use crate::catalogue::plot_field::PlotField;
use crate::catalogue::series::Series;
use crate::trial::witness::{MonthBooks, Occurrence};

pub use super::postings::Posting;
pub use super::replayed::Replayed;

use super::bonds::RowName;
use super::column::{Column, Declared, Numbers, columns};
use super::table::Table;

columns! {
    /// Columns of the table of all series by month; tables of a replay that have trials and months
    /// name them so.
    MonthsTable = "months": "Beside it. One row per month: all series.";
    TRIAL: Counts = "trial", "number", "Number of the trial, from 0";
    MONTH: Numbers = "month", "month number", "Month number, 0 being the start";
    DATE: Texts = "date", "", "Calendar month";
}

impl MonthsTable {
    /// The column of a series, in the series' unit.
    pub fn series(series: Series) -> Column<Self, Numbers> {
        let entry = series.entry();
        Column::new(entry.id, entry.unit.name(), entry.meaning)
    }
}

columns! {
    /// Columns of the table of how the reserve centre closes each month.
    FundingTable = "funding": "Beside it. One row per month: how the reserve centre closes it.";
    OPENING_CASH: Numbers = "opening_cash_cny", "CNY", "Cash at the opening";
    INFLOW: Numbers = "inflow_cny", "CNY", "Cost returned, income fund and injection";
    OUTLAY: Numbers = "outlay_cny", "CNY", "Acquisition, preparation and administration";
    INTEREST: Numbers = "interest_cny", "CNY", "Interest";
    REPAYMENT: Numbers = "repayment_cny", "CNY", "Principal repaid, due and early";
    DRAW: Numbers = "draw_cny", "CNY", "Borrowed";
    BONDS: Numbers = "bonds_cny", "CNY", "Of it special bonds";
    BOND_LIMIT: Numbers = "bond_limit_cny", "CNY", "Special bonds that may be drawn in the month";
    SUPPORT: Numbers = "support_cny", "CNY", "Paid by the district budget";
    DEBT: Numbers = "debt_cny", "CNY", "Debt at the month's end";
    FACILITY_LIMIT: Numbers = "facility_limit_cny", "CNY", "Most debt that the lenders allow";
    COLLATERAL_LIMIT: Numbers = "collateral_limit_cny", "CNY",
        "Most debt that the collateral allows";
    LOAN_BAN: Texts = "loan_ban", "", "Whether new loans are barred: `true` or `false`";
}

columns! {
    /// Columns of the table of events.
    EventsTable = "events": "Beside it. One row per event, in order of time; what goes on for \
        months has one row, in its first month.";
    MONTH: Numbers = "month", "month number", "Month number, 0 being the start";
    SUBJECT: Texts = "subject", "",
        "Id of the plot, shock, policy, project or bond; empty: the reserve centre";
    EVENT: Texts = "event", "", "Id of the event";
    MEANING: Texts = "meaning", "", "What it is";
    AMOUNT: Numbers = "amount_cny", "CNY", "Money of the event, as its meaning says";
    RESERVE_PRICE: Numbers = "reserve_price_cny", "CNY", "Reserve price of an auction";
    NUMBER: Numbers = "number", "the event's", "Number of the event, as its meaning says";
}

/// The tables of replayed trials of a scenario, trial after trial in each.
pub fn tables(replayed: &[Replayed], calendar: &Calendar) -> Vec<Table> {
    vec![
        postings(replayed, calendar),
        accounts(replayed, calendar),
        events(replayed, calendar),
        books(replayed, calendar),
        series(replayed, calendar),
        plots(replayed),
    ]
}

/// How the reserve centre closes each month, and what happens in it: the two tables that tell why a
/// future pays.
pub fn why(replayed: &[Replayed], calendar: &Calendar) -> [Table; 2] {
    [books(replayed, calendar), events(replayed, calendar)]
}

/// Begins a table whose rows have a trial and a month.
fn by_month(
    name: &'static str,
    grain: &'static str,
    months: &[(u64, Month)],
    calendar: &Calendar,
) -> Table {
    let mut table = Table::new(name, grain);
    push_trials(&mut table, months.iter().map(|row| row.0).collect());
    let numbers = months.iter().map(|row| Some(f64::from(row.1.number()))).collect();
    table.fill(MonthsTable::MONTH, numbers);
    let dates = months.iter().map(|row| calendar.date(row.1).to_string()).collect();
    table.fill(MonthsTable::DATE, dates);
    table
}

/// Appends the column with the number of the trial.
fn push_trials(table: &mut Table, trials: Vec<u64>) {
    table.fill(MonthsTable::TRIAL, trials);
}

/// The table `postings`: a row for each posting.
fn postings(replayed: &[Replayed], calendar: &Calendar) -> Table {
    let rows: Vec<(&Replayed, Posting)> = replayed
        .iter()
        .flat_map(|one| one.postings().into_iter().map(move |posting| (one, posting)))
        .collect();
    let months: Vec<_> = rows.iter().map(|(one, row)| (one.trial.number, row.month)).collect();
    let mut table = by_month(
        "postings",
        "Written by `landsim replay`. One row per posting: money that leaves one account and \
         reaches another.",
        &months,
        calendar,
    );
    let texts = |of: &dyn Fn(&(&Replayed, Posting)) -> String| rows.iter().map(of).collect();
    let items = texts(&|row| row.1.item.to_owned());
    table.texts("item", "Series that it is part of, or `opening`", items);
    let plot = |row: &(&Replayed, Posting)| {
        row.1.plot.map_or_else(String::new, |plot| row.0.plots[plot as usize].clone())
    };
    table.texts("plot_id", "Plot that it is for; empty: none", texts(&plot));
    let name = |row: &(&Replayed, Posting), of: fn(&RowName) -> &String| {
        row.1.row.map_or_else(String::new, |place| of(&row.0.project_names[place]).clone())
    };
    table.texts(
        "project_id",
        "Project of special bonds that it is of; empty: none",
        texts(&|row| name(row, |name| &name.project)),
    );
    table.texts(
        "bond_id",
        "Bond that it is of, `refinancing` or `other_debt`; empty: none",
        texts(&|row| name(row, |name| &name.bond)),
    );
    table.texts(
        "credit",
        "Account that the money leaves",
        texts(&|row| row.1.from.id().to_owned()),
    );
    table.texts("debit", "Account that it reaches", texts(&|row| row.1.to.id().to_owned()));
    let amounts = rows.iter().map(|row| Some(row.1.amount)).collect();
    table.numbers("amount_cny", "CNY", "Amount, above 0", amounts);
    table
}

/// The table `accounts`: a row for each month, a column for each account.
fn accounts(replayed: &[Replayed], calendar: &Calendar) -> Table {
    let rows: Vec<(u64, Month, [f64; Account::COUNT])> = replayed
        .iter()
        .flat_map(|one| {
            let balances = one.balances();
            let rows = balances.entries().map(|(month, row)| (one.trial.number, month, *row));
            rows.collect::<Vec<_>>()
        })
        .collect();
    let months: Vec<_> = rows.iter().map(|row| (row.0, row.1)).collect();
    let mut table = by_month(
        "accounts",
        "Beside it. One row per month: what each account holds at its end, what reached it less \
         what left it; the row adds up to 0.",
        &months,
        calendar,
    );
    for account in Account::ALL {
        let values = rows.iter().map(|row| Some(row.2[account as usize])).collect();
        table.numbers(account.id(), "CNY", account.entry().meaning, values);
    }
    table
}

/// The table `events`: a row for each event; what goes on for months has one, in its
/// first month.
fn events(replayed: &[Replayed], calendar: &Calendar) -> Table {
    let rows: Vec<(&Replayed, Occurrence)> = replayed
        .iter()
        .flat_map(|one| one.occurrences().into_iter().map(move |seen| (one, seen)))
        .collect();
    let months: Vec<_> = rows.iter().map(|(one, row)| (one.trial.number, row.month)).collect();
    let mut table = by_month(EventsTable::NAME, EventsTable::GRAIN, &months, calendar);
    let subjects = rows.iter().map(|(one, row)| one.subject(row).to_owned()).collect();
    table.fill(EventsTable::SUBJECT, subjects);
    let texts = |of: &dyn Fn(&Occurrence) -> &'static str| {
        rows.iter().map(|row| of(&row.1).to_owned()).collect()
    };
    table.fill(EventsTable::EVENT, texts(&|seen| seen.event.id()));
    table.fill(EventsTable::MEANING, texts(&|seen| seen.event.entry().meaning));
    let numbers =
        |of: &dyn Fn(&Occurrence) -> Option<f64>| rows.iter().map(|row| of(&row.1)).collect();
    table.fill(EventsTable::AMOUNT, numbers(&|seen| seen.amount));
    table.fill(EventsTable::RESERVE_PRICE, numbers(&|seen| seen.reserve_price));
    table.fill(EventsTable::NUMBER, numbers(&|seen| seen.number));
    table
}

/// A column of the table `funding` with its value.
type BookColumn = (Column<FundingTable, Numbers>, fn(&MonthBooks) -> f64);

/// The table `funding`: a row for each month, how the reserve centre closes it.
fn books(replayed: &[Replayed], calendar: &Calendar) -> Table {
    let rows: Vec<(&Replayed, Month, &MonthBooks)> = replayed
        .iter()
        .flat_map(|one| {
            one.journal.books().entries().map(move |(month, books)| (one, month, books))
        })
        .collect();
    let months: Vec<_> = rows.iter().map(|row| (row.0.trial.number, row.1)).collect();
    let mut table = by_month(FundingTable::NAME, FundingTable::GRAIN, &months, calendar);
    let before: [BookColumn; 9] = [
        (FundingTable::OPENING_CASH, |books| books.opening_cash),
        (FundingTable::INFLOW, |books| books.flows.inflow),
        (FundingTable::OUTLAY, |books| books.flows.outlay),
        (FundingTable::INTEREST, |books| books.close.interest),
        (FundingTable::REPAYMENT, |books| books.close.repayment),
        (FundingTable::DRAW, |books| books.close.draw),
        (FundingTable::BONDS, |books| books.close.bonds),
        (FundingTable::BOND_LIMIT, |books| books.flows.bonds.most),
        (FundingTable::SUPPORT, |books| books.close.support),
    ];
    let behind: [BookColumn; 2] = [
        (FundingTable::FACILITY_LIMIT, |books| books.facility),
        (FundingTable::COLLATERAL_LIMIT, |books| books.secured),
    ];
    for (column, of) in before {
        table.fill(column, rows.iter().map(|row| Some(of(row.2))).collect());
    }
    let debt =
        |row: &(&Replayed, Month, &MonthBooks)| row.0.trial.series.at(Series::DebtCny, row.1);
    table.fill(FundingTable::DEBT, rows.iter().map(|row| Some(debt(row))).collect());
    for (column, of) in behind {
        table.fill(column, rows.iter().map(|row| Some(of(row.2))).collect());
    }
    let bans = rows.iter().map(|row| row.2.loan_ban.to_string()).collect();
    table.fill(FundingTable::LOAN_BAN, bans);
    table
}

/// The table `months`: a row for each month, a column for each series.
fn series(replayed: &[Replayed], calendar: &Calendar) -> Table {
    let months: Vec<(u64, Month)> = replayed
        .iter()
        .flat_map(|one| one.journal.books().entries().map(|(month, _)| (one.trial.number, month)))
        .collect();
    let mut table = by_month(MonthsTable::NAME, MonthsTable::GRAIN, &months, calendar);
    for series in Series::ALL {
        let values = replayed.iter().flat_map(|one| one.trial.series.months(series)).map(Some);
        table.fill(MonthsTable::series(series), values.collect());
    }
    table
}

/// The table `plot_lives`: a row for each plot, a column for each field; null where it
/// did not come to pass.
fn plots(replayed: &[Replayed]) -> Table {
    let mut table = Table::new("plot_lives", "Beside it. One row per plot: its life in the trial.");
    let trials = replayed
        .iter()
        .flat_map(|one| std::iter::repeat_n(one.trial.number, one.plots.len()))
        .collect();
    push_trials(&mut table, trials);
    let ids = replayed.iter().flat_map(|one| one.plots.iter().cloned()).collect();
    table.texts("plot_id", "Plot", ids);
    for field in PlotField::ALL {
        let entry = field.entry();
        let values = replayed
            .iter()
            .flat_map(|one| one.trial.plots.iter())
            .map(|fields| Some(fields[field as usize]).filter(|value| !value.is_nan()));
        table.numbers(entry.id, entry.unit.name(), entry.meaning, values.collect());
    }
    table
}
