//! One plot of land, as a portfolio file states it.
//!
//! The table of columns is here: an entry is a field of [`Plot`], a column of the file, a row
//! of the table in `seeds/plots/README.md` and an item of [`Plot::COLUMNS`]. Constants before
//! it say what its cells may hold; rules over several cells of a row stand in
//! `file/rules.rs`, and the entry's condition tells the reader of them in words.

use crate::calendar::YearMonth;
use crate::catalogue::Unit;
use crate::catalogue::land_use::{ByFloorKind, FloorKind, Use};
use crate::portfolio::cell::{
    Count, Filled, Id, NameOf, Number, OptionalMonth, OptionalNumber, Text,
};
use crate::portfolio::columns::columns;

/// Who leads the reserve of a plot; sets the city's share of its gain.
///
/// The codes of classes in tables are their order here, so new ones come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlotClass {
    /// The district's own reserve centre.
    District,
    /// City and district together.
    Joint,
    /// A city-level reserve body.
    City,
}

impl PlotClass {
    /// All classes, in the order of their column codes.
    pub const ALL: [Self; 3] = [Self::District, Self::Joint, Self::City];

    /// Name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::District => "district",
            Self::Joint => "joint",
            Self::City => "city",
        }
    }

    /// Name in Chinese tables.
    pub fn chinese(self) -> &'static str {
        self.also()[0]
    }

    /// What offices write for it, the usual word first.
    fn also(self) -> &'static [&'static str] {
        match self {
            Self::District => &["区", "区级", "区储备", "区收储"],
            Self::Joint => &["市区联合", "市区共同", "联合储备", "市区合作"],
            Self::City => &["市", "市级", "市储备", "市收储"],
        }
    }
}

/// What had happened to a plot before month 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlotStatus {
    /// Acquisition has not started.
    Unreserved,
    /// Acquired; net land from `ready_date` on.
    Reserved,
    /// Carry-over: granted before month 0, works not started.
    Sold,
    /// Idle land of a firm, to be bought back from `reserve_start` on.
    Buyback,
}

impl PlotStatus {
    /// All statuses.
    pub const ALL: [Self; 4] = [Self::Unreserved, Self::Reserved, Self::Sold, Self::Buyback];

    /// Name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unreserved => "unreserved",
            Self::Reserved => "reserved",
            Self::Sold => "sold",
            Self::Buyback => "buyback",
        }
    }

    /// Name in Chinese tables.
    pub fn chinese(self) -> &'static str {
        self.also()[0]
    }

    /// What offices write for it, the usual word first.
    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Unreserved => &["未收储", "未储备", "待收储", "待储备", "计划收储"],
            Self::Reserved => &["已收储", "已储备", "在库"],
            Self::Sold => &["已出让", "已供应", "已成交"],
            Self::Buyback => &["拟收购", "待收购", "收购存量闲置", "收回收购"],
        }
    }
}

/// Who holds idle land before it is bought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// Nobody said.
    Unstated,
    /// A state firm of the place.
    StateFirm,
    /// A private firm.
    Private,
}

impl Holder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unstated, Self::StateFirm, Self::Private];

    /// Name in files and tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unstated => "unstated",
            Self::StateFirm => "state_firm",
            Self::Private => "private",
        }
    }

    /// What offices write for it, the usual word first.
    fn also(self) -> &'static [&'static str] {
        match self {
            // An empty cell says nothing, either.
            Self::Unstated => &["未注明", ""],
            Self::StateFirm => &["地方国企", "国企", "城投"],
            Self::Private => &["民企", "民营企业", "社会资本"],
        }
    }
}

/// Classes by name; a blank plot is the district's own.
const CLASS: NameOf<PlotClass> = NameOf(&PlotClass::ALL, PlotClass::name, PlotClass::also);

/// Statuses by name; a blank plot is unreserved.
const STATUS: NameOf<PlotStatus> = NameOf(&PlotStatus::ALL, PlotStatus::name, PlotStatus::also);

/// Holders by name; of a blank plot nothing is said.
const HOLDER: NameOf<Holder> = NameOf(&Holder::ALL, Holder::name, Holder::also);

/// Areas (m²); the largest district of the city is smaller than the upper end.
const AREA: Number = Number { range: 0.0..=1e8, unit: Unit::SquareMetres, blank: 0.0 };

/// Money (CNY).
const MONEY: Number = Number { range: 0.0..=1e13, unit: Unit::Cny, blank: 0.0 };

/// Parts of one.
const SHARE: Number = Number { range: 0.0..=1.0, unit: Unit::Share, blank: 0.0 };

/// Durations (months); a hundred years.
const MONTHS: Number = Number { range: 0.0..=1200.0, unit: Unit::Months, blank: 0.0 };

/// Location multipliers, from a hundredth to a hundredfold of the zone's floor price; a plot
/// of which nothing is said is worth what its zone is.
const QUALITY: Number = Number { range: 0.01..=100.0, unit: Unit::Ratio, blank: 1.0 };

/// Households of one plot.
const HOUSEHOLDS: Count = Count { most: 1_000_000, unit: Unit::Households };

columns! {
    /// One plot from its first household to its last completed building: a row of the file.
    Plot from Draft;
    plot_id: String = Id, "Plot id", "地块编号" | "宗地编号" | "编号":
        "Identity, the key of all random variates of the plot", "used once";
    name: String = Text, "Name", "地块名称" | "宗地名称" | "名称" | "项目名称":
        "Name for people; in both languages as 中文 | English";
    zone: String = Filled("the id of a zone"), "Zone", "片区" | "区域" | "板块" | "所在片区":
        "Id of the zone it lies in", "a zone that the scenario prices";
    class: PlotClass = CLASS, "Led by", "储备主体" | "收储主体" | "实施主体":
        "Who leads the reserve; sets the city's share of the gain";
    status: PlotStatus = STATUS, "Status", "期初阶段" | "状态" | "阶段" | "储备状态":
        "At month 0: `unreserved`; `reserved`: acquired, net land from `ready_date` on; `sold`: \
         granted, works not started; `buyback`: idle land of a firm, to be bought back";
    land_m2: f64 = AREA, "Site area", "占地面积" | "用地面积" | "土地面积" | "宗地面积" | "出让面积":
        "Area of the site", "above 0";
    gfa_residential_m2: f64 = AREA, "Housing for sale", "商品住宅建筑面积" | "住宅建筑面积" | "住宅面积" | "住宅":
        "Buildable floor area of housing for sale", "the four floor areas sum to more than 0";
    gfa_commercial_office_m2: f64 = AREA, "Commercial and office", "商办建筑面积"
        | "商业办公建筑面积" | "商办面积" | "商办":
        "Buildable commercial and office floor area";
    gfa_affordable_m2: f64 = AREA, "Affordable housing", "保障性住房建筑面积" | "保障房建筑面积" | "保障房":
        "Buildable affordable housing";
    gfa_public_m2: f64 = AREA, "Public floor area", "公共设施建筑面积" | "公建配套" | "配套建筑面积" | "配套":
        "Buildable public floor area: schools, markets, clinics";
    reserve_start: Option<YearMonth> = OptionalMonth, "Start of acquisition", "计划征收启动"
        | "计划收储时间" | "计划征收时间" | "收储时间":
        "Planned start of acquisition; of a `buyback` row month of the first offer",
        "`unreserved` and `buyback` rows only";
    list_date: Option<YearMonth> = OptionalMonth, "Listing", "计划挂牌" | "计划出让时间" | "计划供应时间" | "挂牌时间":
        "Planned listing; empty where the plot is not meant for sale",
        "not before `reserve_start`, nor without it on `unreserved` and `buyback` rows; not on \
         `sold` rows";
    ready_date: Option<YearMonth> = OptionalMonth, "Net land", "计划净地" | "净地时间" | "计划净地时间":
        "Planned month of net land", "exactly the `reserved` rows have one";
    households: u32 = HOUSEHOLDS, "Households", "征收户数" | "户数" | "居民户数":
        "Households to resettle", "0 unless `unreserved`";
    demolished_gfa_m2: f64 = AREA, "Old buildings", "拆除旧房建筑面积" | "拆除面积" | "拆除建筑面积":
        "Floor area of old buildings to demolish";
    acquisition_cost_cny: f64 = MONEY, "Acquisition cost", "征收补偿成本" | "收储成本" | "征收成本" | "拆迁成本":
        "Compensation and clearance, at prices of month 0; on a `reserved` row what is left of the \
         agreed sum", "0 on `sold` and `buyback` rows";
    acquisition_months: f64 = MONTHS, "Acquisition time", "征收时长" | "征收工期" | "收储工期":
        "Expected time of compensation and clearance; on a `reserved` row the part that is left",
        "at least 1 with a `reserve_start` and where cost is left, 0 on `sold` and `buyback` rows";
    preparation_cost_cny: f64 = MONEY, "Preparation cost", "待发生前期开发成本" | "前期开发成本" | "前期成本":
        "Primary development (前期开发) still to pay, at prices of month 0", "0 on `sold` rows";
    preparation_months: f64 = MONTHS, "Preparation time", "前期开发时长" | "前期开发工期" | "前期工期":
        "Expected time of primary development; on a `reserved` row that is cleared the part that \
         ends at `ready_date`",
        "at least 1 with a `reserve_start` but on `buyback` rows, 0 on `sold` rows";
    sunk_cost_cny: f64 = MONEY, "Cost to date", "已发生成本" | "已投入" | "已投入成本" | "累计投入":
        "Spent before month 0; of a `sold` row what instalments still to come return", "0 on \
         `unreserved` and `buyback` rows";
    start_lag_months: Option<f64> = OptionalNumber(MONTHS), "Start lag", "开工间隔" | "开工时滞":
        "Mean lag to the start of works, where it is known; on a `sold` row the lag that remains";
    build_months: Option<f64> = OptionalNumber(MONTHS), "Building time", "建设时长" | "建设工期" | "建设周期":
        "Mean building time, where it is known";
    quality: f64 = QUALITY, "Location multiplier", "区位系数" | "系数" | "区位修正系数":
        "Multiplier on the floor price of the zone, mean about 1";
    source: String = Filled("plan, data:<file> or synthetic, with a reason"), "Source", "来源"
        | "数据来源" | "资料来源":
        "Where the row comes from", "the reason after a colon, where it helps";
    holder: Holder = HOLDER, "Holder", "现土地使用权人" | "土地权属人" | "权利人性质":
        "Who holds the land until it is bought back: `state_firm`, `private` or `unstated`",
        "`buyback` rows only";
    original_price_cny: Option<f64> = OptionalNumber(MONEY), "Original price", "原出让价款"
        | "企业土地成本" | "原成交价":
        "What the firm paid for the land, which the base price does not exceed",
        "`buyback` rows only";
    appraisal_cny: Option<f64> = OptionalNumber(MONEY), "Appraisal", "评估价" | "评估价值" | "土地评估价":
        "Appraised value at month 0; empty: by the zone's price";
    cut: Option<f64> = OptionalNumber(SHARE), "Cut", "下浮比例" | "收购下浮率" | "下浮率":
        "By how much the price is below the base; empty: by rule of the two values that follow",
        "`buyback` rows only; given, or both values";
    value_original_plan_cny: Option<f64> = OptionalNumber(MONEY), "Value by the original plan",
        "原规划全年期价值" | "原规划价值":
        "V1 of the price rule: value of the full term under the original plan",
        "`buyback` rows only";
    value_benchmark_cny: Option<f64> = OptionalNumber(MONEY), "Benchmark value",
        "剩余年期基准地价" | "基准价值":
        "V2 of the price rule: benchmark value of the remaining term",
        "`buyback` rows only";
    resale_value_cny: Option<f64> = OptionalNumber(MONEY), "Resale value", "再出让价值" | "预计再供应价值"
        | "现时出让价值":
        "Value at month 0 under the conditions of its sale: the expected hammer price of a sale \
         then; empty: `appraisal_cny`, else by the zone's price";
}

/// Columns that a table may do without, of which nothing is said then.
pub(in crate::portfolio) const OPTIONAL: [&str; 7] = [
    "holder",
    "original_price_cny",
    "appraisal_cny",
    "cut",
    "value_original_plan_cny",
    "value_benchmark_cny",
    "resale_value_cny",
];

impl Plot {
    /// Buildable floor area by kind (m²).
    pub fn gfa(&self) -> ByFloorKind<f64> {
        ByFloorKind::of(|kind| match kind {
            FloorKind::Residential => self.gfa_residential_m2,
            FloorKind::CommercialOffice => self.gfa_commercial_office_m2,
            FloorKind::Affordable => self.gfa_affordable_m2,
            FloorKind::Public => self.gfa_public_m2,
        })
    }

    /// The market use with the larger floor area; of equals the first.
    pub fn main_use(&self) -> Use {
        let gfa = self.gfa();
        Use::ALL.into_iter().fold(Use::Residential, |largest, of_use| {
            let is_larger = gfa[of_use.floor_kind()] > gfa[largest.floor_kind()];
            if is_larger { of_use } else { largest }
        })
    }

    /// Value at month 0 that is stated of it, in the place of what zone and quality say (CNY).
    pub fn stated_value(&self) -> Option<f64> {
        self.resale_value_cny.or(self.appraisal_cny)
    }

    /// Whether its clearance began before month 0 and goes on: a `reserved` row with time or cost
    /// of acquisition left.
    pub fn is_being_cleared(&self) -> bool {
        self.status == PlotStatus::Reserved
            && (self.acquisition_months > 0.0 || self.acquisition_cost_cny > 0.0)
    }

    /// Whether the table says that it is net land in a month: a `reserved` row that is cleared and
    /// whose date of net land has come.
    pub fn is_net_land_by(&self, date: YearMonth) -> bool {
        let is_ready = self.ready_date.is_some_and(|ready| ready <= date);
        self.status == PlotStatus::Reserved && !self.is_being_cleared() && is_ready
    }

    /// All buildable floor area (m²), of the four uses; above 0 of every plot that was read.
    ///
    /// # Example
    ///
    /// ```
    /// use landsim::portfolio::plot::Plot;
    ///
    /// let plot = Plot { gfa_residential_m2: 900.0, gfa_public_m2: 100.0, ..Plot::blank() };
    /// assert_eq!(plot.gfa_m2(), 1_000.0);
    /// assert_eq!(Plot::COLUMNS.len(), plot.cells().len());
    /// ```
    pub fn gfa_m2(&self) -> f64 {
        self.gfa().iter().sum()
    }
}
