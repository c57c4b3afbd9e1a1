//! Ids that were merged into others: whose they are now, and what the rows of the old ids leave to those. A merge must
//! lose nothing: neither a seal (C9) nor a number by which the child was known.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::ImportError;
use super::build::{Build, Rows};
use super::extract::{Extract, Layout};
use super::load::{ADD_ADDRESSES, ADD_NAMES};
use super::people::{self, PEOPLE};
use crate::domain::{Person, PersonId, StaffId};
use crate::store::cases::schema::given;

const MERGED: Layout = Layout {
    file: "merged.csv",
    name: "merged",
    required: &["old_id", "person_id"],
    optional: &[],
    may_be_missing: true,
};
const ADD_MERGED: &str = given!("INSERT INTO merged (old_id, person) SELECT value->>0, value->>1");

/// Where the names and addresses of old rows stand: after all that names.csv and addresses.csv give.
const AFTER: i64 = 1 << 40;

/// Ids that were merged, whose they are now, and what they leave.
#[derive(Default)]
pub(super) struct Merged {
    now: BTreeMap<String, String>,
    left: BTreeMap<PersonId, Vec<Left>>,
}

/// What the row of an old id leaves to whose it is now.
struct Left {
    restricted: Option<Vec<StaffId>>,
    safety_alert: bool,
    nhs_number: String,
    upn: String,
    born: Option<NaiveDate>,
}

impl Merged {
    /// Whether an id was merged into another.
    pub(super) fn contains(&self, id: &str) -> bool {
        self.now.contains_key(id)
    }

    /// Whose an id is now.
    pub(super) fn leads_to<'a>(&'a self, id: &'a str) -> &'a str {
        self.now.get(id).map_or(id, String::as_str)
    }

    /// Gives a person what the rows of their old ids say: a seal and an alert hold on, and what the person's own row
    /// leaves empty is filled. Of two seals those named for both may look.
    pub(super) fn hand_on(&self, person: &mut Person) {
        for left in self.left.get(&person.id).into_iter().flatten() {
            match &left.restricted {
                Some(named) if person.restricted => person.restricted_to.retain(|staff| named.contains(staff)),
                Some(named) => person.restricted_to.clone_from(named),
                None => {}
            }
            person.restricted |= left.restricted.is_some();
            person.safety_alert |= left.safety_alert;
            for (own, old) in [(&mut person.nhs_number, &left.nhs_number), (&mut person.upn, &left.upn)] {
                if own.is_empty() {
                    own.clone_from(old);
                }
            }
            person.date_of_birth = person.date_of_birth.or(left.born);
        }
    }
}

/// Loads merged.csv, and of people.csv the rows of the old ids: their names and addresses belong to whose they are now.
/// A merge into somebody who is not in people.csv is left out, so that the old row stays on record.
pub(super) async fn load(
    extract: &mut Extract,
    build: &mut Build,
    staff: &BTreeSet<String>,
) -> Result<Merged, ImportError> {
    let now = read(extract)?;
    if now.is_empty() {
        return Ok(Merged::default());
    }
    let (rows, lost) = superseded(extract, &now, staff)?;
    if !lost.is_empty() {
        extract.warn(format!(
            "merged.csv: {} rows lead to somebody who is not in people.csv; the old records are kept",
            lost.len()
        ));
    }
    let mut merged = Merged { now, left: BTreeMap::new() };
    merged.now.retain(|old, _| !lost.contains(old));
    let mut pairs = Rows::of(ADD_MERGED, "writing merged ids");
    for pair in &merged.now {
        build.add(&mut pairs, &pair).await?;
    }
    build.put(&mut pairs).await?;
    hand_over(build, &mut merged, rows).await?;
    Ok(merged)
}

/// Each old id, and whose it is at the end of all merges.
fn read(extract: &mut Extract) -> Result<BTreeMap<String, String>, ImportError> {
    let mut merged = BTreeMap::new();
    let Some(mut table) = extract.table(&MERGED)? else { return Ok(merged) };
    while table.next()? {
        let (old, now) = (table.needed("old_id")?.to_owned(), table.needed("person_id")?.to_owned());
        if old == now || end_of(&merged, &now) == old {
            return Err(table.fault("person_id", "the person was merged into themselves"));
        }
        if merged.insert(old, now).is_some() {
            return Err(table.fault("old_id", "it stands there twice"));
        }
    }
    extract.finish(&table)?;
    Ok(merged.keys().map(|old| (old.clone(), end_of(&merged, old).to_owned())).collect())
}

/// Whose an id is, through any number of merges.
fn end_of<'a>(merged: &'a BTreeMap<String, String>, id: &'a str) -> &'a str {
    let mut id = id;
    // No chain is longer than the list, so this ends even if the list went in circles.
    for _ in 0..=merged.len() {
        match merged.get(id) {
            Some(next) => id = next,
            None => break,
        }
    }
    id
}

/// The rows of old ids, each with the place of its names and addresses.
type OldRows = Vec<(i64, Person)>;

/// The rows of old ids in people.csv, and the old ids that lead to nobody there.
fn superseded(
    extract: &mut Extract,
    now: &BTreeMap<String, String>,
    staff: &BTreeSet<String>,
) -> Result<(OldRows, BTreeSet<String>), ImportError> {
    let mut missing: BTreeSet<&str> = now.values().map(String::as_str).collect();
    let mut rows = Vec::new();
    let mut table = extract.needed(&PEOPLE)?;
    while table.next()? {
        let id = table.needed("person_id")?;
        missing.remove(id);
        if now.contains_key(id) {
            rows.push((AFTER + table.row().cast_signed(), people::person(&table, staff)?));
        }
    }
    let lost = now.iter().filter(|(_, now)| missing.contains(now.as_str()));
    Ok((rows, lost.map(|(old, _)| old.clone()).collect()))
}

/// Gives names and addresses of old rows to whose they are now, and keeps what else they leave.
async fn hand_over(build: &mut Build, merged: &mut Merged, rows: OldRows) -> Result<(), ImportError> {
    let mut names = Rows::of(ADD_NAMES, "writing names");
    let mut addresses = Rows::of(ADD_ADDRESSES, "writing addresses");
    for (place, old) in rows {
        let Some(now) = merged.now.get(old.id.as_str()) else { continue };
        build.add(&mut names, &(place, now, &old.name.given, &old.name.family)).await?;
        build.add(&mut addresses, &(place, now, &old.address, &old.postcode)).await?;
        let left = Left {
            restricted: old.restricted.then_some(old.restricted_to),
            safety_alert: old.safety_alert,
            nhs_number: old.nhs_number,
            upn: old.upn,
            born: old.date_of_birth,
        };
        merged.left.entry(PersonId(now.clone())).or_default().push(left);
    }
    build.put(&mut names).await?;
    build.put(&mut addresses).await?;
    Ok(())
}
