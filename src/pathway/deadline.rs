//! Deadlines (R4, R5, R10), and how they are said.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc};

use super::calendar::Calendar;
use super::who::Window;

/// By when somebody is to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The deadline.
    pub at: DateTime<Utc>,
    /// Why then, for people.
    pub why: String,
    /// Whoever is asked must be at work on this date (R4).
    pub at_work_on: NaiveDate,
}

impl Due {
    fn new(at: DateTime<Utc>, calendar: &Calendar, why: impl Into<String>) -> Self {
        Self { at, why: why.into(), at_work_on: calendar.date(at) }
    }
}

/// The deadline of a question about a mail that was received and sent out then.
#[must_use]
pub fn due(window: Window, calendar: &Calendar, received_at: DateTime<Utc>, sent_at: DateTime<Utc>) -> Due {
    let sent_at = sent_at.max(received_at);
    match window {
        Window::Noon => noon(calendar, received_at, sent_at),
        Window::WorkingMinutes(count) => {
            let why = format!("{count} minutes of working time");
            Due::new(calendar.add_working(sent_at, count), calendar, why)
        }
        Window::Minutes(count) => {
            let why = format!("{count} minutes by the clock");
            Due::new(sent_at + TimeDelta::minutes(i64::from(count)), calendar, why)
        }
    }
}

/// R4. Four deadlines can come of it: the end of the day of receipt (received by noon), ten o'clock on the
/// working day after that, and the same two counted from the sending. The first that leaves an hour is it;
/// the last always does. So a mail that was held up never waits longer than one that came when it was sent.
fn noon(calendar: &Calendar, received_at: DateTime<Utc>, sent_at: DateTime<Utc>) -> Due {
    let received = calendar.next_opening(received_at);
    let sent = calendar.next_opening(sent_at);
    let (received_on, sent_on) = (calendar.date(received), calendar.date(sent));
    let morning = |at: DateTime<Utc>| at <= calendar.at(calendar.date(at), calendar.noon());
    let day_end = |date| calendar.opening(date).map(|(_, close)| close);
    let next_day = |date| calendar.at(calendar.next_working_day(date), calendar.next_day_by());
    let (noon, by) = (calendar.noon().format("%H:%M"), calendar.next_day_by().format("%H:%M"));

    let same_day = received_on == sent_on;
    let received_by_noon = morning(received).then(|| day_end(received_on)).flatten().map(|at| {
        let why = if same_day && morning(sent) {
            format!("received and sent out by {noon}: the end of that working day")
        } else {
            format!("received by {noon}, sent out later: the end of that day can still be kept")
        };
        (at, why)
    });
    let after_receipt = (
        next_day(received_on),
        if !same_day {
            format!("received the working day before: {by} can still be kept")
        } else if morning(received) {
            format!("received by {noon}, sent out too late for the end of that day: {by} the next working day")
        } else {
            format!("received after {noon}: {by} the next working day")
        },
    );
    let sent_by_noon = morning(sent)
        .then(|| day_end(sent_on))
        .flatten()
        .map(|at| (at, format!("sent out on a later day, by {noon}: the end of that working day")));
    let candidates = received_by_noon.into_iter().chain([after_receipt]).chain(sent_by_noon);
    let kept = candidates.into_iter().find(|(at, _)| *at >= sent + calendar.spare());
    let (at, why) = kept
        .unwrap_or_else(|| (next_day(sent_on), format!("sent out on a later day: {by} the next working day after it")));
    Due::new(at, calendar, why)
}

/// The deadline of the next person, when the one who was asked is away or could not be reached (R10): the
/// same if an hour of it is left, else a new window.
#[must_use]
pub fn due_after_absence(
    window: Window,
    calendar: &Calendar,
    received_at: DateTime<Utc>,
    current: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Due {
    let starts = match window {
        Window::Noon | Window::WorkingMinutes(_) => calendar.next_opening(now),
        Window::Minutes(_) => now,
    };
    if current >= starts + calendar.spare() {
        Due::new(current, calendar, "the deadline stays: there is time enough for the next person")
    } else {
        due(window, calendar, received_at, now)
    }
}

/// When to remind (R5); `None` when there is no time left for it.
#[must_use]
pub fn remind_at(deadline: DateTime<Utc>, before_minutes: u32, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let at = deadline - TimeDelta::minutes(i64::from(before_minutes));
    (before_minutes > 0 && at > now).then_some(at)
}

/// As [`remind_at`], but never outside working time: a reminder that would come at night waits for the
/// opening, and is left out when the deadline is not after that.
#[must_use]
pub fn remind_in_hours(
    calendar: &Calendar,
    deadline: DateTime<Utc>,
    before_minutes: u32,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    remind_at(deadline, before_minutes, now).map(|at| calendar.next_opening(at)).filter(|at| *at < deadline)
}

/// "by 17:15 today", "by 10:00 tomorrow, Tuesday 24 November", "by 10:00 on Monday 30 November".
#[must_use]
pub fn in_words(at: DateTime<Utc>, calendar: &Calendar, now: DateTime<Utc>) -> String {
    let (date, today) = (calendar.date(at), calendar.date(now));
    let time = calendar.local(at).format("%H:%M");
    if date == today {
        format!("by {time} today")
    } else if today.checked_add_days(Days::new(1)) == Some(date) {
        format!("by {time} tomorrow, {}", day_in_words(date))
    } else if date.year() == today.year() {
        format!("by {time} on {}", day_in_words(date))
    } else {
        format!("by {time} on {}", date_in_words(date))
    }
}

/// "Monday 23 November".
#[must_use]
pub fn day_in_words(date: NaiveDate) -> String {
    date.format("%A %-d %B").to_string()
}

/// "Monday 23 November 2026".
#[must_use]
pub fn date_in_words(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// "Monday 23 November 2026 at 10:15", by the wall clock.
#[must_use]
pub fn moment_in_words(at: DateTime<Utc>, calendar: &Calendar) -> String {
    calendar.local(at).format("%A %-d %B %Y at %H:%M").to_string()
}

#[cfg(test)]
mod tests;
