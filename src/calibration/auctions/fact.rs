//! A fact of a city's auctions and of its market, and the same figure of a simulated future.
//!
//! Facts are stated as publishers state them (Soufun, Shanghai Daily;
//! `seeds/history/README.md`): premiums are total price over total start price, shares
//! count plots. So the same sums are made of each future's auctions.

use std::ops::Range;

use crate::calendar::{Month, YearMonth};
use crate::ensemble::statistics::quantile;
use crate::quantity::count;
use crate::trial::record::AuctionRecord;
use crate::uncertainty::elementary::{exp, ln};

/// A price below the start price times this counts as sold at it.
const AT_START: f64 = 1.03;
/// A price of at least the start price times this counts as half above it.
const FAR_ABOVE: f64 = 1.5;

/// What is measured of the auctions of some months; each is 0 where no auction or sale
/// is there to be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Total price of sold plots over their total start price, minus 1 (a share), as
    /// publishers state it: dear plots weigh more.
    Premium,
    /// Share of auctions without a sale.
    FailedShare,
    /// Share of sold plots at the start price or just above it.
    ShareAtStart,
    /// Share of sold plots at half above the start price or more.
    ShareAboveHalf,
    /// Mean number of bidders of a sold plot.
    BiddersMean,
    /// Median number of bidders of a sold plot.
    BiddersMedian,
    /// Total price of what was sold over that of the same months of the first year that is
    /// simulated, minus 1 (a share): land income of the market, before it is paid in instalments.
    SalesValueGrowth,
    /// House prices at the end of the period over those before it, minus 1 (a share).
    HousePriceGrowth,
}

/// Which months of a fact's period are looked at. Its worst month is the one with the
/// largest failed share, the first of equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Months {
    /// All months of the period.
    All,
    /// The period's worst month alone.
    Worst,
    /// All months of the period but its worst.
    Others,
}

impl Measure {
    /// All measures, in the order of names that are shown.
    pub const ALL: [Self; 8] = [
        Self::Premium,
        Self::FailedShare,
        Self::ShareAtStart,
        Self::ShareAboveHalf,
        Self::BiddersMean,
        Self::BiddersMedian,
        Self::SalesValueGrowth,
        Self::HousePriceGrowth,
    ];

    /// The measure's name in files of facts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Premium => "premium",
            Self::FailedShare => "failed_share",
            Self::ShareAtStart => "share_at_start",
            Self::ShareAboveHalf => "share_above_50pct",
            Self::BiddersMean => "bidders_mean",
            Self::BiddersMedian => "bidders_median",
            Self::SalesValueGrowth => "sales_value_growth",
            Self::HousePriceGrowth => "house_price_growth",
        }
    }

    /// Whether it is a ratio without a unit: a premium or a share, and no number of bidders.
    pub fn is_ratio(self) -> bool {
        !matches!(self, Self::BiddersMean | Self::BiddersMedian)
    }

    /// Whether it compares two times; such a measure has no worst month.
    fn is_growth(self) -> bool {
        matches!(self, Self::SalesValueGrowth | Self::HousePriceGrowth)
    }

    /// Least and greatest value that a file may state.
    pub fn ends(self) -> (f64, f64) {
        match self {
            Self::FailedShare | Self::ShareAtStart | Self::ShareAboveHalf => (0.0, 1.0),
            Self::Premium | Self::BiddersMean | Self::BiddersMedian => (0.0, 1000.0),
            Self::SalesValueGrowth | Self::HousePriceGrowth => (-1.0, 1000.0),
        }
    }

    /// The measure of some auctions; a growth needs more than these.
    fn of(self, auctions: &[&AuctionRecord]) -> f64 {
        let sold = || auctions.iter().filter_map(|held| held.price.map(|price| (*held, price)));
        match self {
            Self::Premium => {
                let (prices, starts) = sold()
                    .fold((0.0, 0.0), |(prices, starts), (held, price)| {
                        (prices + price, starts + held.reserve_price)
                    });
                if starts > 0.0 { prices / starts - 1.0 } else { 0.0 }
            }
            Self::FailedShare => {
                let failed = auctions.iter().filter(|held| held.price.is_none()).count();
                count(failed) / count(auctions.len().max(1))
            }
            Self::ShareAtStart => {
                let at_start =
                    sold().filter(|(held, price)| *price < AT_START * held.reserve_price);
                count(at_start.count()) / count(sold().count().max(1))
            }
            Self::ShareAboveHalf => {
                let far_above =
                    sold().filter(|(held, price)| *price >= FAR_ABOVE * held.reserve_price);
                count(far_above.count()) / count(sold().count().max(1))
            }
            Self::BiddersMean | Self::BiddersMedian => {
                let mut bidders: Vec<f64> =
                    sold().map(|(held, _)| f64::from(held.bidders)).collect();
                if bidders.is_empty() {
                    return 0.0;
                }
                bidders.sort_unstable_by(f64::total_cmp);
                match self {
                    Self::BiddersMean => bidders.iter().sum::<f64>() / count(bidders.len()),
                    _ => quantile(&bidders, 0.5),
                }
            }
            Self::SalesValueGrowth | Self::HousePriceGrowth => 0.0,
        }
    }

    /// The measure on a scale on which futures scatter alike at both ends and nearly as
    /// a normal: log of premiums, growth and bidders, logit of shares.
    pub(super) fn evened(self, value: f64) -> f64 {
        // What must be added for 0 and 1 to stay finite: less than what one auction
        // of a month makes.
        const FLOOR: f64 = 0.02;
        match self {
            Self::Premium => ln(FLOOR + value.max(0.0)),
            Self::FailedShare | Self::ShareAtStart | Self::ShareAboveHalf => {
                ln((FLOOR + value) / (1.0 + FLOOR - value))
            }
            Self::BiddersMean | Self::BiddersMedian => ln(1.0 + value),
            Self::SalesValueGrowth | Self::HousePriceGrowth => ln(FLOOR + 1.0 + value),
        }
    }

    /// Change of the evened measure for a small change of the value: what turns an
    /// error of the value into one of the evened value.
    fn slope(self, value: f64) -> f64 {
        const STEP: f64 = 1e-6;
        (self.evened(value + STEP) - self.evened(value)) / STEP
    }
}

/// What was seen in the months from `from` to `until`: a row of the file of facts.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// What is measured of the auctions.
    pub measure: Measure,
    /// Which of the period's months are looked at.
    pub months: Months,
    /// First month of the period.
    pub from: YearMonth,
    /// Last month of the period.
    pub until: YearMonth,
    /// The value that was seen: a share of 1 (premiums, shares and growth) or a number of
    /// bidders.
    pub seen: f64,
    /// Standard error of the value, beside the chance of the auctions that the model simulates:
    /// rounding, or facts from elsewhere.
    pub error: f64,
}

impl Fact {
    /// Name of the measure with its months, as files state it:
    /// `failed_share_worst_month`.
    pub fn name(&self) -> String {
        let name = self.measure.name();
        match self.months {
            Months::All => name.into(),
            Months::Worst => format!("{name}_worst_month"),
            Months::Others => format!("{name}_other_months"),
        }
    }

    /// All names that files may state, each with what it means.
    pub fn names() -> impl Iterator<Item = (String, Measure, Months)> {
        let of_measure = |measure: Measure| {
            [("", Months::All), ("_worst_month", Months::Worst), ("_other_months", Months::Others)]
                .map(|(suffix, months)| (format!("{}{suffix}", measure.name()), measure, months))
                .into_iter()
                .take(if measure.is_growth() { 1 } else { 3 })
        };
        Measure::ALL.into_iter().flat_map(of_measure)
    }

    /// The same figure of a path of log house prices, month by month from `start` on; nothing of
    /// what is not measured of house prices.
    pub(super) fn of_house_prices(&self, path: &[f64], start: YearMonth) -> Option<f64> {
        if self.measure != Measure::HousePriceGrowth {
            return None;
        }
        let log = |date: YearMonth| {
            let month = usize::try_from(date.months_since(start)).ok()?;
            path.get(month).copied()
        };
        Some(exp(log(self.until)? - log(self.from.plus(-1))?) - 1.0)
    }

    /// The same figure of the auctions of a simulated future, whose months are counted
    /// from `start`; 0 of house prices.
    pub fn of(&self, auctions: &[AuctionRecord], start: YearMonth) -> f64 {
        if self.measure == Measure::SalesValueGrowth {
            return self.growth_of_value(auctions, start);
        }
        let period = months(start, self.from, self.until);
        let within = || auctions.iter().filter(|held| period.contains(&held.month));
        let worst = match self.months {
            Months::All => None,
            Months::Worst | Months::Others => {
                Month::each(period.clone()).rev().max_by(|left, right| {
                    let failed = |month: Month| {
                        Measure::FailedShare
                            .of(&within().filter(|held| held.month == month).collect::<Vec<_>>())
                    };
                    failed(*left).total_cmp(&failed(*right))
                })
            }
        };
        let looked_at: Vec<&AuctionRecord> = within()
            .filter(|held| match self.months {
                Months::All => true,
                Months::Worst => Some(held.month) == worst,
                Months::Others => Some(held.month) != worst,
            })
            .collect();
        self.measure.of(&looked_at)
    }

    /// Growth of the total price on the same months of the first year; 0 where nothing was sold
    /// then.
    fn growth_of_value(&self, auctions: &[AuctionRecord], start: YearMonth) -> f64 {
        let years = self.from.months_since(start).div_euclid(12);
        let value = |years_before: i32| {
            let date = |date: YearMonth| date.plus(-12 * years_before);
            let period = months(start, date(self.from), date(self.until));
            let held = auctions.iter().filter(|held| period.contains(&held.month));
            held.filter_map(|held| held.price).sum::<f64>()
        };
        let first = value(years);
        if first > 0.0 { value(0) / first - 1.0 } else { 0.0 }
    }

    /// Standard error of the evened value, from that of the value.
    pub(super) fn evened_error(&self) -> f64 {
        self.error * self.measure.slope(self.seen)
    }
}

/// The months of a period, counted from `start`.
fn months(start: YearMonth, from: YearMonth, until: YearMonth) -> Range<Month> {
    let month = |date: YearMonth| Month::planned(date.months_since(start)).unwrap_or_default();
    month(from)..month(until).after()
}
