//! The floor of a trial and of its stages: as many random words, normals, logarithms, exponentials
//! and additions as there, by the same means and many at once, and nothing else: no market, no
//! plots, no rules.

use std::hint::black_box;

use landsim::catalogue::series::Series;
use landsim::model::Model;
use landsim::portfolio::plot::PlotStatus;
use landsim::trial::witness::{Payment, Witness};
use landsim::trial::worker::Worker;
use landsim::uncertainty::draw_tables::{MarketDrawTable, PlotDrawTable, PlotKeys};
use landsim::uncertainty::stream::{EntityKey, MarketPurpose, PlotPurpose};
use landsim::uncertainty::{elementary, normal};

/// Counters that a trial draws for all plots together: first and second occasions.
const COUNTERS: u32 = 2;
/// Shocks of a month.
const SHOCKS: [MarketPurpose; 6] = [
    MarketPurpose::HousePrice,
    MarketPurpose::ResidentialLand,
    MarketPurpose::CommercialOfficeLand,
    MarketPurpose::ConstructionCost,
    MarketPurpose::LendingRate,
    MarketPurpose::Demand,
];
/// Exponentials of a month: prices of two uses, the cost index, the number of bidders
/// and what they bid.
const EXPONENTIALS_OF_A_MONTH: usize = 5;
/// What all plots draw for their works; the first makes no factor.
const OF_WORKS: [PlotPurpose; 2] = [PlotPurpose::StartLag, PlotPurpose::BuildTime];
/// What plots that are not yet sold draw beside.
const OF_LAND: [PlotPurpose; 5] = [
    PlotPurpose::AcquisitionCost,
    PlotPurpose::AcquisitionDuration,
    PlotPurpose::PreparationCost,
    PlotPurpose::PreparationDuration,
    PlotPurpose::Value,
];
/// Highest and second valuation of an auction: a logarithm and a normal each.
const VALUATIONS: [PlotPurpose; 2] = [PlotPurpose::HighestValuation, PlotPurpose::SecondValuation];
/// Exponentials of an auction: appraisal, absorption, and two for each valuation.
const EXPONENTIALS_OF_AN_AUCTION: usize = 6;
/// What turns a normal into an exponent that no price is lost by.
const SIGMA: f64 = 0.1;

/// What an average trial has of everything.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Work {
    /// Auctions held.
    pub(crate) auctions: usize,
    /// Works scheduled: those of deals and of plots sold before month 0.
    pub(crate) works: usize,
    /// Floor areas put down: dealt, started and completed by use.
    pub(crate) floor_areas: usize,
    /// Payments.
    pub(crate) payments: usize,
}

/// Counts what is paid.
struct Payments(usize);

impl Witness for Payments {
    const WATCHES: bool = true;

    fn pays(&mut self, _payment: Payment) {
        self.0 += 1;
    }
}

impl Work {
    /// That of an average trial of a model.
    pub(crate) fn of(model: &Model) -> Self {
        const TRIALS: usize = 1_000;
        const USES: usize = 4;
        let mut worker = Worker::before(model, Payments(0));
        let mut work = Self { auctions: 0, works: 0, floor_areas: 0, payments: 0 };
        let sold = model.plots.iter().filter(|plot| plot.status == PlotStatus::Sold);
        for number in 0..TRIALS as u64 {
            let trial = worker.run(number);
            work.auctions += trial.auctions.len();
            work.works += trial.deals.len() + sold.clone().count();
            let dealt = trial.deals.iter().map(|deal| &model.plots[deal.plot]);
            let of_plots = dealt.map(|plot| USES * (2 + plot.phases));
            let of_sold = sold.clone().map(|plot| USES * (1 + plot.phases));
            work.floor_areas += of_plots.chain(of_sold).sum::<usize>();
        }
        work.payments = worker.witness().0;
        let average = |sum: usize| sum / TRIALS;
        Self {
            auctions: average(work.auctions),
            works: average(work.works),
            floor_areas: average(work.floor_areas),
            payments: average(work.payments),
        }
    }
}

/// Buffers in which floors are worked.
#[derive(Debug)]
pub(crate) struct Floor<'m> {
    model: &'m Model,
    pub(crate) work: Work,
    market_key: EntityKey,
    market: MarketDrawTable,
    keys: PlotKeys,
    plots: PlotDrawTable,
    normals: Vec<f64>,
    numbers: Vec<f64>,
    ledger: Vec<[f64; Series::COUNT]>,
}

impl<'m> Floor<'m> {
    /// Buffers for a model under a seed.
    pub(crate) fn new(model: &'m Model, seed: u64) -> Self {
        let keys: Vec<EntityKey> = model.plots.iter().map(|plot| plot.key).collect();
        let mut floor = Self {
            model,
            work: Work::of(model),
            market_key: EntityKey::market(seed),
            market: MarketDrawTable::new(model.calendar.horizon),
            keys: PlotKeys::new(&keys),
            plots: PlotDrawTable::new(keys.len()),
            normals: Vec::new(),
            numbers: Vec::new(),
            ledger: vec![[0.0; Series::COUNT]; model.calendar.horizon],
        };
        // Every stage finds words and normals to work on.
        floor.words(0);
        floor.market(0);
        floor
    }

    /// The whole of a trial.
    pub(crate) fn trial(&mut self, trial: u64) {
        self.market(trial);
        self.words(trial);
        self.scatter();
        self.auctions();
        self.delivery();
        self.ledger();
    }

    /// The words of a trial's plots.
    pub(crate) fn words(&mut self, trial: u64) {
        for counter in (0..COUNTERS).rev() {
            self.keys.draw(trial, counter, &mut self.plots);
        }
        black_box(&self.plots);
    }

    /// The market: words, a normal for each shock, exponentials.
    pub(crate) fn market(&mut self, trial: u64) {
        let horizon = self.model.calendar.horizon;
        self.market.draw(self.market_key, trial);
        self.normals.clear();
        for shock in SHOCKS {
            self.normals.extend(self.market.uniforms(shock).take(horizon));
        }
        normal::inverse_all(&mut self.normals);
        self.exponentials(EXPONENTIALS_OF_A_MONTH * horizon);
        black_box(&self.normals);
    }

    /// The scatter of plots: normals and the factors that they make.
    pub(crate) fn scatter(&mut self) {
        let unsold = self.model.scatter.rows.unsold;
        let all = self.model.plots.len();
        self.normals.clear();
        for (purposes, plots) in [(&OF_WORKS[..], all), (&OF_LAND[..], unsold)] {
            for purpose in purposes {
                self.normals.extend(self.plots.uniforms(*purpose).take(plots));
            }
        }
        normal::inverse_all(&mut self.normals);
        self.exponentials(self.normals.len() - all);
        black_box(&self.normals);
    }

    /// Auctions: two logarithms, two normals and six exponentials each.
    pub(crate) fn auctions(&mut self) {
        let auctions = self.work.auctions;
        for purpose in VALUATIONS {
            self.numbers.clear();
            let words = std::iter::repeat_with(|| self.plots.uniforms(purpose)).flatten();
            self.numbers.extend(words.take(auctions));
            elementary::ln_all(&mut self.numbers);
            black_box(&self.numbers);
            self.numbers.clear();
            let words = std::iter::repeat_with(|| self.plots.uniforms(purpose)).flatten();
            self.numbers.extend(words.take(auctions));
            normal::inverse_all(&mut self.numbers);
            black_box(&self.numbers);
        }
        self.exponentials(EXPONENTIALS_OF_AN_AUCTION * auctions);
    }

    /// Deliveries: an exponential for each start of works, and floor areas added up
    /// by month and use.
    pub(crate) fn delivery(&mut self) {
        self.exponentials(self.work.works);
        self.additions(self.work.floor_areas);
    }

    /// The ledger: as many additions as there are payments.
    pub(crate) fn ledger(&mut self) {
        self.additions(self.work.payments);
    }

    /// Exponentials of so many of the normals there are.
    fn exponentials(&mut self, number: usize) {
        self.numbers.clear();
        self.numbers.extend(self.normals.iter().cycle().take(number).map(|z| SIGMA * z));
        elementary::bounded_exp_all(&mut self.numbers);
        black_box(&self.numbers);
    }

    /// Additions, month after month, of amounts and to series in turn.
    fn additions(&mut self, number: usize) {
        self.ledger.fill([0.0; Series::COUNT]);
        let (each, rest) = (number / self.ledger.len(), number % self.ledger.len());
        let mut amounts = self.normals.iter().zip((0..Series::COUNT).cycle()).cycle();
        for (month, values) in self.ledger.iter_mut().enumerate() {
            for (amount, series) in amounts.by_ref().take(each + usize::from(month < rest)) {
                values[series] += amount;
            }
        }
        black_box(&self.ledger);
    }
}
