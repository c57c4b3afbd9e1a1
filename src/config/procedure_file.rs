//! A procedure's file, each step and route read on its own, so that every one that does not fit is named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use toml::{Table, Value};

use crate::domain::{FolderName, StepId};
use crate::pathway::procedure::{Moved, Pool, Procedure, Route, Step, worked_on_minutes};

use super::problem::{Notes, Problem};
use super::reading::{table_of, take_table, take_tables, typed};

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

/// A procedure, not yet checked as a whole, and what of its file could not be read.
#[derive(Debug)]
pub(super) struct Read {
    /// What could be read.
    pub(super) procedure: Procedure,
    /// What could not, and was named as a mistake.
    pub(super) broken: Broken,
}

/// What is there and could not be read: that something names it is right.
#[derive(Debug, Default)]
pub(super) struct Broken {
    /// Steps, as far as their ids are known.
    pub(super) steps: BTreeSet<StepId>,
    /// Pools.
    pub(super) pools: BTreeSet<String>,
    /// Groups.
    pub(super) groups: BTreeSet<String>,
    /// Anything at all: what is not there may be in it.
    pub(super) any: bool,
}

/// The procedure of a file.
pub(super) fn load(base: &Path, file: &str) -> (Option<Read>, Vec<Problem>) {
    let mut notes = Notes::of(file);
    let Some(top) = table_of(&base.join(file), &mut notes) else { return (None, notes.into_problems()) };
    let mut read = read(top, &mut notes);
    let problems = notes.into_problems();
    if let Some(read) = &mut read {
        read.broken.any = !problems.is_empty();
    }
    (read, problems)
}

fn read(mut top: Table, notes: &mut Notes) -> Option<Read> {
    let mut broken = Broken::default();
    let groups = take_table(&mut top, "groups", notes);
    let named = groups.keys().cloned().collect();
    let groups = typed("groups", groups, notes);
    if groups.is_none() {
        broken.groups = named;
    }
    let mut pools = BTreeMap::new();
    for (name, value) in take_table(&mut top, "pools", notes) {
        let field = format!("pools.{name}");
        let pool = if let Value::Table(table) = value {
            whole::<Pool>(&field, table, notes)
        } else {
            notes.add(&field, "is no table", format!("[{field}] on a line of its own"));
            None
        };
        match pool {
            Some(pool) => {
                pools.insert(name, pool);
            }
            None => {
                broken.pools.insert(name);
            }
        }
    }
    let (routes, _) = elements::<Route>(&mut top, "route", "rule", notes);
    let (steps, ids) = elements::<Step>(&mut top, "step", "id", notes);
    broken.steps = ids.into_iter().map(StepId).collect();
    let (moves, _) = elements::<Moved>(&mut top, "moved", "to", notes);

    let head = typed::<RawHead>("", top, notes)?;
    let name = notes.require_text("name", head.name, "a name that mailboxes name it by");
    let version = notes.require_text("version", head.version, "a version, new with each change, as \"2026-11-23\"");
    let source = notes.require_text("source", head.source, "the document that it follows");
    let correspondence = notes.require("correspondence", head.correspondence, "a folder for answers and later mail");
    let by_hand = notes.require("by_hand", head.by_hand, "the step for mail that a person must look at");
    let open_case = notes.require("open_case", head.open_case, "the step for a child that turns out to be open");
    let default_pool =
        notes.require_text("default_pool", head.default_pool, "the pool to ask where no route names one");
    let procedure = Procedure {
        name: name?,
        version: version.unwrap_or_default(),
        source: source.unwrap_or_default(),
        groups: groups.unwrap_or_default(),
        pools,
        routes,
        steps,
        moves,
        correspondence: correspondence?,
        by_hand: by_hand?,
        open_case: open_case?,
        ask_now: head.ask_now,
        copies_within_days: head.copies_within_days,
        worked_on_minutes: head.worked_on_minutes.unwrap_or_else(worked_on_minutes),
        default_pool: default_pool?,
    };
    Some(Read { procedure, broken })
}

/// A table of which nothing had to be taken out: what was is not to be missed a second time.
fn whole<T: serde::de::DeserializeOwned>(field: &str, table: Table, notes: &mut Notes) -> Option<T> {
    let before = notes.count();
    typed(field, table, notes).filter(|_| notes.count() == before)
}

/// All elements of a list that can be read, and what the others are known by; each is named by its number and by the
/// field that people know it by.
fn elements<T: serde::de::DeserializeOwned>(
    top: &mut Table,
    list: &str,
    known_by: &str,
    notes: &mut Notes,
) -> (Vec<T>, Vec<String>) {
    let (mut all, mut broken) = (Vec::new(), Vec::new());
    for (number, table) in take_tables(top, list, notes).into_iter().enumerate() {
        let known_by = table.get(known_by).and_then(Value::as_str).map(str::to_owned);
        let field = format!("{list}[{}] ({})", number + 1, known_by.as_deref().unwrap_or("?"));
        match whole::<T>(&field, table, notes) {
            Some(one) => all.push(one),
            None => broken.extend(known_by),
        }
    }
    (all, broken)
}
