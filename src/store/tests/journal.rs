use super::*;
use crate::domain::JournalId;

/// A request with these effects.
async fn with_effects(room: &Room, files: Vec<Filing>, sends: Vec<FrozenSend>) {
    let mail = room.mail(1, "one").await;
    let commit = Commit { files, sends, ..arrival(1, mail, "P1", "bruises") };
    room.store.commit(&[commit]).await.unwrap();
}

async fn states(room: &Room) -> Vec<(String, EffectState, u32)> {
    let why = room.store.why(&reference(1)).await.unwrap();
    why.journal.into_iter().map(|line| (line.key, line.state, line.attempts)).collect()
}

#[tokio::test]
async fn i5_urgent_messages_go_first_then_the_oldest() {
    let room = Room::new().await;
    let urgent = FrozenSend { urgent: true, ..send("2", 1) };
    let later = FrozenSend { after: Some(at(30)), ..send("3", 1) };
    with_effects(&room, Vec::new(), vec![send("0", 1), later, send("1", 1), urgent]).await;
    let journal = room.store.journal();
    let keys = |sends: Vec<NextSend>| sends.into_iter().map(|s| s.key).collect::<Vec<_>>();
    assert_eq!(keys(journal.next_sends(at(0), 10).await.unwrap()), ["2", "0", "1"]);
    assert_eq!(keys(journal.next_sends(at(0), 1).await.unwrap()), ["2"]);
    assert_eq!(journal.next_at(at(0)).await.unwrap(), Some(at(30)));
    assert_eq!(keys(journal.next_sends(at(30), 10).await.unwrap()), ["2", "0", "3", "1"]);

    let first = journal.next_sends(at(0), 1).await.unwrap().remove(0);
    assert_eq!(
        (first.bytes, first.message_id, first.class),
        (send("2", 1).bytes, send("2", 1).message_id, SendClass::Staff)
    );
    assert_eq!((first.from, first.recipients, first.urgent), (send("2", 1).from, send("2", 1).recipients, true));
}

#[tokio::test]
async fn a_message_is_retried_later_and_given_up_with_a_reason() {
    let room = Room::new().await;
    with_effects(&room, Vec::new(), vec![send("0", 1)]).await;
    let journal = room.store.journal();
    let id = journal.next_sends(at(0), 10).await.unwrap()[0].id;
    assert_eq!(journal.in_flight(&[id, JournalId(99)], at(0)).await.unwrap().into_iter().collect::<Vec<_>>(), [id]);
    assert!(journal.next_sends(at(0), 10).await.unwrap().is_empty(), "it is being sent");
    assert!(journal.in_flight(&[id], at(0)).await.unwrap().is_empty(), "nobody else begins it");

    journal.retry(id, at(0), at(5), "451").await.unwrap();
    assert!(journal.next_sends(at(4), 10).await.unwrap().is_empty());
    assert_eq!(journal.next_sends(at(5), 10).await.unwrap()[0].attempts, 1);
    journal.in_flight(&[id], at(5)).await.unwrap();
    journal.failed(id, at(6), "550").await.unwrap();
    assert_eq!(states(&room).await, [("0".to_owned(), EffectState::Failed, 2)]);
    journal.retry(id, at(6), at(7), "451").await.unwrap();
    assert!(journal.next_sends(at(9), 10).await.unwrap().is_empty(), "given up is given up");
}

#[tokio::test]
async fn an_unknown_outcome_is_repeated_once_byte_for_byte_and_then_told() {
    let room = Room::new().await;
    with_effects(&room, Vec::new(), vec![send("0", 1)]).await;
    let before = room.store.journal().next_sends(at(0), 10).await.unwrap().remove(0);
    room.store.journal().in_flight(&[before.id], at(0)).await.unwrap();

    // Killed between the final dot and the reply.
    let room = room.reopened().await;
    let recovered = room.store.journal().recover(at(1)).await.unwrap();
    assert_eq!(recovered, Recovered { repeats: vec![before.id], ..Recovered::default() });
    let again = room.store.journal().next_sends(at(1), 10).await.unwrap().remove(0);
    assert_eq!(again, NextSend { attempts: 1, unknowns: 1, ..before.clone() });

    room.store.journal().in_flight(&[before.id], at(2)).await.unwrap();
    let room = room.reopened().await;
    let recovered = room.store.journal().recover(at(3)).await.unwrap();
    assert_eq!(recovered, Recovered::default());
    // Until a person was told, however often the daemon dies before.
    let room = room.reopened().await;
    assert_eq!(room.store.journal().recover(at(4)).await.unwrap(), Recovered::default());
    let untold: Vec<_> = room.store.journal().untold().await.unwrap().into_iter().map(|u| u.id).collect();
    assert_eq!(untold, [before.id]);
    room.store.journal().ended(&Ends { id: before.id, how: End::Told }, at(5)).await.unwrap();
    assert_eq!(room.store.journal().untold().await.unwrap(), []);
    assert!(room.store.journal().next_sends(at(99), 10).await.unwrap().is_empty());
    assert!(room.store.journal().in_flight(&[before.id], at(99)).await.unwrap().is_empty());
    assert_eq!(states(&room).await, [("0".to_owned(), EffectState::Unknown, 2)]);
    // A bounce or an answer may show later that it went out.
    room.store.journal().done(&[(before.id, "answered")], at(99)).await.unwrap();
    assert_eq!(states(&room).await, [("0".to_owned(), EffectState::Done, 3)]);
}

#[tokio::test]
async fn an_unknown_outcome_waits_before_its_repetition() {
    let room = Room::new().await;
    with_effects(&room, Vec::new(), vec![send("0", 1)]).await;
    let journal = room.store.journal();
    let id = journal.next_sends(at(0), 10).await.unwrap()[0].id;
    journal.in_flight(&[id], at(0)).await.unwrap();
    assert_eq!(journal.unknown(id, at(0), at(5), "connection lost").await.unwrap(), UnknownAdvice::Repeats);
    assert!(journal.next_sends(at(4), 10).await.unwrap().is_empty());
    // Refused for a while in between: still only one more unknown.
    journal.in_flight(&[id], at(5)).await.unwrap();
    journal.retry(id, at(5), at(6), "421").await.unwrap();
    journal.in_flight(&[id], at(6)).await.unwrap();
    assert_eq!(journal.unknown(id, at(6), at(7), "connection lost").await.unwrap(), UnknownAdvice::TellAPerson);
    assert!(journal.next_sends(at(99), 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn r1_a_filing_knows_where_the_mail_lies_and_brings_bytes_only_for_a_new_subject() {
    let room = Room::new().await;
    let mail = MailId(1);
    let wanted = vec![filing("0", mail, None), filing("1", mail, Some("[FD-0000-0001 no contact]"))];
    with_effects(&room, wanted.clone(), Vec::new()).await;
    let journal = room.store.journal();
    let next = journal.next_filings(&cass(), at(1), 10).await.unwrap();
    let expected = NextFiling {
        id: next[0].id,
        reference: Some(reference(1)),
        filing: wanted[0].clone(),
        place: Some(place("INBOX", 1)),
        lying_digest: Digest::of(b"one"),
        received_at: at(1),
        bytes: None,
        in_part: None,
        attempts: 0,
    };
    assert_eq!(next, [expected], "one after the other for one mail");
    assert!(journal.next_filings(&"duty".into(), at(1), 10).await.unwrap().is_empty());

    // While the first waits for its next try, the second must not overtake it.
    journal.retry(next[0].id, at(1), at(9), "overquota").await.unwrap();
    assert!(journal.next_filings(&cass(), at(5), 10).await.unwrap().is_empty());
    let moved = place("REVIEW CONTACTS", 3);
    let filed =
        Filed { id: next[0].id, place: Some((mail, moved.clone(), Digest::of(b"one"))), result: "OK".to_owned() };
    journal.filed(&[filed], at(9)).await.unwrap();
    let second = journal.next_filings(&cass(), at(9), 10).await.unwrap().remove(0);
    assert_eq!((second.place, second.bytes, second.filing), (Some(moved), Some(b"one".to_vec()), wanted[1].clone()));
}

#[tokio::test]
async fn a_filing_that_was_cut_off_is_pending_again() {
    let room = Room::new().await;
    with_effects(&room, vec![filing("0", MailId(1), None)], Vec::new()).await;
    let id = room.store.journal().next_filings(&cass(), at(1), 10).await.unwrap()[0].id;
    room.store.journal().in_flight(&[id], at(1)).await.unwrap();
    assert!(room.store.journal().next_filings(&cass(), at(1), 10).await.unwrap().is_empty());
    let room = room.reopened().await;
    let recovered = room.store.journal().recover(at(2)).await.unwrap();
    assert_eq!(recovered, Recovered { filings: vec![id], ..Recovered::default() });
    let next = room.store.journal().next_filings(&cass(), at(2), 10).await.unwrap();
    assert_eq!((next[0].id, next[0].attempts), (id, 1));
}

#[tokio::test]
async fn a_filing_into_a_place_on_record_for_another_mail_marks_nothing() {
    let room = Room::new().await;
    let other = room.mail(5, "five").await;
    let mail = room.mail(1, "one").await;
    room.store.commit(&[Commit { sends: Vec::new(), ..arrival(1, mail, "P1", "bruises") }]).await.unwrap();
    let id = room.store.journal().next_filings(&cass(), at(1), 10).await.unwrap()[0].id;
    let wrong = Filed { id, place: Some((mail, place("INBOX", 5), Digest::of(b"one"))), result: "OK".to_owned() };
    let error = room.store.journal().filed(&[wrong], at(2)).await.unwrap_err();
    assert!(matches!(error, StoreError::PlaceTaken { other: found, .. } if found == other), "{error}");
    assert_eq!(states(&room).await, [("0".to_owned(), EffectState::Pending, 0)]);
}

#[tokio::test]
async fn r9_an_effect_is_dropped_by_its_key_while_it_waits() {
    let room = Room::new().await;
    with_effects(&room, Vec::new(), vec![send("0", 1)]).await;
    let journal = room.store.journal();
    assert!(journal.cancel(&reference(1), "0", at(1), "moved on").await.unwrap());
    assert!(!journal.cancel(&reference(1), "0", at(1), "moved on").await.unwrap());
    assert_eq!(states(&room).await, [("0".to_owned(), EffectState::Cancelled, 0)]);
    assert!(journal.next_sends(at(9), 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn l3_messages_are_counted_for_the_caps_by_address_request_and_all() {
    let room = Room::new().await;
    let other = FrozenSend { recipients: vec!["referrer@school.example".to_owned()], ..send("2", 1) };
    with_effects(&room, Vec::new(), vec![send("0", 1), send("1", 1), other]).await;
    let journal = room.store.journal();
    let first = journal.next_sends(at(0), 1).await.unwrap()[0].id;
    journal.in_flight(&[first], at(2)).await.unwrap();
    let manager = SentTo::Address("Manager@council.example");
    assert_eq!(journal.sent(JournalId(0), manager, at(0)).await.unwrap(), 1);
    assert_eq!(journal.sent(first, manager, at(0)).await.unwrap(), 0, "it is not in its own way");
    assert_eq!(journal.sent(first, SentTo::Anybody, at(0)).await.unwrap(), 0);
    journal.done(&[(first, "250")], at(2)).await.unwrap();
    assert_eq!(journal.sent(JournalId(0), manager, at(0)).await.unwrap(), 1);
    assert_eq!(journal.sent(JournalId(0), manager, at(3)).await.unwrap(), 0, "an hour ago is over");
    assert_eq!(journal.sent(JournalId(0), SentTo::Request(&reference(1)), at(0)).await.unwrap(), 1);
    assert_eq!(journal.sent(JournalId(0), SentTo::Anybody, at(0)).await.unwrap(), 1);
    assert_eq!(journal.sent(JournalId(0), SentTo::Address("nobody@x.example"), at(0)).await.unwrap(), 0);
}
