//! Sharing a total out in whole units: proportional to weights, within bounds, and exact.
//!
//! # Why largest remainders
//!
//! Published totals are whole square metres and households, and a draw must meet them
//! exactly, not up to rounding. Hamilton's method gives every share its exact part cut off,
//! and the units that are left, fewer than there are shares, to those whose part was cut
//! most. Bounds make it more than a division: what one share may not take the others take in
//! proportion.

/// One party to a total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share {
    /// Relative claim, not negative.
    pub(super) weight: f64,
    /// Least it may get, a whole number.
    pub(super) least: f64,
    /// Most it may get, a whole number.
    pub(super) most: f64,
}

impl Share {
    /// A share between nothing and `most`.
    pub(super) fn up_to(weight: f64, most: f64) -> Self {
        Self { weight, least: 0.0, most: most.floor().max(0.0) }
    }

    /// A share that may be nothing and everything.
    pub(super) fn unbounded(weight: f64) -> Self {
        Self { weight, least: 0.0, most: f64::INFINITY }
    }

    /// What the share gets at a scale, before rounding; never less at a larger one.
    fn at(&self, scale: f64) -> f64 {
        (scale * self.weight).max(self.least).min(self.most)
    }
}

/// Shares of a whole `total` in whole units that sum to it exactly. Each is `scale * weight` cut
/// to its bounds, for the one scale that uses the total up, then rounded by largest remainders.
/// The total wins: when the bounds cannot be kept, they are dropped.
pub(super) fn apportion(total: f64, shares: &[Share]) -> Vec<f64> {
    let least: f64 = shares.iter().map(|share| share.least).sum();
    let most: f64 = shares.iter().map(reachable).sum();
    if total < least || total > most {
        let free: Vec<Share> =
            shares.iter().map(|share| Share::unbounded(share.weight.max(1e-9))).collect();
        return rounded(total, &free);
    }
    rounded(total, shares)
}

/// Most a share can get: one without weight stays at its least.
fn reachable(share: &Share) -> f64 {
    if share.weight > 0.0 { share.most } else { share.least }
}

/// Shares at the scale that uses the total up, in whole units.
fn rounded(total: f64, shares: &[Share]) -> Vec<f64> {
    let scale = scale(total, shares);
    let exact: Vec<f64> = shares.iter().map(|share| share.at(scale)).collect();
    let mut whole: Vec<f64> = exact.iter().map(|value| value.floor()).collect();
    let mut left = total - whole.iter().sum::<f64>();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    let remainder = |index: &usize| exact[*index] - exact[*index].floor();
    order.sort_by(|left, right| remainder(right).total_cmp(&remainder(left)));
    for index in order {
        if left >= 1.0 && whole[index] < shares[index].most {
            whole[index] += 1.0;
            left -= 1.0;
        }
    }
    whole
}

/// The scale at which the shares sum to the total, by bisection; the sum grows with the
/// scale. 200 doublings and 200 halvings reach the last bit of any scale.
fn scale(total: f64, shares: &[Share]) -> f64 {
    let sum = |scale: f64| shares.iter().map(|share| share.at(scale)).sum::<f64>();
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        if sum(high) >= total {
            break;
        }
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if sum(middle) < total {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_follow_weights_and_sum_to_the_total() {
        let shares = [1.0, 2.0, 4.0].map(Share::unbounded);
        assert_eq!(apportion(700.0, &shares), [100.0, 200.0, 400.0]);
        assert_eq!(apportion(10.0, &shares), [1.0, 3.0, 6.0], "remainders .43 .86 .71");
    }

    #[test]
    fn what_a_bound_cuts_off_goes_to_the_others() {
        let shares = [
            Share { weight: 1.0, least: 200.0, most: 1000.0 },
            Share { weight: 2.0, least: 0.0, most: 1000.0 },
            Share { weight: 4.0, least: 0.0, most: 300.0 },
        ];
        assert_eq!(apportion(700.0, &shares), [200.0, 200.0, 300.0]);
    }

    #[test]
    fn a_total_at_the_sum_of_the_bounds_is_met() {
        let shares = [Share::up_to(0.3, 7.9), Share::up_to(5.0, 4.0), Share::up_to(0.0, 9.0)];
        assert_eq!(apportion(11.0, &shares), [7.0, 4.0, 0.0]);
        assert_eq!(apportion(0.0, &shares), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn the_total_wins_over_bounds_that_cannot_be_kept() {
        let shares = [Share::up_to(1.0, 5.0), Share::up_to(1.0, 5.0)];
        assert_eq!(apportion(30.0, &shares), [15.0, 15.0]);
        let nothing = [Share::up_to(0.0, 5.0), Share::up_to(0.0, 5.0)];
        assert_eq!(apportion(4.0, &nothing), [2.0, 2.0]);
        assert!(apportion(4.0, &[]).is_empty());
    }
}
