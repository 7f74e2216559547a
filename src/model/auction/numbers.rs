//! The numbers of an auction, one at a time, in registers or in columns of several auctions.
//!
//! # Why no closures
//!
//! Code for the widest registers must be inlined into the function that chose them; a closure that
//! is not is compiled for every machine, and a register goes through memory at each step. Auctions
//! cost twice as much when closures loaded the columns.

use pulp::Simd;

use crate::uncertainty::lanes::Register;

/// Auctions whose columns lie together: as many values as the widest registers hold.
pub(super) const ROOM: usize = 8;

/// A number of as many auctions.
pub(super) type Column = [f64; ROOM];

/// Declares numbers of an auction, which formulas take one at a time, in registers or in
/// columns.
///
/// # Why a struct of any type
///
/// An auction by itself has `f64`, eight of a register have a register, a block has columns
/// of eight: one list of fields serves all three, and a number that is added to it cannot
/// be forgotten in any.
macro_rules! numbers {
    (
        $way:ident:
        $(#[$attribute:meta])*
        $name:ident: $($(#[$field_attribute:meta])* $field:ident,)+
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy)]
        pub(super) struct $name<T> {
            $($(#[$field_attribute])* pub(super) $field: T,)+
        }

        impl $name<Column> {
            /// Columns of the same number everywhere but in some.
            pub(super) const ZERO: Self = $name { $($field: [0.0; ROOM],)+ };

            /// The numbers of a place.
            #[inline(always)]
            pub(super) fn at(&self, at: usize) -> $name<f64> {
                $name { $($field: self.$field[at],)+ }
            }

        }

        numbers! { @$way $name: $($field,)+ }
    };
    (@into_registers $name:ident: $($field:ident,)+) => {
        impl $name<f64> {
            /// Puts each number into its column.
            #[inline(always)]
            pub(super) fn put(self, columns: &mut $name<Column>, at: usize) {
                $(columns.$field[at] = self.$field;)+
            }
        }

        impl $name<Column> {
            /// The registers at a place of the columns.
            #[inline(always)]
            pub(super) fn registers<S: Simd>(&self, simd: S, at: usize) -> $name<Register<S>> {
                $name { $($field: Register::new(simd, S::as_simd_f64s(&self.$field).0[at]),)+ }
            }
        }
    };
    (@from_registers $name:ident: $($field:ident,)+) => {
        impl $name<Column> {
            /// Puts registers at a place of the columns.
            #[inline(always)]
            pub(super) fn put_registers<S: Simd>(&mut self, from: $name<Register<S>>, at: usize) {
                $(S::as_mut_simd_f64s(&mut self.$field).0[at] = from.$field.lanes();)+
            }
        }
    };
}

numbers! {
    into_registers:
    /// What decides an auction.
    AuctionNumbers:
    /// Worth at the prices that the appraisal knows (CNY).
    appraised_worth,
    /// Log of what the appraisal knows of the plot's own value.
    appraisal_exponent,
    reserve_ratio,
    /// What failures leave of the first reserve price.
    cut,
    least_reserve_price,
    median_valuation,
    /// Mean number of bidders before absorption.
    usual_bidder_mean,
    /// One more than what was absorbed over what a year absorbs.
    absorbed,
    absorption_elasticity,
    bid_sd,
    /// Uniform draw of the number of bidders.
    bidders_draw,
    /// Log of the uniform draw of the highest valuation.
    log_highest,
    /// Log of the uniform draw of the second highest valuation, given the highest.
    log_second,
    /// Highest price over the reserve price.
    cap,
    /// Valuation of the applicant (CNY); 0: the plot was not listed for one.
    applicant,
    state_buyer_draw,
    state_buyer_probability,
}

numbers! {
    from_registers:
    /// What formulas make of the numbers of an auction.
    AuctionResults:
    /// Appraised value (CNY).
    appraised_value,
    reserve_price,
    /// Mean number of bidders after absorption.
    bidder_mean,
    bidders,
    /// Highest valuation (CNY), where anybody bids.
    highest,
    /// Second highest valuation (CNY), where at least two bid.
    second,
}
