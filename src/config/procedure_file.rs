//! A procedure's file, each step and route read on its own, so that every one that does not fit is named.

use std::path::Path;

use serde::Deserialize;
use toml::{Table, Value};

use crate::domain::{FolderName, StepId};
use crate::pathway::procedure::{Moved, Pool, Procedure, Route, Step, worked_on_minutes};

use super::problem::{Notes, Problem};
use super::reading::{element, table_of, take_table, take_tables, typed};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawHead {
    name: Option<String>,
    version: Option<String>,
    source: Option<String>,
    correspondence: Option<FolderName>,
    by_hand: Option<StepId>,
    open_case: Option<StepId>,
    ask_now: Option<StepId>,
    copies_within_days: Option<u32>,
    worked_on_minutes: Option<u32>,
    default_pool: Option<String>,
}

/// The procedure of a file, not yet checked as a whole.
pub(super) fn load(base: &Path, file: &str) -> (Option<Procedure>, Vec<Problem>) {
    let mut notes = Notes::of(file);
    let Some(top) = table_of(&base.join(file), &mut notes) else { return (None, notes.into_problems()) };
    let procedure = read(top, &mut notes);
    let problems = notes.into_problems();
    (procedure.filter(|_| problems.is_empty()), problems)
}

fn read(mut top: Table, notes: &mut Notes) -> Option<Procedure> {
    let groups = element("groups", take_table(&mut top, "groups", notes), notes);
    let mut pools = Some(std::collections::BTreeMap::new());
    for (name, value) in take_table(&mut top, "pools", notes) {
        let field = format!("pools.{name}");
        let pool = if let Value::Table(table) = value {
            typed::<Pool>(&field, table, notes)
        } else {
            notes.add(&field, "is no table", format!("[{field}] on a line of its own"));
            None
        };
        pools = pools.zip(pool).map(|(mut pools, pool)| {
            pools.insert(name, pool);
            pools
        });
    }
    let routes = elements::<Route>(&mut top, "route", "rule", notes);
    let steps = elements::<Step>(&mut top, "step", "id", notes);
    let moves = elements::<Moved>(&mut top, "moved", "to", notes);

    let head = typed::<RawHead>("", top, notes)?;
    let name = notes.require_text("name", head.name, "a name that mailboxes name it by");
    let version = notes.require_text("version", head.version, "a version, new with each change, as \"2026-11-23\"");
    let source = notes.require_text("source", head.source, "the document that it follows");
    let correspondence = notes.require("correspondence", head.correspondence, "a folder for answers and later mail");
    let by_hand = notes.require("by_hand", head.by_hand, "the step for mail that a person must look at");
    let open_case = notes.require("open_case", head.open_case, "the step for a child that turns out to be open");
    let default_pool =
        notes.require_text("default_pool", head.default_pool, "the pool to ask where no route names one");
    Some(Procedure {
        name: name?,
        version: version?,
        source: source?,
        groups: groups?,
        pools: pools?,
        routes: routes?,
        steps: steps?,
        moves: moves?,
        correspondence: correspondence?,
        by_hand: by_hand?,
        open_case: open_case?,
        ask_now: head.ask_now,
        copies_within_days: head.copies_within_days,
        worked_on_minutes: head.worked_on_minutes.unwrap_or_else(worked_on_minutes),
        default_pool: default_pool?,
    })
}

/// All elements of a list, each named by its number and by the field that people know it by.
fn elements<T: serde::de::DeserializeOwned>(
    top: &mut Table,
    list: &str,
    known_by: &str,
    notes: &mut Notes,
) -> Option<Vec<T>> {
    let mut all = Some(Vec::new());
    for (number, table) in take_tables(top, list, notes).into_iter().enumerate() {
        let known_by = table.get(known_by).and_then(Value::as_str).unwrap_or("?");
        let field = format!("{list}[{}] ({known_by})", number + 1);
        all = all.zip(element::<T>(&field, table, notes)).map(|(mut all, one)| {
            all.push(one);
            all
        });
    }
    all
}
