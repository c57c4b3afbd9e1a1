//! Rotas with memory (R2, R6), and absence learned from replies (R10).

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::domain::{LearnedAbsence, RotaMemory, StaffId};

use super::columns::{At, micros};
use super::commit::Commit;
use super::database::{Store, Writing, write_rows};
use super::error::{StoreError, Unreadable};

/// Who was chosen last, and who is away.
#[derive(Debug, Clone, Copy)]
pub struct Rota<'s> {
    store: &'s Store,
}

const MEMORY: &str = "SELECT list, person, chosen_at FROM rota ORDER BY list, person";
const ABSENCES: &str = "SELECT person, until FROM absences WHERE until >= $1 ORDER BY person";
// A batch, or two daemons after another, may come out of order: the latest choice counts.
const CHOSEN: (&str, &str) = (
    "INSERT INTO rota (list, person, chosen_at) ",
    " ON CONFLICT (list, person) DO UPDATE SET chosen_at = excluded.chosen_at \
     WHERE rota.chosen_at < excluded.chosen_at",
);
// The latest reply counts, also when it names an earlier day: people change their plans.
const ABSENT: (&str, &str) = (
    "INSERT INTO absences (person, until, learned_at) ",
    " ON CONFLICT (person) DO UPDATE SET until = excluded.until, learned_at = excluded.learned_at \
     WHERE absences.learned_at <= excluded.learned_at",
);

impl Store {
    /// The rotas.
    #[must_use]
    pub fn rota(&self) -> Rota<'_> {
        Rota { store: self }
    }
}

impl Rota<'_> {
    /// The last time each person was chosen from each list.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn memory(&self) -> Result<RotaMemory, StoreError> {
        let rows: Vec<(String, String, i64)> = sqlx::query_as(MEMORY)
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading the rotas"))?;
        let mut memory = RotaMemory::default();
        for (list, person, chosen_at) in rows {
            let at = At { table: "rota", row: &format!("{list}, {person}") }.time("chosen_at", chosen_at)?;
            memory.last.insert((list, StaffId(person)), at);
        }
        Ok(memory)
    }

    /// Absence learned that may not be over: the last day away is yesterday (UTC) or later, since the local day may
    /// not have ended yet. The reader compares with its own calendar.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn absences(&self, now: DateTime<Utc>) -> Result<Vec<LearnedAbsence>, StoreError> {
        let today = now.date_naive();
        let from = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let rows: Vec<(String, String)> = sqlx::query_as(ABSENCES)
            .bind(from.to_string())
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading absences"))?;
        let read = |(person, until): (String, String)| {
            let broken = |_| At { table: "absences", row: &person }.broken("until", Unreadable::Word);
            let until: NaiveDate = until.parse().map_err(broken)?;
            Ok(LearnedAbsence { person: StaffId(person), until })
        };
        rows.into_iter().map(read).collect()
    }
}

/// Writes who was chosen and who is away.
pub(super) async fn write(tx: &mut Writing, commits: &[Commit]) -> Result<(), StoreError> {
    let mut chosen: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    let mut at_once: BTreeMap<(&str, i64), i64> = BTreeMap::new();
    let mut absent: BTreeMap<&str, (String, i64)> = BTreeMap::new();
    for commit in commits {
        let at = micros(commit.at);
        for (list, person) in &commit.chosen {
            // A batch is decided at one instant: each choice is a microsecond after those before it, as it was when
            // they were decided. Otherwise whose turn is next would depend on how mails fell into batches.
            let before = at_once.entry((list, at)).or_insert(0);
            let last = chosen.entry((list, person.as_str())).or_insert(at);
            *last = (*last).max(at + *before);
            *before += 1;
        }
        for (person, until) in &commit.absent {
            absent.insert(person.as_str(), (until.to_string(), at));
        }
    }
    let chosen: Vec<_> = chosen.into_iter().collect();
    write_rows(tx, "writing the rotas", CHOSEN, &chosen, |mut row, ((list, person), at)| {
        row.push_bind(*list).push_bind(*person).push_bind(*at);
    })
    .await?;
    let absent: Vec<_> = absent.into_iter().collect();
    write_rows(tx, "writing absences", ABSENT, &absent, |mut row, (person, (until, at))| {
        row.push_bind(*person).push_bind(until.as_str()).push_bind(*at);
    })
    .await?;
    Ok(())
}
