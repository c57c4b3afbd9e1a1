//! Stories against a real file database.

mod audit;
mod carried_out;
mod commits;
mod database;
mod journal;
mod looks;
mod mails;
mod many;
mod migrations;
mod requests;
mod status;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tempfile::TempDir;

use super::*;
use crate::domain::{
    Ask, AuditEntry, Band, Because, CaseNote, CaseState, ChildFacts, ChildFindings, Digest, Envelope, Facts, Fetched,
    Filing, Findings, FolderName, Kind, MailId, MailboxName, Marks, Match, MayBe, Name, Phase, Place, Reference,
    Referrer, ReferrerKind, Request, RuleId, StaffId, Timer, TimerKind, Waiting,
};

/// A store in a folder of its own, which goes with it.
pub(super) struct Room {
    pub(super) folder: TempDir,
    pub(super) store: Store,
}

impl Room {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("frontdoor.db");
        Store::migrate(&path).await.unwrap();
        let store = Store::open(&path).await.unwrap();
        Self { folder, store }
    }

    pub(super) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("frontdoor.db")
    }

    /// The process dies: nothing is closed in order, and another one opens the same file.
    pub(super) async fn reopened(self) -> Self {
        let path = self.path();
        std::mem::forget(self.store);
        Self { store: Store::open(&path).await.unwrap(), folder: self.folder }
    }

    /// Changes the file behind the store's back.
    pub(super) async fn tamper(&self, sql: &'static str) {
        let changed = sqlx::query(sql).execute(self.store.writer()).await.unwrap();
        assert!(changed.rows_affected() > 0, "nothing was changed by {sql}");
    }

    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.store.reader()).await.unwrap()
    }

    /// Puts a mail on record that lies in INBOX.
    pub(super) async fn mail(&self, uid: u32, text: &str) -> MailId {
        self.store.mails().record(&[new_mail(uid, text)]).await.unwrap()[0].id
    }
}

pub(super) fn cass() -> MailboxName {
    "cass".into()
}

pub(super) fn inbox() -> FolderName {
    "INBOX".into()
}

/// Minutes after 10:00 UTC on Monday 23 November 2026.
pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    let start = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap().and_hms_opt(10, 0, 0).unwrap().and_utc();
    start + TimeDelta::minutes(minutes)
}

pub(super) fn place(folder: &str, uid: u32) -> Place {
    Place { mailbox: cass(), folder: folder.into(), uid_validity: 7, uid }
}

pub(super) fn new_mail(uid: u32, text: &str) -> NewMail {
    let bytes = text.as_bytes().to_vec();
    let digest = Digest::of(&bytes);
    let fetched = Fetched { place: place("INBOX", uid), received_at: at(i64::from(uid)), bytes };
    NewMail { fetched, digest, message_id: Some(format!("mail-{uid}@school.example")), not_whole: None }
}

pub(super) fn reference(number: u64) -> Reference {
    Reference::from_bits(number)
}

pub(super) fn facts(concern: &str) -> Facts {
    Facts {
        envelope: Envelope { subject: "A concern".to_owned(), ..Envelope::default() },
        kind: Because { is: Kind::Form, why: "a form is attached".to_owned() },
        urgent: None,
        referrer: Referrer {
            kind: ReferrerKind::Education,
            kind_why: String::new(),
            name: "Ada Head".to_owned(),
            agency: "Hill School".to_owned(),
            email: "head@school.example".to_owned(),
            telephone: String::new(),
        },
        children: vec![ChildFacts {
            name: Name { given: "Sam".to_owned(), family: "Reed".to_owned() },
            ..ChildFacts::default()
        }],
        household: Vec::new(),
        alleged: crate::domain::Alleged::default(),
        alerts: Vec::new(),
        concern: concern.to_owned(),
        missing: Vec::new(),
        given: Vec::new(),
        doubtful: Vec::new(),
        problems: Vec::new(),
        text: concern.to_owned(),
        content: Digest::of(concern.as_bytes()),
        attachments: Vec::new(),
        fresh_text: concern.to_owned(),
        bounce: None,
        away_until: None,
    }
}

pub(super) fn findings(person: &str) -> Findings {
    let found = Match {
        band: Band::Same,
        person: Some(person.into()),
        candidates: Vec::new(),
        may_be: MayBe::Anybody,
        why: "same name and date of birth".to_owned(),
        model: "1".to_owned(),
    };
    let child = ChildFindings {
        found,
        state: CaseState::Recent,
        open: Vec::new(),
        recent: Vec::new(),
        last: None,
        open_siblings: Vec::new(),
        siblings: Vec::new(),
        restricted: false,
        sealed: Vec::new(),
        connected_staff: Vec::new(),
        safety_alerts: Vec::new(),
        readings: Vec::new(),
    };
    Findings {
        children: vec![child],
        perhaps_siblings: vec![],
        store_as_of: Some(at(0)),
        counted_from: at(0).date_naive(),
    }
}

/// A request made of a mail, with a person asked until 16:00.
pub(super) fn request(number: u64, mail: MailId, person: &str, concern: &str) -> Request {
    let ask =
        Ask { rung: 0, number: 0, first: 0, deadline: at(360), remind_at: None, asked_again: 0, exhausted: false };
    Request {
        reference: reference(number),
        mailbox: cass(),
        version: 0,
        procedure: "cass".to_owned(),
        procedure_version: "1".to_owned(),
        pathway: "review".into(),
        rule: "C3".to_owned(),
        pool: Some("cass".to_owned()),
        mail,
        received_at: at(mail.0),
        facts: facts(concern),
        findings: findings(person),
        said: Vec::new(),
        holder: None,
        phase: Phase::Waiting { step: "decision".into(), on: Waiting::Answer(ask) },
        asked: Vec::new(),
        decision: None,
        assigned_to: None,
        same_as: None,
        folder: "REVIEW CONTACTS".into(),
        placed_by_hand: false,
        letter_accepted: false,
        letters: vec![],
        open_overruled: false,
        observed: false,
        marks: Marks::default(),
        next_key: 2,
    }
}

pub(super) fn entry(what: &str) -> AuditEntry {
    AuditEntry {
        who: "daemon".to_owned(),
        what: what.to_owned(),
        why: "closed eleven days ago".to_owned(),
        rule: RuleId::from("C3"),
    }
}

pub(super) fn filing(key: &str, mail: MailId, tag: Option<&str>) -> Filing {
    Filing {
        key: key.to_owned(),
        mail,
        folder: Some("REVIEW CONTACTS".into()),
        subject_tag: tag.map(str::to_owned),
        add: vec!["RAO".to_owned()],
        remove: Vec::new(),
    }
}

pub(super) fn send(key: &str, number: u64) -> FrozenSend {
    FrozenSend {
        key: key.to_owned(),
        after: None,
        template: "decision_request".to_owned(),
        class: SendClass::Staff,
        mailbox: cass(),
        from: "cass@council.example".to_owned(),
        recipients: vec!["manager@council.example".to_owned()],
        message_id: format!("{key}-{number}@council.example"),
        bytes: b"Subject: A decision\r\n\r\nPlease.\r\n".to_vec(),
        urgent: false,
    }
}

pub(super) fn under(minutes: i64) -> Under<'static> {
    Under { at: at(minutes), policy_version: "v1" }
}

/// Record and server agree on three mails.
pub(super) fn agreed(minutes: i64) -> Comparison {
    Comparison { at: at(minutes), on_server: 3, on_record: 3, missing: 0, unexpected: 0, differs_since: None }
}

/// Nothing but a time and a mailbox.
pub(super) fn empty_commit(minutes: i64) -> Commit {
    Commit {
        at: at(minutes),
        mailbox: cass(),
        policy_version: "v1".to_owned(),
        mail: None,
        by_hand: None,
        ends: None,
        expected_version: None,
        request: None,
        files: Vec::new(),
        sends: Vec::new(),
        cancels: Vec::new(),
        timers: Vec::new(),
        audit: Vec::new(),
        notes: Vec::new(),
        chosen: Vec::new(),
        absent: Vec::new(),
        alarms: Vec::new(),
        observe_only: false,
    }
}

/// The commit of a new request: one filing, one message, two timers, two audit entries, a note, a choice.
pub(super) fn arrival(number: u64, mail: MailId, person: &str, concern: &str) -> Commit {
    let request = request(number, mail, person, concern);
    Commit {
        mail: Some(HandledMail {
            id: mail,
            disposition: Disposition::WithPerson,
            kind: Kind::Form,
            request: Some(request.reference.clone()),
        }),
        files: vec![filing("0", mail, None)],
        sends: vec![send("1", number)],
        timers: vec![
            Timer { kind: TimerKind::Remind, due_at: at(300) },
            Timer { kind: TimerKind::Deadline, due_at: at(360) },
        ],
        audit: vec![entry("on record"), entry("decision asked for")],
        notes: vec![CaseNote { at: at(0), text: "Ada Head wrote about Sam Reed.".to_owned() }],
        chosen: vec![("decisions".to_owned(), StaffId::from("S1"))],
        request: Some(request),
        ..empty_commit(0)
    }
}

/// The commit that closes a request.
pub(super) fn closing(mut request: Request, minutes: i64) -> Commit {
    let (mail, reference) = (request.mail, request.reference.clone());
    let expected_version = Some(request.version);
    request.phase = Phase::Closed { outcome: "no contact".to_owned(), at: at(minutes) };
    Commit {
        mail: Some(HandledMail {
            id: mail,
            disposition: Disposition::Filed,
            kind: Kind::Form,
            request: Some(reference),
        }),
        expected_version,
        request: Some(request),
        audit: vec![entry("closed")],
        ..empty_commit(minutes)
    }
}
