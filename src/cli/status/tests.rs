use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::store::{Comparison, DayCount, EffectState, JournalCount, MailboxStatus};

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(minutes)
}

fn looked_at(minutes: i64) -> MailboxStatus {
    let compared =
        Comparison { at: at(minutes), on_server: 4, on_record: 4, missing: 0, unexpected: 0, differs_since: None };
    MailboxStatus { checked_at: Some(at(minutes)), compared: Some(compared), ..MailboxStatus::default() }
}

fn holder() -> Lease {
    Lease { holder: "process 1 of here".to_owned(), until: at(601) }
}

/// What is said of the mailbox `cass`, ten hours after the first minute.
fn said(cass: Option<MailboxStatus>, clock: Option<&Reading>) -> Vec<String> {
    let mailboxes = cass.map(|status| ("cass".into(), status)).into_iter().collect();
    let status = Status { now: at(600), mailboxes, ..Status::default() };
    let limits = BTreeMap::from([("cass".into(), Duration::from_mins(30))]);
    let report = judged(status, &limits, clock, Some(holder()));
    assert_eq!(report.well, report.problems.is_empty());
    assert!(report.status.mailboxes.contains_key(&"cass".into()), "every configured mailbox is listed");
    report.problems
}

#[test]
fn a_mailbox_that_was_never_reached_is_named_and_is_a_problem() {
    assert_eq!(said(None, None), ["cass: never reached"]);
}

#[test]
fn a_look_and_a_comparison_that_are_too_old_are_problems() {
    assert!(said(Some(looked_at(570)), None).is_empty());
    assert_eq!(said(Some(looked_at(569)), None), ["cass: not reached for 31 minutes"]);
    assert_eq!(said(Some(looked_at(400)), None), ["cass: not reached for 3 hours"]);
    let not_compared = MailboxStatus { compared: looked_at(500).compared, ..looked_at(599) };
    let problem = "cass: the mails on the server were not compared with the record for 1 hour";
    assert_eq!(said(Some(not_compared), None), [problem]);
    let never = MailboxStatus { compared: None, ..looked_at(599) };
    assert_eq!(said(Some(never), None), ["cass: the mails on the server were never compared with the record"]);
}

#[test]
fn a_difference_between_server_and_record_is_said_in_words() {
    let differing = |missing, unexpected| {
        let compared = Comparison { missing, unexpected, ..looked_at(599).compared.unwrap() };
        said(Some(MailboxStatus { compared: Some(compared), ..looked_at(599) }), None)
    };
    assert_eq!(differing(2, 0), ["cass: 2 mails on the server are not on record"]);
    assert_eq!(differing(1, 1), ["cass: 1 mail on the server is not on record; 1 mail on record is not on the server"]);
}

#[test]
fn counts_that_do_not_hold_are_problems() {
    let lost = DayCount { arrived: 2, filed: 1, ..DayCount::default() };
    let lost = MailboxStatus { all: lost, ..looked_at(599) };
    assert_eq!(said(Some(lost), None), ["cass: the mails that arrived do not add up"]);
    let nobodys = MailboxStatus { nobodys: 1, ..looked_at(599) };
    assert_eq!(said(Some(nobodys), None), ["cass: 1 mail on record as waiting, and of no open request"]);
}

#[test]
fn a_rehearsal_is_judged_by_its_own_minutes() {
    let clock = Reading { at: at(600), machine_at: at(0), until: at(1), speed: 60.0 };
    // Thirty of the machine's minutes are thirty hours here.
    assert!(said(Some(looked_at(0)), Some(&clock)).is_empty());
    assert_eq!(clock.now(at(0) + TimeDelta::seconds(30)), at(630));
    assert_eq!(clock.now(at(500)), at(660), "it stands still when the daemon is gone");
    assert_eq!(clock.now(at(-5)), at(600), "and never runs back");
}

#[test]
fn a_mailbox_that_left_the_configuration_is_shown_and_is_no_problem() {
    let status = Status { now: at(600), mailboxes: [("old".into(), looked_at(0))].into(), ..Status::default() };
    let report = judged(status, &BTreeMap::new(), None, Some(holder()));
    assert!(report.well && report.not_configured.contains(&"old".into()));
}

#[test]
fn no_daemon_and_what_is_tried_in_vain_or_not_handled_for_long_are_problems() {
    let told = |status: Status, holder| judged(status, &BTreeMap::new(), None, holder).problems;
    let now = || Status { now: at(600), ..Status::default() };
    assert_eq!(told(now(), None), ["no daemon works on this store"]);
    let row = |minutes| JournalCount {
        mailbox: "cass".into(),
        effect: "send".to_owned(),
        state: EffectState::Pending,
        count: 3,
        oldest: at(0),
        in_vain_since: Some(at(minutes)),
    };
    let tried = |minutes| told(Status { journal: vec![row(minutes)], ..now() }, Some(holder()));
    assert_eq!(tried(571), Vec::<String>::new());
    assert_eq!(tried(500), ["cass: messages are tried in vain for 1 hour"]);
    let unhandled =
        |minutes| told(Status { unhandled: 2, unhandled_since: Some(at(minutes)), ..now() }, Some(holder()));
    assert_eq!(unhandled(571), Vec::<String>::new());
    assert_eq!(unhandled(540), ["2 mails on record and not handled, the oldest received 1 hour ago"]);
}
