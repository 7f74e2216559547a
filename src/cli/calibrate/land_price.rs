//! `landsim calibrate land-price`: how land prices answer to house prices.

use std::collections::BTreeMap;

use landsim::calendar::YearMonth;
use landsim::calibration::land;
use landsim::catalogue::land_use::Use;
use landsim::finding::Rejected;
use landsim::reader::column::read_columns;
use landsim::report::terminal::estimates::{self, Origin};

use super::rows::{bad_file, bad_row, month_of, positive};

/// What `landsim calibrate land-price` is asked.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct LandPrice {
    /// CSV file of sales with the columns `sale_date` (YYYY-MM-DD), `status`, `user_code`,
    /// `first_lot_no` (whose first word is the town), `site_area_m2` and a price; those that are
    /// not `sold`, or have no price or site, are left out.
    #[arg(default_value = "builtin:hk_land_sales_1985_2011")]
    sales: String,
    /// Column of the price.
    #[arg(long, default_value = "premium_hkd")]
    column: String,
    /// Kinds of land that are used, by `user_code`.
    #[arg(long, value_delimiter = ',', default_value = "R1,R2,R3,R4,C/R,CR,C")]
    kinds: Vec<String>,
    /// CSV file of house prices with the columns `date` (the end of a quarter), `country_code` and
    /// an index.
    #[arg(long, default_value = "builtin:bis_residential_property_prices")]
    index: String,
    /// Column of the index.
    #[arg(long, default_value = "nominal_index_2010_100")]
    index_column: String,
    /// Country of the index.
    #[arg(long, default_value = "HK")]
    country: String,
    /// Use of land whose part of a scenario is written.
    #[arg(long, default_value = "residential", value_parser = Use::ALL.map(Use::name))]
    land_use: String,
    /// Write estimates with their errors, as distributions that are drawn once per trial.
    #[arg(long)]
    errors: bool,
}

impl LandPrice {
    /// Estimates and writes what was found as a part of a scenario.
    pub(super) fn estimate(&self) -> Result<String, Rejected> {
        let columns = ["date", "country_code", &self.index_column];
        let (rows, of_index) = read_columns(&self.index, &columns)?;
        let mut index: BTreeMap<YearMonth, f64> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.1[1] == self.country && !row.1[2].is_empty()) {
            let (Some(month), Some(value)) = (month_of(&row.1[0]), positive(&row.1[2])) else {
                return Err(bad_row(&self.index, row, "a date YYYY-MM-DD and an index above 0"));
            };
            index.insert(month, value);
        }
        let columns =
            ["sale_date", "status", "user_code", "site_area_m2", &self.column, "first_lot_no"];
        let (rows, of_sales) = read_columns(&self.sales, &columns)?;
        let mut sales = Vec::new();
        for row in &rows {
            let [date, status, kind, site, price] = [0, 1, 2, 3, 4].map(|at| row.1[at].as_str());
            let is_used = status == "sold" && self.kinds.iter().any(|wanted| wanted == kind);
            let (Some(site_m2), Some(price), true) = (positive(site), positive(price), is_used)
            else {
                continue;
            };
            let Some(month) = month_of(date) else {
                return Err(bad_row(&self.sales, row, "a date YYYY-MM-DD"));
            };
            // The index of the quarter in which the sale was.
            let Some((_, house_price)) = index.range(month..).next() else { continue };
            let (kind, price_per_m2, house_price) =
                (kind.to_owned(), price / site_m2, *house_price);
            let town = row.1[5].split_whitespace().next().unwrap_or_default().to_owned();
            let year = month.year();
            sales.push(land::Sale { year, kind, town, site_m2, price_per_m2, house_price });
        }
        let Some(fit) = land::fit(&sales) else {
            let found = format!("{} sales of {} with an index", sales.len(), self.kinds.join(", "));
            let accepted = "sales of several years, more than kinds and towns together";
            return Err(bad_file(&self.sales, found, accepted));
        };
        let data =
            format!("{}, {}; {}, {}", self.sales, self.kinds.join(" "), self.index, self.country);
        let origin = Origin { data, digests: vec![of_sales, of_index], errors: self.errors };
        Ok(estimates::land_price(&fit, &self.land_use, &origin))
    }
}
