//! `landsim calibrate bidders`: bidders of sold plots, and beside them failures and premiums.

use landsim::calibration::bidders;
use landsim::finding::Rejected;
use landsim::reader::column::read_columns;
use landsim::report::terminal::estimates::{self, Origin, Outcomes};
use landsim::uncertainty::elementary::ln;

use super::rows::{bad_file, bad_row, positive};

/// What `landsim calibrate bidders` is asked.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Bidders {
    /// CSV file of auctions with the columns `outcome` (`sold` or `failed`; others are left out),
    /// `n_bidders`, `start_price_mn_cny` and `price_mn_cny`; cells may be empty.
    #[arg(default_value = "builtin:shanghai_press_bidders")]
    file: String,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
}

impl Bidders {
    /// Estimates and writes what was found as a part of a scenario.
    pub(super) fn estimate(&self) -> Result<String, Rejected> {
        let columns = ["outcome", "n_bidders", "start_price_mn_cny", "price_mn_cny"];
        let (rows, digest) = read_columns(&self.file, &columns)?;
        let mut outcomes = Outcomes { sold: 0, failed: 0, at_start: 0, with_start: 0 };
        let (mut numbers, mut premiums) = (Vec::new(), Vec::new());
        for row in &rows {
            let [outcome, bidders, start, price] = [0, 1, 2, 3].map(|at| row.1[at].as_str());
            outcomes.sold += usize::from(outcome == "sold");
            outcomes.failed += usize::from(outcome == "failed");
            if !bidders.is_empty() {
                let number = bidders.parse::<u32>();
                let accepted = "a whole number of bidders, or an empty cell";
                let number = number.map_err(|_| bad_row(&self.file, row, accepted))?;
                numbers.extend((outcome == "sold").then_some(number));
            }
            if let (Some(start), Some(price), "sold") = (positive(start), positive(price), outcome)
            {
                premiums.push(ln(price / start));
                outcomes.with_start += 1;
                outcomes.at_start += usize::from(price <= start);
            }
        }
        let Some(fit) = bidders::fit(&numbers) else {
            let found = format!("{} sold plots with bidders", numbers.len());
            let accepted = "five or more, whose bidders scatter more than by chance";
            return Err(bad_file(&self.file, found, accepted));
        };
        let data = format!("{}, n_bidders of sold plots", self.file);
        let origin = Origin { data, digests: vec![digest], errors: self.errors };
        Ok(estimates::bidders(&fit, outcomes, &premiums, &origin))
    }
}
