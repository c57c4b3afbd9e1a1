use std::collections::BTreeMap;

use super::*;
use crate::domain::JournalId;

fn look(uid_validity: u32, uid_next: u32, minutes: i64) -> Look {
    Look { uid_validity, uid_next, counts_from: uid_next - 1, at: at(minutes) }
}

fn of(folder: &str, look: Look) -> BTreeMap<FolderName, Look> {
    [(folder.into(), look)].into()
}

#[tokio::test]
async fn r9_how_far_a_look_saw_is_known_after_a_restart() {
    let room = Room::new().await;
    let mails = room.store.mails();
    assert!(!mails.was_checked(&cass()).await.unwrap());
    mails.begin_looks(&cass(), &of("REVIEW CONTACTS", look(7, 1, 0))).await.unwrap();
    assert!(!mails.was_checked(&cass()).await.unwrap(), "where a folder begins is no look at it");
    mails.looked(&cass(), &agreed(1), &of("REVIEW CONTACTS", look(7, 5, 1))).await.unwrap();
    mails.looked(&cass(), &agreed(2), &of("OPEN CASES", look(8, 3, 2))).await.unwrap();
    // A folder that was looked at does not begin anew.
    mails.begin_looks(&cass(), &of("REVIEW CONTACTS", look(7, 9, 3))).await.unwrap();
    let room = room.reopened().await;
    let mails = room.store.mails();
    assert!(mails.was_checked(&cass()).await.unwrap());
    let expected: BTreeMap<FolderName, Look> =
        [("OPEN CASES".into(), look(8, 3, 2)), ("REVIEW CONTACTS".into(), look(7, 5, 1))].into();
    assert_eq!(mails.looks(&cass()).await.unwrap(), expected);
    assert!(mails.looks(&"other".into()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_filing_that_is_pending_over_a_look_keeps_the_bound_from_before() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    room.store.mails().looked(&cass(), &agreed(0), &of("REVIEW CONTACTS", look(7, 5, 0))).await.unwrap();
    let filing = Filing {
        key: "file.1".to_owned(),
        mail,
        folder: Some("REVIEW CONTACTS".into()),
        subject_tag: None,
        add: vec![],
        remove: vec![],
    };
    room.store.commit(&[Commit { files: vec![filing], ..arrival(1, mail, "P1", "bruises") }]).await.unwrap();
    let journal = room.store.journal();
    let id = journal.next_filings(&cass(), at(9), 9).await.unwrap()[0].id;
    assert!(journal.last().await.unwrap() >= id);
    assert!(journal.targets(&[id]).await.unwrap().is_empty(), "the last look is bound enough");
    for (minutes, uid_next) in [(1, 6), (2, 7)] {
        room.store
            .mails()
            .looked(&cass(), &agreed(minutes), &of("REVIEW CONTACTS", look(7, uid_next, 1)))
            .await
            .unwrap();
        assert_eq!(journal.targets(&[id, JournalId(99)]).await.unwrap(), [(id, (7, 5))].into());
    }
}

#[tokio::test]
async fn r9_copies_and_flags_are_known_until_they_are_gone() {
    let room = Room::new().await;
    let (one, two) = (room.mail(1, "one").await, room.mail(2, "two").await);
    let mails = room.store.mails();
    let digest = Digest::of(b"one");
    mails.copy_seen(&place("REVIEW CONTACTS", 4), &digest).await.unwrap();
    mails.copy_seen(&place("REVIEW CONTACTS", 4), &digest).await.unwrap();
    mails.note_actioned(&[one, two], &[]).await.unwrap();
    mails.note_actioned(&[two], &[one]).await.unwrap();
    assert_eq!(mails.copies(&cass()).await.unwrap(), [(place("REVIEW CONTACTS", 4), digest)].into());
    assert_eq!(mails.actioned(&cass()).await.unwrap(), [two].into());
    mails.copy_gone(&place("REVIEW CONTACTS", 4)).await.unwrap();
    assert!(mails.copies(&cass()).await.unwrap().is_empty());
}
