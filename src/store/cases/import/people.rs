//! The people of the extract, each put together with names, addresses and all that is on record of them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::build::{Build, writing};
use super::extract::{Extract, Layout, Table};
use super::load::{ADD_ADDRESS, ADD_NAME, Merged};
use super::oddities::Oddities;
use super::{ImportError, Indexing};
use crate::domain::{Digest, Name, Person, PersonId, StaffId};
use crate::store::cases::schema::listed;

const PEOPLE: Layout = Layout {
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

const NAMES: &str = listed!("SELECT person, given, family FROM names WHERE person", "ORDER BY place");
const ADDRESSES: &str = listed!("SELECT person, address, postcode FROM addresses WHERE person", "ORDER BY place");
const RELATIONS: &str = listed!("SELECT person, other, kind FROM relations WHERE person", "ORDER BY other, kind");
const INVOLVEMENTS: &str = listed!(
    "SELECT person, id, kind, service, team, COALESCE(worker, ''), opened_on, COALESCE(closed_on, ''), outcome, \
     COALESCE(decided_by, ''), COALESCE(decided_on, ''), source, summary FROM involvements WHERE person",
    "ORDER BY id"
);
const ADD_PERSON: &str = "INSERT INTO people (n, id, given, family, aliases, born, gender, nhs_number, upn, address, \
    postcode, earlier, school, disability, safety_alert, restricted, restricted_to, digest) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
const ADD_FORM: &str = "INSERT INTO forms (n, form) VALUES ($1, $2)";
const ORPHANED_NAMES: &str =
    "SELECT COUNT(*) FROM names x WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = x.person)";
const ORPHANED_INVOLVEMENTS: &str =
    "SELECT COUNT(*) FROM involvements x WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = x.person)";
const ORPHANED_RELATIONS: &str = "SELECT COUNT(*) FROM relations x WHERE x.kind <> 'staff' \
    AND NOT (EXISTS (SELECT 1 FROM people p WHERE p.id = x.person) AND EXISTS (SELECT 1 FROM people p WHERE p.id = x.other))";
const ORPHANED_MERGED: &str =
    "SELECT COUNT(*) FROM merged x WHERE NOT EXISTS (SELECT 1 FROM people p WHERE p.id = x.person)";

/// What is on record of some people, as rows of text, by table.
type OnRecord = BTreeMap<String, Vec<Vec<String>>>;

/// People loaded at a time.
const LIST: usize = 64;

/// Loads the people.
pub(super) async fn load(
    extract: &mut Extract,
    build: &mut Build,
    merged: &Merged,
    staff: &BTreeSet<String>,
    indexing: Indexing,
) -> Result<(), ImportError> {
    let mut table = opened(extract)?;
    let taken_on = extract.extracted_at.date_naive();
    let mut oddities = Oddities::default();
    let mut batch: Vec<Row> = Vec::with_capacity(LIST);
    let mut number = 0;
    while table.next()? {
        let id = table.needed("person_id")?;
        if merged.contains_key(id) {
            continue;
        }
        let (restricted, restricted_to) = table.restricted("restricted", staff)?;
        number += 1;
        let person = person(&table, restricted, restricted_to.into_iter().map(StaffId).collect())?;
        oddities.look(table.line(), &person, taken_on);
        batch.push(Row { number, line: table.line(), person });
        if batch.len() == LIST {
            write(&table, build, &mut batch, indexing).await?;
        }
    }
    write(&table, build, &mut batch, indexing).await?;
    oddities.report(extract, build).await?;
    extract.finish(&table)
}

struct Row {
    number: i64,
    line: u64,
    person: Person,
}

fn opened(extract: &mut Extract) -> Result<Table, ImportError> {
    let missing = || std::io::Error::from(std::io::ErrorKind::NotFound);
    extract.table(&PEOPLE)?.ok_or_else(|| ImportError::File { file: PEOPLE.file, source: missing() })
}

fn person(table: &Table, restricted: bool, restricted_to: Vec<StaffId>) -> Result<Person, ImportError> {
    let text = |column| table.text(column).to_owned();
    Ok(Person {
        id: PersonId(text("person_id")),
        name: Name { given: text("given_names"), family: text("family_name") },
        aliases: Vec::new(),
        date_of_birth: table.date("date_of_birth")?,
        gender: text("gender"),
        nhs_number: table.text("nhs_number").chars().filter(|c| !c.is_whitespace()).collect(),
        upn: text("upn"),
        address: text("address"),
        postcode: text("postcode"),
        earlier_addresses: Vec::new(),
        school: text("school"),
        disability: text("disability"),
        safety_alert: table.flag("safety_alert")?,
        restricted_to,
        restricted,
    })
}

async fn write(table: &Table, build: &mut Build, batch: &mut Vec<Row>, indexing: Indexing) -> Result<(), ImportError> {
    let ids: Vec<String> = batch.iter().map(|line| line.person.id.as_str().to_owned()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut names = on_record(build, NAMES, &ids).await?;
    let mut addresses = on_record(build, ADDRESSES, &ids).await?;
    let mut relations = on_record(build, RELATIONS, &ids).await?;
    let mut involvements = on_record(build, INVOLVEMENTS, &ids).await?;
    for Row { number, line, mut person } in batch.drain(..) {
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
        if !add(build, number, &person, digest).await? {
            let why = "it stands there twice".to_owned();
            return Err(ImportError::Value { file: table.file(), line, column: "person_id".to_owned(), why });
        }
        let form = sqlx::query(ADD_FORM).bind(number).bind((indexing.form)(&person));
        build.write(form, "writing forms").await?;
        build.index(number, (indexing.keys)(&person), (indexing.terms)(&person)).await?;
    }
    Ok(())
}

async fn add(build: &mut Build, number: i64, person: &Person, digest: i64) -> Result<bool, ImportError> {
    let query = sqlx::query(ADD_PERSON)
        .bind(number)
        .bind(person.id.as_str())
        .bind(&person.name.given)
        .bind(&person.name.family)
        .bind(json(&person.aliases))
        .bind(person.date_of_birth.map(|day: NaiveDate| day.to_string()))
        .bind(&person.gender)
        .bind(&person.nhs_number)
        .bind(&person.upn)
        .bind(&person.address)
        .bind(&person.postcode)
        .bind(json(&person.earlier_addresses))
        .bind(&person.school)
        .bind(&person.disability)
        .bind(i64::from(person.safety_alert))
        .bind(i64::from(person.restricted))
        .bind(json(&person.restricted_to))
        .bind(digest);
    build.write_once(query, "writing people").await
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

async fn on_record(build: &mut Build, sql: &'static str, ids: &[String]) -> Result<OnRecord, ImportError> {
    let rows = sqlx::query(sql).bind(serde_json::to_string(ids).unwrap_or_default());
    let rows = rows.fetch_all(build.connection()).await.map_err(writing("reading it back"))?;
    let mut by_person = OnRecord::new();
    for row in &rows {
        let mut values = texts(row).map_err(writing("reading it back"))?.into_iter();
        by_person.entry(values.next().unwrap_or_default()).or_default().push(values.collect());
    }
    Ok(by_person)
}

fn texts(row: &SqliteRow) -> Result<Vec<String>, sqlx::Error> {
    (0..row.len()).map(|place| row.try_get(place)).collect()
}

/// Rows of people that were merged into others since: their names and addresses belong to those now.
pub(super) async fn superseded(extract: &mut Extract, build: &mut Build, merged: &Merged) -> Result<(), ImportError> {
    let mut table = opened(extract)?;
    // After all that names.csv and addresses.csv give.
    let after = 1_i64 << 40;
    while table.next()? {
        let Some(now) = merged.get(table.needed("person_id")?) else { continue };
        let place = after + table.row().cast_signed();
        let name = sqlx::query(ADD_NAME).bind(place).bind(now).bind(table.text("given_names"));
        build.write(name.bind(table.text("family_name")), "writing names").await?;
        let address = sqlx::query(ADD_ADDRESS).bind(place).bind(now).bind(table.text("address"));
        build.write(address.bind(table.text("postcode")), "writing addresses").await?;
    }
    Ok(())
}

/// Names rows that belong to nobody in people.csv.
pub(super) async fn orphans(extract: &mut Extract, build: &mut Build) -> Result<(), ImportError> {
    for (what, sql) in [
        ("names.csv", ORPHANED_NAMES),
        ("involvements.csv", ORPHANED_INVOLVEMENTS),
        ("relationships.csv", ORPHANED_RELATIONS),
        ("merged.csv", ORPHANED_MERGED),
    ] {
        let row = sqlx::query(sql).fetch_one(build.connection()).await.map_err(writing("checking references"))?;
        let count: i64 = row.try_get(0).map_err(writing("checking references"))?;
        if count > 0 {
            extract.warn(format!("{what}: {count} rows name somebody who is not in people.csv"));
        }
    }
    Ok(())
}
