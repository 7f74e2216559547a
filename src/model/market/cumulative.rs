//! Probabilities summed up, so that a uniform picks one of several states.

/// Sums of the first 1, 2, ... of some values.
pub(super) fn running_sum(values: impl Iterator<Item = f64>) -> Vec<f64> {
    values
        .scan(0.0, |sum, value| {
            *sum += value;
            Some(*sum)
        })
        .collect()
}

/// Probabilities of sums of them.
pub(super) fn differences(cumulative: &[f64]) -> Vec<f64> {
    let before = std::iter::once(0.0).chain(cumulative.iter().copied());
    cumulative.iter().zip(before).map(|(sum, before)| sum - before).collect()
}

/// The first index whose summed up probability exceeds `u`; the last possible one takes
/// rounding's rest.
#[inline]
pub(super) fn pick(cumulative: &[f64], u: f64) -> usize {
    cumulative.iter().position(|edge| u < *edge).unwrap_or_else(|| last_possible(cumulative))
}

/// The last index with a probability above 0.
fn last_possible(cumulative: &[f64]) -> usize {
    let total = cumulative.last().copied().unwrap_or(0.0);
    cumulative.iter().position(|edge| *edge >= total).unwrap_or(0)
}
