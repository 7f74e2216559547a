//! Plot tables of blocks: groups of plots that a file describes, each with its own totals.
//!
//! Where a district has no published programme, a study states what kinds of plots there are: how
//! many, how much land, how dense, when. The generator divides each block's land and floor area
//! among its plots, exactly in whole square metres, spreads dates evenly over the block's months,
//! and leaves everything else as the block states it. Whoever reads the table finds the block's
//! `source` in every row.

use serde::Deserialize;

use crate::calendar::YearMonth;
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::file::write;
use crate::portfolio::plot::{Holder, Plot, PlotClass, PlotStatus};
use crate::quantity::SQUARE_METRES_PER_HECTARE;

use super::apportion::{Share, apportion};
use super::draw::{Draw, truncated};

/// Greatest scatter that is taken for one (log).
const GREATEST_SCATTER: f64 = 2.0;
/// What shares may miss their sum by.
const ROUNDING: f64 = 1e-9;

/// A file of blocks.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blocks {
    /// Path of the file.
    #[serde(skip)]
    pub file: String,
    /// How far sizes of the plots of a block scatter (standard deviation of their logarithm).
    pub size_log_sd: f64,
    /// How far densities and appraised prices do (log).
    pub density_log_sd: f64,
    /// Where both come from.
    pub source: String,
    /// The groups of plots.
    pub block: Vec<Block>,
}

/// A group of plots.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// What ids of its plots begin with.
    pub id: String,
    /// Name for people, in both languages as 中文 | English; plots have their number behind it.
    pub name: String,
    /// Zone.
    pub zone: String,
    /// `unreserved`, `reserved`, `sold` or `buyback`.
    pub status: String,
    /// `district`, `joint` or `city`.
    #[serde(default = "district")]
    pub class: String,
    /// Number of plots.
    pub plots: usize,
    /// Site area of all of them (ha).
    pub land_ha: f64,
    /// Floor area over site area.
    pub floor_area_ratio: f64,
    /// Shares of floor area: housing for sale, commercial and office, affordable; the rest is
    /// public.
    pub uses: [f64; 3],
    /// First and last month of the start of acquisition, or of the first offer.
    pub start: Option<[String; 2]>,
    /// First and last month of net land.
    pub ready: Option<[String; 2]>,
    /// First and last month of the listing.
    pub list: Option<[String; 2]>,
    /// Households on a hectare.
    #[serde(default)]
    pub households_per_ha: f64,
    /// Compensation and clearance (CNY per m² of site).
    #[serde(default)]
    pub acquisition_cny_m2: f64,
    /// Months of it.
    #[serde(default)]
    pub acquisition_months: f64,
    /// Preparation (CNY per m² of site).
    #[serde(default)]
    pub preparation_cny_m2: f64,
    /// Months of it.
    #[serde(default)]
    pub preparation_months: f64,
    /// Spent before (CNY per m² of site).
    #[serde(default)]
    pub sunk_cny_m2: f64,
    /// Start lag that remains (months).
    pub start_lag_months: Option<f64>,
    /// `state_firm` or `private`, of land that is bought back.
    pub holder: Option<String>,
    /// Appraised value (CNY per m² of floor area).
    pub appraisal_cny_m2: Option<f64>,
    /// What the firm paid over the appraisal.
    pub original_over_appraisal: Option<f64>,
    /// Cut of the price below the base.
    pub cut: Option<f64>,
    /// Resale value over the appraisal.
    pub resale_over_appraisal: Option<f64>,
    /// What it is and where its numbers come from.
    pub source: String,
}

fn district() -> String {
    PlotClass::District.name().to_owned()
}

impl Blocks {
    /// The blocks of a file's text.
    ///
    /// # Errors
    /// [`Rejected`] with what is wrong: no such file, a key or name that nobody knows, a month that
    /// is none.
    ///
    /// ```
    /// use landsim::portfolio::generate::blocks::{Blocks, plots};
    ///
    /// let text = "size_log_sd = 0.4\ndensity_log_sd = 0.1\nsource = \"assumption: an example\"\n\
    ///             [[block]]\nid = \"a\"\nname = \"a\"\nzone = \"z\"\nstatus = \"reserved\"\n\
    ///             plots = 3\nland_ha = 1.0\nfloor_area_ratio = 2.0\nuses = [0.8, 0.1, 0.05]\n\
    ///             ready = [\"2026-01\", \"2026-06\"]\nsource = \"synthetic: an example\"\n";
    /// let blocks = Blocks::parse("blocks.toml", text)?;
    /// let plots = plots(&[blocks], 1)?;
    /// let land: f64 = plots.iter().map(|plot| plot.land_m2).sum();
    /// assert_eq!((plots.len(), land), (3, 10_000.0));
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    pub fn parse(file: &str, text: &str) -> Result<Self, Rejected> {
        let blocks = toml::from_str(text).map(|blocks: Self| Self { file: file.into(), ..blocks });
        blocks.map_err(|error| {
            let line = error.span().map(|span| text[..span.start].lines().count().max(1));
            Rejected::new(vec![Finding {
                place: Place { line, ..Place::whole(file) },
                key: "block".to_owned(),
                found: error.message().to_owned(),
                accepted:
                    "size_log_sd, density_log_sd, source and a list of [[block]] with the keys \
                           of seeds/plots/today.toml"
                        .to_owned(),
            }])
        })
    }

    /// What is wrong with the scatter of the file.
    fn check(&self) -> Result<(), Wrong> {
        within("size_log_sd", self.size_log_sd, GREATEST_SCATTER)?;
        within("density_log_sd", self.density_log_sd, GREATEST_SCATTER)
    }
}

/// The plots of all blocks of files, sorted by id; the same for the same seed on every machine. The
/// plots of a file do not depend on files behind it.
///
/// # Errors
/// [`Rejected`] with names and months that are none, and with numbers out of range.
pub fn plots(files: &[Blocks], seed: u64) -> Result<Vec<Plot>, Rejected> {
    let mut plots = Vec::new();
    let mut findings = Vec::new();
    let mut found = |blocks: &Blocks, key: String, (_, found, accepted): Wrong| {
        findings.push(Finding { place: Place::whole(&blocks.file), key, found, accepted });
    };
    for blocks in files {
        if let Err(wrong) = blocks.check() {
            found(blocks, wrong.0.to_owned(), wrong);
        }
    }
    let all = files.iter().flat_map(|blocks| blocks.block.iter().map(move |block| (blocks, block)));
    for (place, (blocks, block)) in (0_u64..).zip(all) {
        match block.plots(blocks, Draw::of_block(seed, place)) {
            Ok(own) => plots.extend(own),
            Err(wrong) => found(blocks, format!("block[{}].{}", block.id, wrong.0), wrong),
        }
    }
    if !findings.is_empty() {
        return Err(Rejected::new(findings));
    }
    plots.sort_by(|left, right| left.plot_id.cmp(&right.plot_id));
    Ok(plots)
}

/// The plot table of files of blocks and a seed: comments that say what it is, then the plots.
///
/// # Errors
/// Those of [`plots`].
pub fn document(files: &[Blocks], seed: u64) -> Result<String, Rejected> {
    let plots = plots(files, seed)?;
    let named: Vec<String> =
        files.iter().map(|blocks| format!("--blocks {}", blocks.file)).collect();
    Ok(format!(
        "# synthetic: no row of this table is published\n\
         # generator: landsim portfolio generate {} --seed {seed}\n{}",
        named.join(" "),
        write(&plots)
    ))
}

/// A key with what was found and what is accepted.
type Wrong = (&'static str, String, String);

impl Block {
    fn plots(&self, blocks: &Blocks, mut draw: Draw) -> Result<Vec<Plot>, Wrong> {
        self.check()?;
        let common = Plot {
            zone: self.zone.clone(),
            status: named("status", &self.status, &PlotStatus::ALL, PlotStatus::name)?,
            class: named("class", &self.class, &PlotClass::ALL, PlotClass::name)?,
            holder: match &self.holder {
                Some(holder) => named("holder", holder, &Holder::ALL, Holder::name)?,
                None => Holder::Unstated,
            },
            acquisition_months: self.acquisition_months,
            preparation_months: self.preparation_months,
            start_lag_months: self.start_lag_months,
            cut: self.cut,
            source: self.source.clone(),
            ..Plot::blank()
        };
        let ranges = [
            months("start", self.start.as_ref())?,
            months("ready", self.ready.as_ref())?,
            months("list", self.list.as_ref())?,
        ];
        let land_m2 = (self.land_ha * SQUARE_METRES_PER_HECTARE).round();
        let weights: Vec<f64> = (0..self.plots).map(|_| draw.factor(blocks.size_log_sd)).collect();
        let land = apportion(land_m2, &unbounded(&weights));
        let dense: Vec<f64> =
            land.iter().map(|land| land * draw.factor(blocks.density_log_sd)).collect();
        let gfa = apportion((land_m2 * self.floor_area_ratio).round(), &unbounded(&dense));
        let sites = land.into_iter().zip(gfa).enumerate();
        let plot = |(place, (land, gfa)): (usize, (f64, f64))| {
            let dates = ranges.map(|range| {
                let [first, last] = range?;
                let months = f64::from(last.months_since(first) + 1);
                Some(first.plus(truncated(draw.evenly(place, self.plots) * months)))
            });
            let site = Site { place, land, gfa, price: draw.factor(blocks.density_log_sd) };
            self.plot(&site, dates, common.clone())
        };
        Ok(sites.map(plot).collect())
    }

    /// A plot: what all of a block have in common, then its size, dates and money.
    fn plot(&self, site: &Site, dates: [Option<YearMonth>; 3], common: Plot) -> Plot {
        let Site { place, land, gfa, price } = *site;
        let [start, ready, list] = dates;
        let [residential, commercial, affordable] = self.uses.map(|share| (share * gfa).round());
        let appraisal = self.appraisal_cny_m2.map(|per_m2| whole(per_m2 * gfa * price));
        let over =
            |ratio: Option<f64>| appraisal.zip(ratio).map(|(value, over)| whole(value * over));
        Plot {
            plot_id: format!("{}-{:02}", self.id, place + 1),
            name: numbered(&self.name, place + 1),
            land_m2: land,
            gfa_residential_m2: residential,
            gfa_commercial_office_m2: commercial,
            gfa_affordable_m2: affordable,
            gfa_public_m2: (gfa - residential - commercial - affordable).max(0.0),
            reserve_start: start,
            // Nothing is listed before it is begun.
            list_date: list.map(|list| start.map_or(list, |start| list.max(start))),
            ready_date: ready,
            households: households(self.households_per_ha * land / SQUARE_METRES_PER_HECTARE),
            acquisition_cost_cny: whole(self.acquisition_cny_m2 * land),
            preparation_cost_cny: whole(self.preparation_cny_m2 * land),
            sunk_cost_cny: whole(self.sunk_cny_m2 * land),
            original_price_cny: over(self.original_over_appraisal),
            appraisal_cny: appraisal,
            resale_value_cny: over(self.resale_over_appraisal),
            ..common
        }
    }

    /// Whether numbers are such as a plot can have.
    fn check(&self) -> Result<(), Wrong> {
        within("land_ha", self.land_ha, f64::MAX)?;
        within("floor_area_ratio", self.floor_area_ratio, f64::MAX)?;
        for share in self.uses {
            within("uses", share, 1.0)?;
        }
        let sum: f64 = self.uses.iter().sum();
        within("uses", if sum < 1.0 + ROUNDING { sum.min(1.0) } else { sum }, 1.0)?;
        for (key, value) in [
            ("households_per_ha", Some(self.households_per_ha)),
            ("acquisition_cny_m2", Some(self.acquisition_cny_m2)),
            ("acquisition_months", Some(self.acquisition_months)),
            ("preparation_cny_m2", Some(self.preparation_cny_m2)),
            ("preparation_months", Some(self.preparation_months)),
            ("sunk_cny_m2", Some(self.sunk_cny_m2)),
            ("start_lag_months", self.start_lag_months),
            ("appraisal_cny_m2", self.appraisal_cny_m2),
            ("original_over_appraisal", self.original_over_appraisal),
            ("resale_over_appraisal", self.resale_over_appraisal),
        ] {
            within(key, value.unwrap_or_default(), f64::MAX)?;
        }
        within("cut", self.cut.unwrap_or_default(), 1.0)
    }
}

/// What makes a plot of a block one of its own.
struct Site {
    /// Its place in the block.
    place: usize,
    /// Site area (m²).
    land: f64,
    /// Floor area (m²).
    gfa: f64,
    /// Its appraised price over the block's.
    price: f64,
}

/// Money in steps of 10,000 yuan.
fn whole(amount: f64) -> f64 {
    const STEP: f64 = 1e4;
    (amount / STEP).round() * STEP
}

/// Whether a number is between nothing and a limit.
fn within(key: &'static str, value: f64, most: f64) -> Result<(), Wrong> {
    if (0.0..=most).contains(&value) {
        return Ok(());
    }
    let accepted = if most < f64::MAX { format!("0 to {most}") } else { "0 or more".to_owned() };
    Err((key, format!("the number {value}"), accepted))
}

fn unbounded(weights: &[f64]) -> Vec<Share> {
    weights.iter().map(|weight| Share::unbounded(*weight)).collect()
}

/// Both halves of a name with a number behind.
fn numbered(name: &str, number: usize) -> String {
    let halves = name.split(" | ").map(|half| format!("{half} {number}"));
    halves.collect::<Vec<_>>().join(" | ")
}

/// Whole households.
fn households(number: f64) -> u32 {
    u32::try_from(truncated(number.round())).unwrap_or(0)
}

fn named<T: Copy>(
    key: &'static str,
    text: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, Wrong> {
    let found = all.iter().find(|one| name(**one) == text).copied();
    found.ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| name(*one)).collect();
        (key, format!("the text {text:?}"), format!("one of {}", names.join(", ")))
    })
}

/// First and last month of a range.
fn months(key: &'static str, range: Option<&[String; 2]>) -> Result<Option<[YearMonth; 2]>, Wrong> {
    let Some(range) = range else { return Ok(None) };
    let month = |text: &String| {
        text.parse::<YearMonth>()
            .map_err(|_| (key, format!("the text {text:?}"), "a month such as 2026-01".to_owned()))
    };
    let [first, last] = [month(&range[0])?, month(&range[1])?];
    if last < first {
        return Err((key, format!("{first} to {last}"), "months in order".to_owned()));
    }
    Ok(Some([first, last]))
}
