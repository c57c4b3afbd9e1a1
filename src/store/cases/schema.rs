//! The tables of one generation of the case store. Only what `SQLite` and `PostgreSQL` share.
//!
//! A generation is written once and never changed, so what is always read together lies in one row:
//! aliases and earlier addresses are JSON in `people`, the people of a blocking key are a list, and what a comparison
//! needs of a person is one value in `forms`. Keys by which millions of rows are found are `INTEGER PRIMARY KEY`, which
//! `SQLite` needs to find a row in one step; for `PostgreSQL` they are `BIGINT`.

/// Made before loading. The temporary tables vanish with the connection that builds.
pub(super) const CREATE: &str = "
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE people (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    given TEXT NOT NULL,
    family TEXT NOT NULL,
    aliases TEXT NOT NULL,
    born TEXT,
    gender TEXT NOT NULL,
    nhs_number TEXT NOT NULL,
    upn TEXT NOT NULL,
    address TEXT NOT NULL,
    postcode TEXT NOT NULL,
    earlier TEXT NOT NULL,
    school TEXT NOT NULL,
    disability TEXT NOT NULL,
    safety_alert BIGINT NOT NULL,
    restricted BIGINT NOT NULL,
    restricted_to TEXT NOT NULL,
    digest BIGINT NOT NULL
);
CREATE TABLE forms (n INTEGER PRIMARY KEY, form TEXT NOT NULL);
CREATE TABLE merged (old_id TEXT NOT NULL PRIMARY KEY, person TEXT NOT NULL);
CREATE TABLE relations (
    person TEXT NOT NULL,
    other TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (person, other, kind)
);
CREATE TABLE involvements (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    service TEXT NOT NULL,
    team TEXT NOT NULL,
    worker TEXT,
    opened_on TEXT NOT NULL,
    closed_on TEXT,
    outcome TEXT NOT NULL,
    decided_by TEXT,
    decided_on TEXT,
    source TEXT NOT NULL,
    summary TEXT NOT NULL
);
CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    team TEXT NOT NULL
);
CREATE TABLE teams (
    name TEXT NOT NULL PRIMARY KEY,
    service TEXT NOT NULL,
    tray_email TEXT NOT NULL,
    manager TEXT,
    covering_manager TEXT,
    business_support_email TEXT NOT NULL,
    service_manager TEXT
);
CREATE TABLE terms (term INTEGER PRIMARY KEY, people BIGINT NOT NULL);
CREATE TABLE postings (block INTEGER PRIMARY KEY, crowd BIGINT NOT NULL, people TEXT NOT NULL);
CREATE TEMPORARY TABLE names (place BIGINT NOT NULL, person TEXT NOT NULL, given TEXT NOT NULL, family TEXT NOT NULL);
CREATE TEMPORARY TABLE addresses (
    place BIGINT NOT NULL,
    person TEXT NOT NULL,
    address TEXT NOT NULL,
    postcode TEXT NOT NULL
);
CREATE TEMPORARY TABLE households (household BIGINT NOT NULL, person TEXT NOT NULL);
CREATE TEMPORARY TABLE blocks (block BIGINT NOT NULL, person BIGINT NOT NULL);
";

/// Made when names, addresses and involvements are loaded, before the people are.
pub(super) const INDEX: &str = "
CREATE INDEX names_of ON names (person);
CREATE INDEX addresses_of ON addresses (person);
CREATE INDEX involvements_of ON involvements (person);
CREATE INDEX merged_into ON merged (person);
";

/// Who lives together though the case system does not say how they are related: children of one household, by name and
/// address. An address of very many is no home.
pub(super) const SHARED_ADDRESS: &str = "
CREATE INDEX households_of ON households (household);
INSERT INTO relations (person, other, kind)
SELECT DISTINCT a.person, b.person, 'shared_address'
FROM households a JOIN households b ON b.household = a.household AND b.person <> a.person
WHERE (SELECT COUNT(*) FROM households c WHERE c.household = a.household) <= 12
  AND NOT EXISTS (SELECT 1 FROM relations r WHERE r.person = a.person AND r.other = b.person)
  AND NOT EXISTS (SELECT 1 FROM relations r WHERE r.person = b.person AND r.other = a.person)
ORDER BY a.person, b.person
";

/// The lists of people by key. A key that fits more than a hundred people finds nobody: it keeps only their
/// number, so that the explanation can say so.
pub(super) const POSTINGS: &str = "
INSERT INTO postings (block, crowd, people)
SELECT block, COUNT(*),
       CASE WHEN COUNT(*) <= 100 THEN string_agg(CAST(person AS TEXT), ' ') ELSE '' END
FROM blocks GROUP BY block
";

/// `IN` over the values of a JSON list, which is one parameter: one statement serves lists of any length. (For
/// `PostgreSQL` the inner query is `SELECT value FROM json_array_elements_text($1::json)`.)
macro_rules! listed {
    ($select:literal, $order:literal) => {
        concat!($select, " IN (SELECT value FROM json_each($1)) ", $order)
    };
}
pub(super) use listed;

/// Rows that are given as one JSON list, of lists or of objects: one statement writes them all. One that is there
/// already is left as it is, and not counted. (For `PostgreSQL`: `json_array_elements($1::json)`, and a cast for each column that
/// is no text.)
macro_rules! given {
    ($insert:literal) => {
        concat!($insert, " FROM json_each($1) WHERE true ON CONFLICT DO NOTHING")
    };
}
pub(super) use given;

/// Rows as one value, a JSON list of lists: thousands of rows are one message. (For `PostgreSQL`: `COALESCE`
/// of `json_agg` of `json_build_array`, which gives `NULL` for no rows.)
macro_rules! as_lists {
    ($columns:literal, $rows:expr) => {
        concat!("SELECT json_group_array(json_array(", $columns, ")) FROM (", $rows, ")")
    };
}
pub(super) use as_lists;

/// The same with the columns' names, a list of objects.
macro_rules! objects {
    ($rows:expr; $first:ident $(, $column:ident)* $(,)?) => {
        concat!(
            "SELECT json_group_array(json_object('", stringify!($first), "', ", stringify!($first),
            $(", '", stringify!($column), "', ", stringify!($column),)*
            ")) FROM (", $rows, ")"
        )
    };
}
pub(super) use objects;
