//! The parts of cover: as texts of a formula, and as numbers.

use crate::evaluation::cover::{SHENZHEN_AUCTION_COST, SHENZHEN_SET_ASIDE, shenzhen_income};
use crate::rules::project::CoverBasis;

/// The parts of cover as texts of a formula.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    pub(super) income: String,
    pub(super) principal: String,
    pub(super) interest: String,
    pub(super) fees: String,
}

impl Terms {
    /// Cover of these parts.
    pub(super) fn cover(&self, basis: CoverBasis, with_fees: bool) -> String {
        let Self { income, principal, interest, fees } = self;
        match basis {
            CoverBasis::Shenzhen => {
                let service = format!("({principal}+{interest}+{fees})");
                format!(
                    "({income}*(1-{SHENZHEN_AUCTION_COST})-{SHENZHEN_SET_ASIDE}*MAX(0,{income}-\
                     {service}))/{service}"
                )
            }
            CoverBasis::Gross | CoverBasis::Ledger if with_fees => {
                format!("{income}/({principal}+{interest}+{fees})")
            }
            CoverBasis::Gross | CoverBasis::Ledger => format!("{income}/({principal}+{interest})"),
        }
    }
}

/// The parts of cover (万元).
#[derive(Debug, Clone, Copy)]
pub(super) struct Values {
    pub(super) income: f64,
    pub(super) principal: f64,
    pub(super) interest: f64,
    pub(super) fees: f64,
}

impl Values {
    pub(super) fn cover(&self, basis: CoverBasis, with_fees: bool) -> f64 {
        let Self { income, principal, interest, fees } = *self;
        let with = principal + interest + fees;
        match basis {
            CoverBasis::Shenzhen => shenzhen_income(income, with) / with,
            CoverBasis::Gross | CoverBasis::Ledger if with_fees => income / with,
            CoverBasis::Gross | CoverBasis::Ledger => income / (principal + interest),
        }
    }
}
