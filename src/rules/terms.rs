//! The rules in force in a month: those of the scenario, as the policies of the month change them.

use crate::calendar::YearMonth;

use super::auction::{Auction, AuctionTerms};
use super::delivery::Delivery;
use super::finance::Finance;
use super::receipts::Receipts;
use super::reserve::{Reserve, ReserveTerms};
use super::revenue_split::RevenueSplit;

/// Everything a policy can change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Acquisition.
    pub reserve: ReserveTerms,
    /// Factor on compensation of acquisitions that start.
    pub acquisition_cost_multiplier: f64,
    /// Factor on their duration.
    pub acquisition_duration_multiplier: f64,
    /// Auctions of plots that are listed.
    pub auction: AuctionTerms,
    /// When plots may be listed.
    pub listing: Listing,
    /// Plan of payment of plots that are dealt, as an index into the model's.
    pub payment_plan: usize,
    /// Deposit as a share of the reserve price.
    pub deposit_share: f64,
    /// Borrowing.
    pub borrowing: Borrowing,
    /// Enforcement against idle land.
    pub enforcement: Enforcement,
    /// Division of receipts.
    pub revenue_split: RevenueSplit,
    /// Share of residential floor area that becomes affordable housing in plots that are listed.
    pub affordable_share: f64,
}

/// When plots may be listed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listing {
    /// Months of the year, as bits, January first.
    pub months: u16,
    /// Land that may be listed in a calendar year (m²).
    pub quota_land_m2: f64,
    /// Plots that may be.
    pub quota_plots: f64,
    /// Share of the trailing maximum below which plots are held back; 0: never.
    pub share_of_peak: f64,
    /// Longest time a plot is held back (months).
    pub longest_hold_months: usize,
}

/// All months of the year, as bits.
const ALL_MONTHS: u16 = (1 << 12) - 1;

impl Listing {
    const FREE: Self = Self {
        months: ALL_MONTHS,
        quota_land_m2: f64::INFINITY,
        quota_plots: f64::INFINITY,
        share_of_peak: 0.0,
        longest_hold_months: 0,
    };

    /// Whether the month of the year of a date is open.
    #[inline]
    pub fn is_open(&self, date: YearMonth) -> bool {
        self.months == ALL_MONTHS || self.months & (1 << (date.month() - 1)) != 0
    }

    /// Whether there is a quota at all.
    pub fn has_quota(&self) -> bool {
        self.quota_land_m2.is_finite() || self.quota_plots.is_finite()
    }
}

/// What the reserve centre may borrow.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Borrowing {
    /// Most debt the lenders allow, before shocks (CNY).
    pub facility_limit: f64,
    /// Most debt as a share of the collateral.
    pub loan_to_value: f64,
    /// Whether new draws are barred.
    pub loan_ban: bool,
    /// Months over which debt runs off under a ban.
    pub runoff_months: usize,
    /// Special bonds that may be drawn in a calendar year beside the loans (CNY).
    pub bond_quota: f64,
}

/// Enforcement against idle land.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Enforcement {
    /// Probability that the fee is charged.
    pub idle_fee_probability: f64,
    /// Probability that repossession is enforced.
    pub repossession_probability: f64,
}

impl Terms {
    /// The rules without any policy, with the facility limit and accruals of a month.
    pub fn new(
        (reserve, auction): (&Reserve, &Auction),
        (receipts, accruals): (&Receipts, [f64; 3]),
        (finance, facility_limit): (&Finance, f64),
        delivery: &Delivery,
    ) -> Self {
        Self {
            reserve: reserve.terms,
            acquisition_cost_multiplier: 1.0,
            acquisition_duration_multiplier: 1.0,
            auction: auction.terms,
            listing: Listing::FREE,
            payment_plan: 0,
            deposit_share: receipts.deposit_share,
            borrowing: Borrowing {
                facility_limit,
                loan_to_value: finance.loan_to_value,
                loan_ban: false,
                runoff_months: 1,
                bond_quota: 0.0,
            },
            enforcement: Enforcement {
                idle_fee_probability: delivery.idle_fee_probability,
                repossession_probability: delivery.repossession_probability,
            },
            revenue_split: RevenueSplit::new(receipts, accruals),
            affordable_share: 0.0,
        }
    }
}

/// Puts a value in the place of another, where there is one.
pub(super) fn set<T: Copy>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}
