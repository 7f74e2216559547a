//! `[[copula]]`: which uncertain numbers move together.
//!
//! Rank correlations (Spearman's) are stated, because they mean the same whatever the
//! distributions are; normals with correlation 2 sin(π ρ / 6) have that rank correlation
//! and are what the copula is made of. Pairs that are not named are independent.

use crate::finding::nearest;
use crate::reader::accepted::Accepted;
use crate::reader::section::Section;
use crate::reader::uncertain_number::UncertainNumber;
use crate::uncertainty::correlation::Copula;

/// Reads `[[copula]]`: pairs of uncertain numbers that move together, each with a rank
/// correlation from -1 to 1. `numbers` are all uncertain numbers, sorted by key; `None`
/// when no two go together.
///
/// Correlations that cannot occur together are refused as a whole.
pub(super) fn read_copula(root: &Section<'_>, numbers: &[UncertainNumber]) -> Option<Copula> {
    let pairs = root.each("copula", |pair| {
        let between = pair.optional_texts("between");
        let correlation = Accepted::number(-1.0..=1.0);
        let ranks = pair.number("rank_correlation", "rank correlation", &correlation);
        pair.refuse_uncertain(&["rank_correlation"]);
        if between.len() != 2 || between[0] == between[1] {
            let found = format!("{} keys", between.len());
            pair.find("between", found, "two different keys of uncertain numbers");
            return None;
        }
        let places: Vec<usize> =
            between.iter().filter_map(|key| place_of(pair, key, numbers)).collect();
        (places.len() == 2).then(|| (places[0], places[1], ranks))
    });
    if pairs.is_empty() || !root.sound(&["copula"]) {
        return None;
    }
    let size = numbers.len();
    let mut matrix: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|at| f64::from(u8::from(at == row))).collect()).collect();
    for (left, right, ranks) in pairs.into_iter().flatten() {
        matrix[left][right] = ranks;
        matrix[right][left] = ranks;
    }
    let copula = Copula::of_ranks(&matrix);
    if copula.is_none() {
        let found = "rank correlations that cannot occur together";
        root.find("copula", found, "a positive definite matrix of them");
    }
    copula
}

/// Place of an uncertain number by its key; one that is not there is noted, with the
/// nearest.
fn place_of(pair: &Section<'_>, key: &str, numbers: &[UncertainNumber]) -> Option<usize> {
    let place = numbers.iter().position(|number| number.key == key);
    if place.is_none() {
        let accepted = match nearest(key, numbers.iter().map(|number| number.key.as_str())) {
            Some(near) => format!("the key of an uncertain number, perhaps {near:?}"),
            None => "the key of an uncertain number, as `landsim show` prints it".to_owned(),
        };
        pair.find("between", format!("the text {key:?}"), accepted);
    }
    place
}
