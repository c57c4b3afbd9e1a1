//! The new generation against the one in use: what was added and changed, and whether too much vanished.

use std::cmp::Ordering;

use futures::TryStreamExt as _;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::build::{Build, writing};
use super::{Counts, Generation, ImportError};

/// What differs.
pub(super) struct Difference {
    pub(super) people: Counts,
    people_before: u64,
    /// People who vanished, and were not merged into others.
    people_gone: u64,
    pub(super) open_before: u64,
    pub(super) open_now: u64,
    /// Open involvements whose rows vanished altogether.
    open_gone: u64,
}

const PEOPLE: &str = "SELECT id, digest FROM people ORDER BY id";
const OPEN: &str = "SELECT id, 0 FROM involvements WHERE closed_on IS NULL ORDER BY id";
const ALL: &str = "SELECT id, 0 FROM involvements ORDER BY id";
const MERGED: &str = "SELECT old_id, 0 FROM merged ORDER BY old_id";
const COUNT_OPEN: &str = "SELECT COUNT(*) FROM involvements WHERE closed_on IS NULL";
const COUNT_PEOPLE: &str = "SELECT COUNT(*) FROM people";

/// Ordinary work may close this many cases in one night, whatever their share.
const CLOSED_IN_A_NIGHT: u64 = 10;

/// Compares. Both sides are read in order, row by row.
pub(super) async fn of(before: Option<&Generation>, build: &mut Build) -> Result<Difference, ImportError> {
    let open_now = count(build, COUNT_OPEN).await?;
    let Some(before) = before else {
        let added = count(build, COUNT_PEOPLE).await?;
        let people = Counts { added, ..Counts::default() };
        return Ok(Difference { people, people_before: 0, people_gone: 0, open_before: 0, open_now, open_gone: 0 });
    };
    let people = walk(before, PEOPLE, build, PEOPLE).await?;
    let people_before = people.unchanged + people.changed + people.removed;
    let newly_merged = walk(before, PEOPLE, build, MERGED).await?;
    let open = walk(before, OPEN, build, ALL).await?;
    Ok(Difference {
        people,
        people_before,
        people_gone: people.removed.saturating_sub(newly_merged.changed + newly_merged.unchanged),
        open_before: open.changed + open.unchanged + open.removed,
        open_now,
        open_gone: open.removed,
    })
}

impl Difference {
    /// Whether so little vanished that the extract can be believed.
    pub(super) fn allowed(&self, share: f64) -> Result<(), ImportError> {
        let refuse = |what, before, gone| Err(ImportError::Shrunk { what, before, gone, share: share * 100.0 });
        if too_many(self.people_gone, self.people_before, share) {
            return refuse("people", self.people_before, self.people_gone);
        }
        if too_many(self.open_gone, self.open_before, share) {
            return refuse("open involvements", self.open_before, self.open_gone);
        }
        let fewer = self.open_before.saturating_sub(self.open_now);
        if fewer > CLOSED_IN_A_NIGHT && too_many(fewer, self.open_before, share) {
            return refuse("open involvements", self.open_before, fewer);
        }
        Ok(())
    }
}

#[allow(clippy::cast_precision_loss, reason = "a share of people; the last digit does not matter")]
fn too_many(gone: u64, before: u64, share: f64) -> bool {
    gone > 0 && gone as f64 > share * before as f64
}

async fn count(build: &mut Build, sql: &'static str) -> Result<u64, ImportError> {
    let row = sqlx::query(sql).fetch_one(build.connection()).await.map_err(writing("counting"))?;
    let count: i64 = row.try_get(0).map_err(writing("counting"))?;
    Ok(count.unsigned_abs())
}

async fn walk(
    before: &Generation,
    old_sql: &'static str,
    build: &mut Build,
    new_sql: &'static str,
) -> Result<Counts, ImportError> {
    let mut olds = sqlx::query(old_sql).fetch(before.pool());
    let mut news = sqlx::query(new_sql).fetch(build.connection());
    let comparing = writing("comparing with the generation in use");
    let mut old = olds.try_next().await.and_then(keyed).map_err(&comparing)?;
    let mut new = news.try_next().await.and_then(keyed).map_err(&comparing)?;
    let mut counts = Counts::default();
    loop {
        let order = match (&old, &new) {
            (None, None) => return Ok(counts),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((old, _)), Some((new, _))) => old.cmp(new),
        };
        match order {
            Ordering::Less => counts.removed += 1,
            Ordering::Greater => counts.added += 1,
            Ordering::Equal if old == new => counts.unchanged += 1,
            Ordering::Equal => counts.changed += 1,
        }
        if order.is_le() {
            old = olds.try_next().await.and_then(keyed).map_err(&comparing)?;
        }
        if order.is_ge() {
            new = news.try_next().await.and_then(keyed).map_err(&comparing)?;
        }
    }
}

fn keyed(row: Option<SqliteRow>) -> Result<Option<(String, i64)>, sqlx::Error> {
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}
