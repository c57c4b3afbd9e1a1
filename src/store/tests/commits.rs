use std::collections::BTreeMap;

use super::*;
use crate::domain::LearnedAbsence;

#[tokio::test]
async fn i1_what_was_decided_is_all_there_after_a_crash() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    let commit = arrival(1, mail, "P1", "bruises");
    room.store.commit(std::slice::from_ref(&commit)).await.unwrap();

    let room = room.reopened().await;
    let why = room.store.why(&reference(1)).await.unwrap();
    assert_eq!(why.request, Some(Request { version: 1, ..commit.request.unwrap() }));
    assert_eq!(why.timers, [commit.timers[0].clone(), commit.timers[1].clone()]);
    assert_eq!(why.notes, commit.notes);
    let audit: Vec<_> = why.audit.iter().map(|row| (row.number, row.at, row.entry.clone())).collect();
    assert_eq!(audit, [(1, at(0), entry("on record")), (2, at(0), entry("decision asked for"))]);
    assert_eq!(why.audit[0].policy_version, "v1");
    let journal: Vec<_> =
        why.journal.iter().map(|line| (line.key.as_str(), line.state, line.folder.as_deref())).collect();
    assert_eq!(journal, [("0", EffectState::Pending, Some("REVIEW CONTACTS")), ("1", EffectState::Pending, None)]);
    let row = &why.mails[0];
    assert_eq!((row.disposition, row.kind, row.handled_at), (Disposition::WithPerson, Some(Kind::Form), Some(at(0))));
    assert_eq!(row.request, Some(reference(1)));
    assert!(room.store.mails().unhandled(&[&cass()], 10).await.unwrap().is_empty());
    let chosen = room.store.rota().memory().await.unwrap().last;
    assert_eq!(chosen, BTreeMap::from([(("decisions".to_owned(), "S1".into()), at(0))]));
    assert!(serde_json::to_string(&why.journal).unwrap().contains("REVIEW CONTACTS"));
}

#[tokio::test]
async fn a_commit_on_a_request_that_changed_meanwhile_writes_nothing() {
    let room = Room::new().await;
    let (one, two) = (room.mail(1, "one").await, room.mail(2, "two").await);
    room.store.commit(&[arrival(1, one, "P1", "bruises")]).await.unwrap();
    let read = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    room.store.commit(&[closing(read.clone(), 5)]).await.unwrap();

    // A second daemon read the same and is late; with it a good commit waits in the same batch.
    let error = room.store.commit(&[arrival(2, two, "P2", "hunger"), closing(read, 6)]).await.unwrap_err();
    assert!(matches!(&error, CommitError::Stale(which) if *which == reference(1)), "{error}");
    assert_eq!(room.store.requests().load(&reference(2)).await.unwrap(), None);
    assert_eq!(room.store.mails().unhandled(&[&cass()], 10).await.unwrap().len(), 1);
    assert_eq!(room.store.why(&reference(1)).await.unwrap().audit.len(), 3);

    // A reference that is taken is stale too: the caller draws another.
    let error = room.store.commit(&[arrival(1, two, "P2", "hunger")]).await.unwrap_err();
    assert!(matches!(&error, CommitError::Stale(which) if *which == reference(1)), "{error}");
    let mut unknown = request(9, two, "P9", "unknown");
    unknown.version = 4;
    assert!(matches!(room.store.commit(&[closing(unknown, 1)]).await, Err(CommitError::Stale(_))));
}

#[tokio::test]
async fn two_events_of_one_request_go_in_one_batch() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    let first = arrival(1, mail, "P1", "bruises");
    let mut second = first.request.clone().unwrap();
    second.version = 1;
    room.store.commit(&[first, closing(second, 5)]).await.unwrap();
    let request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    assert_eq!((request.version, request.is_closed()), (2, true));
    let why = room.store.why(&reference(1)).await.unwrap();
    assert_eq!((why.timers.len(), why.audit.len(), why.mails[0].disposition), (0, 3, Disposition::Filed));
    assert_eq!(why.mails[0].handled_at, Some(at(0)), "handled once");
    assert_eq!(room.store.audit().verify().await.unwrap(), 3);
}

#[tokio::test]
async fn a_key_is_carried_out_once() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    room.store.commit(&[arrival(1, mail, "P1", "bruises")]).await.unwrap();
    let request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    let mut again = closing(request.clone(), 5);
    again.sends = vec![send("1", 1)];
    let error = room.store.commit(&[again]).await.unwrap_err();
    assert!(matches!(&error, CommitError::KeyTaken { key, .. } if key == "1"), "{error}");
    assert_eq!(error.advice(), Advice::GiveUp);

    let mut twice = closing(request.clone(), 5);
    twice.sends = vec![send("2", 1), send("2", 1)];
    assert!(matches!(room.store.commit(&[twice]).await, Err(CommitError::KeyTaken { .. })));
    assert_eq!(room.store.requests().load(&reference(1)).await.unwrap().unwrap().version, 1);
    assert_eq!(room.count("SELECT count(*) FROM journal").await, 2);
}

#[tokio::test]
async fn r9_what_waits_is_dropped_and_what_is_begun_is_not() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    room.store.commit(&[arrival(1, mail, "P1", "bruises")]).await.unwrap();
    let sends = room.store.journal().next_sends(at(1), 10).await.unwrap();
    room.store.journal().in_flight(&[sends[0].id], at(1)).await.unwrap();

    let request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    let mut commit = closing(request, 5);
    commit.cancels = vec!["0".to_owned(), "1".to_owned(), "no such key".to_owned()];
    room.store.commit(&[commit]).await.unwrap();
    let states: Vec<EffectState> =
        room.store.why(&reference(1)).await.unwrap().journal.iter().map(|line| line.state).collect();
    assert_eq!(states, [EffectState::Cancelled, EffectState::InFlight]);
    assert!(room.store.journal().next_filings(&cass(), at(9), 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_mailbox_that_is_observed_records_and_never_acts() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    room.store.commit(&[Commit { observe_only: true, ..arrival(1, mail, "P1", "bruises") }]).await.unwrap();
    let why = room.store.why(&reference(1)).await.unwrap();
    assert!(why.journal.iter().all(|line| line.state == EffectState::Observed) && why.journal.len() == 2);
    let journal = room.store.journal();
    assert!(journal.next_filings(&cass(), at(9), 10).await.unwrap().is_empty());
    assert!(journal.next_sends(at(9), 10).await.unwrap().is_empty());
    assert_eq!(journal.recover(at(9)).await.unwrap(), Recovered::default());
    assert_eq!(journal.next_at(at(0)).await.unwrap(), None);
}

#[tokio::test]
async fn a_mail_that_makes_no_request_has_its_own_chain() {
    let room = Room::new().await;
    let mail = room.mail(1, "a newsletter").await;
    let commit = Commit {
        mail: Some(HandledMail { id: mail, disposition: Disposition::Filed, kind: Kind::Bulk, request: None }),
        files: vec![filing("0", mail, None)],
        audit: vec![entry("filed")],
        alarms: vec!["too many newsletters".to_owned()],
        ..empty_commit(0)
    };
    room.store.commit(&[commit]).await.unwrap();
    let why = room.store.why_mail(mail).await.unwrap();
    assert_eq!((why.request, why.audit.len(), why.journal.len()), (None, 1, 1));
    assert_eq!(why.mails.iter().map(|m| (m.id, m.request.clone())).collect::<Vec<_>>(), [(mail, None)]);
    let filings = room.store.journal().next_filings(&cass(), at(1), 10).await.unwrap();
    assert_eq!((filings.len(), filings[0].reference.clone()), (1, None));
}

#[tokio::test]
async fn i1_a_mail_that_is_not_on_record_cannot_be_handled() {
    let room = Room::new().await;
    let error = room.store.commit(&[arrival(1, MailId(77), "P1", "bruises")]).await.unwrap_err();
    assert!(matches!(error, CommitError::Store(_)), "{error}");
    assert_eq!(room.store.requests().load(&reference(1)).await.unwrap(), None);
}

#[tokio::test]
async fn r2_choices_of_one_batch_are_remembered_in_their_order() {
    let room = Room::new().await;
    let chosen = |who: &str| Commit { chosen: vec![("list".to_owned(), who.into())], ..empty_commit(5) };
    room.store.commit(&[chosen("S1"), chosen("S2"), chosen("S1")]).await.unwrap();
    let last = room.store.rota().memory().await.unwrap().last;
    let of = |who: &str| last[&("list".to_owned(), who.into())];
    assert!(of("S2") < of("S1"), "it is the turn of S2: {last:?}");
}

#[tokio::test]
async fn r2_r10_rotas_remember_the_latest_choice_and_absence_the_latest_reply() {
    let room = Room::new().await;
    let chosen = |minutes, who: &str| Commit { chosen: vec![("list".to_owned(), who.into())], ..empty_commit(minutes) };
    let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
    let away = |minutes, until| Commit { absent: vec![("S2".into(), day(until))], ..empty_commit(minutes) };
    room.store.commit(&[chosen(5, "S1"), chosen(3, "S1"), chosen(4, "S2"), away(1, 30)]).await.unwrap();
    room.store.commit(&[chosen(2, "S2"), away(2, 25)]).await.unwrap();
    let memory = room.store.rota().memory().await.unwrap().last;
    let expected =
        BTreeMap::from([(("list".to_owned(), "S1".into()), at(5)), (("list".to_owned(), "S2".into()), at(4))]);
    assert_eq!(memory, expected);
    let learned = [LearnedAbsence { person: "S2".into(), until: day(25) }];
    assert_eq!(room.store.rota().absences(at(0)).await.unwrap(), learned);
    assert_eq!(room.store.rota().absences(at(4 * 24 * 60)).await.unwrap(), [], "over");
}

#[tokio::test]
async fn r5_timers_are_replaced_as_a_set_and_come_due_in_order() {
    let room = Room::new().await;
    let (one, two) = (room.mail(1, "one").await, room.mail(2, "two").await);
    room.store.commit(&[arrival(1, one, "P1", "bruises"), arrival(2, two, "P2", "hunger")]).await.unwrap();
    let timers = room.store.timers();
    assert_eq!(timers.next_at(at(0)).await.unwrap(), Some(at(300)));
    assert_eq!(timers.due(at(299), 10).await.unwrap(), []);
    let due = timers.due(at(300), 10).await.unwrap();
    assert_eq!(due.iter().map(|d| &d.timer.kind).collect::<Vec<_>>(), [&TimerKind::Remind, &TimerKind::Remind]);
    assert_eq!(timers.due(at(400), 1).await.unwrap().len(), 1);

    let request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    room.store.commit(&[closing(request, 301)]).await.unwrap();
    let due = timers.due(at(300), 10).await.unwrap();
    assert_eq!(due.iter().map(|d| d.reference.clone()).collect::<Vec<_>>(), [reference(2)]);
    timers.put_off(&due[0], at(310)).await.unwrap();
    assert_eq!(timers.next_at(at(300)).await.unwrap(), Some(at(310)));
}

#[tokio::test]
async fn a_thousand_commits_are_one_transaction() {
    let room = Room::new().await;
    let mails: Vec<NewMail> = (1..=1000).map(|uid| new_mail(uid, &format!("mail {uid}"))).collect();
    let recorded = room.store.mails().record(&mails).await.unwrap();
    let commits: Vec<Commit> = (1_u64..)
        .zip(&recorded)
        .map(|(number, mail)| arrival(number, mail.id, &format!("P{number}"), &format!("concern {number}")))
        .collect();
    room.store.commit(&commits).await.unwrap();
    assert_eq!(room.count("SELECT count(*) FROM requests").await, 1000);
    assert_eq!(room.count("SELECT count(*) FROM journal WHERE state = 'pending'").await, 2000);
    assert_eq!(room.count("SELECT count(*) FROM timers").await, 2000);
    assert_eq!(room.count("SELECT count(*) FROM mails WHERE handled_at IS NULL").await, 0);
    assert_eq!(room.store.audit().verify().await.unwrap(), 2000);
    assert_eq!(room.store.requests().open_requests(&cass()).await.unwrap().len(), 1000);

    let all = room.store.requests().open_requests(&cass()).await.unwrap();
    let closings: Vec<Commit> = all.into_iter().map(|request| closing(request, 10)).collect();
    room.store.commit(&closings).await.unwrap();
    assert_eq!(room.count("SELECT count(*) FROM timers").await, 0);
    assert!(room.store.requests().open_requests(&cass()).await.unwrap().is_empty());
    room.store.commit(&[]).await.unwrap();
}

#[tokio::test]
async fn every_question_may_be_asked_from_a_task_of_its_own() {
    fn movable<F: Future + Send>(_: F) {}
    let room = Room::new().await;
    let store = &room.store;
    movable(store.lease("one", at(0), TimeDelta::minutes(1), under(0)));
    movable(store.commit(&[]));
    movable(store.status(at(0), chrono_tz::Europe::London));
    movable(store.why(&reference(1)));
    movable(store.audit().verify());
    movable(store.mails().start(&cass(), &inbox(), 7, at(0)));
    movable(store.mails().completeness(&cass(), &BTreeMap::new()));
    movable(store.requests().related(&cass(), false, &[]));
    movable(store.journal().filed(&[], at(0)));
    movable(store.rota().memory());
    movable(store.notes().purge(&reference(1), at(0), "v1"));
}
