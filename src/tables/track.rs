//! Forecasts held against what came: a row per forecast and quantity, per month, per quantity over
//! all forecasts, and what the miss is made of.
//!
//! The tables `track`, `track_months`, `track_coverage` and `track_miss` of `landsim track`. A flow
//! counts from the month in which its forecast begins, a stock at the end; figures are there where
//! all that they count has come. A rank of 0.97 says that the forecast gave 97 % to less than what
//! came. Over many forecasts ranks are spread evenly and nine tenths of what came lie within the
//! bands of nine tenths; fewer say that bands are too narrow.

use crate::calendar::Calendar;
use crate::catalogue::Entry;
use crate::ensemble::track::{Quantity, Row, Track};
use crate::model::observed::Parts;
use crate::quantity::count;

use super::column::columns;
use super::table::Table;

columns! {
    /// Columns of the table of quantities.
    TrackTable = "track":
        "Written by `landsim track`. One row per forecast and quantity: what came beside what was \
         said.";
    FORECAST: Texts = "forecast", "", "Folder of the forecast";
    FROM: Texts = "from", "", "First month that the forecast did not know";
    QUANTITY: Texts = "quantity", "", "Id of the series or figure";
    UNIT: Texts = "unit", "", "Unit of the values";
    CAME: Numbers = "came", "the row's", "What came: of a flow since the forecast";
    MEAN: Numbers = "mean", "the row's", "Mean of the forecast";
    P05: Numbers = "p05", "the row's", "5 % quantile of the forecast";
    P25: Numbers = "p25", "the row's", "25 % quantile of the forecast";
    P50: Numbers = "p50", "the row's", "Median of the forecast";
    P75: Numbers = "p75", "the row's", "75 % quantile of the forecast";
    P95: Numbers = "p95", "the row's", "95 % quantile of the forecast";
    RANK: Numbers = "rank", "probability",
        "Probability that the forecast gave to less than what came";
    CRPS: Numbers = "crps", "the row's", "Continuous ranked probability score of the forecast";
    CRPS_POINT: Numbers = "crps_point", "the row's",
        "The same of its median alone: how far it lay off";
    CRPS_PERSISTENCE: Numbers = "crps_persistence", "the row's",
        "The same of the last twelve months going on, of a stock staying as it was; null where \
         nothing was known before the forecast";
}

columns! {
    /// Columns of the table of months.
    TrackMonthsTable = "track_months":
        "Beside it. One row per forecast, series and month.";
    FORECAST: Texts = "forecast", "", "Folder of the forecast";
    SERIES: Texts = "series", "", "Id of the series";
    DATE: Texts = "date", "", "Calendar month";
    CAME: Numbers = "came", "the row's", "What came: of a flow since the forecast";
    P05: Numbers = "p05", "the row's", "5 % quantile of the forecast";
    P50: Numbers = "p50", "the row's", "Median of the forecast";
    P95: Numbers = "p95", "the row's", "95 % quantile of the forecast";
    RANK: Numbers = "rank", "probability",
        "Probability that the forecast gave to less than what came";
}

columns! {
    /// Columns of the table over all forecasts.
    TrackCoverageTable = "track_coverage":
        "Beside it. One row per quantity over all forecasts that have it.";
    QUANTITY: Texts = "quantity", "", "Id of the series or figure";
    FORECASTS: Counts = "forecasts", "forecasts", "Number of forecasts";
    WITHIN_HALF: Numbers = "within_half", "share", "Share within the band of the middle half";
    WITHIN_NINE_TENTHS: Numbers = "within_nine_tenths", "share",
        "Share within the band of nine tenths";
    MEAN_RANK: Numbers = "mean_rank", "probability",
        "Mean rank of what came; 0.5 of good forecasts";
    SKILL: Numbers = "skill", "ratio",
        "1 less the score over that of persistence; above 0: better than letting all go on";
}

columns! {
    /// Columns of the table of what the miss is made of.
    TrackMissTable = "track_miss":
        "Beside it. One row per forecast and part of the miss of the cumulative balance.";
    FORECAST: Texts = "forecast", "", "Folder of the forecast";
    PART: Texts = "part", "",
        "`miss`: what came less the mean of the forecast; `price`, `delay`, `failure`, `cost`: \
         what each does when it is put in, over all orders; `rest`: what is left";
    AMOUNT_CNY: Estimates = "amount_cny", "CNY", "Amount";
}

/// The entry of a quantity.
pub fn entry(quantity: Quantity) -> &'static Entry {
    match quantity {
        Quantity::Series(series) => series.entry(),
        Quantity::Figure(figure) => figure.entry(),
    }
}

/// Part of the band that is called the middle half, and of the wide one.
const BANDS: [f64; 2] = [0.5, 0.9];

/// The tables of forecasts, each with the name of its folder.
pub fn tables(forecasts: &[(String, Track)], calendar: &Calendar) -> Vec<Table> {
    vec![
        quantities(forecasts, calendar),
        months(forecasts, calendar),
        coverage(forecasts),
        miss(forecasts),
    ]
}

fn quantities(forecasts: &[(String, Track)], calendar: &Calendar) -> Table {
    let rows: Vec<(&str, &Track, &Row)> = forecasts
        .iter()
        .flat_map(|(name, track)| track.rows.iter().map(move |row| (name.as_str(), track, row)))
        .collect();
    let mut table = Table::of::<TrackTable>();
    table.fill(TrackTable::FORECAST, rows.iter().map(|row| row.0.to_owned()).collect());
    let from = rows.iter().map(|row| calendar.date(row.1.from).to_string()).collect();
    table.fill(TrackTable::FROM, from);
    let ids = rows.iter().map(|row| entry(row.2.quantity).id.to_owned()).collect();
    table.fill(TrackTable::QUANTITY, ids);
    let units = rows.iter().map(|row| entry(row.2.quantity).unit.name().to_owned()).collect();
    table.fill(TrackTable::UNIT, units);
    let median = |row: &Row| row.predicted.quantile(0.5);
    for (column, of) in [
        (TrackTable::CAME, &(|row: &Row| Some(row.came)) as &dyn Fn(&Row) -> Option<f64>),
        (TrackTable::MEAN, &|row| Some(row.mean)),
        (TrackTable::P05, &|row| Some(row.predicted.quantile(0.05))),
        (TrackTable::P25, &|row| Some(row.predicted.quantile(0.25))),
        (TrackTable::P50, &|row| Some(median(row))),
        (TrackTable::P75, &|row| Some(row.predicted.quantile(0.75))),
        (TrackTable::P95, &|row| Some(row.predicted.quantile(0.95))),
        (TrackTable::RANK, &|row| Some(row.rank())),
        (TrackTable::CRPS, &|row| Some(row.crps())),
        (TrackTable::CRPS_POINT, &|row| Some((median(row) - row.came).abs())),
        (TrackTable::CRPS_PERSISTENCE, &|row| row.persistence.map(|last| (last - row.came).abs())),
    ] {
        table.fill(column, rows.iter().map(|row| of(row.2)).collect());
    }
    table
}

fn months(forecasts: &[(String, Track)], calendar: &Calendar) -> Table {
    let rows: Vec<_> = forecasts
        .iter()
        .flat_map(|(name, track)| track.months.iter().map(move |row| (name.as_str(), row)))
        .collect();
    let mut table = Table::of::<TrackMonthsTable>();
    table.fill(TrackMonthsTable::FORECAST, rows.iter().map(|row| row.0.to_owned()).collect());
    let ids = rows.iter().map(|row| row.1.series.id().to_owned()).collect();
    table.fill(TrackMonthsTable::SERIES, ids);
    let dates = rows.iter().map(|row| calendar.date(row.1.month).to_string()).collect();
    table.fill(TrackMonthsTable::DATE, dates);
    table.fill(TrackMonthsTable::CAME, rows.iter().map(|row| Some(row.1.came)).collect());
    let columns = [TrackMonthsTable::P05, TrackMonthsTable::P50, TrackMonthsTable::P95];
    for (at, column) in columns.into_iter().enumerate() {
        table.fill(column, rows.iter().map(|row| Some(row.1.quantiles[at])).collect());
    }
    table.fill(TrackMonthsTable::RANK, rows.iter().map(|row| Some(row.1.rank)).collect());
    table
}

/// What the forecasts of a quantity come to.
#[derive(Debug, Clone)]
pub struct Coverage<'t> {
    /// The quantity.
    pub quantity: Quantity,
    /// It in each forecast that has it.
    pub rows: Vec<&'t Row>,
}

impl Coverage<'_> {
    /// Share of forecasts in whose middle part what came lies.
    pub fn within(&self, part: f64) -> f64 {
        let within = self.rows.iter().filter(|row| row.is_within(part)).count();
        count(within) / count(self.rows.len())
    }

    /// Mean rank of what came.
    pub fn mean_rank(&self) -> f64 {
        self.rows.iter().map(|row| row.rank()).sum::<f64>() / count(self.rows.len())
    }

    /// 1 less the score over that of persistence, of the forecasts that have one.
    pub fn skill(&self) -> Option<f64> {
        let both = self
            .rows
            .iter()
            .filter_map(|row| row.persistence.map(|last| (row.crps(), (last - row.came).abs())));
        let (own, persistence) =
            both.fold((0.0, 0.0), |sums, row| (sums.0 + row.0, sums.1 + row.1));
        (persistence > 0.0).then(|| 1.0 - own / persistence)
    }
}

/// Quantities over all forecasts, in the order of the first that has them.
pub fn covered(forecasts: &[(String, Track)]) -> Vec<Coverage<'_>> {
    let mut covered: Vec<Coverage<'_>> = Vec::new();
    for row in forecasts.iter().flat_map(|(_, track)| &track.rows) {
        match covered.iter_mut().find(|known| known.quantity == row.quantity) {
            Some(known) => known.rows.push(row),
            None => covered.push(Coverage { quantity: row.quantity, rows: vec![row] }),
        }
    }
    covered
}

fn coverage(forecasts: &[(String, Track)]) -> Table {
    let rows = covered(forecasts);
    let mut table = Table::of::<TrackCoverageTable>();
    let ids = rows.iter().map(|row| entry(row.quantity).id.to_owned()).collect();
    table.fill(TrackCoverageTable::QUANTITY, ids);
    let numbers = rows.iter().map(|row| row.rows.len() as u64).collect();
    table.fill(TrackCoverageTable::FORECASTS, numbers);
    let columns = [TrackCoverageTable::WITHIN_HALF, TrackCoverageTable::WITHIN_NINE_TENTHS];
    for (column, part) in columns.into_iter().zip(BANDS) {
        table.fill(column, rows.iter().map(|row| Some(row.within(part))).collect());
    }
    let ranks = rows.iter().map(|row| Some(row.mean_rank())).collect();
    table.fill(TrackCoverageTable::MEAN_RANK, ranks);
    table.fill(TrackCoverageTable::SKILL, rows.iter().map(Coverage::skill).collect());
    table
}

fn miss(forecasts: &[(String, Track)]) -> Table {
    use crate::ensemble::statistics::Estimate;
    let certain = |value: f64| Estimate { value, low: None, high: None };
    let rows: Vec<(&str, &str, Estimate)> = forecasts
        .iter()
        .flat_map(|(name, track)| {
            let split = &track.split;
            let parts = Parts::NAMES.into_iter().zip(split.parts);
            std::iter::once(("miss", certain(split.miss)))
                .chain(parts)
                .chain(std::iter::once(("rest", certain(split.rest))))
                .map(move |(part, amount)| (name.as_str(), part, amount))
        })
        .collect();
    let mut table = Table::of::<TrackMissTable>();
    table.fill(TrackMissTable::FORECAST, rows.iter().map(|row| row.0.to_owned()).collect());
    table.fill(TrackMissTable::PART, rows.iter().map(|row| row.1.to_owned()).collect());
    let amounts: Vec<Option<Estimate>> = rows.iter().map(|row| Some(row.2)).collect();
    table.estimates(TrackMissTable::AMOUNT_CNY, &amounts);
    table
}
