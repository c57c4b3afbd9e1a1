//! The tables of the extract, loaded in the order in which they need each other: people last, since a
//! person's keys need names, addresses and merged ids.

use std::collections::BTreeSet;

use super::build::{Build, Rows};
use super::extract::{Extract, Layout};
use super::merged::{self, Merged};
use super::{ImportError, Indexing, people};
use crate::store::cases::schema::{self, given};

const STAFF: Layout = Layout {
    file: "staff.csv",
    name: "staff",
    required: &["staff_id", "name", "email", "role", "team"],
    optional: &[],
    may_be_missing: false,
};
const TEAMS: Layout = Layout {
    file: "teams.csv",
    name: "teams",
    required: &[
        "team",
        "service",
        "tray_email",
        "manager",
        "covering_manager",
        "business_support_email",
        "service_manager",
    ],
    optional: &[],
    may_be_missing: false,
};
const NAMES: Layout = Layout {
    file: "names.csv",
    name: "names",
    required: &["person_id", "given_names", "family_name", "kind"],
    optional: &[],
    may_be_missing: false,
};
const ADDRESSES: Layout = Layout {
    file: "addresses.csv",
    name: "addresses",
    required: &["person_id", "address", "postcode", "from", "to"],
    optional: &[],
    may_be_missing: true,
};
const RELATIONSHIPS: Layout = Layout {
    file: "relationships.csv",
    name: "relationships",
    required: &["person_id", "other_id", "kind"],
    optional: &[],
    may_be_missing: false,
};
const INVOLVEMENTS: Layout = Layout {
    file: "involvements.csv",
    name: "involvements",
    required: &[
        "involvement_id",
        "person_id",
        "kind",
        "service",
        "team",
        "worker",
        "opened_on",
        "closed_on",
        "outcome",
        "decided_by",
        "decided_on",
        "source",
        "summary",
    ],
    optional: &[],
    may_be_missing: false,
};

/// Kinds of relationship that hold both ways.
const MUTUAL: &[&str] = &["sibling", "half_sibling", "household"];
/// All kinds known.
const KINDS: &[&str] = &["sibling", "half_sibling", "household", "parent", "carer", "staff"];

const ADD_STAFF: &str = "INSERT INTO staff (id, name, email, role, team) VALUES ($1, $2, $3, $4, $5)";
const ADD_TEAM: &str = "INSERT INTO teams (name, service, tray_email, manager, covering_manager, \
    business_support_email, service_manager) VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(super) const ADD_NAMES: &str =
    given!("INSERT INTO names (place, person, given, family) SELECT value->>0, value->>1, value->>2, value->>3");
pub(super) const ADD_ADDRESSES: &str = given!(
    "INSERT INTO addresses (place, person, address, postcode) SELECT value->>0, value->>1, value->>2, value->>3"
);
const ADD_RELATIONS: &str =
    given!("INSERT INTO relations (person, other, kind) SELECT value->>0, value->>1, value->>2");
const ADD_INVOLVEMENTS: &str = given!(
    "INSERT INTO involvements (id, person, kind, service, team, worker, opened_on, closed_on, outcome, decided_by, \
     decided_on, source, summary) SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, \
     value->>7, value->>8, value->>9, value->>10, value->>11, value->>12"
);

/// Loads everything.
pub(super) async fn all(extract: &mut Extract, build: &mut Build, indexing: Indexing) -> Result<(), ImportError> {
    let staff = staff(extract, build).await?;
    teams(extract, build).await?;
    let merged = merged::load(extract, build, &staff).await?;
    names(extract, build, &merged).await?;
    addresses(extract, build, &merged).await?;
    relationships(extract, build, &merged).await?;
    involvements(extract, build, &merged).await?;
    build.run(schema::INDEX, "indexing").await?;
    people::load(extract, build, &merged, &staff, indexing).await?;
    build.run(schema::SHARED_ADDRESS, "finding who lives together").await?;
    people::orphans(extract, build).await
}

async fn staff(extract: &mut Extract, build: &mut Build) -> Result<BTreeSet<String>, ImportError> {
    let mut table = extract.needed(&STAFF)?;
    let mut ids = BTreeSet::new();
    while table.next()? {
        let id = table.needed("staff_id")?;
        let query = sqlx::query(ADD_STAFF)
            .bind(id)
            .bind(table.text("name"))
            .bind(table.text("email").to_lowercase())
            .bind(table.text("role").to_lowercase())
            .bind(table.text("team"));
        if !build.write_once(query, "writing staff").await? {
            return Err(table.fault("staff_id", "it stands there twice"));
        }
        ids.insert(id.to_owned());
    }
    extract.finish(&table)?;
    Ok(ids)
}

async fn teams(extract: &mut Extract, build: &mut Build) -> Result<(), ImportError> {
    let mut table = extract.needed(&TEAMS)?;
    while table.next()? {
        let query = sqlx::query(ADD_TEAM)
            .bind(table.needed("team")?)
            .bind(table.text("service").to_lowercase())
            .bind(table.text("tray_email").to_lowercase())
            .bind(table.optional("manager"))
            .bind(table.optional("covering_manager"))
            .bind(table.text("business_support_email").to_lowercase())
            .bind(table.optional("service_manager"));
        if !build.write_once(query, "writing teams").await? {
            return Err(table.fault("team", "it stands there twice"));
        }
    }
    extract.finish(&table)
}

async fn names(extract: &mut Extract, build: &mut Build, merged: &Merged) -> Result<(), ImportError> {
    let mut table = extract.needed(&NAMES)?;
    let mut rows = Rows::of(ADD_NAMES, "writing names");
    while table.next()? {
        let person = merged.leads_to(table.needed("person_id")?);
        build.add(&mut rows, &(table.row(), person, table.text("given_names"), table.text("family_name"))).await?;
    }
    build.put(&mut rows).await?;
    extract.finish(&table)
}

async fn addresses(extract: &mut Extract, build: &mut Build, merged: &Merged) -> Result<(), ImportError> {
    let Some(mut table) = extract.table(&ADDRESSES)? else { return Ok(()) };
    let mut rows = Rows::of(ADD_ADDRESSES, "writing addresses");
    while table.next()? {
        table.date("from")?;
        table.date("to")?;
        let person = merged.leads_to(table.needed("person_id")?);
        build.add(&mut rows, &(table.row(), person, table.text("address"), table.text("postcode"))).await?;
    }
    build.put(&mut rows).await?;
    extract.finish(&table)
}

async fn relationships(extract: &mut Extract, build: &mut Build, merged: &Merged) -> Result<(), ImportError> {
    let mut table = extract.needed(&RELATIONSHIPS)?;
    let mut rows = Rows::of(ADD_RELATIONS, "writing relationships");
    let mut unknown = BTreeSet::new();
    while table.next()? {
        let kind = table.needed("kind")?.to_lowercase();
        let person = merged.leads_to(table.needed("person_id")?);
        // Staff have ids of their own, which may look like a person's.
        let other = table.needed("other_id")?;
        let other = if kind == "staff" { other } else { merged.leads_to(other) };
        if !KINDS.contains(&kind.as_str()) && unknown.insert(kind.clone()) {
            extract.warn(format!("{}, line {}: the kind is not known: {kind}", table.file(), table.line()));
        }
        if person == other {
            // Two ids of one person, merged since.
            continue;
        }
        build.add(&mut rows, &(person, other, &kind)).await?;
        if MUTUAL.contains(&kind.as_str()) {
            build.add(&mut rows, &(other, person, &kind)).await?;
        }
    }
    build.put(&mut rows).await?;
    extract.finish(&table)
}

async fn involvements(extract: &mut Extract, build: &mut Build, merged: &Merged) -> Result<(), ImportError> {
    let mut table = extract.needed(&INVOLVEMENTS)?;
    let mut rows = Rows::of(ADD_INVOLVEMENTS, "writing involvements");
    let mut once = true;
    while table.next()? {
        let opened_on = table.date("opened_on")?.ok_or_else(|| table.fault("opened_on", "it is empty"))?;
        let closed_on = table.date("closed_on")?;
        if closed_on.is_some_and(|closed| closed < opened_on) {
            extract.warn(format!("{}, line {}: it closed before it opened", table.file(), table.line()));
        }
        let row = (
            table.needed("involvement_id")?,
            merged.leads_to(table.needed("person_id")?),
            table.needed("kind")?.to_lowercase(),
            table.text("service").to_lowercase(),
            table.text("team"),
            table.optional("worker"),
            opened_on,
            closed_on,
            table.text("outcome").to_lowercase(),
            table.optional("decided_by"),
            table.date("decided_on")?,
            table.text("source").to_lowercase(),
            table.text("summary"),
        );
        once &= build.add(&mut rows, &row).await?;
    }
    if !(build.put(&mut rows).await? && once) {
        return Err(extract.twice(&INVOLVEMENTS, "involvement_id", |_| true)?);
    }
    extract.finish(&table)
}
