//! The people of the extract, each put together with names, addresses and all that is on record of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sqlx::Row as _;
use tokio::task::{JoinHandle, spawn_blocking};

use super::build::{AT_ONCE, Build, Rows, writing};
use super::extract::{Extract, Layout, Table};
use super::merged::Merged;
use super::oddities::Oddities;
use super::{ImportError, Indexing};
use crate::domain::{Digest, Name, Person, PersonId, StaffId};
use crate::store::cases::schema::{as_lists, given, listed};

pub(super) const PEOPLE: Layout = Layout {
    file: "people.csv",
    name: "people",
    required: &[
        "person_id",
        "given_names",
        "family_name",
        "date_of_birth",
        "gender",
        "nhs_number",
        "upn",
        "address",
        "postcode",
        "school",
        "disability",
        "safety_alert",
    ],
    optional: &["restricted"],
    may_be_missing: false,
};

const NAMES: &str = as_lists!("person, given, family", listed!("SELECT * FROM names WHERE person", "ORDER BY place"));
const ADDRESSES: &str =
    as_lists!("person, address, postcode", listed!("SELECT * FROM addresses WHERE person", "ORDER BY place"));
const RELATIONS: &str =
    as_lists!("person, other, kind", listed!("SELECT * FROM relations WHERE person", "ORDER BY other, kind"));
const INVOLVEMENTS: &str = as_lists!(
    "person, id, kind, service, team, COALESCE(worker, ''), opened_on, COALESCE(closed_on, ''), outcome, \
     COALESCE(decided_by, ''), COALESCE(decided_on, ''), source, summary",
    listed!("SELECT * FROM involvements WHERE person", "ORDER BY id")
);
const ADD_PEOPLE: &str = given!(
    "INSERT INTO people (n, id, given, family, aliases, born, gender, nhs_number, upn, address, postcode, earlier, \
     school, disability, safety_alert, restricted, restricted_to, digest) SELECT value->>'n', value->>'id', \
     value->>'given', value->>'family', value->>'aliases', value->>'born', value->>'gender', value->>'nhs_number', \
     value->>'upn', value->>'address', value->>'postcode', value->>'earlier', value->>'school', value->>'disability', \
     value->>'safety_alert', value->>'restricted', value->>'restricted_to', value->>'digest'"
);
const ADD_FORMS: &str = given!("INSERT INTO forms (n, form) SELECT value->>0, value->>1");
const ORPHANED_NAMES: &str =
    "SELECT COUNT(*) FROM names x WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = x.person)";
const ORPHANED_INVOLVEMENTS: &str =
    "SELECT COUNT(*) FROM involvements x WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = x.person)";
const ORPHANED_RELATIONS: &str = "SELECT COUNT(*) FROM relations x WHERE x.kind <> 'staff' \
    AND NOT (EXISTS (SELECT 1 FROM people p WHERE p.id = x.person) AND EXISTS (SELECT 1 FROM people p WHERE p.id = x.other))";

const ADD_BLOCKS: &str = "INSERT INTO blocks (block, person) SELECT k.value, p.value->>0 FROM json_each($1) AS p, \
    json_each(p.value, '$[1]') AS k";
const ADD_HOUSEHOLDS: &str = "INSERT INTO households (household, person) SELECT k.value, p.value->>0 \
    FROM json_each($1) AS p, json_each(p.value, '$[1]') AS k";

/// What is on record of some people, as rows of text, by person.
type OnRecord = BTreeMap<String, Vec<Vec<String>>>;

/// Loads the people. The keys of some are made while those before them are written.
pub(super) async fn load(
    extract: &mut Extract,
    build: &mut Build,
    merged: &Merged,
    staff: &BTreeSet<String>,
    indexing: Indexing,
) -> Result<(), ImportError> {
    let mut table = extract.needed(&PEOPLE)?;
    let taken_on = extract.extracted_at.date_naive();
    let mut oddities = Oddities::default();
    let mut batch: Vec<Row> = Vec::with_capacity(AT_ONCE);
    let mut number = 0;
    let mut writer = Writer::new(indexing, taken_on);
    while table.next()? {
        let id = table.needed("person_id")?;
        if merged.contains(id) {
            continue;
        }
        number += 1;
        let mut person = person(&table, staff)?;
        oddities.look(table.line(), &person, taken_on);
        merged.hand_on(&mut person);
        batch.push(Row { number, person });
        if batch.len() == AT_ONCE {
            writer.take(build, std::mem::take(&mut batch)).await?;
        }
    }
    writer.take(build, batch).await?;
    if !writer.finish(build).await? {
        return Err(extract.twice(&PEOPLE, "person_id", |id| !merged.contains(id))?);
    }
    oddities.report(extract, build).await?;
    extract.finish(&table)
}

struct Row {
    number: i64,
    person: Person,
}

/// The person of a row, without what other files say of them.
pub(super) fn person(table: &Table, staff: &BTreeSet<String>) -> Result<Person, ImportError> {
    let (restricted, restricted_to) = table.restricted("restricted", staff)?;
    let text = |column| table.text(column).to_owned();
    // However it is grouped, a number is the same.
    let number = |column| table.text(column).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    Ok(Person {
        id: PersonId(text("person_id")),
        name: Name { given: text("given_names"), family: text("family_name") },
        aliases: Vec::new(),
        date_of_birth: table.date("date_of_birth")?,
        gender: text("gender"),
        nhs_number: number("nhs_number"),
        upn: number("upn").to_ascii_uppercase(),
        address: text("address"),
        postcode: text("postcode"),
        earlier_addresses: Vec::new(),
        school: text("school"),
        disability: text("disability"),
        safety_alert: table.flag("safety_alert")?,
        restricted_to: restricted_to.into_iter().map(StaffId).collect(),
        restricted,
    })
}

/// Writes people, a batch behind the one whose keys are being made.
struct Writer {
    indexing: Indexing,
    taken_on: NaiveDate,
    people: Rows,
    forms: Rows,
    blocks: Rows,
    households: Rows,
    made: Option<JoinHandle<Vec<Indexed>>>,
    once: bool,
}

/// A person as they are written.
struct Indexed {
    row: serde_json::Value,
    number: i64,
    id: PersonId,
    form: String,
    keys: Vec<i64>,
    terms: Vec<i64>,
    households: Vec<i64>,
}

impl Writer {
    fn new(indexing: Indexing, taken_on: NaiveDate) -> Self {
        Self {
            indexing,
            taken_on,
            people: Rows::of(ADD_PEOPLE, "writing people"),
            forms: Rows::of(ADD_FORMS, "writing forms"),
            blocks: Rows::of(ADD_BLOCKS, "writing keys"),
            households: Rows::of(ADD_HOUSEHOLDS, "writing households"),
            made: None,
            once: true,
        }
    }

    async fn take(&mut self, build: &mut Build, batch: Vec<Row>) -> Result<(), ImportError> {
        let complete = complete(build, batch).await?;
        let (indexing, on) = (self.indexing, self.taken_on);
        let making = spawn_blocking(move || complete.into_iter().map(|one| indexed(one, indexing, on)).collect());
        let before = self.made.replace(making);
        self.write(build, before).await
    }

    /// Writes what is left; `false` when an id stood there twice.
    async fn finish(mut self, build: &mut Build) -> Result<bool, ImportError> {
        let last = self.made.take();
        self.write(build, last).await?;
        self.once &= build.put(&mut self.people).await?;
        for rows in [&mut self.forms, &mut self.blocks, &mut self.households] {
            build.put(rows).await?;
        }
        Ok(self.once)
    }

    async fn write(&mut self, build: &mut Build, made: Option<JoinHandle<Vec<Indexed>>>) -> Result<(), ImportError> {
        let Some(made) = made else { return Ok(()) };
        // What panicked there panics here.
        let made = made.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
        for Indexed { row, number, id, form, keys, terms, households } in made {
            self.once &= build.add(&mut self.people, &row).await?;
            build.add(&mut self.forms, &(number, form)).await?;
            build.add(&mut self.blocks, &(number, keys)).await?;
            if !households.is_empty() {
                build.add(&mut self.households, &(id, households)).await?;
            }
            build.count(&terms).await?;
        }
        Ok(())
    }
}

/// People with the names, addresses, relations and involvements that the other files gave.
async fn complete(build: &mut Build, batch: Vec<Row>) -> Result<Vec<(Row, i64)>, ImportError> {
    let ids: Vec<&str> = batch.iter().map(|row| row.person.id.as_str()).collect();
    let mut names = on_record(build, NAMES, &ids).await?;
    let mut addresses = on_record(build, ADDRESSES, &ids).await?;
    let mut relations = on_record(build, RELATIONS, &ids).await?;
    let mut involvements = on_record(build, INVOLVEMENTS, &ids).await?;
    let put_together = |Row { number, mut person }| {
        let id = person.id.as_str();
        let alias = |row: Vec<String>| two(row).map(|(given, family)| Name { given, family });
        person.aliases = names.remove(id).unwrap_or_default().into_iter().filter_map(alias).collect();
        person.aliases.retain(|alias| *alias != person.name);
        person.earlier_addresses = addresses.remove(id).unwrap_or_default().into_iter().filter_map(two).collect();
        person
            .earlier_addresses
            .retain(|(address, postcode)| (address, postcode) != (&person.address, &person.postcode));
        let rest = (relations.remove(id).unwrap_or_default(), involvements.remove(id).unwrap_or_default());
        let digest = digest(&(&person, rest));
        (Row { number, person }, digest)
    };
    Ok(batch.into_iter().map(put_together).collect())
}

fn indexed((Row { number, person }, digest): (Row, i64), indexing: Indexing, on: NaiveDate) -> Indexed {
    let row = serde_json::json!({
        "n": number,
        "id": person.id,
        "given": person.name.given,
        "family": person.name.family,
        "aliases": json(&person.aliases),
        "born": person.date_of_birth,
        "gender": person.gender,
        "nhs_number": person.nhs_number,
        "upn": person.upn,
        "address": person.address,
        "postcode": person.postcode,
        "earlier": json(&person.earlier_addresses),
        "school": person.school,
        "disability": person.disability,
        "safety_alert": i64::from(person.safety_alert),
        "restricted": i64::from(person.restricted),
        "restricted_to": json(&person.restricted_to),
        "digest": digest,
    });
    let (keys, terms, form) = ((indexing.keys)(&person), (indexing.terms)(&person), (indexing.form)(&person));
    let households = (indexing.households)(&person, on);
    Indexed { row, number, id: person.id, form, keys, terms, households }
}

/// A list as JSON; nothing for an empty one, which most are.
fn json<T: serde::Serialize>(list: &[T]) -> String {
    if list.is_empty() { String::new() } else { serde_json::to_string(list).unwrap_or_default() }
}

fn two(row: Vec<String>) -> Option<(String, String)> {
    let mut values = row.into_iter();
    Some((values.next()?, values.next()?))
}

/// A number that changes when anything on the record does.
fn digest<T: serde::Serialize>(record: &T) -> i64 {
    let text = serde_json::to_vec(record).unwrap_or_default();
    let digest = Digest::of(&text);
    digest.0.get(..16).and_then(|hex| u64::from_str_radix(hex, 16).ok()).unwrap_or_default().cast_signed()
}

async fn on_record(build: &mut Build, sql: &'static str, ids: &[&str]) -> Result<OnRecord, ImportError> {
    let failed = writing("reading it back");
    let query = sqlx::query_scalar(sql).bind(serde_json::to_string(ids).unwrap_or_default());
    let rows: String = query.fetch_one(build.connection()).await.map_err(&failed)?;
    let rows: Vec<Vec<String>> =
        serde_json::from_str(&rows).map_err(|error| failed(sqlx::Error::Decode(error.into())))?;
    let mut by_person = OnRecord::new();
    for row in rows {
        let mut values = row.into_iter();
        by_person.entry(values.next().unwrap_or_default()).or_default().push(values.collect());
    }
    Ok(by_person)
}

/// Names rows that belong to nobody in people.csv.
pub(super) async fn orphans(extract: &mut Extract, build: &mut Build) -> Result<(), ImportError> {
    for (what, sql) in [
        ("names.csv", ORPHANED_NAMES),
        ("involvements.csv", ORPHANED_INVOLVEMENTS),
        ("relationships.csv", ORPHANED_RELATIONS),
    ] {
        let row = sqlx::query(sql).fetch_one(build.connection()).await.map_err(writing("checking references"))?;
        let count: i64 = row.try_get(0).map_err(writing("checking references"))?;
        if count > 0 {
            extract.warn(format!("{what}: {count} rows name somebody who is not in people.csv"));
        }
    }
    Ok(())
}
