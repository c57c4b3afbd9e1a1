//! Whether it matters who a child is (C1). Where somebody is "perhaps" on record, the mail can be read in several ways:
//! the child is this one, or that one, or nobody on record. When all of them lead the same way, the mail goes it at once
//! and a person settles who it is meanwhile; otherwise a person says first who it is.

use std::collections::BTreeSet;

use crate::domain::{Band, ChildFindings, Findings, Involvement, StaffId, StepId};

use super::routes::{Known, holds};

/// Readings of one mail looked at, at most: three children who may each be one of three, say. Of more, a person decides.
const READINGS: usize = 64;

/// Whether the way depends on who a child is who is "perhaps" on record; also where that cannot be told.
pub(super) fn who_matters(known: &Known<'_>) -> bool {
    if !known.findings.perhaps() {
        return false;
    }
    let Some(readings) = readings(known.findings) else { return true };
    let ways: BTreeSet<_> = readings.iter().map(|findings| way(&Known { findings, ..*known })).collect();
    ways.len() != 1
}

/// Where a mail would go: the step, the pool that decides, and who would hear of it: teams, each with the worker.
fn way<'a>(known: &Known<'a>) -> (Option<&'a StepId>, Option<&'a str>, BTreeSet<(&'a str, &'a str)>) {
    let route = known.procedure.routes.iter().find(|route| holds(&route.when, known));
    let hears = |i: &'a Involvement| (i.team.as_str(), i.worker.as_ref().map_or("", StaffId::as_str));
    let told = known.findings.all_open().map(hears).collect();
    (route.map(|route| &route.go), route.and_then(|route| route.pool.as_deref()), told)
}

/// The findings under each reading; `None` where a child may be anybody, or there are too many.
fn readings(findings: &Findings) -> Option<Vec<Findings>> {
    let mut all = vec![Vec::new()];
    for child in &findings.children {
        let of_child: Vec<&ChildFindings> = match child.found.band {
            Band::Perhaps => child.readings.iter().collect(),
            Band::Same | Band::NotKnown => vec![child],
        };
        if of_child.is_empty() || all.len() * of_child.len() > READINGS {
            return None;
        }
        let with =
            |before: &Vec<ChildFindings>, one: &ChildFindings| [before.as_slice(), std::slice::from_ref(one)].concat();
        all = all.iter().flat_map(|before| of_child.iter().map(|one| with(before, one)).collect::<Vec<_>>()).collect();
    }
    Some(all.into_iter().map(|children| Findings { children, ..findings.clone() }).collect())
}
