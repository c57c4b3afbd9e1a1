//! Which way a request takes: the first route whose conditions all hold (C2 to C7 as data).

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Facts, Findings, Related, RuleId, StepId};

use super::policy::MailboxPolicy;
use super::procedure::{Procedure, When};

/// The way that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The first step.
    pub go: StepId,
    /// The rule.
    pub rule: RuleId,
    /// Why, in words.
    pub why: String,
    /// The pool that decides (C6).
    pub pool: Option<String>,
}

/// What conditions are held against.
pub(super) struct Known<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) facts: &'a Facts,
    pub(super) findings: &'a Findings,
    pub(super) store_stale: bool,
    pub(super) identical: bool,
}

/// Chooses the route of a mail. The last route fits everything (checked when the procedure is read); should
/// none fit all the same, a person looks.
#[must_use]
pub fn choose(
    procedure: &Procedure,
    mailbox: &MailboxPolicy,
    facts: &Facts,
    findings: &Findings,
    related: &[Related],
    now: DateTime<Utc>,
) -> Chosen {
    let known = Known {
        procedure,
        facts,
        findings,
        store_stale: is_stale(findings, mailbox, now),
        identical: related.iter().any(|r| r.identical),
    };
    procedure.routes.iter().find(|route| holds(&route.when, &known)).map_or_else(
        || Chosen {
            go: procedure.by_hand.clone(),
            rule: "I7".into(),
            why: "no route of the procedure fits".to_owned(),
            pool: None,
        },
        |route| Chosen {
            go: route.go.clone(),
            rule: route.rule.clone(),
            why: route.why.clone(),
            pool: route.pool.clone(),
        },
    )
}

/// Whether the case store is too old to be believed (C8); a store that was never filled is.
pub(super) fn is_stale(findings: &Findings, mailbox: &MailboxPolicy, now: DateTime<Utc>) -> bool {
    findings.store_as_of.is_none_or(|as_of| now - as_of > TimeDelta::hours(i64::from(mailbox.store_max_age_hours)))
}

/// Whether all the conditions hold.
pub(super) fn holds(when: &When, known: &Known<'_>) -> bool {
    let is = |wanted: Option<bool>, actual: bool| wanted.is_none_or(|w| w == actual);
    let Known { procedure, facts, findings, store_stale, identical } = known;
    is(when.needs_person, facts.needs_person())
        && is(when.perhaps, findings.perhaps())
        && is(when.restricted, findings.restricted())
        && is(when.store_stale, *store_stale)
        && is(when.sibling_open, findings.sibling_open())
        && is(when.identical, *identical)
        && is(when.urgent, facts.urgent.is_some())
        && when.kinds.as_ref().is_none_or(|kinds| kinds.contains(&facts.kind.is))
        && when.states.as_ref().is_none_or(|states| states.contains(&findings.state()))
        && when.referrers.as_ref().is_none_or(|kinds| kinds.contains(&facts.referrer.kind))
        && when.closed_by.as_ref().is_none_or(|groups| closed_by(groups, procedure, findings))
}

fn closed_by(groups: &[String], procedure: &Procedure, findings: &Findings) -> bool {
    findings.children.iter().flat_map(|c| &c.recent).any(|involvement| {
        groups
            .iter()
            .filter_map(|group| procedure.groups.get(group))
            .any(|services| services.contains(&involvement.service))
    })
}
