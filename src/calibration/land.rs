//! Land prices: how they answer to house prices, and what moves them beside.

use std::collections::BTreeMap;

use crate::quantity::count;
use crate::uncertainty::elementary::{ln, sqrt};

use super::Estimated;
use super::regression::{Regression, least_squares};

/// A plot that was sold, with the house price index of its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Sale {
    /// Year of the sale; sales of a year share what moves land prices in it.
    pub year: i32,
    /// Kind of land; prices of one kind are held against each other.
    pub kind: String,
    /// Town or district; prices of one town are held against each other.
    pub town: String,
    /// Site area (m²).
    pub site_m2: f64,
    /// Price per m² of site, in any currency: only its log and a constant count.
    pub price_per_m2: f64,
    /// House price index when the plot was sold, on any base.
    pub house_price: f64,
}

/// What was estimated of land prices from sales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FittedLand {
    /// Log land price per log house price, the scenario's `market.land.<use>.leverage`.
    pub leverage: Estimated,
    /// Number of sales.
    pub sales: usize,
    /// Number of kinds of land, each with a constant of its own.
    pub kinds: usize,
    /// Number of towns, each with a constant of its own.
    pub towns: usize,
    /// Scatter of single plots around what the regression says (log).
    pub scatter: f64,
    /// What moves land prices beside house prices; `None` where too few years have enough sales.
    pub own: Option<OwnMoves>,
}

/// Yearly moves of land prices beside house prices: what a scenario has as the
/// volatility of the own part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnMoves {
    /// Standard deviation of yearly changes, with the noise of few sales (log).
    pub with_noise: f64,
    /// Standard deviation of yearly changes without the noise of few sales (log); 0
    /// when the noise explains all of it.
    pub without: f64,
    /// Number of yearly changes that these come from.
    pub years: usize,
}

/// Least sales in a year for its mean to be used.
const LEAST_A_YEAR: usize = 8;
/// Least yearly changes from which a spread is taken.
const LEAST_CHANGES: usize = 3;

/// Least squares of log prices on the log house price index, with constants for each
/// kind and town and the log of the site; errors allow for what the sales of a year
/// share. `None` for too few sales.
///
/// Yearly means of what is left give the own moves. Their sampling noise is that of the
/// mean of so many plots: a year with n sales has the variance s² / n, a change between
/// two years the sum of both. What is left of the variance of changes without it is
/// what land prices themselves do.
pub fn fit(sales: &[Sale]) -> Option<FittedLand> {
    let kinds = numbered(sales.iter().map(|sale| sale.kind.as_str()));
    let towns = numbered(sales.iter().map(|sale| sale.town.as_str()));
    let rows: Vec<Vec<f64>> = sales
        .iter()
        .map(|sale| {
            // The first town is what the others are held against.
            let mut row = vec![0.0; 2 + kinds.len() + towns.len() - 1];
            (row[0], row[1]) = (ln(sale.house_price), ln(sale.site_m2));
            row[2 + kinds[sale.kind.as_str()]] = 1.0;
            if let Some(town) = towns[sale.town.as_str()].checked_sub(1) {
                row[2 + kinds.len() + town] = 1.0;
            }
            row
        })
        .collect();
    let y: Vec<f64> = sales.iter().map(|sale| ln(sale.price_per_m2)).collect();
    let first = sales.iter().map(|sale| sale.year).min()?;
    let groups: Vec<usize> =
        sales.iter().map(|sale| usize::try_from(sale.year - first).unwrap_or(0)).collect();
    let found = least_squares(&rows, &y, &groups)?;

    Some(FittedLand {
        leverage: found.coefficients[0],
        sales: sales.len(),
        kinds: kinds.len(),
        towns: towns.len(),
        scatter: found.sd,
        own: own_moves(&groups, &found),
    })
}

/// Own moves from the residuals of each year; `None` where too few years in a row have
/// enough sales.
fn own_moves(years: &[usize], found: &Regression) -> Option<OwnMoves> {
    let mut by_year: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for (year, residual) in years.iter().zip(&found.residuals) {
        by_year.entry(*year).or_default().push(*residual);
    }
    let means: BTreeMap<usize, (f64, f64)> = by_year
        .into_iter()
        .filter(|(_, residuals)| residuals.len() >= LEAST_A_YEAR)
        .map(|(year, residuals)| {
            let n = count(residuals.len());
            (year, (residuals.iter().sum::<f64>() / n, found.sd * found.sd / n))
        })
        .collect();
    let changes: Vec<(f64, f64)> = means
        .iter()
        .filter_map(|(year, (mean, noise))| {
            let (before, noise_before) = means.get(&year.checked_sub(1)?)?;
            Some((mean - before, noise + noise_before))
        })
        .collect();
    if changes.len() < LEAST_CHANGES {
        return None;
    }
    let n = count(changes.len());
    let average = |of: fn(&(f64, f64)) -> f64| changes.iter().map(of).sum::<f64>() / n;
    let (mean, noise) = (average(|change| change.0), average(|change| change.1));
    let squares: f64 = changes.iter().map(|(change, _)| (change - mean) * (change - mean)).sum();
    let variance = squares / (n - 1.0);
    let without = sqrt((variance - noise).max(0.0));
    Some(OwnMoves { with_noise: sqrt(variance), without, years: changes.len() })
}

/// Names with numbers in the order in which they first come.
fn numbered<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<&'n str, usize> {
    let mut numbers = BTreeMap::new();
    for name in names {
        let next = numbers.len();
        numbers.entry(name).or_insert(next);
    }
    numbers
}
