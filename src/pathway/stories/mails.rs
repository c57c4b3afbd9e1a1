//! Mails of the stories, and what the case store knows of whom they name. Names, addresses and numbers are
//! canaries: none may appear in an audit or an alarm.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::domain::{
    Address, Band, Because, Candidate, CaseState, ChildFacts, ChildFindings, Digest, Envelope, Facts, Findings,
    FolderName, Involvement, Kind, Match, MayBe, Name, Problem, Referrer, ReferrerKind, Sealed,
};

use super::staff::{at, day};

/// What must never stand in an audit, an alarm or a letter to somebody else.
pub(super) const CANARIES: [&str; 9] =
    ["Kofi", "Quennell", "Larkspur", "B11 4LG", "P10042", "Ottoline", "Vesper", "nspcc.test", "bruise"];

/// A mail that is to arrive.
#[derive(Clone)]
pub(super) struct Mail {
    pub(super) facts: Facts,
    pub(super) findings: Findings,
    pub(super) received_at: Option<DateTime<Utc>>,
    pub(super) by_hand: Option<String>,
    pub(super) put_into: Option<FolderName>,
}

/// A form of the NSPCC about a child whose referral CASS closed two weeks ago, decided by S2.
pub(super) fn form() -> Mail {
    Mail {
        facts: facts(),
        findings: Findings {
            children: vec![child(CaseState::Recent)],
            perhaps_siblings: vec![],
            store_as_of: Some(at("2026-11-23 02:00")),
            counted_from: day("2026-10-26"),
        },
        received_at: None,
        by_hand: None,
        put_into: None,
    }
}

fn facts() -> Facts {
    let concern = "Kofi came to school with a bruise. He said he fell.".to_owned();
    Facts {
        envelope: Envelope {
            from: Address { name: "Ottoline Vesper".to_owned(), email: "ottoline@nspcc.test".to_owned() },
            to: vec!["cass@trust.test".to_owned()],
            subject: "Referral: Kofi Quennell".to_owned(),
            message_id: Some("a1@nspcc.test".to_owned()),
            dmarc_pass: Some(true),
            ..Envelope::default()
        },
        kind: Because { is: Kind::Form, why: "the form's title".to_owned() },
        urgent: None,
        referrer: Referrer {
            kind: ReferrerKind::Charity,
            kind_why: String::new(),
            name: "Ottoline Vesper".to_owned(),
            agency: "NSPCC Helpline".to_owned(),
            email: "ottoline@nspcc.test".to_owned(),
            telephone: String::new(),
        },
        children: vec![ChildFacts {
            name: Name { given: "Kofi".to_owned(), family: "Quennell".to_owned() },
            date_of_birth: Some(day("2021-03-07")),
            address: "4 Larkspur Road".to_owned(),
            postcode: "B11 4LG".to_owned(),
            sure: true,
            ..ChildFacts::default()
        }],
        household: vec![],
        alleged: crate::domain::Alleged::default(),
        alerts: Vec::new(),
        content: Digest::of(concern.as_bytes()),
        text: concern.clone(),
        fresh_text: concern.clone(),
        concern,
        missing: vec![],
        given: vec![],
        doubtful: vec![],
        problems: vec![],
        attachments: vec![],
        bounce: None,
        away_until: None,
    }
}

/// A child as the store knows it: open, closed two weeks ago, closed long ago, or not there.
pub(super) fn child(state: CaseState) -> ChildFindings {
    let known = state != CaseState::None;
    let closed_on = match state {
        CaseState::Open | CaseState::None => None,
        CaseState::Recent => Some(day("2026-11-09")),
        CaseState::Old => Some(day("2026-05-04")),
    };
    let last = known.then(|| involvement("cass", "CASS", "S2", closed_on));
    ChildFindings {
        found: Match {
            band: if known { Band::Same } else { Band::NotKnown },
            person: known.then(|| "P10042".into()),
            candidates: vec![],
            may_be: MayBe::Anybody,
            why: if known { "same name, date of birth and postcode".to_owned() } else { "nobody like that".to_owned() },
            model: "1".to_owned(),
        },
        state,
        open: last.iter().filter(|_| state == CaseState::Open).cloned().collect(),
        recent: last.iter().filter(|_| state == CaseState::Recent).cloned().collect(),
        last,
        open_siblings: vec![],
        siblings: vec![],
        restricted: false,
        sealed: vec![],
        connected_staff: vec![],
        safety_alerts: vec![],
        readings: vec![],
    }
}

/// An involvement with a service; open when it was not closed.
pub(super) fn involvement(service: &str, team: &str, decider: &str, closed_on: Option<NaiveDate>) -> Involvement {
    Involvement {
        id: format!("I-{service}"),
        person: "P10042".into(),
        kind: "referral".to_owned(),
        service: service.to_owned(),
        team: team.to_owned(),
        worker: None,
        opened_on: closed_on.unwrap_or(day("2026-10-26")).checked_sub_days(Days::new(14)).unwrap(),
        closed_on,
        outcome: "no_further_action".to_owned(),
        decided_by: Some(decider.into()),
        decided_on: closed_on,
        source: "police".to_owned(),
        summary: "Kofi came to school with a bruise. Police called.".to_owned(),
    }
}

impl Mail {
    pub(super) fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub(super) fn urgent(self) -> Self {
        self.with(|m| m.facts.urgent = Some("marked urgent by the sender".to_owned()))
    }

    pub(super) fn kind(self, kind: Kind) -> Self {
        self.with(|m| m.facts.kind.is = kind)
    }

    pub(super) fn problem(self, problem: Problem) -> Self {
        self.with(|m| m.facts.problems.push(problem))
    }

    /// Not on record.
    pub(super) fn unknown(self) -> Self {
        self.with(|m| m.findings.children = vec![child(CaseState::None)])
    }

    /// Known, and closed long ago.
    pub(super) fn old(self) -> Self {
        self.with(|m| m.findings.children = vec![child(CaseState::Old)])
    }

    /// Closed on a day by a service's team.
    pub(super) fn closed_by(self, service: &str, team: &str, decider: &str) -> Self {
        self.with(|m| {
            let last = involvement(service, team, decider, Some(day("2026-11-09")));
            m.findings.children[0].recent = vec![last.clone()];
            m.findings.children[0].last = Some(last);
        })
    }

    /// Also closed by another service in the last weeks.
    pub(super) fn also_closed_by(self, service: &str, team: &str) -> Self {
        self.with(|m| {
            let other = involvement(service, team, "E1", Some(day("2026-11-16")));
            m.findings.children[0].recent.insert(0, other);
        })
    }

    /// Open to a team's worker.
    pub(super) fn open_to(self, team: &str, worker: Option<&str>) -> Self {
        self.with(|m| m.findings = open_findings(team, worker))
    }

    /// Open to a team's worker, with the alerts of the record as they are.
    pub(super) fn open_then(self, team: &str, worker: &str) -> Self {
        let alerts = self.findings.children[0].safety_alerts.clone();
        self.open_to(team, Some(worker)).with(|m| m.findings.children[0].safety_alerts = alerts)
    }

    /// Closed, with a brother or sister open to ASTI North and W2.
    pub(super) fn sibling_open(self) -> Self {
        self.with(|m| {
            let mut open = involvement("asti", "ASTI North", "P1", None);
            open.worker = Some("W2".into());
            m.findings.children[0].open_siblings = vec![("P10043".into(), "Ama".to_owned(), open)];
            m.findings.children[0].siblings = vec![("P10043".into(), "Ama".to_owned())];
        })
    }

    /// Perhaps somebody on record.
    pub(super) fn perhaps(self) -> Self {
        self.with(|m| {
            let mut child = child(CaseState::None);
            child.found.band = Band::Perhaps;
            child.found.why = "same name; date of birth differs".to_owned();
            child.found.candidates = vec![Candidate {
                person: "P10042".into(),
                bits: 11.0,
                why: "same name; date of birth differs by a day".to_owned(),
                shown_as: "Kofi Quennell".to_owned(),
            }];
            m.findings.children = vec![child];
        })
    }

    /// The child is one of these on record, each as its case stands, or nobody on record.
    pub(super) fn one_of_or_nobody(self, people: &[(&str, ChildFindings)]) -> Self {
        let mut mail = self.one_of(people);
        let child = &mut mail.findings.children[0];
        child.found.may_be = MayBe::OneOfTheseOrNobody;
        child.readings.push(super::mails::child(CaseState::None));
        mail
    }

    /// The child is one of these on record.
    pub(super) fn one_of(self, people: &[(&str, ChildFindings)]) -> Self {
        self.perhaps().with(|m| {
            let child = &mut m.findings.children[0];
            let first = child.found.candidates.remove(0);
            child.found.may_be = MayBe::OneOfThese;
            for (id, findings) in people {
                child.found.candidates.push(Candidate { person: (*id).into(), ..first.clone() });
                let mut reading = findings.clone();
                reading.found.person = Some((*id).into());
                child.readings.push(reading);
            }
        })
    }

    /// The child may be one whose record is restricted: nobody is named for it.
    pub(super) fn restricted(self) -> Self {
        self.restricted_to(&[])
    }

    /// The child may be one whose record is restricted to these staff.
    pub(super) fn restricted_to(self, named: &[&str]) -> Self {
        self.with(|m| {
            let child = &mut m.findings.children[0];
            child.restricted = true;
            child.sealed = vec![Sealed {
                person: "P10042".into(),
                name: "Kofi Quennell".to_owned(),
                date_of_birth: Some(day("2021-03-07")),
                certain: false,
                sibling: false,
                last: child.last.clone(),
                safety_alert: true,
                named: named.iter().map(|s| (*s).into()).collect(),
            }];
        })
    }

    /// These staff are connected with the family.
    pub(super) fn connected(self, staff: &[&str]) -> Self {
        self.with(|m| m.findings.children[0].connected_staff = staff.iter().map(|s| (*s).into()).collect())
    }

    /// Another sender.
    pub(super) fn from(self, kind: ReferrerKind, email: &str) -> Self {
        self.with(|m| {
            m.facts.referrer.kind = kind;
            m.facts.referrer.email = email.to_owned();
            m.facts.envelope.from.email = email.to_owned();
        })
    }

    /// Another text.
    pub(super) fn saying(self, concern: &str) -> Self {
        self.with(|m| {
            m.facts.concern = concern.to_owned();
            m.facts.fresh_text = concern.to_owned();
            m.facts.content = Digest::of(concern.as_bytes());
        })
    }

    /// Received then, though it is read later.
    pub(super) fn received(self, text: &str) -> Self {
        self.with(|m| m.received_at = Some(at(text)))
    }
}

/// The store's word once the case has been opened to a team.
pub(super) fn open_findings(team: &str, worker: Option<&str>) -> Findings {
    let mut findings = form().findings;
    let mut open = involvement("asti", team, "P1", None);
    open.worker = worker.map(Into::into);
    findings.children = vec![child(CaseState::Open)];
    findings.children[0].open = vec![open.clone()];
    findings.children[0].last = Some(open);
    findings
}
