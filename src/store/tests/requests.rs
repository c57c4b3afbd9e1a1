use super::*;
use crate::domain::{Account, Candidate, Decided, Related};

fn lookup(mail: MailId, concern: &str, people: &[&str]) -> Lookup {
    Lookup {
        mail,
        content: Digest::of(concern.as_bytes()),
        sender: "Head@school.example".to_owned(),
        people: people.iter().map(|p| (*p).into()).collect(),
    }
}

#[tokio::test]
async fn requests_are_found_by_reference_mail_and_phase() {
    let room = Room::new().await;
    let (one, two) = (room.mail(1, "one").await, room.mail(2, "two").await);
    let mut second = arrival(2, two, "P1", "bruises");
    let waiting = second.request.as_mut().unwrap();
    waiting.phase = Phase::Waiting { step: "wait".into(), on: Waiting::Other(reference(1)) };
    room.store.commit(&[arrival(1, one, "P1", "bruises"), second]).await.unwrap();
    let requests = room.store.requests();

    assert_eq!(requests.by_mail(two).await.unwrap().unwrap().reference, reference(2));
    assert_eq!(requests.by_mail(MailId(9)).await.unwrap(), None);
    let waits: Vec<_> = requests.waiting_on(&reference(1)).await.unwrap().into_iter().map(|r| r.reference).collect();
    assert_eq!(waits, [reference(2)]);
    let many = requests.load_many(&[reference(1), reference(2), reference(3)]).await.unwrap();
    assert_eq!(many.keys().cloned().collect::<Vec<_>>(), [reference(1), reference(2)]);

    let first = many[&reference(1)].clone();
    room.store.commit(&[closing(first, 9)]).await.unwrap();
    let open: Vec<_> = requests.open_requests(&cass()).await.unwrap().into_iter().map(|r| r.reference).collect();
    assert_eq!(open, [reference(2)]);
    assert!(requests.open_requests(&"duty".into()).await.unwrap().is_empty());
}

/// What a request of the tests says with this concern.
fn said(concern: &str) -> Account {
    Account::of(&super::request(1, MailId(1), "P1", concern).facts)
}

#[tokio::test]
async fn c5_related_requests_are_found_by_content_and_by_child_for_a_whole_batch() {
    let room = Room::new().await;
    let (one, two) = (room.mail(1, "one").await, room.mail(2, "two").await);
    let mut second = arrival(2, two, "P2", "hunger");
    second.request.as_mut().unwrap().facts.referrer.email = "nurse@health.example".to_owned();
    room.store.commit(&[arrival(1, one, "P1", "bruises"), second]).await.unwrap();
    let mut first = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    first.letter_accepted = true;
    first.decision =
        Some(Decided { choice: "NO CONTACT".to_owned(), reason: "known".to_owned(), by: Some("S1".into()), at: at(4) });
    room.store.commit(&[closing(first, 5)]).await.unwrap();

    let of_one = Related {
        reference: reference(1),
        identical: true,
        same_sender: true,
        outcome: Some("no contact".to_owned()),
        closed_at: Some(at(5)),
        copy_of: None,
        letter: true,
        decided_by: Some("S1".into()),
        received_at: at(1),
        said: said("bruises"),
    };
    let of_two = Related {
        reference: reference(2),
        identical: false,
        same_sender: false,
        outcome: None,
        closed_at: None,
        copy_of: None,
        letter: false,
        decided_by: None,
        received_at: at(2),
        said: said("hunger"),
    };
    let lookups = [
        lookup(MailId(50), "bruises", &["P2", "P2"]),
        lookup(MailId(51), "something else", &["P1"]),
        lookup(MailId(52), "something else", &["P3"]),
        // The mail of the request itself, read again after a crash.
        lookup(one, "bruises", &["P1"]),
    ];
    let found = room.store.requests().related(&cass(), false, &lookups).await.unwrap();
    assert_eq!(found[&MailId(50)], [of_two, of_one.clone()]);
    assert_eq!(found[&MailId(51)], [Related { identical: false, ..of_one }]);
    assert_eq!(found[&MailId(52)], []);
    assert_eq!(found[&one], []);
    let elsewhere = room.store.requests().related(&"duty".into(), false, &lookups).await.unwrap();
    assert!(elsewhere.values().all(Vec::is_empty), "another mailbox's requests are not told");
}

#[tokio::test]
async fn c1_a_child_that_a_person_named_counts_and_one_corrected_does_not() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    room.store.commit(&[arrival(1, mail, "P1", "bruises")]).await.unwrap();
    let mut request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    request.findings = findings("P7");
    request.said = vec![Some("P8".into()), None];
    let commit = Commit { expected_version: Some(1), request: Some(request), ..empty_commit(5) };
    room.store.commit(&[commit]).await.unwrap();
    let lookups =
        [lookup(MailId(50), "x", &["P1"]), lookup(MailId(51), "x", &["P7"]), lookup(MailId(52), "x", &["P8"])];
    let found = room.store.requests().related(&cass(), false, &lookups).await.unwrap();
    assert_eq!(found.values().map(Vec::len).collect::<Vec<_>>(), [0, 1, 1]);
}

#[tokio::test]
async fn r10_a_message_id_leads_to_the_request_whether_ours_or_the_referrers() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    room.store.commit(&[arrival(1, mail, "P1", "bruises")]).await.unwrap();
    let requests = room.store.requests();
    let ours = requests.by_message_id("1-1@council.example").await.unwrap();
    assert_eq!(ours, [FoundRequest { reference: reference(1), key: Some("1".to_owned()) }]);
    let theirs = requests.by_message_id("mail-1@school.example").await.unwrap();
    assert_eq!(theirs, [FoundRequest { reference: reference(1), key: None }]);
    assert_eq!(requests.by_message_id("nobody@nowhere.example").await.unwrap(), []);
    let message = room.store.journal().by_message_id("1-1@council.example").await.unwrap().unwrap();
    assert_eq!((message.reference, message.key.as_str()), (Some(reference(1)), "1"));
}

#[tokio::test]
async fn a_broken_row_is_named_without_quoting_it() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    room.store.commit(&[arrival(1, mail, "P1", "bruises")]).await.unwrap();
    room.tamper("UPDATE requests SET body = replace(body, '\"received_at\":', '\"received_at\":\"Sam Reed\",\"x\":')")
        .await;
    let error = room.store.requests().load(&reference(1)).await.unwrap_err();
    assert_eq!(error.to_string(), "table requests, column body, row FD-0000-0001: not readable");
    let StoreError::Row { source, .. } = &error else { panic!("{error}") };
    assert!(source.to_string().starts_with("broken JSON (data, line 1,"), "{source}");
    assert!(!format!("{error:?}").contains("Sam"), "{error:?}");
    assert_eq!(error.advice(), Advice::GiveUp);

    room.tamper("UPDATE mails SET kind = 'riddle'").await;
    let error = room.store.mails().load(mail).await.unwrap_err();
    assert_eq!(error.to_string(), format!("table mails, column kind, row {mail}: not readable"));
    room.tamper("UPDATE timers SET due_at = 9223372036854775807").await;
    let error = room.store.timers().of(&reference(1)).await.unwrap_err();
    assert_eq!(error.to_string(), "table timers, column due_at, row FD-0000-0001: not readable");
}

#[tokio::test]
async fn a_request_that_could_not_be_read_again_is_refused_at_once() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    let mut commit = arrival(1, mail, "P1", "bruises");
    let found = &mut commit.request.as_mut().unwrap().findings.children[0].found;
    found.candidates.push(Candidate {
        person: "P1".into(),
        bits: f64::NEG_INFINITY,
        why: "no evidence".to_owned(),
        shown_as: "Sam Reed".to_owned(),
    });
    let error = room.store.commit(&[commit]).await.unwrap_err();
    assert!(matches!(error, CommitError::Store(StoreError::NotStorable { column: "body", .. })), "{error}");
}

#[tokio::test]
async fn retention_a_closed_request_is_purged_and_its_audit_stays_whole() {
    let room = Room::new().await;
    let (one, two) = (room.mail(1, "one").await, room.mail(2, "two").await);
    room.store.commit(&[arrival(1, one, "P1", "bruises"), arrival(2, two, "P2", "hunger")]).await.unwrap();
    let notes = room.store.notes();
    assert!(!notes.purge(&reference(1), at(9), "v1").await.unwrap(), "it is open");
    for number in [1, 2] {
        let request = room.store.requests().load(&reference(number)).await.unwrap().unwrap();
        room.store.commit(&[closing(request, 5)]).await.unwrap();
    }
    assert_eq!(notes.purgeable(at(9), 10).await.unwrap(), [], "not all is carried out");
    let sends = room.store.journal().next_sends(at(6), 10).await.unwrap();
    let filings = room.store.journal().next_filings(&cass(), at(6), 10).await.unwrap();
    let ids: Vec<_> = sends.iter().map(|s| s.id).chain(filings.iter().map(|f| f.id)).map(|id| (id, "250")).collect();
    room.store.journal().done(&ids, at(6)).await.unwrap();
    room.store.requests().hold(&reference(2), true).await.unwrap();

    assert_eq!(notes.purgeable(at(5), 10).await.unwrap(), [], "not old enough");
    assert_eq!(notes.purgeable(at(9), 10).await.unwrap(), [reference(1)]);
    assert!(notes.purge(&reference(1), at(9), "v1").await.unwrap());
    assert!(!notes.purge(&reference(2), at(9), "v1").await.unwrap(), "it is under legal hold");

    let why = room.store.why(&reference(1)).await.unwrap();
    assert_eq!((why.request, why.notes.len(), why.timers.len()), (None, 0, 0));
    assert_eq!(why.audit.last().map(|row| row.entry.what.as_str()), Some("purged"));
    assert_eq!(room.store.mails().bytes(one).await.unwrap(), None);
    assert!(room.store.mails().load(one).await.unwrap().unwrap().place.is_some(), "never fetched anew");
    assert_eq!(room.store.requests().by_message_id("mail-1@school.example").await.unwrap(), []);
    assert!(room.store.mails().bytes(two).await.unwrap().is_some());
    assert_eq!(room.store.audit().verify().await.unwrap(), 11);
}
