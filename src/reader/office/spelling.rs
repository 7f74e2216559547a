//! How offices write numbers and months, brought into the one way in which cells are read.
//!
//! What cannot be told for certain stays as it is, so that the cell refuses it and says what it
//! accepts: a month such as 26-Jan may be a day, 1,5 may be a decimal comma.

use std::borrow::Cow;

use crate::calendar::YearMonth;

use super::units::Factor;
use super::width::plain_width;

/// What offices put into a cell that has nothing to say.
const NOTHING: [&str; 7] = ["—", "——", "–", "-", "/", "无", "N/A"];
/// Serial numbers of days that may stand for months: from 1982 to 2119.
const SERIALS: std::ops::RangeInclusive<i64> = 30_000..=80_000;
/// Day 0 of Excel's calendar, as days before 1970-01-01.
const EXCEL_EPOCH: i64 = 25_569;
/// English names of months, as Excel shortens them.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Whether a cell says that there is nothing.
pub fn is_nothing(text: &str) -> bool {
    text.is_empty() || NOTHING.contains(&text)
}

/// A number as cells read it, scaled from the unit it is written in: 1,234.5 in 万元 becomes
/// 12345000. Powers of ten shift the point of the text, so nothing is rounded that need not be.
pub fn number(text: &str, factor: Factor) -> String {
    let plain = plain_width(text);
    let plain = plain.trim();
    if is_nothing(plain) {
        return String::new();
    }
    let without = without_separators(plain);
    if factor == Factor::ONE {
        return without.into_owned();
    }
    let scaled = scaled(&without, factor);
    scaled.map_or_else(|| without.into_owned(), |number| number.to_string())
}

/// The number without separators of thousands, where they stand as such.
fn without_separators(text: &str) -> Cow<'_, str> {
    if !text.contains(',') {
        return Cow::Borrowed(text);
    }
    let (whole, rest) =
        text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
    let digits = whole.strip_prefix(['-', '+']).unwrap_or(whole);
    let mut groups = digits.split(',');
    let is_digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let first =
        groups.next().is_some_and(|group| (1..=3).contains(&group.len()) && is_digits(group));
    if !first || !groups.all(|group| group.len() == 3 && is_digits(group)) {
        return Cow::Borrowed(text);
    }
    let joined = whole.replace(',', "");
    Cow::Owned(rest.map_or(joined.clone(), |rest| format!("{joined}.{rest}")))
}

/// A number times a factor; `None` where the text is none.
fn scaled(text: &str, factor: Factor) -> Option<f64> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    // Anything but digits is refused here: the text must not gain a meaning by what is added.
    let is_decimal = |byte: u8| byte.is_ascii_digit() || b".-+".contains(&byte);
    if mantissa.is_empty() || !mantissa.bytes().all(is_decimal) {
        return None;
    }
    let shifted: f64 = format!("{mantissa}e{}", exponent + factor.tens).parse().ok()?;
    Some(shifted * f64::from(factor.times) / f64::from(factor.by))
}

/// A month as cells read it, 2026-01, from the ways in which offices write it.
pub fn month(text: &str) -> String {
    let plain = plain_width(text);
    let plain = plain.trim();
    if is_nothing(plain) {
        return String::new();
    }
    month_of(plain).map_or_else(|| plain.to_owned(), |month| month.to_string())
}

/// The month of a text; `None` where it cannot be told for certain.
fn month_of(text: &str) -> Option<YearMonth> {
    let date = text.split([' ', 'T']).next().unwrap_or(text);
    if let Ok(serial) = text.parse::<i64>() {
        return SERIALS.contains(&serial).then(|| of_day(serial - EXCEL_EPOCH))?;
    }
    if let Some((name, year)) = date.split_once('-')
        && let Some(place) = MONTHS.iter().position(|known| *known == name.to_lowercase())
    {
        let year: i32 = match year.len() {
            2 => 2000 + year.parse::<i32>().ok()?,
            4 => year.parse().ok()?,
            _ => return None,
        };
        return YearMonth::new(year, i32::try_from(place).ok()? + 1);
    }
    let date = text.replace(['年', '月'], "-").replace('日', "");
    let date = date.split([' ', 'T']).next()?.trim_end_matches('-').to_owned();
    let mut parts = date.split(['-', '/', '.']);
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let month = parts.next().filter(|month| month.len() <= 2)?.parse().ok()?;
    if let Some(day) = parts.next() {
        let day: u32 = day.parse().ok()?;
        if !(1..=31).contains(&day) || parts.next().is_some() {
            return None;
        }
    }
    YearMonth::new(year, month)
}

/// The month of a day, counted from 1970-01-01 (days after Howard Hinnant's civil calendar).
fn of_day(days: i64) -> Option<YearMonth> {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    YearMonth::new(i32::try_from(year).ok()?, i32::try_from(month).ok()?)
}

/// The text of a day of Excel's calendar, as months are read.
#[cfg(feature = "spreadsheets")]
pub fn month_of_serial(serial: f64) -> Option<String> {
    #[expect(clippy::cast_possible_truncation, reason = "within the range of serial numbers")]
    let day = serial.floor() as i64;
    SERIALS.contains(&day).then(|| of_day(day - EXCEL_EPOCH))?.map(|month| month.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_offices_write_them() {
        for text in [
            "2026-01",
            "2026/1",
            "2026.01",
            "2026年1月",
            "2026年01月",
            "２０２６年１月",
            "Jan-26",
            "jan-2026",
            "2026-01-15",
            "2026/1/1",
            "2026年1月15日",
            "2026-01-01 00:00:00",
            "46023",
            "46053",
        ] {
            assert_eq!(month(text), "2026-01", "{text}");
        }
        assert_eq!(month("46054"), "2026-02");
        assert_eq!([month("—"), month(""), month(" / ")], ["", "", ""]);
        // What may mean something else stays, and the cell refuses it.
        for text in ["26-Jan", "01/2026", "26-01", "2026", "2026-13", "2026-01-99", "1月", "Jan 26"]
        {
            assert_eq!(month(text), text);
        }
    }

    #[test]
    fn numbers_are_read_as_offices_write_them() {
        let one = |text| number(text, Factor::ONE);
        for (text, expected) in [
            ("20000", "20000"),
            ("20,000", "20000"),
            ("1,234,567.5", "1234567.5"),
            ("２００００", "20000"),
            ("２０，０００．５", "20000.5"),
            ("-1,000", "-1000"),
            ("—", ""),
            // Not separators of thousands.
            ("1,5", "1,5"),
            ("1,2345", "1,2345"),
            ("12,34,567", "12,34,567"),
            (",5", ",5"),
        ] {
            assert_eq!(one(text), expected, "{text}");
        }
    }

    #[test]
    fn units_scale_without_rounding() {
        let mu = Factor { tens: 3, times: 2, by: 3 };
        let wan = Factor { tens: 4, times: 1, by: 1 };
        assert_eq!([number("30.0", mu), number("34.5", mu)], ["20000", "23000"]);
        assert_eq!([number("4.14", wan), number("0.05", wan)], ["41400", "500"]);
        assert_eq!([number("3.2e1", wan), number("32,000", wan)], ["320000", "320000000"]);
        assert_eq!([number("x", wan), number("1e", wan), number("inf", wan)], ["x", "1e", "inf"]);
    }
}
