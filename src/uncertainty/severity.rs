//! How hard a shock hits: a factor with mean 1 on the size of its effects.
//!
//! The mean is 1 whatever the distribution, so that a scenario that makes severity uncertain
//! stays comparable with the one that fixes it: the shock is as hard on average, and only its
//! scatter is new. A shock's effects are scaled by it in the model's timeline.

use super::elementary::{exp, ln_1p, sqrt};
use super::normal::{inverse, mean_one_exponent};

/// A distribution with mean 1, drawn by inversion: one uniform, one severity.
///
/// # Example
///
/// ```
/// use landsim::uncertainty::severity::{Severity, is_triangular};
///
/// let severity = Severity::Uniform { least: 0.4 };
/// assert_eq!([0.25, 0.5].map(|uniform| severity.at(uniform)), [0.7, 1.0]);
/// assert!(is_triangular(0.5, 1.9) && !is_triangular(0.9, 3.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Severity {
    /// Always 1.
    Fixed,
    /// Equally likely from `least` to 2 - `least`.
    Uniform {
        /// Least severity.
        least: f64,
    },
    /// Triangular from `least` to `greatest`, the most likely being what makes the mean 1.
    Triangular {
        /// Least severity.
        least: f64,
        /// Greatest severity.
        greatest: f64,
    },
    /// Lognormal with this standard deviation of the logarithm.
    Lognormal {
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
}

impl Severity {
    /// The lognormal of mean 1 with a standard deviation of its own: σ² = ln(1 + sd²).
    pub fn lognormal(standard_deviation: f64) -> Self {
        Self::Lognormal { sigma: sqrt(ln_1p(standard_deviation * standard_deviation)) }
    }

    /// The severity that belongs to a uniform strictly between 0 and 1; it never falls as
    /// that rises.
    pub fn at(self, uniform: f64) -> f64 {
        match self {
            Self::Fixed => 1.0,
            Self::Uniform { least } => least + 2.0 * (1.0 - least) * uniform,
            Self::Triangular { least, greatest } => triangular(least, greatest, uniform),
            Self::Lognormal { sigma } => exp(mean_one_exponent(sigma, inverse(uniform))),
        }
    }
}

/// The most likely value of a triangular distribution with mean 1: the mean of a triangle is
/// a third of the sum of its corners.
fn mode(least: f64, greatest: f64) -> f64 {
    3.0 - least - greatest
}

/// The inverse of the triangle's distribution function: a root on either side of the mode.
fn triangular(least: f64, greatest: f64, uniform: f64) -> f64 {
    let (width, below) = (greatest - least, mode(least, greatest) - least);
    if width == 0.0 {
        1.0
    } else if uniform * width < below {
        least + sqrt(uniform * width * below)
    } else {
        greatest - sqrt((1.0 - uniform) * width * (width - below))
    }
}

/// Whether a triangular distribution from `least` to `greatest` can have mean 1.
pub fn is_triangular(least: f64, greatest: f64) -> bool {
    least <= greatest && (least..=greatest).contains(&mode(least, greatest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, LogNormal, Triangular, Uniform};

    const CELLS: u32 = 200_000;

    /// Severities at equally spaced uniforms.
    fn severities(severity: Severity) -> Vec<f64> {
        (0..CELLS).map(|cell| severity.at((f64::from(cell) + 0.5) / f64::from(CELLS))).collect()
    }

    #[test]
    fn severities_have_mean_one_and_the_distribution_statrs_gives() {
        // ln(1 + 0.5²) is the variance of the logarithm.
        let variance: f64 = 0.223_143_551_314_209_76;
        let lognormal = LogNormal::new(-0.5 * variance, variance.sqrt()).unwrap();
        let triangular = Triangular::new(0.5, 1.9, 0.6).unwrap();
        let uniform = Uniform::new(0.4, 1.6).unwrap();
        let cases: [(Severity, &dyn ContinuousCDF<f64, f64>); 3] = [
            (Severity::lognormal(0.5), &lognormal),
            (Severity::Triangular { least: 0.5, greatest: 1.9 }, &triangular),
            (Severity::Uniform { least: 0.4 }, &uniform),
        ];
        for (severity, expected) in cases {
            let found = severities(severity);
            let mean = found.iter().sum::<f64>() / f64::from(CELLS);
            assert!((mean - 1.0).abs() < 1e-4, "{severity:?}: {mean}");
            assert!(found.is_sorted(), "{severity:?}");
            for cell in [1_000_u32, 40_000, 100_000, 160_000, 199_000] {
                let uniform = (f64::from(cell) + 0.5) / f64::from(CELLS);
                let reached = expected.cdf(found[cell as usize]);
                assert!((reached - uniform).abs() < 1e-9, "{severity:?} {uniform}: {reached}");
            }
        }
        assert!(severities(Severity::Fixed).iter().all(|severity| *severity == 1.0));
    }

    #[test]
    fn a_triangle_has_mean_one_only_between_certain_ends() {
        assert!(is_triangular(0.5, 1.9) && is_triangular(1.0, 1.0) && is_triangular(0.0, 1.5));
        assert!(!is_triangular(0.9, 3.0) && !is_triangular(0.0, 1.4) && !is_triangular(1.2, 1.1));
    }
}
