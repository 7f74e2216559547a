//! Actuals: what has happened until a date, as a table of dated rows that an office keeps.
//!
//! A row has a date, an item and, where the item is of a plot, the plot: `2026-03, sale, P08` with
//! price, reserve price and bidders; `2026-03, cash_cny` with the amount. Plots' events, a month's
//! books, debt by maturity and the market that was seen stand in one table, in any order but that
//! of rows of one month, which is the order in which things happened. It is read as plot tables are
//! (`portfolio::table`): a workbook or a CSV text, headings and items in Chinese or English, in
//! units of one's own.
//!
//! What a plot, a month and the rows before them make of a row is looked at in [`check`], once it
//! is known what the date of the actuals is and which plots there are.

pub mod before;
pub mod check;
pub mod item;
mod stage;

use std::path::Path;
use std::sync::Arc;

use crate::calendar::YearMonth;
use crate::catalogue::Unit;
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::cell::{NameOf, Number, OptionalMonth, OptionalNumber, Text};
use crate::portfolio::columns::{Kind, Record, columns};
use crate::portfolio::file::understanding::Understanding;
use crate::portfolio::table::{self, Table};

use item::{Item, ItemName};

/// Most rows of a table of actuals: seventy lines of books for 1,200 months, and events.
const MOST_ROWS: usize = 100_000;

/// Money (CNY); what is undone is negative.
const MONEY: Number = Number { range: -1e15..=1e15, unit: Unit::Cny, blank: 0.0 };

/// Durations (months).
const MONTHS: Number = Number { range: 0.0..=1200.0, unit: Unit::Months, blank: 0.0 };

/// Numbers of any kind: bidders, areas, an index.
const NUMBER: Number = Number { range: -1e15..=1e15, unit: Unit::Ratio, blank: 0.0 };

/// Whether nobody but the program can know it.
const REPLAY_ONLY: NameOf<bool> = NameOf(
    &[false, true],
    |only| if only { "yes" } else { "" },
    |only| {
        if only { &["是", "yes"] } else { &["否", "no"] }
    },
);

columns! {
    /// Something that has happened, or that is due: a row of a table of actuals.
    Actual from ActualDraft;
    date: Option<YearMonth> = OptionalMonth, "Month", "年月" | "月份" | "日期" | "时间":
        "Month in which it happened, or is due";
    item: Item = ItemName, "Item", "事项" | "科目" | "事件" | "项目":
        "What happened: an event of a plot, a line of the month's books, or an observation";
    subject: String = Text, "Plot", "地块编号" | "宗地编号" | "地块" | "编号":
        "Plot that it happened to, by id; of a shock its id; empty of books and observations of \
         the whole district", "a plot of the plot table where the item is of a plot";
    amount_cny: Option<f64> = OptionalNumber(MONEY), "Amount", "金额" | "协议金额" | "成交价":
        "Money of the item: agreed compensation, cost of preparation, hammer price, instalment, \
         principal, or what the books say";
    paid_cny: Option<f64> = OptionalNumber(MONEY), "Paid so far", "已付金额" | "已支付":
        "Of clearance and preparation that go on: what of the amount was paid until the date of \
         the actuals", "at most the amount";
    months_left: Option<f64> = OptionalNumber(MONTHS), "Months left", "剩余月数" | "尚需月数":
        "Of clearance and preparation that go on: months that are left from the date of the \
         actuals";
    reserve_price_cny: Option<f64> = OptionalNumber(MONEY), "Reserve price", "起始价" | "起拍价"
        | "底价":
        "Reserve price of an auction";
    appraised_value_cny: Option<f64> = OptionalNumber(MONEY), "Appraised value", "评估价":
        "Appraised value behind the reserve price; without one the reserve price stands for it";
    number: Option<f64> = OptionalNumber(NUMBER), "Number", "数量" | "数值" | "竞买人数":
        "Bidders of an auction, months of a wait, or the value of a line or observation that is no \
         money";
    known_only_in_replay: bool = REPLAY_ONLY, "Known only in a replay", "仅回放可知":
        "Whether no office can know it: a replayed trial was asked";
    source: String = Text, "Source", "来源" | "数据来源" | "资料来源":
        "Where the row comes from";
}

impl Record for Actual {
    const KIND: Kind = Kind {
        name: "a table of actuals",
        called: "table of actuals",
        row: "fact",
        columns: Self::COLUMNS,
        optional: &[
            "subject",
            "amount_cny",
            "paid_cny",
            "months_left",
            "reserve_price_cny",
            "appraised_value_cny",
            "number",
            "known_only_in_replay",
            "source",
        ],
        most_rows: MOST_ROWS,
        may_be_empty: true,
    };

    type Draft = ActualDraft;

    fn draft<'t>(
        text: &dyn Fn(&str) -> Option<&'t str>,
        refuse: &mut dyn FnMut(&'static str, String),
    ) -> ActualDraft {
        ActualDraft::read(text, |column, _, accepted| refuse(column, accepted))
    }

    fn check(draft: &ActualDraft, place: &Place, findings: &mut Vec<Finding>) {
        check::row(draft, place, findings);
    }

    fn identity(_: &ActualDraft) -> Option<(&'static str, &str)> {
        None
    }

    fn complete(draft: ActualDraft) -> Option<Self> {
        draft.complete()
    }
}

impl Actual {
    /// The value of a line of books or of an observation: money or number, as its unit says.
    pub fn value(&self) -> Option<f64> {
        if self.item.is_money() { self.amount_cny } else { self.number }
    }
}

/// A table of actuals, whose rows are each in order; what they say together is looked at beside the
/// plots ([`check::against`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Actuals {
    /// File as the user named it.
    pub file: String,
    /// SHA-256 of what the file says, as of a plot table.
    pub digest: String,
    /// The bytes of the file, to be kept with results.
    pub source: Arc<[u8]>,
    /// The rows, by month; those of a month in the order of the file.
    pub rows: Vec<Actual>,
    /// Line or row of each.
    pub lines: Vec<usize>,
    /// What the table was taken for.
    pub understanding: Understanding,
}

impl Actuals {
    /// The actuals of a file.
    ///
    /// # Errors
    /// Everything that is wrong with the file or one of its rows.
    pub fn read(path: &Path) -> Result<Self, Rejected> {
        let (name, bytes) = table::bytes(path)?;
        Self::of_bytes(&name, bytes)
    }

    /// The actuals of the bytes of a file, a workbook or a text; `name` is what findings call it.
    ///
    /// # Errors
    /// As [`Self::read`], but for a file that cannot be read.
    ///
    /// ```
    /// use landsim::portfolio::actuals::Actuals;
    ///
    /// let text = "年月,事项,地块编号,金额（亿元）\n2026-02,成交,P08,12\n2026-01,账面余额,,3.5\n";
    /// let actuals = Actuals::of_bytes("own.csv", text.as_bytes().to_vec())?;
    /// assert_eq!(actuals.rows[0].value(), Some(3.5e8));
    /// assert_eq!(actuals.rows[1].amount_cny, Some(1.2e9));
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Rejected> {
        let source: Arc<[u8]> = bytes.as_slice().into();
        let Table { origin, digest, mut rows, understanding } =
            table::of_bytes::<Actual>(name, bytes)?;
        rows.sort_by_key(|(_, row)| row.date);
        let (lines, rows) = rows.into_iter().unzip();
        Ok(Self { file: origin.file, digest, source, rows, lines, understanding })
    }

    /// The CSV text of rows, in their order; what is written is read back the same.
    pub fn write(rows: &[Actual]) -> String {
        table::write(Actual::COLUMNS, rows.iter().map(|row| row.cells().to_vec()))
    }

    /// Where a row stands in its file, by its place among the rows.
    pub fn place(&self, row: usize) -> Place {
        self.understanding.place(&self.file, self.lines.get(row).copied().unwrap_or(1))
    }
}
