//! Form 4: price of idle land and cover by years held, as the report of Shenzhen has them
//! (深规划资源〔2025〕358号, 〔2026〕48号): income and outlays by years held, the price at which the
//! purchase pays for itself, cover of the bond that pays for it, and how much both move.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::evaluation::cover::SHENZHEN_SET_ASIDE;
use crate::model::buyback::{Financing, Offer};
use crate::rules::project::{Bond, BondFees};

use super::super::sheet::{Look, Sheet, anchored, name};
use super::names::{Names, WAN};
use super::planned::Planned;
use super::price_inputs::{Asked, FIRST};
use super::price_rows::{
    Balanced, Local, Row, factors_head, formula, held_head, moved_head, value,
};

/// Years held.
const HELD: [usize; 5] = [1, 2, 3, 5, 7];
/// Years held at which the report shows how cover moves.
const MOVED_AT: usize = 5;
/// Cover at which the report calls a purchase feasible.
const FEASIBLE: f64 = 1.2;
/// Changes of income and of the rate (per year) that it shows.
const INCOME_CHANGE: f64 = 0.1;
const RATE_CHANGE: f64 = 0.01;
/// How much cover moves between both ends, over itself: from here on middle, and high.
const MIDDLE: f64 = 0.1;
const HIGH: f64 = 0.2;
/// Most that amounts and areas may be changed to.
const MOST: f64 = 1e9;
/// Width of labels (characters).
const LABELS: f64 = 44.0;

/// The sheet.
pub(super) fn sheet(planned: &Planned<'_>, names: Names) -> Result<Worksheet, XlsxError> {
    let title = names.either(
        "表4 收储价格与收支平衡（深圳口径，万元）",
        "Form 4: price and balance by the rule of Shenzhen (10,000 yuan)",
    );
    let sheet_name = names.of("表4 收储价格", "Form 4 price");
    let mut sheet = Sheet::titled(&sheet_name, title, names.language)?;
    let note = names.either(
        "方案未列 V1 至 V3 时取项目支出合计，V4 取计划收入合计；黄色单元格可改，本表随之重算。",
        "Where the plan has no V1 to V3 they are its outlays in all, and V4 its income; yellow \
             cells may be changed.",
    );
    sheet.text((1, 0), note, Look::Note)?;
    let local = Local::of(planned);
    local.asked(&mut sheet, names)?;
    local.factors(&mut sheet, names)?;
    local.held(&mut sheet, names)?;
    local.moved(&mut sheet, names)?;
    sheet.page.set_column_width(0, LABELS)?;
    sheet.page.set_portrait().set_print_fit_to_pages(1, 1);
    sheet.finish((3, 1))
}

impl<'l> Local<'l> {
    fn of(planned: &Planned<'l>) -> Self {
        let project = planned.project;
        let cost: f64 = project.planned_cost.iter().map(|one| one.amount).sum();
        let bonds: f64 = project.bonds.iter().map(|bond| bond.amount).sum();
        // A plan without costs buys with what its bonds bring.
        let cost = if cost > 0.0 { cost } else { bonds };
        let income: f64 = project.planned_income.iter().map(|one| one.amount).sum();
        let first: Option<&Bond> = project.bonds_by_issue().first().copied();
        Self {
            rule: planned.rule,
            offer: Offer {
                land_m2: planned.land_m2,
                original_plan: cost,
                benchmark: cost,
                appraisal: cost,
                original_price: Some(cost),
            },
            new_plan: income,
            fees: first.map_or_else(BondFees::default, |bond| bond.fees),
            rate: project.planned_coupon.unwrap_or_else(|| first.map_or(0.0, |bond| bond.coupon)),
        }
    }

    fn asked(&self, sheet: &mut Sheet, names: Names) -> Result<(), XlsxError> {
        let Self { rule, offer, fees, .. } = self;
        for asked in Asked::ALL {
            let cell = asked.cell();
            sheet.text((cell.0, 0), asked.label(names), Look::Text)?;
            let value = match asked {
                Asked::Land => offer.land_m2,
                Asked::OriginalPlan => offer.original_plan / WAN,
                Asked::Benchmark => offer.benchmark / WAN,
                Asked::Appraisal => offer.appraisal / WAN,
                Asked::OriginalPrice => offer.original_price.unwrap_or_default() / WAN,
                Asked::NewPlan => self.new_plan / WAN,
                Asked::IssueFee => fees.issue,
                Asked::RegistrationFee => fees.registration,
                Asked::PayoutFee => fees.payout,
                Asked::Holding => rule.holding,
                Asked::Tax => rule.deed_and_stamp_tax,
                Asked::AuctionCost => rule.auction_cost,
                Asked::Technical => rule.technical_support,
                Asked::NarrowingFirst => rule.narrowing_first,
                Asked::NarrowingLater => rule.narrowing_later,
                Asked::Step => rule.cut_step,
                Asked::LeastCut => rule.least_cut,
            };
            match asked {
                Asked::Land
                | Asked::OriginalPlan
                | Asked::Benchmark
                | Asked::Appraisal
                | Asked::OriginalPrice
                | Asked::NewPlan
                | Asked::Holding => sheet.input(cell, value, (0.0, MOST))?,
                _ => sheet.rate_input(cell, value, (0.0, 1.0))?,
            }
        }
        Ok(())
    }

    /// How prices move in each year held: fall and factor.
    fn factors(&self, sheet: &mut Sheet, names: Names) -> Result<(), XlsxError> {
        let head = factors_head();
        let mut heads = vec![names.either("市场变动", "The market").to_owned()];
        let last = HELD[HELD.len() - 1];
        heads.extend((1..=last).map(|year| format!("{}{year}", names.either("第", "year "))));
        sheet.heads(head, &heads)?;
        sheet.text((head + 1, 0), names.either("当年降幅", "fall of the year"), Look::Text)?;
        sheet.text((head + 2, 0), names.either("当年系数", "factor of the year"), Look::Text)?;
        let change = format!(
            "(({appraisal}-{benchmark})/{benchmark})",
            appraisal = Asked::Appraisal.at(),
            benchmark = Asked::Benchmark.at()
        );
        let before = |year: usize| self.rule.market_coefficient(self.change(), year);
        let mut fall = -self.change();
        for (column, year) in (FIRST..).zip(1..=last) {
            if year > 1 {
                let is_first = year <= 3;
                fall -=
                    if is_first { self.rule.narrowing_first } else { self.rule.narrowing_later };
            }
            let text = if year == 1 {
                format!("=-{change}")
            } else {
                let by = if year <= 3 { Asked::NarrowingFirst } else { Asked::NarrowingLater };
                format!("={}-{}", name((head + 1, column - 1)), by.at())
            };
            sheet.formula((head + 1, column), &text, fall, Look::Rate)?;
            let text = format!("=IF({change}>=0,1+{change},1-MAX(0,{}))", name((head + 1, column)));
            let factor = before(year) / before(year - 1);
            sheet.formula((head + 2, column), &text, factor, Look::Factor)?;
        }
        Ok(())
    }

    fn change(&self) -> f64 {
        (self.offer.appraisal - self.offer.benchmark) / self.offer.benchmark
    }

    fn financing(&self, years: usize) -> Financing {
        Financing { years, rate: self.rate, fees: self.fees }
    }

    /// Tables 1 to 3 of the report.
    fn held(&self, sheet: &mut Sheet, names: Names) -> Result<(), XlsxError> {
        let mut heads = vec![names.either("收储年限（年）", "Years held").to_owned()];
        heads.extend(HELD.iter().map(ToString::to_string));
        sheet.heads(held_head(), &heads)?;
        for row in Row::ALL {
            sheet.text((row.row(), 0), row.label(names), Look::Text)?;
        }
        for (column, years) in (FIRST..).zip(HELD) {
            self.of_years(sheet, (column, years), names)?;
        }
        Ok(())
    }

    fn of_years(
        &self,
        sheet: &mut Sheet,
        (column, years): (u16, usize),
        names: Names,
    ) -> Result<(), XlsxError> {
        let here = |row: Row| name((row.row(), column));
        let price = self.rule.price(&self.offer, &self.financing(years));
        let balanced = Balanced::of(self, &price, years);
        let (feasible, not) = (names.either("可行", "yes"), names.either("不可行", "no"));
        for row in Row::ALL {
            let cell = (row.row(), column);
            match row {
                Row::Rate => sheet.rate_input(cell, self.rate, (0.0, 1.0))?,
                Row::Feasible => {
                    let text =
                        format!("=IF({}>={FEASIBLE},\"{feasible}\",\"{not}\")", here(Row::Cover));
                    let is = balanced.cover() >= FEASIBLE;
                    sheet.word_formula(cell, &text, if is { feasible } else { not })?;
                }
                _ => {
                    let text = format!("={}", formula(row, &here, years));
                    let value = value(row, &price, &balanced, self);
                    sheet.formula(cell, &text, value, row.look())?;
                }
            }
        }
        Ok(())
    }

    /// How much cover moves when income and rate do, the price being held.
    fn moved(&self, sheet: &mut Sheet, names: Names) -> Result<(), XlsxError> {
        let head = moved_head();
        sheet.heads(
            head,
            &[
                names.either(
                    "敏感性（收储5年，收购价不变）",
                    "Sensitivity (5 years held, price held)",
                ),
                names.either("下降", "down"),
                names.either("基准", "base"),
                names.either("上升", "up"),
                names.either("敏感度", "sensitivity"),
                names.either("等级", "grade"),
            ],
        )?;
        let place = HELD.iter().position(|years| *years == MOVED_AT).unwrap_or(0);
        let column = FIRST + u16::try_from(place).unwrap_or(0);
        let at = |row: Row| anchored((row.row(), column));
        let price = self.rule.price(&self.offer, &self.financing(MOVED_AT));
        let base = Balanced::of(self, &price, MOVED_AT);
        for (row, (label, change, is_income)) in (head + 1..).zip([
            (names.either("土地出让收入±10%", "income ±10 %"), INCOME_CHANGE, true),
            (names.either("利率±100个基点", "rate ±100 bp"), RATE_CHANGE, false),
        ]) {
            sheet.text((row, 0), label, Look::Text)?;
            let mut covers = [0.0; 3];
            for (place, sign) in [-1.0, 0.0, 1.0].into_iter().enumerate() {
                let by = sign * change;
                let text = moved_cover(&at, by, is_income);
                let cover = base.moved(self, by, is_income).cover();
                covers[place] = cover;
                let cell = (row, FIRST + u16::try_from(place).unwrap_or(0));
                sheet.formula(cell, &text, cover, Look::Ratio)?;
            }
            let cell = |place: u16| name((row, FIRST + place));
            let moves = (covers[2] - covers[0]).abs() / covers[1];
            let text = format!("=ABS({}-{})/{}", cell(2), cell(0), cell(1));
            sheet.formula((row, FIRST + 3), &text, moves, Look::Percent)?;
            let grades = [
                names.either("低", "low"),
                names.either("中", "middle"),
                names.either("高", "high"),
            ];
            let text = format!(
                "=IF({moves}>={HIGH},\"{}\",IF({moves}>={MIDDLE},\"{}\",\"{}\"))",
                grades[2],
                grades[1],
                grades[0],
                moves = cell(3)
            );
            let grade = grades[usize::from(moves >= MIDDLE) + usize::from(moves >= HIGH)];
            sheet.word_formula((row, FIRST + 4), &text, grade)?;
        }
        Ok(())
    }
}

/// Cover when income or the rate is changed by so much, the price being held.
fn moved_cover(at: &dyn Fn(Row) -> String, by: f64, is_income: bool) -> String {
    let (income, interest) = if is_income {
        (format!("({}*(1+{by}))", at(Row::NewIncome)), at(Row::NewInterest))
    } else {
        let interest = format!("({}*MAX(0,{}+{by})*{MOVED_AT})", at(Row::Principal), at(Row::Rate));
        (at(Row::NewIncome), interest)
    };
    let fees = format!(
        "({fees}+{payout}*({interest}-{old}))",
        fees = at(Row::NewFees),
        payout = Asked::PayoutFee.at(),
        old = at(Row::NewInterest)
    );
    let service = format!("({}+{interest}+{fees})", at(Row::Principal));
    format!(
        "=({income}*(1-{auction})-{SHENZHEN_SET_ASIDE}*MAX(0,{income}-{service}))/{service}",
        auction = Asked::AuctionCost.at()
    )
}
