//! The double-entry ledger of a replayed trial: payments of plots and of the reserve centre, as the
//! witness took them down, and what projects of special bonds and their bonds moved.

use std::collections::BTreeMap;

use crate::calendar::{ByMonth, Month};
use crate::catalogue::account::Account;
use crate::catalogue::project_item::ProjectItem;
use crate::catalogue::series::Series;
use crate::model::plot_index::PlotIndex;
use crate::model::project_grid::{GridRow, RowKind};

use super::replayed::Replayed;

/// Money that moves from one account to another: an entry of the double-entry ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct Posting {
    /// Month of the posting, 0 being the scenario's start.
    pub month: Month,
    /// Id of the series or of the item of a project that the posting is part of, or `opening`.
    pub item: &'static str,
    /// Row of the project or bond that it is of.
    pub row: Option<usize>,
    /// Index of the plot that the posting is for; `None` for interest, draws and the
    /// like.
    pub plot: Option<u32>,
    /// Account that the money leaves.
    pub from: Account,
    /// Account that the money reaches.
    pub to: Account,
    /// Amount, above 0 (CNY); what undoes an earlier posting has the accounts the other
    /// way.
    pub amount: f64,
}

impl Replayed {
    /// All postings by month: the opening balances, then every payment of the journal.
    /// What undoes an earlier posting moves the money back.
    pub fn postings(&self) -> Vec<Posting> {
        let opening =
            [[Account::Opening, Account::ReserveCentre], [Account::Lenders, Account::Opening]];
        let opening = opening.into_iter().zip(self.opening).map(|([from, to], amount)| Posting {
            month: Month::START,
            item: Account::Opening.id(),
            row: None,
            plot: None,
            from,
            to,
            amount,
        });
        let paid = self.journal.payments().into_iter().filter_map(|payment| {
            let [from, to] = Account::moved_by(payment.series)?;
            let place = payment.plot.and_then(|plot| self.project_of.get(plot.place()).copied());
            let row = place.flatten().and_then(|place| self.whole_row(place as usize));
            // Clearance and preparation of a project's plots are paid by the project.
            let of_centre = |account| account == Account::ReserveCentre && row.is_some();
            let from = if of_centre(from) { Account::Projects } else { from };
            Some(Posting {
                month: payment.month,
                item: payment.series.id(),
                row,
                plot: payment.plot.map(PlotIndex::number),
                from,
                to,
                amount: payment.amount,
            })
        });
        let all = opening.chain(paid).chain(self.postings_of_projects());
        let mut all: Vec<Posting> = all.filter_map(Posting::with_amount_above_0).collect();
        all.sort_by_key(|posting| posting.month);
        all
    }

    /// The row of a project itself.
    fn whole_row(&self, place: usize) -> Option<usize> {
        let is_whole = |row: &GridRow| row.project == place && row.kind == RowKind::Whole;
        self.project_rows.iter().position(is_whole)
    }

    /// What moves in the accounts of projects and is told of no plot: land income, what the budget
    /// and others pay, and bonds.
    fn postings_of_projects(&self) -> Vec<Posting> {
        let mut postings = Vec::new();
        for (place, row) in self.project_rows.iter().enumerate() {
            for (cell, month) in (row.first..).zip(row.months.iter().copied()) {
                let mut post = |item: &'static str, [from, to]: [Account; 2], amount: f64| {
                    postings.push(Posting {
                        month,
                        item,
                        row: Some(place),
                        plot: None,
                        from,
                        to,
                        amount,
                    });
                };
                for item in ProjectItem::ALL {
                    if let Some(accounts) = item.moved().filter(|_| is_posted(item, row.kind)) {
                        let amount = self.trial.project_items[cell][item as usize];
                        post(item.id(), accounts, amount);
                    }
                }
                if row.kind == RowKind::Whole {
                    let books = &self.projects[row.project][month];
                    let gain = books.income - books.cost_returned;
                    let administration = books.outlay - books.spent;
                    for (series, from, to, amount) in [
                        (
                            Series::CostReturnedCny,
                            Account::Treasury,
                            Account::Projects,
                            books.cost_returned,
                        ),
                        (Series::DistrictLandGainCny, Account::Treasury, Account::Projects, gain),
                        (
                            Series::AdministrationCny,
                            Account::Projects,
                            Account::Administration,
                            administration,
                        ),
                    ] {
                        post(series.id(), [from, to], amount);
                    }
                }
            }
        }
        postings
    }

    /// What each account holds at the end of each month, by month: what reached it less
    /// what left it (CNY), in the order of [`Account::ALL`]. The accounts of a month
    /// add up to 0.
    pub fn balances(&self) -> ByMonth<[f64; Account::COUNT]> {
        let mut moved: BTreeMap<Month, Vec<Posting>> = BTreeMap::new();
        for posting in self.postings() {
            moved.entry(posting.month).or_default().push(posting);
        }
        let mut now = [0.0; Account::COUNT];
        Month::each(Month::START..self.journal.books().end())
            .map(|month| {
                for posting in moved.get(&month).into_iter().flatten() {
                    now[posting.from as usize] -= posting.amount;
                    now[posting.to as usize] += posting.amount;
                }
                now
            })
            .collect()
    }
}

impl Posting {
    /// The posting with an amount above 0: what is below 0 moves the other way; none of 0.
    fn with_amount_above_0(self) -> Option<Self> {
        let Self { from, to, amount, .. } = self;
        let (from, to) = if amount > 0.0 { (from, to) } else { (to, from) };
        (amount != 0.0).then_some(Self { from, to, amount: amount.abs(), ..self })
    }
}

/// Whether an item of a row is posted of that row: bonds' payments of the bond, others of the
/// project.
fn is_posted(item: ProjectItem, kind: RowKind) -> bool {
    let of_bonds = matches!(
        item,
        ProjectItem::Issued | ProjectItem::Interest | ProjectItem::Fees | ProjectItem::Principal
    );
    match kind {
        RowKind::Whole => !of_bonds,
        // What is borrowed anew comes in as `rolled_over` of the project.
        RowKind::Refinancing => of_bonds && item != ProjectItem::Issued,
        RowKind::Bond(_) | RowKind::OtherDebt => of_bonds,
    }
}
