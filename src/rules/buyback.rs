//! Buying back idle land (收购存量闲置土地): how long it takes, what it costs beside the price, and
//! when such land may be sold again (自然资发〔2024〕242号; 深规划资源〔2025〕358号, 〔2026〕48号).

/// Rules of buying back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Buyback {
    /// Months from an offer to its end: mean and standard deviation.
    pub negotiation_months: (f64, f64),
    /// Probability that a negotiation ends without agreement.
    pub negotiation_failure: f64,
    /// Months after which a price that was not paid is set anew.
    pub validity_months: usize,
    /// Of what deed and stamp tax are taken.
    pub tax_base: TaxBase,
    /// Share of the property area bought back in a calendar year that may be listed for
    /// development in the same year out of that year's purchases.
    pub resale_same_year_share: f64,
    /// How the price is set.
    pub purchase: PurchaseRule,
}

/// Of what deed and stamp tax are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaxBase {
    /// The base price, as the rule of Shenzhen reckons.
    Base,
    /// The price paid, as deed tax law has it.
    Price,
}

impl TaxBase {
    /// Both, the usual one first.
    pub const ALL: [Self; 2] = [Self::Base, Self::Price];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Price => "price",
        }
    }
}

/// Parts of the price rule, as shares unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PurchaseRule {
    /// By how much a fall of prices narrows in each of the second and third years.
    pub narrowing_first: f64,
    /// By how much in each later year.
    pub narrowing_later: f64,
    /// Deed and stamp tax, of the base price.
    pub deed_and_stamp_tax: f64,
    /// Holding (CNY per m² of site and year).
    pub holding: f64,
    /// Cost of the auction, of income.
    pub auction_cost: f64,
    /// Technical support, of the base price.
    pub technical_support: f64,
    /// Steps to which a cut is rounded up.
    pub cut_step: f64,
    /// The cut where none would be needed.
    pub least_cut: f64,
}
