//! How the daemon stands: counts for people and monitors, without personal data.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::domain::{MailboxName, Reference};

use super::columns::{At, micros};
use super::comparison::{COMPARISONS, Comparison, ComparisonRow};
use super::database::Store;
use super::error::{StoreError, Unreadable};
use super::journal::EffectState;
use super::mails::Disposition;

/// How the daemon stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Status {
    /// When this was read, by the daemon's clock.
    pub now: DateTime<Utc>,
    /// The mailboxes by name.
    pub mailboxes: BTreeMap<MailboxName, MailboxStatus>,
    /// Questions past their deadline, the longest overdue first.
    pub overdue: Vec<Overdue>,
    /// Journal rows that are not settled.
    pub journal: Vec<JournalCount>,
    /// Alarms of the last day: (when, what), newest first.
    pub alarms: Vec<(DateTime<Utc>, String)>,
    /// Mails on record that are not handled yet.
    pub unhandled: u64,
    /// When the oldest of them was received.
    pub unhandled_since: Option<DateTime<Utc>>,
}

/// How one mailbox stands.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct MailboxStatus {
    /// The last time it was looked at with success.
    pub checked_at: Option<DateTime<Utc>>,
    /// What the server holds against what is on record; `None` when that was never compared.
    pub compared: Option<Comparison>,
    /// Mails that wait or lie with a person by their row, and belong to no request that does.
    pub nobodys: u64,
    /// Mails on record by folder.
    pub folders: BTreeMap<String, u64>,
    /// Open requests by phase; closed ones under `closed`.
    pub phases: BTreeMap<String, u64>,
    /// Mails by the local day of their receipt, for the last two weeks.
    pub days: BTreeMap<NaiveDate, DayCount>,
    /// Mails of all time.
    pub all: DayCount,
}

/// What became of the mails of a day: arrived = filed + waiting + with a person + removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct DayCount {
    /// Put on record.
    pub arrived: u64,
    /// Done with.
    pub filed: u64,
    /// Something is still to happen.
    pub waiting: u64,
    /// With a person.
    pub with_person: u64,
    /// Removed by a person.
    pub removed: u64,
}

impl DayCount {
    /// Whether every mail that arrived is accounted for.
    #[must_use]
    pub fn holds(self) -> bool {
        self.arrived == self.filed + self.waiting + self.with_person + self.removed
    }
}

/// A question past its deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overdue {
    /// Of which request.
    pub reference: Reference,
    /// The deadline.
    pub deadline: DateTime<Utc>,
    /// Urgent.
    pub urgent: bool,
}

/// Journal rows that are not settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JournalCount {
    /// Their mailbox.
    pub mailbox: MailboxName,
    /// `file` or `send`.
    pub effect: String,
    /// Where they stand.
    pub state: EffectState,
    /// How many.
    pub count: u64,
    /// The oldest of them.
    pub oldest: DateTime<Utc>,
    /// When the oldest of those was decided that were tried in vain and are tried again.
    pub in_vain_since: Option<DateTime<Utc>>,
}

const CHECKS: &str = "SELECT mailbox, at FROM checks";
const FOLDERS: &str = "SELECT mailbox, folder, count(*) FROM mails WHERE folder IS NOT NULL GROUP BY mailbox, folder";
const PHASES: &str = "SELECT mailbox, phase, count(*) FROM requests GROUP BY mailbox, phase";
const ARRIVED: &str = "SELECT mailbox, received_at / 3600000000, count(*) FROM mails WHERE received_at >= $1 \
    GROUP BY mailbox, received_at / 3600000000";
const BECAME: &str = "SELECT mailbox, received_at / 3600000000, disposition, count(*) FROM mails WHERE received_at >= $1 \
    GROUP BY mailbox, received_at / 3600000000, disposition";
const NOBODYS: &str = "SELECT m.mailbox, count(*) FROM mails m WHERE m.disposition IN ('waiting', 'with_person') \
    AND m.handled_at IS NOT NULL AND NOT EXISTS \
    (SELECT 1 FROM requests r WHERE r.reference = m.scope AND r.closed_at IS NULL) GROUP BY m.mailbox";
const OVERDUE: &str = "SELECT reference, deadline, urgent FROM requests WHERE closed_at IS NULL AND deadline < $1 \
    ORDER BY deadline, reference";
const JOURNAL: &str = "SELECT mailbox, effect, state, count(*), min(decided_at), \
    min(CASE WHEN attempts > 0 AND state <> 'failed' THEN decided_at END) FROM journal \
    WHERE state IN ('pending', 'in_flight', 'failed', 'unknown') GROUP BY mailbox, effect, state \
    ORDER BY mailbox, effect, state";
const ALARMS: &str = "SELECT at, what FROM alarms WHERE at >= $1 ORDER BY at DESC, id DESC LIMIT 100";
const UNHANDLED: &str = "SELECT count(*), min(received_at) FROM mails WHERE handled_at IS NULL";

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

impl Store {
    /// How the daemon stands; `now` is by its clock (see [`Store::clock`]), and `zone` says which day a mail was received on.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn status(&self, now: DateTime<Utc>, zone: Tz) -> Result<Status, StoreError> {
        let doing = "reading the status";
        // One transaction: all counts are of one moment.
        let mut tx = self.reader().begin().await.map_err(StoreError::sql(doing))?;
        let mut status = Status { now, ..Status::default() };
        let checks: Vec<(String, i64)> =
            sqlx::query_as(CHECKS).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        for (mailbox, at) in checks {
            let checked = At { table: "checks", row: &mailbox }.time("at", at)?;
            status.mailbox(mailbox).checked_at = Some(checked);
        }
        let compared: Vec<ComparisonRow> =
            sqlx::query_as(COMPARISONS).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        for row in compared {
            let (mailbox, comparison) = row.read()?;
            status.mailboxes.entry(mailbox).or_default().compared = Some(comparison);
        }
        let nobodys: Vec<(String, i64)> =
            sqlx::query_as(NOBODYS).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        for (mailbox, count) in nobodys {
            status.mailbox(mailbox).nobodys = count.unsigned_abs();
        }
        let folders: Vec<(String, String, i64)> =
            sqlx::query_as(FOLDERS).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        for (mailbox, folder, count) in folders {
            status.mailbox(mailbox).folders.insert(folder, count.unsigned_abs());
        }
        let phases: Vec<(String, String, i64)> =
            sqlx::query_as(PHASES).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        for (mailbox, phase, count) in phases {
            status.mailbox(mailbox).phases.insert(phase, count.unsigned_abs());
        }
        let days = Days { from: now - TimeDelta::days(14), zone };
        let arrived: Vec<(String, i64, i64)> =
            sqlx::query_as(ARRIVED).bind(i64::MIN).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        for (mailbox, hour, count) in arrived {
            days.add(&mut status, mailbox, hour, |day| day.arrived += count.unsigned_abs())?;
        }
        let became: Vec<(String, i64, String, i64)> =
            sqlx::query_as(BECAME).bind(i64::MIN).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        for (mailbox, hour, disposition, count) in became {
            let disposition = At { table: "mails", row: &mailbox }.word("disposition", &disposition)?;
            days.add(&mut status, mailbox, hour, |day| *day.of(disposition) += count.unsigned_abs())?;
        }
        let overdue = sqlx::query_as(OVERDUE).bind(micros(now));
        let overdue: Vec<(String, i64, i64)> = overdue.fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        status.overdue = overdue.into_iter().map(read_overdue).collect::<Result<_, _>>()?;
        let journal: Vec<(String, String, String, i64, i64, Option<i64>)> =
            sqlx::query_as(JOURNAL).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        status.journal = journal.into_iter().map(read_journal).collect::<Result<_, _>>()?;
        let alarms = sqlx::query_as(ALARMS).bind(micros(now - TimeDelta::days(1)));
        let alarms: Vec<(i64, String)> = alarms.fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        let at = At { table: "alarms", row: &"latest" };
        status.alarms = alarms
            .into_iter()
            .map(|(when, what)| Ok((at.time("at", when)?, what)))
            .collect::<Result<_, StoreError>>()?;
        let unhandled: (i64, Option<i64>) =
            sqlx::query_as(UNHANDLED).fetch_one(&mut *tx).await.map_err(StoreError::sql(doing))?;
        status.unhandled = unhandled.0.unsigned_abs();
        let at = At { table: "mails", row: &"unhandled" };
        status.unhandled_since = unhandled.1.map(|since| at.time("received_at", since)).transpose()?;
        Ok(status)
    }
}

impl MailboxStatus {
    /// Whether every mail that arrived is filed, waits, lies with a person or was removed, and those that wait are
    /// somebody's.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.all.holds() && self.nobodys == 0
    }
}

impl Status {
    fn mailbox(&mut self, name: String) -> &mut MailboxStatus {
        self.mailboxes.entry(MailboxName(name)).or_default()
    }
}

impl DayCount {
    fn of(&mut self, disposition: Disposition) -> &mut u64 {
        match disposition {
            Disposition::Waiting => &mut self.waiting,
            Disposition::WithPerson => &mut self.with_person,
            Disposition::Filed => &mut self.filed,
            Disposition::Removed => &mut self.removed,
        }
    }
}

/// Hours of UTC put into days of a zone; every zone in use here begins its days on a full hour of UTC.
struct Days {
    from: DateTime<Utc>,
    zone: Tz,
}

impl Days {
    fn add(
        &self,
        status: &mut Status,
        mailbox: String,
        hour: i64,
        mut count: impl FnMut(&mut DayCount),
    ) -> Result<(), StoreError> {
        let at = At { table: "mails", row: &mailbox };
        let begins = at.time("received_at", hour.saturating_mul(HOUR))?;
        let mailbox = status.mailbox(mailbox);
        count(&mut mailbox.all);
        if begins >= self.from {
            count(mailbox.days.entry(begins.with_timezone(&self.zone).date_naive()).or_default());
        }
        Ok(())
    }
}

fn read_overdue((reference, deadline, urgent): (String, i64, i64)) -> Result<Overdue, StoreError> {
    let at = At { table: "requests", row: &reference };
    let deadline = at.time("deadline", deadline)?;
    let known = Reference::parse(&reference).ok_or_else(|| at.broken("reference", Unreadable::Word))?;
    Ok(Overdue { reference: known, deadline, urgent: urgent != 0 })
}

fn read_journal(row: (String, String, String, i64, i64, Option<i64>)) -> Result<JournalCount, StoreError> {
    let (mailbox, effect, state, count, oldest, tried) = row;
    let at = At { table: "journal", row: &mailbox };
    let (state, oldest) = (at.word("state", &state)?, at.time("decided_at", oldest)?);
    let in_vain_since = tried.map(|since| at.time("decided_at", since)).transpose()?;
    Ok(JournalCount { mailbox: mailbox.into(), effect, state, count: count.unsigned_abs(), oldest, in_vain_since })
}
