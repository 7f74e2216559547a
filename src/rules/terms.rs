//! The rules in force in a month: those of the scenario, as the policies of the month
//! change them.
//!
//! # Why a copy for each month
//!
//! Terms are some forty numbers, and a horizon has at most 600 months. Written out, they
//! are looked up by month alone: what was published with a listing is
//! `terms[month of listing]`, whatever happened since, and nobody has to ask which policies
//! are in force.

use crate::calendar::YearMonth;

use super::auction::{Auction, AuctionTerms};
use super::delivery::Delivery;
use super::finance::Finance;
use super::receipts::Receipts;
use super::reserve::{Reserve, ReserveTerms};
use super::revenue_split::RevenueSplit;
use super::state_buyer::StateBuyer;

/// Everything that a policy can change, as it stands in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Rules of acquisitions that start in the month.
    pub reserve: ReserveTerms,
    /// Factor of policies and shocks on the compensation of acquisitions that start in the
    /// month.
    pub acquisition_cost_multiplier: f64,
    /// Factor of policies and shocks on the months of clearance of acquisitions that start
    /// in the month.
    pub acquisition_duration_multiplier: f64,
    /// Conditions of auctions of plots that are listed in the month.
    pub auction: AuctionTerms,
    /// Whether and how much may be listed in the month.
    pub listing: Listing,
    /// Plan of payment of plots that are dealt in the month, as a place among
    /// [`super::policy::payment_plans`].
    pub payment_plan: usize,
    /// Deposit of plots that are dealt in the month, as a share of the reserve price.
    pub deposit_share: f64,
    /// Interest on later instalments of plots that are dealt in the month (per year).
    pub instalment_interest_rate: f64,
    /// What the reserve centre may borrow in the month.
    pub borrowing: Borrowing,
    /// Enforcement against idle land on plots that are dealt in the month.
    pub enforcement: Enforcement,
    /// Rates of the division of receipts that come in in the month.
    pub revenue_split: RevenueSplit,
    /// Share of residential floor area that becomes affordable housing in plots that are listed.
    pub affordable_share: f64,
}

/// When plots may be listed, and how much in a calendar year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Listing {
    /// Months of the year that are open, as bits, January the lowest.
    pub months: u16,
    /// Land that may be listed in a calendar year (m²).
    pub quota_land_m2: f64,
    /// Plots that may be listed in a calendar year.
    pub quota_plots: f64,
    /// Share of the trailing twelve-month maximum of land prices below which plots are held
    /// back; 0: never.
    pub share_of_peak: f64,
    /// Longest time a plot is held back (months).
    pub longest_hold_months: usize,
    /// Whether net land is put up before its time where sales fall behind the plan.
    pub substitution: bool,
    /// Whether every plot is listed on application alone.
    pub on_application: bool,
    /// Months of the city's stock above which land for housing is limited; `None`: it is not.
    pub stock_limits: Option<StockLimits>,
}

/// Months of the city's stock above which land for housing is limited.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StockLimits {
    /// Above it no more is listed in a calendar year than was made use of.
    pub limit_above: f64,
    /// Above it none is listed.
    pub stop_above: f64,
}

/// All months of the year, as bits.
const ALL_MONTHS: u16 = (1 << 12) - 1;

impl Listing {
    /// All months open, no quota, nothing held back: how it is without a policy.
    const FREE: Self = Self {
        months: ALL_MONTHS,
        quota_land_m2: f64::INFINITY,
        quota_plots: f64::INFINITY,
        share_of_peak: 0.0,
        longest_hold_months: 0,
        substitution: false,
        on_application: false,
        stock_limits: None,
    };

    /// Whether the month of the year of a date is open.
    #[inline]
    pub fn is_open(&self, date: YearMonth) -> bool {
        self.months == ALL_MONTHS || self.months & (1 << (date.month() - 1)) != 0
    }

    /// Whether every plot that is due may be listed at once.
    #[inline]
    pub fn is_free(&self) -> bool {
        self.months == ALL_MONTHS
            && !self.has_quota()
            && self.share_of_peak == 0.0
            && self.stock_limits.is_none()
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
    /// Whether new draws are barred, bonds apart.
    pub loan_ban: bool,
    /// Months over which debt runs off under a ban.
    pub runoff_months: usize,
    /// Special bonds that may be drawn in a calendar year beside the loans (CNY).
    pub bond_quota: f64,
    /// Coupon of such bonds per year, fixed at issue; none without a quota.
    pub bond_coupon: Option<f64>,
    /// Months after issue in which such bonds are due; none without a quota.
    pub bond_term_months: Option<usize>,
}

/// How likely the law on idle land is enforced against a buyer at fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Enforcement {
    /// Probability that the idle-land fee is charged.
    pub idle_fee_probability: f64,
    /// Probability that repossession is enforced.
    pub repossession_probability: f64,
}

impl Enforcement {
    /// What of the law is enforced against a state buyer, whatever policies say of developers.
    pub fn of_state_buyer(rules: &StateBuyer) -> Self {
        Self {
            idle_fee_probability: rules.idle_fee_probability,
            repossession_probability: rules.repossession_probability,
        }
    }
}

impl Terms {
    /// The rules of a month without any policy, with the facility limit and the accruals
    /// that are dated for it.
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
            instalment_interest_rate: receipts.instalment_interest_rate,
            borrowing: Borrowing {
                facility_limit,
                loan_to_value: finance.loan_to_value,
                loan_ban: false,
                runoff_months: 1,
                bond_quota: 0.0,
                bond_coupon: None,
                bond_term_months: None,
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
