//! A policy study of one's own: how much debt a district can carry when the bank lends less, in the
//! same futures, without a file.
//!
//! ```sh
//! cargo run --release --no-default-features --example policy_study
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use landsim::catalogue::figure::Figure;
use landsim::ensemble::statistics::Relation;
use landsim::finding::Rejected;
use landsim::quantity::YUAN_PER_YI;
use landsim::study::Study;

const SEED: u64 = 1;
const TRIALS: u64 = 2_000;

fn main() -> Result<(), Rejected> {
    let base = Study::baseline()?;
    let before = base.run(SEED, TRIALS);
    println!("loan to value | P(no support) | mean support 亿元 | change 亿元 (95 %)");
    for share in ["0.7", "0.6", "0.5", "0.4"] {
        let study = base.with(&[("finance.loan_to_value", share)])?;
        let run = study.run(SEED, TRIALS);
        let without = run.probability(Figure::SupportCny, Relation::AtMost, 0.0);
        let probability = without.map_or(f64::NAN, |estimate| estimate.value);
        // The same futures: the change is known far better than either mean.
        let change = run.against(&before).swap_remove(Figure::SupportCny as usize);
        let (value, low, high) = change.map_or((f64::NAN, None, None), |difference| {
            (difference.mean.value, difference.mean.low, difference.mean.high)
        });
        let yi = |cny: f64| cny / YUAN_PER_YI;
        println!(
            "{share:>13} | {probability:>13.3} | {:>17.1} | {:>6.1} ({:.1} to {:.1})",
            yi(run.mean(Figure::SupportCny)),
            yi(value),
            yi(low.unwrap_or(f64::NAN)),
            yi(high.unwrap_or(f64::NAN)),
        );
    }
    Ok(())
}
