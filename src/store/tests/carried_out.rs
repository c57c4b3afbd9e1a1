//! What was carried out stands in the audit, in the chain of its request, once.

use super::*;
use crate::domain::JournalId;

/// A request with these effects; the ids of its filings and of its messages.
async fn with_effects(files: usize, sends: usize) -> (Room, Vec<JournalId>, Vec<JournalId>) {
    let room = Room::new().await;
    let mut ids = vec![];
    for number in 0..files.max(1) {
        ids.push(room.mail(u32::try_from(number).unwrap() + 1, &number.to_string()).await);
    }
    let files = (0..files).map(|n| filing(&format!("file.{n}"), ids[n], None)).collect();
    let sends = (0..sends).map(|n| send(&format!("send.{n}"), 1)).collect();
    let commit = Commit { files, sends, audit: vec![], ..arrival(1, ids[0], "P1", "bruises") };
    room.store.commit(&[commit]).await.unwrap();
    let filings = room.store.journal().next_filings(&cass(), at(0), 9).await.unwrap();
    let sends = room.store.journal().next_sends(at(0), 9).await.unwrap();
    (room, filings.into_iter().map(|row| row.id).collect(), sends.into_iter().map(|row| row.id).collect())
}

/// What the audit of the request tells: minutes after the first, what, why. The chain is whole.
async fn told(room: &Room) -> Vec<(i64, String, String)> {
    room.store.audit().verify().await.unwrap();
    let rows = room.store.audit().of(&reference(1)).await.unwrap();
    assert!(rows.iter().all(|row| row.policy_version == "v1" && row.entry.who == "daemon"), "under which version");
    rows.into_iter().map(|row| ((row.at - at(0)).num_minutes(), row.entry.what, row.entry.why)).collect()
}

fn line(minutes: i64, what: &str, why: &str) -> (i64, String, String) {
    (minutes, what.to_owned(), why.to_owned())
}

fn filed(id: JournalId, mail: i64, uid: Option<u32>) -> Filed {
    let place = uid.map(|uid| (MailId(mail), place("REVIEW CONTACTS", uid), Digest::of(b"x")));
    let result = if place.is_some() { "filed" } else { "moved by a person" };
    Filed { id, place, result: result.to_owned() }
}

#[tokio::test]
async fn r8_filings_that_are_done_or_overtaken_by_a_person_are_told_once() {
    let (room, filings, _) = with_effects(2, 0).await;
    let all = [filed(filings[0], 1, Some(4)), filed(filings[1], 2, None)];
    room.store.journal().filed(&all, at(3)).await.unwrap();
    // Noted again after a crash.
    room.store.journal().filed(&all, at(5)).await.unwrap();
    let expected = [
        line(3, "carried out: file into REVIEW CONTACTS", "effect file.0, filed"),
        line(3, "not carried out: file into REVIEW CONTACTS", "effect file.1, moved by a person"),
    ];
    assert_eq!(told(&room).await, expected);
}

#[tokio::test]
async fn a_filing_that_is_not_noted_is_not_told() {
    let (room, filings, _) = with_effects(2, 0).await;
    let same_place = [filed(filings[0], 1, Some(4)), filed(filings[1], 2, Some(4))];
    assert!(matches!(
        room.store.journal().filed(&same_place, at(3)).await,
        Err(StoreError::PlaceTaken { .. } | StoreError::Sql { .. })
    ));
    assert_eq!(told(&room).await, []);
}

#[tokio::test]
async fn r8_messages_are_told_when_accepted_refused_and_put_off_for_the_first_time() {
    let (room, _, sends) = with_effects(0, 2).await;
    let journal = room.store.journal();
    journal.in_flight(&sends, at(1)).await.unwrap();
    journal.done(&[(sends[0], "250")], at(1)).await.unwrap();
    journal.done(&[(sends[0], "250")], at(2)).await.unwrap();
    for minutes in [2, 3, 4] {
        journal.retry(sends[1], at(minutes), at(minutes + 1), "451").await.unwrap();
    }
    journal.failed(sends[1], at(5), "550").await.unwrap();
    journal.failed(sends[1], at(6), "550").await.unwrap();
    let expected = [
        line(1, "carried out: send decision_request", "effect send.0, reply 250"),
        line(2, "put off: send decision_request", "effect send.1, reply 451"),
        line(5, "given up: send decision_request", "effect send.1, reply 550"),
    ];
    assert_eq!(told(&room).await, expected);
}

#[tokio::test]
async fn r8_a_message_of_which_nobody_can_say_is_told_each_time() {
    let (room, _, sends) = with_effects(0, 2).await;
    let journal = room.store.journal();
    journal.in_flight(&sends, at(1)).await.unwrap();
    journal.unknown(sends[0], at(1), at(3), "no reply to the mail").await.unwrap();
    // The other was cut off with the daemon.
    let room = room.reopened().await;
    room.store.journal().recover(at(2)).await.unwrap();
    let expected = [
        line(1, "perhaps carried out: send decision_request", "effect send.0, no reply to the mail"),
        line(2, "perhaps carried out: send decision_request", "effect send.1, cut off while it was being sent"),
    ];
    assert_eq!(told(&room).await, expected);
}

#[tokio::test]
async fn r8_an_end_that_leads_to_a_decision_is_told_before_it() {
    let (room, _, sends) = with_effects(0, 2).await;
    let ends = |id, how| Some(Ends { id, how });
    let request = room.store.requests().load(&reference(1)).await.unwrap().unwrap();
    let ended = Commit { ends: ends(sends[0], End::Failed("550".to_owned())), ..closing(request, 4) };
    room.store.commit(&[ended]).await.unwrap();
    let done = Ends { id: sends[1], how: End::Done("250, 1 refused".to_owned()) };
    room.store.journal().ended(&done, at(5)).await.unwrap();
    room.store.journal().ended(&done, at(6)).await.unwrap();
    let expected = [
        line(4, "given up: send decision_request", "effect send.0, reply 550"),
        line(4, "closed", "closed eleven days ago"),
        line(5, "carried out: send decision_request", "effect send.1, reply 250, 1 refused"),
    ];
    assert_eq!(told(&room).await, expected);
}

#[tokio::test]
async fn many_ends_are_one_transaction_and_one_chain() {
    let (room, filings, _) = with_effects(9, 0).await;
    let all: Vec<Filed> =
        filings.iter().zip(1..).map(|(id, n)| filed(*id, n, Some(u32::try_from(n).unwrap()))).collect();
    room.store.journal().filed(&all, at(1)).await.unwrap();
    let keys: Vec<String> = told(&room).await.into_iter().map(|(_, _, why)| why).collect();
    let expected: Vec<String> = (0..9).map(|n| format!("effect file.{n}, filed")).collect();
    assert_eq!(keys, expected, "in the order in which they were decided");
}
