//! How the price of plots dealt under it is paid; eased (`payment_easing`: a smaller first
//! instalment, a longer term, no interest on instalments) or not, it is one instrument under two
//! names.
//!
//! The notice of 2009-12-16 asks for half of the price within a month and all of it within
//! a year; the notice of 2010-03-10 for a deposit of a fifth of the start price. By the contract
//! form GF-2008-2601, article 10, later instalments bear interest from the day of the first.

use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::rules::receipts::Instalment;
use crate::rules::terms::{Terms, set};

use super::kind::{InForce, InstrumentKind};

/// Most instalments of a price: one a month for two years.
const MOST_INSTALMENTS: usize = 24;
/// How far the sum of the shares may be from 1, for shares that are no round binary
/// numbers.
const SHARE_TOLERANCE: f64 = 1e-9;

/// A plan of payment and the deposit. A contract keeps the plan of the month of its deal,
/// whatever comes later.
#[derive(Debug, Clone, PartialEq)]
pub struct PaymentTerms {
    /// Parts of the price in order of time; empty: the plan in force stays.
    pub instalments: Vec<Instalment>,
    /// Deposit that a defaulting buyer loses, as a share of the reserve price; `None`: it
    /// stays as it is.
    pub deposit_share: Option<f64>,
    /// Interest on later instalments, from the month of the first to their own (per year);
    /// `None`: it stays as it is.
    pub instalment_interest_rate: Option<f64>,
}

impl InstrumentKind for PaymentTerms {
    fn read(section: &Section<'_>) -> Self {
        let share = Accepted::share();
        Self {
            instalments: if section.has("instalment") {
                read_instalments(section)
            } else {
                Vec::new()
            },
            deposit_share: section.optional_number("deposit_share", "share", &share),
            instalment_interest_rate: section.optional_number(
                "instalment_interest_rate",
                "share/year",
                &share,
            ),
        }
    }

    fn apply(&self, terms: &mut Terms, in_force: InForce) {
        if !self.instalments.is_empty() {
            terms.payment_plan = in_force.payment_plan;
        }
        set(&mut terms.deposit_share, self.deposit_share);
        set(&mut terms.instalment_interest_rate, self.instalment_interest_rate);
    }

    fn instalments(&self) -> &[Instalment] {
        &self.instalments
    }
}

/// Reads the list of tables `instalment`: 1 to 24 parts in order of time whose shares sum
/// to 1. Both numbers of a part are the same in all futures and refuse a distribution.
///
/// It serves `[receipts]` and the instrument `payment_terms` alike.
pub fn read_instalments(section: &Section<'_>) -> Vec<Instalment> {
    let instalments = section.each("instalment", |instalment| {
        let read = Instalment {
            months: instalment.count("months", "months", 0..=120),
            share: instalment.number("share", "share", &Accepted::share()),
        };
        instalment.refuse_uncertain(&["months", "share"]);
        read
    });
    if !section.sound(&["instalment"]) {
        return instalments;
    }
    // An empty sum is -0, which adding 0 turns into what people call zero.
    let total = instalments.iter().map(|instalment| instalment.share).sum::<f64>() + 0.0;
    let in_order = instalments.windows(2).all(|pair| pair[0].months < pair[1].months);
    let few = (1..=MOST_INSTALMENTS).contains(&instalments.len());
    if !in_order || !few || (total - 1.0).abs() > SHARE_TOLERANCE {
        let found = format!("{} instalments that sum to {total}", instalments.len());
        let accepted = format!(
            "1 to {MOST_INSTALMENTS} tables [[receipts.instalment]] in order of months with \
             shares that sum to 1"
        );
        section.find("instalment", found, accepted);
    }
    instalments
}
