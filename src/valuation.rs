//! Present values and internal rates of return of streams of payments.
//!
//! A rate that does not exist, or of which there are several, is said to be so: spreadsheets give
//! an error for the first and one of them, which depends on the guess, for the second.
//!
//! Time is counted in years from the valuation and need not be whole. Amounts may be in any
//! unit, as long as all are in one; present values are in the same. Whoever knows the manuals
//! of spreadsheets finds NPV in [`present_value`] of [`yearly`] payments, XNPV in that of
//! [`dated`] ones, and IRR and XIRR in [`internal_rates`]; the tests hold them against the
//! examples there.

use crate::uncertainty::elementary::{exp, ln_1p};

/// Days of a year in dated rates, as spreadsheets count them (XIRR, XNPV): leap days are no
/// exception, so that results can be checked in a spreadsheet to the last digit shown.
pub const DAYS_OF_A_YEAR: f64 = 365.0;

/// A payment at a time (years from the valuation), positive when it comes in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Payment {
    /// When (years).
    pub years: f64,
    /// How much (any unit).
    pub amount: f64,
}

/// Payments at the ends of periods 0, 1, 2 and so on; period 0 is the valuation itself.
///
/// Spreadsheets' NPV takes its first amount at the end of period 1: put a 0 before it.
pub fn yearly(amounts: &[f64]) -> Vec<Payment> {
    let years = (0_u32..).map(f64::from);
    years.zip(amounts).map(|(years, amount)| Payment { years, amount: *amount }).collect()
}

/// Payments after days from the valuation, each as (days, amount); days may be negative.
pub fn dated(amounts: &[(i32, f64)]) -> Vec<Payment> {
    let payment = |(days, amount): &(i32, f64)| Payment {
        years: f64::from(*days) / DAYS_OF_A_YEAR,
        amount: *amount,
    };
    amounts.iter().map(payment).collect()
}

/// Sum of amount × (1 + rate)^-years, for a rate above -1 (per year).
///
/// # Example
///
/// 110 in a year are worth 100 at 10 %:
///
/// ```
/// use landsim::valuation::{present_value, yearly};
///
/// let value = present_value(0.1, &yearly(&[0.0, 110.0]));
/// assert!((value - 100.0).abs() < 1e-12);
/// ```
pub fn present_value(rate: f64, payments: &[Payment]) -> f64 {
    at_log_rate(ln_1p(rate), payments)
}

/// The present value at a continuous rate r = ln(1 + rate) (per year): sum of amount × e^(-r
/// years).
///
/// In r a payment's value is an exponential, so steps of one size are equally fine at low and
/// at high rates, and nothing has to be raised to a fractional power.
fn at_log_rate(log_rate: f64, payments: &[Payment]) -> f64 {
    payments.iter().map(|payment| payment.amount * exp(-log_rate * payment.years)).sum()
}

/// Rates at which a stream of payments is worth nothing.
///
/// A polynomial of degree n has up to n roots, so a stream that changes its sign more than
/// once may have several rates, and none of them then says what the stream earns. That is why
/// this is no `Option<f64>`.
#[derive(Debug, Clone, PartialEq)]
pub enum InternalRates {
    /// There is none between -99 % and 10,000 % a year.
    None,
    /// There is one (per year).
    One(f64),
    /// There are several (per year), in ascending order.
    Several(Vec<f64>),
}

impl InternalRates {
    /// The rate, where there is one.
    pub fn one(&self) -> Option<f64> {
        match self {
            Self::One(rate) => Some(*rate),
            Self::None | Self::Several(_) => None,
        }
    }
}

/// Continuous rates between which roots are looked for: -99 % and 10,000 % a year.
const LOG_RATES: (f64, f64) = (-4.605_170_185_988_091, 4.615_120_516_841_26);
/// Steps between them: two roots closer than about 0.5 % of 1 + rate may be missed together.
const STEPS: u32 = 2_000;
/// Steps where there is one root at most.
const FEW_STEPS: u32 = 16;

/// All internal rates of return of payments.
///
/// Signs of the present value are compared step by step; a root between two of them is closed
/// in by bisection and regula falsi in turn (Illinois), to the last digits. Where payments
/// change their sign once there is one root at most, and few steps suffice; elsewhere two
/// roots closer than a step may be missed together.
///
/// # Example
///
/// ```
/// use landsim::valuation::{InternalRates, internal_rates, yearly};
///
/// let rate = internal_rates(&yearly(&[-100.0, 60.0, 72.0])).one().expect("a rate");
/// assert!((rate - 0.2).abs() < 1e-12);
/// assert_eq!(internal_rates(&yearly(&[5.0, 7.0])), InternalRates::None);
/// ```
pub fn internal_rates(payments: &[Payment]) -> InternalRates {
    let (least, greatest) = LOG_RATES;
    let steps = if changes_sign_once(payments) { FEW_STEPS } else { STEPS };
    let at = |step: u32| least + (greatest - least) * f64::from(step) / f64::from(steps);
    let value = |log_rate: f64| at_log_rate(log_rate, payments);
    let mut roots = Vec::new();
    let mut left = (at(0), value(at(0)));
    for step in 1..=steps {
        let right = (at(step), value(at(step)));
        if left.1 == 0.0 && payments.iter().any(|payment| payment.amount != 0.0) {
            roots.push(left.0);
        } else if left.1 * right.1 < 0.0 {
            roots.push(root_between(left, right, value));
        }
        left = right;
    }
    let rates: Vec<f64> = roots.into_iter().map(crate::uncertainty::elementary::exp_m1).collect();
    match rates.as_slice() {
        [] => InternalRates::None,
        [rate] => InternalRates::One(*rate),
        _ => InternalRates::Several(rates),
    }
}

/// Whether payments, in order of time, change their sign once: then there is one root at
/// most, by Descartes' rule of signs, which holds for real exponents too. Payments out of
/// order are not sorted here; they only cost the fine steps.
fn changes_sign_once(payments: &[Payment]) -> bool {
    let is_in_order = payments.is_sorted_by(|left, right| left.years <= right.years);
    let mut signs: Vec<bool> = payments
        .iter()
        .filter(|payment| payment.amount != 0.0)
        .map(|payment| payment.amount > 0.0)
        .collect();
    signs.dedup();
    is_in_order && signs.len() == 2
}

/// A root between two places of different signs, each given as (log rate, value).
///
/// The Illinois variant of regula falsi halves the value of the end that stays, without which
/// one end would never move. Every third step is a bisection, which bounds the number of
/// steps.
fn root_between(
    (mut left, mut at_left): (f64, f64),
    (mut right, mut at_right): (f64, f64),
    value: impl Fn(f64) -> f64,
) -> f64 {
    const MOST_STEPS: usize = 200;
    for step in 0..MOST_STEPS {
        let chord = (left * at_right - right * at_left) / (at_right - at_left);
        let middle = 0.5 * (left + right);
        // The chord is nearly right at once; bisection sees to it that the interval shrinks.
        let inside = left < chord && chord < right && step % 3 < 2;
        let place = if inside { chord } else { middle };
        if place <= left || place >= right {
            return place;
        }
        let found = value(place);
        if found == 0.0 {
            return place;
        }
        if (found < 0.0) == (at_left < 0.0) {
            (left, at_left, at_right) = (place, found, 0.5 * at_right);
        } else {
            (right, at_right, at_left) = (place, found, 0.5 * at_left);
        }
    }
    0.5 * (left + right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a number agrees with one printed with so many digits behind the point.
    fn near(found: f64, expected: f64, digits: i32) {
        let half = 0.5 * 10.0_f64.powi(-digits);
        assert!((found - expected).abs() <= half, "{found}, not {expected}");
    }

    #[test]
    fn present_values_of_the_manuals_of_spreadsheets() {
        // Microsoft Excel, NPV, example 1: 10 %, -10,000 in a year, then 3,000, 4,200 and 6,800.
        near(present_value(0.1, &yearly(&[0.0, -10e3, 3e3, 4.2e3, 6.8e3])), 1_188.44, 2);
        // Example 2: 8 %, -40,000 at once; a loss of 9,000 in the sixth year.
        let shop = [-40e3, 8e3, 9.2e3, 10e3, 12e3, 14.5e3, -9e3];
        near(present_value(0.08, &yearly(&shop[..6])), 1_922.06, 2);
        near(present_value(0.08, &yearly(&shop)), -3_749.47, 2);
        // XNPV: 9 %, 2008-01-01, 2008-03-01, 2008-10-30, 2009-02-15, 2009-04-01.
        near(present_value(0.09, &dated(&XNPV)), 2_086.647_602, 5);
    }

    const XNPV: [(i32, f64); 5] =
        [(0, -10e3), (60, 2.75e3), (303, 4.25e3), (411, 3.25e3), (456, 2.75e3)];

    #[test]
    fn internal_rates_of_the_manuals_of_spreadsheets() {
        // Microsoft Excel, IRR: -2.1 % after four years, 8.7 % after five, -44.4 % after two.
        let business = [-70e3, 12e3, 15e3, 18e3, 21e3, 26e3];
        for (years, percent) in [(4, -2.1), (5, 8.7), (2, -44.4)] {
            let rate = internal_rates(&yearly(&business[..=years])).one().unwrap();
            near(100.0 * rate, percent, 1);
        }
        // XIRR: 37.3362535 %.
        near(internal_rates(&dated(&XNPV)).one().unwrap(), 0.373_362_535, 8);
    }

    #[test]
    fn rates_that_do_not_exist_or_are_several_are_said_to_be_so() {
        // -100 (1 + r)² + 230 (1 + r) - 132 = 0 at 10 % and 20 %.
        let InternalRates::Several(rates) = internal_rates(&yearly(&[-100.0, 230.0, -132.0]))
        else {
            panic!("two rates")
        };
        assert_eq!(rates.len(), 2);
        near(rates[0], 0.1, 12);
        near(rates[1], 0.2, 12);
        // 1 - 2 v + 2 v² is above 0 for every v.
        assert_eq!(internal_rates(&yearly(&[1.0, -2.0, 2.0])), InternalRates::None);
        assert_eq!(internal_rates(&yearly(&[5.0, 7.0])), InternalRates::None);
        assert_eq!(internal_rates(&yearly(&[0.0, 0.0])), InternalRates::None);
        assert_eq!(internal_rates(&[]), InternalRates::None);
    }

    /// Rates from -90 % to 9,000 % a year come back from payments that were made with them.
    #[test]
    fn an_internal_rate_makes_the_present_value_nothing() {
        for rate in [-0.9, -0.3, 0.0, 0.004, 0.07, 0.5, 9.0, 90.0] {
            // 1 paid now, its growth received after one, three and seven years in parts.
            let parts = [0.3, 0.5, 0.2].into_iter().zip([1.0, 3.0, 7.0]);
            let mut payments = vec![Payment { years: 0.0, amount: -1.0 }];
            payments.extend(
                parts.map(|(part, years)| Payment {
                    years,
                    amount: part * exp(years * ln_1p(rate)),
                }),
            );
            let found = internal_rates(&payments).one().unwrap();
            assert!((found - rate).abs() < 1e-12 * (1.0 + rate).max(1.0), "{found}, not {rate}");
        }
    }
}
