//! Words for people in Chinese and English, and numbers in the units an office speaks.

use crate::bilingual;
use crate::calendar::Calendar;
use crate::catalogue::{Entry, Unit};
use crate::quantity::{SQUARE_METRES_PER_WAN, YUAN_PER_YI, index};

/// Language of what people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Simplified Chinese.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Its half of a name that may be written in both.
    pub fn half(self, text: &str) -> &str {
        let (chinese, english) = bilingual::halves(text);
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// Headings and sentences of the terminal's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase {
    /// Heading of the figures' names.
    Figure,
    /// Heading of medians.
    Median,
    /// Heading of 90 % ranges.
    Range,
    /// Heading of the plan's values.
    Target,
    /// Heading of probabilities of meeting them.
    Probability,
    /// The word for a number of trials.
    Trials,
    /// The word for the seed.
    Seed,
    /// No value exists.
    None,
    /// In what share of trials a value exists.
    Exists,
    /// What the units mean.
    Units,
    /// Yearly deficits.
    Deficits,
    /// Assumptions in the scenario.
    Assumptions,
    /// Which scenario a comparison is held against.
    Against,
    /// That trials are paired.
    Paired,
    /// That they are not, before what differs.
    Apart,
    /// What is compared then.
    MeansAlone,
    /// The word for the portfolio.
    Portfolio,
    /// That runs were made by different versions of the program.
    OtherVersion,
    /// Heading of the base's means.
    BaseMean,
    /// Heading of the other scenario's means.
    OtherMean,
    /// Heading of mean differences.
    MeanDifference,
    /// Heading of probabilities of being better.
    Better,
    /// Heading of what pairing did to the variance.
    PairingFactor,
    /// Figures for which pairing did harm.
    PairingHarms,
    /// Heading of policies.
    Policy,
    /// What the numbers of policies by market are.
    MeanAndRegret,
    /// Heading of greatest regrets.
    WorstRegret,
    /// Heading of their markets.
    WorstMarket,
    /// Heading of worst means.
    WorstMean,
    /// Heading of shares of futures that meet the target.
    Satisfying,
    /// Heading of means corrected by control variates.
    ControlVariates,
    /// How many trials without them one is worth.
    Worth,
    /// Heading of shares of the variance.
    VarianceShares,
    /// How chance is spread over trials.
    Sampling,
    /// Where the errors come from then.
    ErrorsOfSets,
    /// That shares take all orders of arrival into account.
    AllOrders,
    /// That orders of arrival were drawn.
    DrawnOrders,
    /// The word for a trial, before its number.
    Trial,
    /// The first month in which the district pays.
    FirstSupport,
    /// That it never does.
    NoSupport,
    /// Cash at a month's opening.
    OpeningCash,
    /// What the reserve centre takes in before it borrows.
    CentreInflow,
    /// Debt after the month.
    DebtThen,
    /// What the lenders allow.
    FacilityLimit,
    /// What the collateral allows.
    CollateralLimit,
    /// Special bonds drawn, before how much of how much.
    Bonds,
    /// That loans are barred.
    LoansBarred,
    /// Which of them binds.
    Binds,
    /// The largest payments of the month.
    LargestPayments,
    /// Failed auctions of the year before.
    FailedBefore,
    /// Their reserve prices.
    AtReservePrice,
    /// The word for months that something goes on.
    ForMonths,
    /// That a check passes.
    Passes,
    /// That it fails.
    Fails,
    /// That something must hold exactly.
    Exact,
}

impl Phrase {
    /// The phrase in a language.
    #[expect(clippy::too_many_lines, reason = "one entry for each phrase, nothing to follow")]
    pub fn text(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Self::Figure => ("指标", "figure"),
            Self::Median => ("中位数", "median"),
            Self::Range => ("90%区间", "90% range"),
            Self::Target => ("目标", "target"),
            Self::Probability => ("达标概率（95%置信区间）", "probability (95% interval)"),
            Self::Trials => ("次模拟", "trials"),
            Self::Seed => ("种子", "seed"),
            Self::None => ("无", "none"),
            Self::Exists => ("的模拟中出现", "of trials have it"),
            Self::Units => (
                "金额单位：亿元；建筑面积单位：万㎡",
                "money in 亿元 (100 million CNY), floor area in 万㎡ (10,000 m²)",
            ),
            Self::Deficits => (
                "年末累计收支为负的概率",
                "Probability that the cumulative balance is negative at year's end",
            ),
            Self::Assumptions => (
                "项参数为假设；地块表为合成数据，合计与规划一致",
                "parameters are assumptions; the plot table is synthetic and adds up to the plan",
            ),
            Self::Against => ("对照方案", "against"),
            Self::Paired => {
                ("逐次配对（同一市场、同一竞买人）", "paired: the same market, the same bidders")
            }
            Self::Apart => ("未配对，不同之处", "not paired, different"),
            Self::MeansAlone => (
                "只比较均值，误差按相互独立计算",
                "only means are compared, with the error of independent runs",
            ),
            Self::Portfolio => ("地块表", "portfolio"),
            Self::OtherVersion => (
                "注意：两次模拟由程序的不同版本生成",
                "note: the runs were made by different versions of the program",
            ),
            Self::BaseMean => ("对照均值", "base mean"),
            Self::OtherMean => ("方案均值", "scenario mean"),
            Self::MeanDifference => ("平均差（95%置信区间）", "mean difference (95%)"),
            Self::Better => ("优于对照的概率", "probability better"),
            Self::PairingFactor => ("配对方差缩减倍数", "pairing factor"),
            Self::PairingHarms => (
                "以下指标配对反而增大方差（倍数小于1）",
                "Pairing made the variance of these differences larger (factor below 1)",
            ),
            Self::Policy => ("政策", "policy"),
            Self::MeanAndRegret => (
                "各市场情景下的均值（括号内为与该情景最优政策的差距）",
                "Mean by market (in brackets: how much better the best policy of the market does)",
            ),
            Self::WorstRegret => ("最大差距", "worst regret"),
            Self::WorstMarket => ("出现于", "in market"),
            Self::WorstMean => ("最差均值", "worst mean"),
            Self::Satisfying => {
                ("达标的未来占比（95%置信区间）", "futures that meet the target (95%)")
            }
            Self::Sampling => ("抽样方式", "sampling"),
            Self::ErrorsOfSets => (
                "误差由32组独立试验之差得出",
                "errors come from the differences of 32 independent sets of trials",
            ),
            Self::ControlVariates => (
                "控制变量修正后的均值（按已知的运气修正，95%置信区间）",
                "Means corrected by control variates, the luck that is known (95% interval)",
            ),
            Self::Worth => ("每次试验所抵独立试验次数", "worth of a trial in independent ones"),
            Self::VarianceShares => (
                "方差来源：不确定参数 · 随机波动 · 两者共同作用（95%置信区间）",
                "Where variance comes from: uncertain numbers · chance · both together (95% interval)",
            ),
            Self::AllOrders => {
                ("沙普利分解（全部排列，95%置信区间）", "Shapley shares over all orders (95%)")
            }
            Self::DrawnOrders => (
                "个随机排列的沙普利分解（95%置信区间）",
                "orders drawn for the Shapley shares (95%)",
            ),
            Self::Trial => ("模拟编号", "trial"),
            Self::FirstSupport => ("区财政首次补足", "The district pays for the first time in"),
            Self::NoSupport => ("区财政从未补足", "The district never has to pay"),
            Self::OpeningCash => ("月初账面余额", "cash at the opening"),
            Self::CentreInflow => {
                ("回笼成本、收益基金与注资", "cost returned, income fund and injection")
            }
            Self::DebtThen => ("月末负债", "debt at the month's end"),
            Self::FacilityLimit => ("授信上限", "limit of the lenders"),
            Self::CollateralLimit => ("抵押上限", "limit of the collateral"),
            Self::Bonds => ("专项债券已用", "special bonds drawn"),
            Self::LoansBarred => ("禁止新增贷款", "new loans are barred"),
            Self::Binds => ("起约束作用", "binds"),
            Self::LargestPayments => ("当月最大支出", "largest payments of the month"),
            Self::FailedBefore => {
                ("此前十二个月流拍", "failed auctions of the twelve months before")
            }
            Self::AtReservePrice => ("起始价合计", "reserve prices together"),
            Self::ForMonths => ("个月", "months"),
            Self::Passes => ("通过", "passes"),
            Self::Fails => ("失败", "FAILS "),
            Self::Exact => ("须精确成立", "exact"),
        };
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

/// An entry's name with the unit its values are shown in.
pub fn name(entry: &Entry, language: Language) -> String {
    let (name, unit) = match language {
        Language::Chinese => (entry.chinese, shown_unit(entry.unit).0),
        Language::English => (entry.english, shown_unit(entry.unit).1),
    };
    if unit.is_empty() { name.to_owned() } else { format!("{name} [{unit}]") }
}

fn shown_unit(unit: Unit) -> (&'static str, &'static str) {
    match unit {
        Unit::Cny => ("亿元", "亿元"),
        Unit::CnyPerSquareMetre => ("元/㎡", "CNY/m²"),
        Unit::SquareMetres => ("万㎡", "万㎡"),
        Unit::Hectares => ("公顷", "ha"),
        Unit::Plots => ("幅", "plots"),
        Unit::Deals => ("宗", "deals"),
        Unit::Auctions => ("场", "auctions"),
        Unit::Rounds => ("轮", "rounds"),
        Unit::Bidders => ("人", "bidders"),
        Unit::Months => ("月", "months"),
        Unit::PlotMonths => ("幅·月", "plot-months"),
        Unit::Households => ("户", "households"),
        Unit::Share => ("%", "%"),
        Unit::Month | Unit::Ratio => ("", ""),
    }
}

/// A share of 1 in per cent.
const PERCENT: f64 = 100.0;

/// A value in the unit that [`name`] states.
pub fn value(value: f64, unit: Unit, calendar: &Calendar) -> String {
    match unit {
        Unit::Cny => format!("{:.1}", plus_zero(value / YUAN_PER_YI, 1)),
        Unit::SquareMetres => format!("{:.1}", value / SQUARE_METRES_PER_WAN),
        Unit::Hectares | Unit::Bidders => format!("{value:.1}"),
        Unit::CnyPerSquareMetre
        | Unit::Plots
        | Unit::Deals
        | Unit::Auctions
        | Unit::Rounds
        | Unit::Months
        | Unit::PlotMonths
        | Unit::Households => format!("{value:.0}"),
        Unit::Share => format!("{:.1}", plus_zero(value * PERCENT, 1)),
        Unit::Ratio => format!("{value:.2}"),
        Unit::Month => calendar.date(index(value.round())).to_string(),
    }
}

/// A difference of two values, with its sign, in the unit that [`name`] states; of months, a number
/// of months.
pub fn difference(difference: f64, unit: Unit) -> String {
    let (scaled, digits) = match unit {
        Unit::Cny => (difference / YUAN_PER_YI, 1),
        Unit::SquareMetres => (difference / SQUARE_METRES_PER_WAN, 1),
        Unit::Share => (difference * PERCENT, 1),
        Unit::CnyPerSquareMetre => (difference, 0),
        Unit::Ratio => (difference, 3),
        Unit::Hectares
        | Unit::Plots
        | Unit::Deals
        | Unit::Auctions
        | Unit::Rounds
        | Unit::Bidders
        | Unit::PlotMonths
        | Unit::Households
        | Unit::Months
        | Unit::Month => (difference, 1),
    };
    let shown = plus_zero(scaled, digits);
    let digits = usize::try_from(digits).unwrap_or(0);
    if shown == 0.0 { format!("{shown:.digits$}") } else { format!("{shown:+.digits$}") }
}

/// Turns what would print as minus zero into zero.
fn plus_zero(value: f64, digits: i32) -> f64 {
    let half_step = 0.5 * 0.1_f64.powi(digits);
    if value.abs() < half_step { 0.0 } else { value }
}

/// A share as a percentage with one decimal.
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}
