//! What simulated futures make of cover, beside what a form states.

use rust_xlsxwriter::XlsxError;

use crate::evaluation::odds::Odds;
use crate::rules::project::CoverBasis;
use crate::wording::text::Language;

use super::super::sheet::{Cell, Look, Sheet};
use super::names::Names;

/// Lines of cover at which offices look.
const LINES: [f64; 3] = [1.0, 1.1, 1.2];

/// What simulated futures make of cover, in rows from a cell on.
pub(super) fn simulated(
    sheet: &mut Sheet,
    (row, column): Cell,
    odds: &Odds,
    basis: CoverBasis,
    names: Names,
) -> Result<(), XlsxError> {
    let head = match names.language {
        Language::Chinese => {
            format!("模拟覆盖倍数（{}个情景，方案口径）", odds.trials())
        }
        Language::English => {
            format!("Simulated cover ({} futures, the plan's basis)", odds.trials())
        }
    };
    sheet.text((row, column), &head, Look::Head)?;
    let mut row = row + 1;
    if let Some(quantiles) = odds.covers(basis, [0.05, 0.5, 0.95]) {
        for (text, value) in
            ["P05", names.either("中位数", "median"), "P95"].into_iter().zip(quantiles)
        {
            sheet.text((row, column), text, Look::Text)?;
            sheet.number((row, column + 1), Some(value), Look::Hundredth)?;
            row += 1;
        }
    }
    for line in LINES {
        let text = match names.language {
            Language::Chinese => format!("不低于{line:.1}的概率"),
            Language::English => format!("{line:.1} or more"),
        };
        sheet.text((row, column), &text, Look::Text)?;
        let share = odds.reaches(basis, line).map(|share| share.value);
        sheet.number((row, column + 1), share, Look::Percent)?;
        row += 1;
    }
    let [short, support] = odds.short();
    for (text, share) in [
        (names.either("到期时账户不足偿债的概率", "account short when bonds fall due"), short),
        (names.either("须由财政补足的概率", "the budget has to pay"), support),
    ] {
        sheet.text((row, column), text, Look::Text)?;
        sheet.number((row, column + 1), share.map(|share| share.value), Look::Percent)?;
        row += 1;
    }
    Ok(())
}
