//! The rules in force in a month: those of the scenario, as the policies of the month change them.

use crate::calendar::YearMonth;
use crate::scenario::Scenario;
use crate::scenario::policy::Policy;
use crate::scenario::policy::instrument::Instrument;
use crate::scenario::programme::{Auction, Reserve};
use crate::scenario::receipts::{Instalment, Receipts};

use super::receipts::RevenueSplit;

/// Everything a policy can change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Acquisition.
    pub reserve: Reserve,
    /// Factor on compensation of acquisitions that start.
    pub acquisition_cost_multiplier: f64,
    /// Factor on their duration.
    pub acquisition_duration_multiplier: f64,
    /// Auctions of plots that are listed.
    pub auction: Auction,
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
    /// The scenario's rules without any policy, with the facility limit and accruals of a month.
    pub fn new(scenario: &Scenario, facility_limit: f64, accruals: [f64; 3]) -> Self {
        let Scenario { reserve, auction, receipts, finance, delivery, .. } = scenario;
        Self {
            reserve: *reserve,
            acquisition_cost_multiplier: 1.0,
            acquisition_duration_multiplier: 1.0,
            auction: *auction,
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

    /// Puts an instrument in force; `payment_plan` is the place of its instalments. What moves the
    /// market is dealt with there and changes nothing here.
    pub fn apply(&mut self, instrument: &Instrument, payment_plan: usize) {
        match instrument {
            Instrument::Demand { .. } => {}
            Instrument::ReserveFinance { .. } => self.borrowing.apply(instrument),
            Instrument::Expropriation { .. } => self.expropriate(instrument),
            Instrument::ClearanceCapacity(households) => {
                self.reserve.clearance_capacity = *households;
            }
            Instrument::ReservePriceRule { .. } => set_price_rule(&mut self.auction, instrument),
            Instrument::PremiumCap(cap) => self.auction.premium_cap = Some(*cap),
            Instrument::PaymentTerms { instalments, deposit_share } => {
                if !instalments.is_empty() {
                    self.payment_plan = payment_plan;
                }
                set(&mut self.deposit_share, *deposit_share);
            }
            Instrument::SaleQuota { land_m2, plots } => {
                self.listing.quota_land_m2 = self.listing.quota_land_m2.min(*land_m2);
                self.listing.quota_plots = self.listing.quota_plots.min(*plots);
            }
            Instrument::BatchedSupply { months } => self.listing.months &= months,
            Instrument::MarketTimedDisposal { share_of_peak, longest_hold_months } => {
                self.listing.share_of_peak = *share_of_peak;
                self.listing.longest_hold_months = *longest_hold_months;
            }
            Instrument::StateBuyer(probability) => {
                self.auction.state_buyer_probability = *probability;
            }
            Instrument::IdleLand { idle_fee_probability, repossession_probability } => {
                let enforcement = &mut self.enforcement;
                set(&mut enforcement.idle_fee_probability, *idle_fee_probability);
                set(&mut enforcement.repossession_probability, *repossession_probability);
            }
            Instrument::RevenueSplit(change) => self.revenue_split.apply(change),
            Instrument::AffordableSetAside(share) => self.affordable_share = *share,
        }
    }

    fn expropriate(&mut self, instrument: &Instrument) {
        if let Instrument::Expropriation {
            acquisition_cost_multiplier,
            acquisition_duration_multiplier,
            funding_ratio,
            consultation_failure,
        } = instrument
        {
            self.acquisition_cost_multiplier *= acquisition_cost_multiplier;
            self.acquisition_duration_multiplier *= acquisition_duration_multiplier;
            set(&mut self.reserve.funding_ratio, *funding_ratio);
            set(&mut self.reserve.consultation_failure, *consultation_failure);
        }
    }
}

impl Borrowing {
    fn apply(&mut self, instrument: &Instrument) {
        if let Instrument::ReserveFinance {
            facility_limit,
            loan_to_value,
            loan_ban,
            runoff_months,
            bond_quota,
            policy_rate: _,
        } = instrument
        {
            set(&mut self.facility_limit, *facility_limit);
            set(&mut self.loan_to_value, *loan_to_value);
            if *loan_ban {
                self.loan_ban = true;
                self.runoff_months = *runoff_months;
            }
            self.bond_quota += bond_quota;
        }
    }
}

fn set_price_rule(auction: &mut Auction, instrument: &Instrument) {
    if let Instrument::ReservePriceRule {
        reserve_ratio,
        cost_floor,
        cut_per_failed_round,
        relist_months,
        max_rounds,
    } = instrument
    {
        set(&mut auction.reserve_ratio, *reserve_ratio);
        set(&mut auction.cost_floor, *cost_floor);
        set(&mut auction.cut_per_failed_round, *cut_per_failed_round);
        set(&mut auction.relist_months, *relist_months);
        set(&mut auction.max_rounds, *max_rounds);
    }
}

fn set<T: Copy>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

/// The plan of payment of a policy: plan 0 is the scenario's own.
pub fn payment_plan_of(policy: usize) -> usize {
    policy + 1
}

/// Plans of payment: the scenario's, then one for each policy, empty where it has none.
pub fn payment_plans(receipts: &Receipts, policies: &[Policy]) -> Vec<Vec<Instalment>> {
    let of_policy = |policy: &Policy| match &policy.instrument {
        Instrument::PaymentTerms { instalments, .. } => instalments.clone(),
        _ => Vec::new(),
    };
    std::iter::once(receipts.instalments.clone()).chain(policies.iter().map(of_policy)).collect()
}
