//! The new generation against the one in use: what was added and changed, and whether too much vanished.

use std::cmp::Ordering;

use sqlx::{Row as _, SqliteExecutor};

use super::build::{Build, writing};
use super::{Counts, Generation, ImportError};
use crate::store::cases::schema::as_lists;

/// What differs.
#[derive(Default)]
pub(super) struct Difference {
    pub(super) people: Counts,
    people_before: u64,
    /// People who vanished, and were not merged into others.
    people_gone: u64,
    pub(super) open_before: u64,
    pub(super) open_now: u64,
    /// Open involvements whose rows vanished altogether.
    open_gone: u64,
    restricted_before: u64,
    /// People who were restricted, and are not now.
    unsealed: u64,
    /// What else is on record, in rows, before and now.
    others: Vec<(&'static str, u64, u64)>,
}

/// Rows read at a time.
macro_rules! page {
    ($rows:literal) => {
        as_lists!("id, value", concat!($rows, " ORDER BY id LIMIT 5000"))
    };
}
const PEOPLE: &str = page!("SELECT id, digest AS value FROM people WHERE id > $1");
const OPEN: &str = page!("SELECT id, 0 AS value FROM involvements WHERE closed_on IS NULL AND id > $1");
const ALL: &str = page!("SELECT id, 0 AS value FROM involvements WHERE id > $1");
const MERGED: &str = page!("SELECT old_id AS id, 0 AS value FROM merged WHERE old_id > $1");
const RESTRICTED: &str = page!("SELECT id, 0 AS value FROM people WHERE restricted <> 0 AND id > $1");
const SEALED: &str = page!(
    "SELECT id, 0 AS value FROM (SELECT id FROM people WHERE restricted <> 0 UNION SELECT m.old_id AS id FROM merged m \
     JOIN people p ON p.id = m.person WHERE p.restricted <> 0) AS sealed WHERE id > $1"
);
/// What an extract may lose without losing a person, and with it brothers, sisters, other names and what was before.
const OTHERS: [(&str, &str); 4] = [
    ("involvements", "SELECT COUNT(*) FROM involvements"),
    ("relationships", "SELECT COUNT(*) FROM relations WHERE kind <> 'shared_address'"),
    ("people with other names", "SELECT COUNT(*) FROM people WHERE aliases <> ''"),
    ("people with earlier addresses", "SELECT COUNT(*) FROM people WHERE earlier <> ''"),
];
const COUNT_OPEN: &str = "SELECT COUNT(*) FROM involvements WHERE closed_on IS NULL";
const COUNT_PEOPLE: &str = "SELECT COUNT(*) FROM people";

/// Ordinary work may close this many cases in one night, whatever their share, and remove as many rows of other kinds.
const ORDINARY: u64 = 10;

/// Compares. Both sides are read in order, row by row.
pub(super) async fn of(before: Option<&Generation>, build: &mut Build) -> Result<Difference, ImportError> {
    let open_now = count(build.connection(), COUNT_OPEN).await?;
    let Some(before) = before else {
        let added = count(build.connection(), COUNT_PEOPLE).await?;
        let people = Counts { added, ..Counts::default() };
        return Ok(Difference { people, open_now, ..Difference::default() });
    };
    let people = walk(before, PEOPLE, build, PEOPLE).await?;
    let people_before = people.unchanged + people.changed + people.removed;
    let newly_merged = walk(before, PEOPLE, build, MERGED).await?;
    let open = walk(before, OPEN, build, ALL).await?;
    let restricted = walk(before, RESTRICTED, build, SEALED).await?;
    let mut others = Vec::new();
    for (what, sql) in OTHERS {
        let was = count(&mut *before.connection().await, sql).await?;
        others.push((what, was, count(build.connection(), sql).await?));
    }
    Ok(Difference {
        people,
        people_before,
        people_gone: people.removed.saturating_sub(newly_merged.changed + newly_merged.unchanged),
        open_before: open.changed + open.unchanged + open.removed,
        open_now,
        open_gone: open.removed,
        restricted_before: restricted.changed + restricted.unchanged + restricted.removed,
        unsealed: restricted.removed,
        others,
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
        if fewer > ORDINARY && too_many(fewer, self.open_before, share) {
            return refuse("open involvements", self.open_before, fewer);
        }
        // One may be lifted, but not the last: that is rather a column that was left out (C9).
        let all = self.unsealed == self.restricted_before;
        if (all || self.unsealed > ORDINARY) && too_many(self.unsealed, self.restricted_before, share) {
            return refuse("restrictions of records", self.restricted_before, self.unsealed);
        }
        for (what, before, now) in &self.others {
            let fewer = before.saturating_sub(*now);
            if fewer > ORDINARY && too_many(fewer, *before, share) {
                return refuse(what, *before, fewer);
            }
        }
        Ok(())
    }

    /// What is allowed, and somebody should know.
    pub(super) fn warning(&self) -> Option<String> {
        (self.unsealed > 0).then(|| format!("people.csv: {} records were restricted and are not now", self.unsealed))
    }
}

#[allow(clippy::cast_precision_loss, reason = "a share of people; the last digit does not matter")]
fn too_many(gone: u64, before: u64, share: f64) -> bool {
    gone > 0 && gone as f64 > share * before as f64
}

async fn count(from: impl SqliteExecutor<'_>, sql: &'static str) -> Result<u64, ImportError> {
    let row = sqlx::query(sql).fetch_one(from).await.map_err(writing("counting"))?;
    let count: i64 = row.try_get(0).map_err(writing("counting"))?;
    Ok(count.unsigned_abs())
}

async fn walk(
    before: &Generation,
    old_sql: &'static str,
    build: &mut Build,
    new_sql: &'static str,
) -> Result<Counts, ImportError> {
    let (mut olds, mut news) = (Side::of(old_sql), Side::of(new_sql));
    let mut old = olds.next(&mut *before.connection().await).await?;
    let mut new = news.next(build.connection()).await?;
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
            old = olds.next(&mut *before.connection().await).await?;
        }
        if order.is_ge() {
            new = news.next(build.connection()).await?;
        }
    }
}

/// Ids in order, each with what tells whether it is as before, read a page at a time.
struct Side {
    sql: &'static str,
    page: std::vec::IntoIter<(String, i64)>,
    /// The last id of the page; `None` after the last page.
    after: Option<String>,
}

impl Side {
    fn of(sql: &'static str) -> Self {
        Self { sql, page: Vec::new().into_iter(), after: Some(String::new()) }
    }

    async fn next(&mut self, from: impl SqliteExecutor<'_>) -> Result<Option<(String, i64)>, ImportError> {
        if self.page.len() == 0
            && let Some(after) = self.after.take()
        {
            let failed = writing("comparing with the generation in use");
            let page: String = sqlx::query_scalar(self.sql).bind(after).fetch_one(from).await.map_err(&failed)?;
            let page: Vec<(String, i64)> =
                serde_json::from_str(&page).map_err(|error| failed(sqlx::Error::Decode(error.into())))?;
            self.after = page.last().map(|(id, _)| id.clone());
            self.page = page.into_iter();
        }
        Ok(self.page.next())
    }
}
