//! The implementation plan of special bond projects (专项债券项目实施方案), as an office fills it in:
//! one table of dated items.
//!
//! A row has a project, an item and, by its item, a month, an amount, a rate, months or a word:
//! `P1, planned_income, 2027-06, 30,000,000`. It is read as plot tables are (`portfolio::table`): a
//! workbook or a CSV text, headings and items in Chinese or English, in units of one's own.
//! `evaluation::projects` makes projects of the rows.

use std::path::Path;

use crate::calendar::YearMonth;
use crate::catalogue::Unit;
use crate::finding::{Finding, Place, Rejected};
use crate::portfolio::cell::{Id, NameOf, Number, OptionalMonth, OptionalNumber, Text};
use crate::portfolio::columns::{Kind, Record, columns};
use crate::portfolio::file::understanding::Understanding;
use crate::portfolio::table::{self, Table};

/// Most rows of a plan: a hundred projects with thirty years of months.
const MOST_ROWS: usize = 100_000;

/// Money (CNY).
const MONEY: Number = Number { range: 0.0..=1e13, unit: Unit::Cny, blank: 0.0 };

/// Rates per year, and fees as shares.
const RATE: Number = Number { range: 0.0..=0.5, unit: Unit::Share, blank: 0.0 };

/// Terms (months); fifty years.
const MONTHS: Number = Number { range: 1.0..=600.0, unit: Unit::Months, blank: 0.0 };

/// Areas (m²).
const AREA: Number = Number { range: 0.0..=1e8, unit: Unit::SquareMetres, blank: 0.0 };

/// Columns of floor area, one of which a plot must have.
const FLOOR_AREAS: [&str; 2] = ["gfa_residential_m2", "gfa_commercial_office_m2"];

/// What a row states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanItem {
    /// Land income.
    PlannedIncome,
    /// Purchase with its taxes, preparation and all else but interest and fees of bonds.
    PlannedCost,
    /// What the budget pays in.
    OwnCapital,
    /// A special bond.
    Bond,
    /// Principal of a bond that is repaid before its term.
    Instalment,
    /// Market financing beside the bonds.
    OtherDebt,
    /// Rate at which the plan reckons interest.
    PlannedCoupon,
    /// Fee of issue.
    IssueFee,
    /// Fee of registration.
    RegistrationFee,
    /// Fee of payout.
    PayoutFee,
    /// When the budget pays interest.
    BudgetInterest,
    /// What the numerator of cover is.
    CoverBasis,
    /// Whether fees stand in the denominator of cover.
    FeesInCover,
    /// A plot whose sale repays the bonds.
    Plot,
}

impl PlanItem {
    /// All items, in the order in which an office fills them in.
    pub const ALL: [Self; 14] = [
        Self::PlannedIncome,
        Self::PlannedCost,
        Self::OwnCapital,
        Self::Bond,
        Self::Instalment,
        Self::OtherDebt,
        Self::PlannedCoupon,
        Self::IssueFee,
        Self::RegistrationFee,
        Self::PayoutFee,
        Self::BudgetInterest,
        Self::CoverBasis,
        Self::FeesInCover,
        Self::Plot,
    ];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlannedIncome => "planned_income",
            Self::PlannedCost => "planned_cost",
            Self::OwnCapital => "own_capital",
            Self::Bond => "bond",
            Self::Instalment => "instalment",
            Self::OtherDebt => "other_debt",
            Self::PlannedCoupon => "planned_coupon",
            Self::IssueFee => "issue_fee",
            Self::RegistrationFee => "registration_fee",
            Self::PayoutFee => "payout_fee",
            Self::BudgetInterest => "budget_interest",
            Self::CoverBasis => "cover_basis",
            Self::FeesInCover => "fees_in_cover",
            Self::Plot => "plot",
        }
    }

    /// Name in Chinese tables.
    pub fn chinese(self) -> &'static str {
        self.also()[0]
    }

    /// What offices write for it, the usual word first.
    fn also(self) -> &'static [&'static str] {
        match self {
            Self::PlannedIncome => {
                &["计划土地出让收入", "预期收入", "土地出让收入", "项目收入", "计划收入"]
            }
            Self::PlannedCost => {
                &["计划项目支出", "项目支出", "收购及前期支出", "总投资", "计划支出"]
            }
            Self::OwnCapital => &["资本金", "财政安排", "自有资金", "其他财政预算"],
            Self::Bond => &["专项债券", "专项债", "发行专项债券"],
            Self::Instalment => &["分期还本", "提前还本"],
            Self::OtherDebt => &["其他债务融资", "市场化融资"],
            Self::PlannedCoupon => &["测算利率", "计划利率"],
            Self::IssueFee => &["发行手续费", "发行费"],
            Self::RegistrationFee => &["登记服务费", "登记费"],
            Self::PayoutFee => &["兑付手续费", "兑付费"],
            Self::BudgetInterest => &["财政安排付息", "财政付息"],
            Self::CoverBasis => &["覆盖倍数口径", "收入口径"],
            Self::FeesInCover => &["发行费用计入覆盖倍数", "费用计入覆盖倍数"],
            Self::Plot => &["出让地块", "拟出让地块", "地块"],
        }
    }

    /// What it is, one sentence without its full stop.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::PlannedIncome => "Land income of a month, as the plan states it",
            Self::PlannedCost => {
                "Purchase with its taxes, preparation and all else, but for interest and fees of \
                 bonds"
            }
            Self::OwnCapital => "What the budget pays into the project in a month",
            Self::Bond => "A special bond: month of issue, principal, coupon, term",
            Self::Instalment => "Principal of a bond that is repaid before its term",
            Self::OtherDebt => "Market financing that is repaid at the end of its term",
            Self::PlannedCoupon => {
                "Rate at which the plan reckons interest, in place of the bonds' coupons"
            }
            Self::IssueFee => "Fee of issue, of principal",
            Self::RegistrationFee => "Fee of registration, of principal",
            Self::PayoutFee => "Fee of each payment of principal and interest",
            Self::BudgetInterest => {
                "When the budget pays interest that the project's cash does not: \
                 until_planned_income, always or never"
            }
            Self::CoverBasis => "What counts as income in cover: gross, ledger or shenzhen",
            Self::FeesInCover => "Whether fees count in the denominator of cover: yes or no",
            Self::Plot => {
                "A plot whose sale repays the bonds: month of listing, value today, zone, site and \
                 floor area; with plots the plan is simulated in the market of today"
            }
        }
    }

    /// Whether a column is filled in for it, beside project, item and source.
    pub fn uses(self, column: &str) -> bool {
        let is_optional = match self {
            Self::Bond => ["interest_months", "call_months", "bond"].contains(&column),
            Self::Instalment => column == "bond",
            Self::Plot => FLOOR_AREAS.contains(&column),
            _ => false,
        };
        is_optional || self.needs().contains(&column)
    }

    /// What a row of it must state beside project and item.
    fn needs(self) -> &'static [&'static str] {
        match self {
            Self::PlannedIncome | Self::PlannedCost | Self::OwnCapital | Self::Instalment => {
                &["date", "amount_cny"]
            }
            Self::Bond | Self::OtherDebt => &["date", "amount_cny", "rate", "term_months"],
            Self::PlannedCoupon | Self::IssueFee | Self::RegistrationFee | Self::PayoutFee => {
                &["rate"]
            }
            Self::BudgetInterest | Self::CoverBasis | Self::FeesInCover => &["choice"],
            Self::Plot => &["date", "amount_cny", "zone", "land_m2"],
        }
    }
}

/// Items by name.
const ITEM: NameOf<PlanItem> = NameOf(&PlanItem::ALL, PlanItem::name, PlanItem::also);

columns! {
    /// Something that an implementation plan states: a row of its table.
    PlanLine from PlanLineDraft;
    project: String = Id, "Project", "项目编号" | "项目" | "项目代码":
        "Project that it is of, by id";
    item: PlanItem = ITEM, "Item", "事项" | "科目":
        "What the row states: an income, a cost, a bond, a rule of the project";
    date: Option<YearMonth> = OptionalMonth, "Month", "年月" | "月份" | "日期" | "发行时间":
        "Month in which it is paid; of a bond its issue, of a plot its planned listing";
    amount_cny: Option<f64> = OptionalNumber(MONEY), "Amount", "金额" | "发行额":
        "Money of the item; of a bond its principal, of a plot what it would sell for today";
    rate: Option<f64> = OptionalNumber(RATE), "Rate", "年利率或费率" | "年利率" | "票面利率" | "利率" | "费率":
        "Interest per year, or a fee as a share: 0.0185 or 1.85%",
        "an interest is 0 or 0.003 and more";
    term_months: Option<f64> = OptionalNumber(MONTHS), "Term", "期限" | "发行期限":
        "Of a bond or other debt: months until it is repaid";
    interest_months: Option<f64> = OptionalNumber(MONTHS), "Interest every", "付息间隔":
        "Of a bond: months from one payment of interest to the next; empty: 12";
    call_months: Option<f64> = OptionalNumber(MONTHS), "Call after", "可赎回起始" | "赎回":
        "Of a bond that the issuer may repay early (5+2, 7+3): first month after issue in which it \
         may", "before the term";
    bond: String = Text, "Bond", "债券编号" | "债券":
        "Name of the bond; of an early repayment the bond that it is of, where the project has \
         several";
    choice: String = Text, "Choice", "选项" | "取值":
        "Of a rule: one of its words";
    zone: String = Text, "Zone", "片区" | "所在片区" | "市场片区":
        "Of a plot: the zone of the market of today in whose demand it is sold: core, \
         renewal or outer";
    land_m2: Option<f64> = OptionalNumber(AREA), "Site area", "占地面积" | "用地面积" | "土地面积":
        "Of a plot: area of the site";
    gfa_residential_m2: Option<f64> = OptionalNumber(AREA), "Housing for sale", "商品住宅建筑面积"
        | "住宅建筑面积" | "住宅面积":
        "Of a plot: buildable floor area of housing for sale";
    gfa_commercial_office_m2: Option<f64> = OptionalNumber(AREA), "Commercial and office",
        "商办建筑面积" | "商业办公建筑面积" | "商办面积":
        "Of a plot: buildable commercial and office floor area";
    source: String = Text, "Source", "来源" | "数据来源" | "资料来源" | "备注":
        "Where the row comes from";
}

impl Record for PlanLine {
    const KIND: Kind = Kind {
        name: "an implementation plan",
        called: "table of an implementation plan",
        row: "item",
        columns: Self::COLUMNS,
        optional: &[
            "rate",
            "term_months",
            "interest_months",
            "call_months",
            "bond",
            "choice",
            "zone",
            "land_m2",
            "gfa_residential_m2",
            "gfa_commercial_office_m2",
            "source",
        ],
        most_rows: MOST_ROWS,
        may_be_empty: false,
    };

    type Draft = PlanLineDraft;

    fn draft<'t>(
        text: &dyn Fn(&str) -> Option<&'t str>,
        refuse: &mut dyn FnMut(&'static str, String),
    ) -> PlanLineDraft {
        PlanLineDraft::read(text, |column, _, accepted| refuse(column, accepted))
    }

    fn check(draft: &PlanLineDraft, place: &Place, findings: &mut Vec<Finding>) {
        let Some(item) = draft.item else { return };
        let mut report = |key: &str, found: String, accepted: String| {
            let (place, key) = (place.clone(), key.to_owned());
            findings.push(Finding { place, key, found, accepted });
        };
        // A cell that could not be read has been reported.
        let missing = |key: &str| match key {
            "date" => draft.date == Some(None),
            "amount_cny" => draft.amount_cny == Some(None),
            "rate" => draft.rate == Some(None),
            "term_months" => draft.term_months == Some(None),
            "land_m2" => draft.land_m2.is_some_and(|area| area.is_none_or(|area| area <= 0.0)),
            "zone" => draft.zone.as_deref() == Some(""),
            _ => draft.choice.as_deref() == Some(""),
        };
        for key in item.needs().iter().filter(|key| missing(key)) {
            let accepted = match *key {
                "date" => "a month such as 2026-06".to_owned(),
                "choice" => format!("a word of {}", item.name()),
                "zone" => "the zone that a plot is sold in, such as outer".to_owned(),
                "land_m2" => "an area above 0".to_owned(),
                _ => format!("the number of {}", item.name()),
            };
            report(key, "an empty cell".to_owned(), accepted);
        }
        if item == PlanItem::Plot {
            check_plot(draft, &mut report);
        }
        let is_interest =
            matches!(item, PlanItem::Bond | PlanItem::OtherDebt | PlanItem::PlannedCoupon);
        if let Some(Some(rate)) = draft.rate.filter(|_| is_interest)
            && rate > 0.0
            && rate < LEAST_INTEREST
        {
            let accepted = "0, or 0.003 to 0.5 per year, such as 0.0185 or 1.85%".to_owned();
            report("rate", rate.to_string(), accepted);
        }
        for (key, value) in [
            ("term_months", draft.term_months),
            ("interest_months", draft.interest_months),
            ("call_months", draft.call_months),
        ] {
            if let Some(Some(months)) =
                value.filter(|months| months.is_some_and(|m| m.fract() != 0.0))
            {
                report(key, months.to_string(), "whole months".to_owned());
            }
        }
        let (term, call) = (draft.term_months.flatten(), draft.call_months.flatten());
        if let Some((term, call)) = term.zip(call)
            && call >= term
        {
            report("call_months", call.to_string(), format!("a month before the term of {term}"));
        }
    }

    fn identity(_: &PlanLineDraft) -> Option<(&'static str, &str)> {
        None
    }

    fn complete(draft: PlanLineDraft) -> Option<Self> {
        draft.complete()
    }
}

/// Finds a plot without floor area or value.
fn check_plot(draft: &PlanLineDraft, report: &mut dyn FnMut(&str, String, String)) {
    let areas = [draft.gfa_residential_m2, draft.gfa_commercial_office_m2];
    if areas.iter().all(|area| area.is_some_and(|area| area.unwrap_or_default() <= 0.0)) {
        let accepted = "floor area of housing or of commerce above 0".to_owned();
        report("gfa_residential_m2", "a plot without floor area".to_owned(), accepted);
    }
    if draft.amount_cny.flatten().is_some_and(|value| value <= 0.0) {
        let accepted = "what the plot would sell for today, above 0".to_owned();
        report("amount_cny", "0".to_owned(), accepted);
    }
}

/// Lowest interest that is no slip of a percent sign (per year).
const LEAST_INTEREST: f64 = 0.003;

/// An implementation plan, whose rows are each in order; what they say together is looked at when
/// projects are made of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ImplementationPlan {
    /// File as the user named it.
    pub file: String,
    /// SHA-256 of what the file says, as of a plot table.
    pub digest: String,
    /// The rows, in the order of the file.
    pub rows: Vec<PlanLine>,
    /// Line or row of each.
    pub lines: Vec<usize>,
    /// What the table was taken for.
    pub understanding: Understanding,
}

impl ImplementationPlan {
    /// The plan of a file.
    ///
    /// # Errors
    /// Everything that is wrong with the file or one of its rows.
    pub fn read(path: &Path) -> Result<Self, Rejected> {
        let (name, bytes) = table::bytes(path)?;
        Self::of_bytes(&name, bytes)
    }

    /// The plan of the bytes of a file, a workbook or a text; `name` is what findings call it.
    ///
    /// # Errors
    /// As [`Self::read`], but for a file that cannot be read.
    ///
    /// ```
    /// use landsim::portfolio::implementation_plan::ImplementationPlan;
    ///
    /// let text = "项目编号,事项,年月,金额（万元）,年利率（%）,期限（年）\n\
    ///             P1,专项债券,2025-08,8600,1.85,5\n";
    /// let plan = ImplementationPlan::of_bytes("own.csv", text.as_bytes().to_vec())?;
    /// assert_eq!(plan.rows[0].amount_cny, Some(86e6));
    /// assert_eq!(plan.rows[0].rate, Some(0.0185));
    /// assert_eq!(plan.rows[0].term_months, Some(60.0));
    /// # Ok::<(), landsim::finding::Rejected>(())
    /// ```
    pub fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Rejected> {
        let Table { origin, digest, rows, understanding } =
            table::of_bytes::<PlanLine>(name, bytes)?;
        let (lines, rows) = rows.into_iter().unzip();
        Ok(Self { file: origin.file, digest, rows, lines, understanding })
    }

    /// Where a row stands in its file, by its place among the rows.
    pub fn place(&self, row: usize) -> Place {
        self.understanding.place(&self.file, self.lines.get(row).copied().unwrap_or(1))
    }
}
