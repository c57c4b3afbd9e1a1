//! Automatic replies: whether a mail is one, and until when its writer is away.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::phrases::fold;
use super::rules::Rules;
use super::values;
use crate::domain::Envelope;

/// Whether header or subject say that a machine answers in somebody's absence.
pub(super) fn is_automatic_reply(envelope: &Envelope, rules: &Rules) -> bool {
    let subject = fold(&envelope.subject);
    envelope.automatic.auto_replied
        || rules.automatic_subjects.iter().any(|s| subject.trim().starts_with(fold(s).trim()))
}

/// Words after which the last day away stands, and words after which the first day back stands.
const UNTIL: [&str; 8] =
    ["until", "till", "up to", "through", "to and including", "up until", "inclusive of", "ends on"];
const BACK: [&str; 12] = [
    "returning",
    "return on",
    "return to work",
    "back on",
    "back in the office",
    "back at work",
    "will be back",
    "i return",
    "be back",
    "in the office again",
    "return to the office",
    "next in",
];

/// The last day away that a text names. `today` is the day it was received.
pub(super) fn until(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let folded = fold(text);
    let lower = folded.as_str();
    let after = |marks: &[&str]| {
        marks
            .iter()
            .filter_map(|mark| {
                let at = lower.find(mark)? + mark.len();
                let window: String = lower.get(at..)?.chars().take(60).collect();
                let window = window.split(['!', '?']).next().unwrap_or_default().to_owned();
                day(&window, today)
            })
            .find(|date| *date >= today - TimeDelta::days(1))
    };
    // The day back is the plainer word: "away until I am back on".
    after(&BACK).map(|back| back - TimeDelta::days(1)).or_else(|| after(&UNTIL)).or_else(|| range_end(lower, today))
}

/// "from 20 November to 30 November", "20/11/2026 - 30/11/2026".
fn range_end(lower: &str, today: NaiveDate) -> Option<NaiveDate> {
    let dates = values::dates(lower, today);
    let [(first, start), (second, end), ..] = dates.as_slice() else { return None };
    let between = lower.get(first.end..second.start)?.trim();
    (["to", "-", "until", "and"].contains(&between) && start <= end && *end >= today).then_some(*end)
}

/// A date with its year, or the next day of that name.
fn day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let whole = values::dates(text, today).into_iter().next().map(|(range, date)| (range.start, date));
    let short = values::day_and_month(text).and_then(|(at, d, m)| {
        let this_year = NaiveDate::from_ymd_opt(today.year(), m, d)?;
        let date = if this_year < today - TimeDelta::days(30) {
            NaiveDate::from_ymd_opt(today.year() + 1, m, d)?
        } else {
            this_year
        };
        Some((at, date))
    });
    match (whole, short) {
        (Some((_, date)), None) | (None, Some((_, date))) => Some(date),
        (Some((at, date)), Some((other, next))) => Some(if at <= other { date } else { next }),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r10_the_last_day_away_is_read() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let on = |m, d, y| NaiveDate::from_ymd_opt(y, m, d);
        for (text, expected) in [
            ("I am out of the office until 30/11/2026.", on(11, 30, 2026)),
            ("I am on leave until Friday 27th November.", on(11, 27, 2026)),
            ("I will be returning on Monday 30 November 2026", on(11, 29, 2026)),
            ("I am away and will be back on 4 January.", on(1, 3, 2027)),
            ("On leave from 20/11/2026 to 01/12/2026", on(12, 1, 2026)),
            ("I am out of the office until further notice.", None),
            ("I am out of the office. Please ring 0121 496 0000.", None),
            ("I was away until 01/02/2020", None),
        ] {
            assert_eq!(until(text, today), expected, "{text}");
        }
    }
}
