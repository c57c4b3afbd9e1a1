//! When somebody is at work: their hours less bank holidays, leave and absence learned from
//! out-of-office replies (R2, R4, R10, O2).

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::domain::{LearnedAbsence, StaffId};

use super::calendar::Calendar;
use super::people::People;

/// Days that are searched for somebody's return.
const SEARCH_DAYS: u64 = 400;

type Stretch = (DateTime<Utc>, DateTime<Utc>);

/// How long an absence is (O2). Only staff learn it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeaveKind {
    /// Hours: a meeting, a visit.
    Short,
    /// Days: annual leave.
    Medium,
    /// Longer: sickness, parental leave.
    Long,
}

/// An absence by the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leave {
    /// Begins.
    pub from: NaiveDateTime,
    /// Ends; not part of it.
    pub to: NaiveDateTime,
    /// How long.
    pub kind: LeaveKind,
}

impl Leave {
    /// Whole days, both included.
    #[must_use]
    pub fn days(first: NaiveDate, last: NaiveDate, kind: LeaveKind) -> Self {
        let after = last.checked_add_days(Days::new(1)).unwrap_or(last);
        Self { from: first.and_time(NaiveTime::MIN), to: after.and_time(NaiveTime::MIN), kind }
    }
}

impl People {
    /// Whether they are at work at that instant.
    #[must_use]
    pub fn at_work(&self, id: &StaffId, at: DateTime<Utc>, calendar: &Calendar, absences: &[LearnedAbsence]) -> bool {
        !self.working(id, at, at + TimeDelta::seconds(1), calendar, absences).is_empty()
    }

    /// Whether they are at work at some time from `at` to the end of that day; when the office is closed,
    /// of the next day that it opens.
    #[must_use]
    pub fn here_today(
        &self,
        id: &StaffId,
        at: DateTime<Utc>,
        calendar: &Calendar,
        absences: &[LearnedAbsence],
    ) -> bool {
        let from = calendar.next_opening(at);
        !self.working(id, from, day_end(calendar.date(from), calendar), calendar, absences).is_empty()
    }

    /// Whether they can answer in time: at work between now and the deadline, on the deadline's own day
    /// (R4: "whoever is asked must be at work then").
    ///
    /// # Errors
    /// With the reason why not, for staff to read.
    pub fn at_work_before(
        &self,
        id: &StaffId,
        now: DateTime<Utc>,
        deadline: DateTime<Utc>,
        calendar: &Calendar,
        absences: &[LearnedAbsence],
    ) -> Result<(), String> {
        if self.get(id).is_none() {
            return Err("not on the staff list".to_owned());
        }
        let day = calendar.date(deadline);
        let from = match calendar.opening(day) {
            // A deadline on a working day: at work on that day.
            Some((open, _)) if open < deadline => now.max(calendar.at(day, NaiveTime::MIN)),
            Some(_) | None => now,
        };
        if !self.working(id, from, deadline, calendar, absences).is_empty() {
            return Ok(());
        }
        let last_moment = (deadline - TimeDelta::seconds(1)).max(from);
        if let Some(until) = self.away_until(id, last_moment, calendar, absences) {
            return Err(format!("on leave until {}", short_date(until)));
        }
        if self.pattern(id, day, calendar).is_empty() && calendar.is_working_day(day) {
            return Err(format!("does not work on {}", day.format("%A %-d %B")));
        }
        Err("not at work before the deadline".to_owned())
    }

    /// The date on which somebody who is absent is back at work (O2): today, for who comes in later today.
    /// `None` for who is at work now (or will be when the office next opens), and for who is not expected
    /// within a year: ask [`People::at_work`] which.
    #[must_use]
    pub fn back_on(
        &self,
        id: &StaffId,
        now: DateTime<Utc>,
        calendar: &Calendar,
        absences: &[LearnedAbsence],
    ) -> Option<NaiveDate> {
        let from = calendar.next_opening(now);
        if self.get(id).is_none() || self.at_work(id, from, calendar, absences) {
            return None;
        }
        let today = calendar.date(from);
        let dates = (0..SEARCH_DAYS).filter_map(|n| today.checked_add_days(Days::new(n)));
        dates.into_iter().find(|day| {
            let begin = from.max(calendar.at(*day, NaiveTime::MIN));
            !self.working(id, begin, day_end(*day, calendar), calendar, absences).is_empty()
        })
    }

    /// The last day of the absence that covers this instant, leave upon leave taken together.
    fn away_until(
        &self,
        id: &StaffId,
        at: DateTime<Utc>,
        calendar: &Calendar,
        absences: &[LearnedAbsence],
    ) -> Option<NaiveDate> {
        let away = self.away(id, calendar, absences);
        let mut end = None;
        let mut reached = at;
        // Leave that begins before the person would have worked again goes on from the one before.
        while let Some((_, to)) = away.iter().find(|(from, to)| *from <= reached && reached < *to) {
            end = Some(*to);
            reached = self.next_of_pattern(id, *to, calendar).unwrap_or(*to);
        }
        end.map(|to| calendar.date(to - TimeDelta::seconds(1)))
    }

    fn next_of_pattern(&self, id: &StaffId, at: DateTime<Utc>, calendar: &Calendar) -> Option<DateTime<Utc>> {
        let day = calendar.date(at);
        let dates = (0..SEARCH_DAYS).filter_map(|n| day.checked_add_days(Days::new(n)));
        dates.flat_map(|d| self.pattern(id, d, calendar)).find(|(_, to)| *to > at).map(|(from, _)| from.max(at))
    }

    /// When they are away, as instants.
    fn away(&self, id: &StaffId, calendar: &Calendar, absences: &[LearnedAbsence]) -> Vec<Stretch> {
        let instant = |wall: NaiveDateTime| calendar.at(wall.date(), wall.time());
        let leave = self.leave_of(id).iter().map(|l| (instant(l.from), instant(l.to)));
        let learned = absences.iter().filter(|a| a.person == *id);
        leave.chain(learned.map(|a| (DateTime::<Utc>::MIN_UTC, day_end(a.until, calendar)))).collect()
    }

    /// When they are at work between two instants.
    fn working(
        &self,
        id: &StaffId,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        calendar: &Calendar,
        absences: &[LearnedAbsence],
    ) -> Vec<Stretch> {
        if self.get(id).is_none() || from >= to {
            return Vec::new();
        }
        let last = calendar.date(to);
        let days = calendar.date(from).iter_days().take_while(|day| *day <= last);
        let mut stretches: Vec<Stretch> = days
            .flat_map(|day| self.pattern(id, day, calendar))
            .map(|(begin, end)| (begin.max(from), end.min(to)))
            .collect();
        for (away_from, away_to) in self.away(id, calendar, absences) {
            stretches = stretches
                .into_iter()
                .flat_map(|(begin, end)| [(begin, end.min(away_from)), (begin.max(away_to), end)])
                .collect();
            stretches.retain(|(begin, end)| begin < end);
        }
        stretches.retain(|(begin, end)| begin < end);
        stretches
    }
}

/// The first instant after a date.
fn day_end(date: NaiveDate, calendar: &Calendar) -> DateTime<Utc> {
    calendar.at(date.checked_add_days(Days::new(1)).unwrap_or(date), NaiveTime::MIN)
}

fn short_date(date: NaiveDate) -> String {
    date.format("%-d %B").to_string()
}
