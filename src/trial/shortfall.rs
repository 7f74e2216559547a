//! Why the district pays for the first time: a witness that keeps the books of that month and what
//! buyers of late still owe then, and nothing else; or of a month that is asked for, in a future in
//! which nothing is paid.

use crate::calendar::Month;
use crate::catalogue::series::Series;
use crate::model::plot_index::PlotIndex;

use super::witness::{MonthBooks, Payment, Witness};

/// What kept the reserve centre from borrowing what it lacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bound {
    /// The value of cleared unsold plots.
    Collateral,
    /// The lenders' facility.
    Facility,
    /// New loans are barred.
    LoanBan,
}

impl Bound {
    /// All of them, in the order of tables.
    pub const ALL: [Self; 3] = [Self::Collateral, Self::Facility, Self::LoanBan];

    /// What binds when the books of a month are closed: the ban, else the lower limit.
    pub fn of(books: &MonthBooks) -> Self {
        if books.loan_ban {
            Self::LoanBan
        } else if books.secured < books.facility {
            Self::Collateral
        } else {
            Self::Facility
        }
    }

    /// Its id in tables.
    pub fn id(self) -> &'static str {
        match self {
            Self::Collateral => "collateral",
            Self::Facility => "facility",
            Self::LoanBan => "loan_ban",
        }
    }
}

/// A month that is looked at: the first in which the district pays, or one that was asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shortfall {
    /// The month.
    pub month: Month,
    /// What the district pays in it (CNY); 0 where it does not.
    pub amount: f64,
    /// What kept the reserve centre from borrowing it.
    pub bound: Bound,
    /// The most that a buyer still owes then for one plot that was sold in the month or the two
    /// before: it is collateral no more, and its price has not come (CNY).
    pub fresh_receivable: f64,
}

/// Months in which a sale is fresh, that of the sale included.
const FRESH: usize = 3;

/// An instalment that was agreed.
#[derive(Debug, Clone, Copy)]
struct Instalment {
    plot: PlotIndex,
    /// Month in which it was agreed.
    agreed: Month,
    /// Month in which it falls due.
    due: Month,
    amount: f64,
}

/// Watches a trial for its first support payment, or until a month.
#[derive(Debug, Clone, Default)]
pub struct ShortfallWitness {
    /// The month that is asked for; `None`: the first in which the district pays.
    asked: Option<Month>,
    /// Months that are closed.
    closed: usize,
    /// Instalments whose month is not closed.
    due: Vec<Instalment>,
    found: Option<Shortfall>,
}

impl ShortfallWitness {
    /// One who looks at a month, whether the district pays in it or not.
    pub fn of_month(month: Month) -> Self {
        Self { asked: Some(month), ..Self::default() }
    }

    /// What was looked at; `None` where the district never pays, or the month never comes.
    pub fn found(&self) -> Option<Shortfall> {
        self.found
    }

    /// The most that is owed after a month for one plot that was sold in it or shortly before.
    fn fresh_receivable(&mut self, month: Month) -> f64 {
        let since = month.after().back(FRESH);
        self.due.retain(|instalment| instalment.due > month && instalment.agreed >= since);
        self.due.sort_by_key(|instalment| (instalment.plot, instalment.due));
        self.due
            .chunk_by(|left, right| left.plot == right.plot)
            .map(|of_plot| of_plot.iter().map(|instalment| instalment.amount).sum::<f64>())
            .fold(0.0, f64::max)
    }
}

impl Witness for ShortfallWitness {
    fn begins(&mut self) {
        *self = Self { asked: self.asked, ..Self::default() };
    }

    fn pays(&mut self, payment: Payment) {
        if self.found.is_none()
            && payment.series == Series::ReceiptsCny
            && let Some(plot) = payment.plot
        {
            let Payment { month, amount, .. } = payment;
            self.due.push(Instalment { plot, agreed: Month::at(self.closed), due: month, amount });
        }
    }

    fn closes(&mut self, books: &MonthBooks) {
        let month = Month::at(self.closed);
        self.closed += 1;
        let is_it = self.asked.map_or(books.close.support > 0.0, |asked| asked == month);
        if self.found.is_none() && is_it {
            self.found = Some(Shortfall {
                month,
                amount: books.close.support,
                bound: Bound::of(books),
                fresh_receivable: self.fresh_receivable(month),
            });
        }
    }
}
