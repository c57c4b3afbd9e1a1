use std::collections::{BTreeMap, BTreeSet};

use super::*;

#[tokio::test]
async fn i1_a_mail_is_on_record_with_bytes_place_and_time_after_a_crash() {
    let room = Room::new().await;
    let recorded = room.store.mails().record(&[new_mail(1, "one"), new_mail(2, "two")]).await.unwrap();
    assert!(recorded.iter().all(|r| r.fresh));

    let room = room.reopened().await;
    let unhandled = room.store.mails().unhandled(&[&cass()], 10).await.unwrap();
    let expected: Vec<Unhandled> = recorded
        .iter()
        .zip([new_mail(1, "one"), new_mail(2, "two")])
        .map(|(r, mail)| Unhandled {
            id: r.id,
            fetched: mail.fetched,
            digest: mail.digest,
            attempts: 0,
            not_whole: None,
        })
        .collect();
    assert_eq!(unhandled, expected);
}

#[tokio::test]
async fn i1_recording_the_same_place_again_changes_nothing() {
    let room = Room::new().await;
    let first = room.mail(1, "one").await;
    let again =
        room.store.mails().record(&[new_mail(2, "two"), new_mail(1, "other"), new_mail(2, "two")]).await.unwrap();
    assert_eq!(again.iter().map(|r| r.fresh).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!((again[1].id, again[2].id), (first, again[0].id));
    assert_eq!(room.store.mails().bytes(first).await.unwrap().as_deref(), Some(b"one".as_slice()));
    assert_eq!(room.count("SELECT count(*) FROM mail_bytes").await, 2);
    assert!(room.store.mails().record(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn i1_hundreds_of_mails_in_one_batch_keep_their_order() {
    let room = Room::new().await;
    let mails: Vec<NewMail> = (1..=333).map(|uid| new_mail(uid, &format!("mail {uid}"))).collect();
    let recorded = room.store.mails().record(&mails).await.unwrap();
    for (mail, recorded) in mails.iter().zip(&recorded) {
        assert!(recorded.fresh);
        assert_eq!(room.store.mails().bytes(recorded.id).await.unwrap().as_ref(), Some(&mail.fetched.bytes));
    }
    let known = room.store.mails().known_uids(&cass(), &inbox(), 7).await.unwrap();
    assert_eq!(known, (1..=333).collect::<BTreeSet<u32>>());
    assert_eq!(room.store.mails().highest_uid(&cass(), &inbox(), 7).await.unwrap(), Some(333));
    assert_eq!(room.store.mails().highest_uid(&cass(), &inbox(), 8).await.unwrap(), None);
}

#[tokio::test]
async fn i7_attempts_are_counted_before_they_are_made() {
    let room = Room::new().await;
    let mail = room.mail(1, "a mail that kills its reader").await;
    assert_eq!(room.store.mails().attempted(mail, at(0)).await.unwrap(), 1);
    let room = room.reopened().await;
    assert_eq!(room.store.mails().attempted(mail, at(1)).await.unwrap(), 2);
    assert_eq!(room.store.mails().unhandled(&[&cass()], 10).await.unwrap()[0].attempts, 2);
    assert!(room.store.mails().attempted(MailId(99), at(1)).await.is_err());
}

#[tokio::test]
async fn i1_a_mail_without_a_message_id_or_with_a_shared_one_is_its_own() {
    let room = Room::new().await;
    let mut mails = [new_mail(1, "one"), new_mail(2, "two"), new_mail(3, "three")];
    mails[0].message_id = None;
    mails[1].message_id = mails[2].message_id.clone();
    let recorded = room.store.mails().record(&mails).await.unwrap();
    assert_eq!(recorded.iter().map(|r| r.id).collect::<BTreeSet<_>>().len(), 3);
}

#[tokio::test]
async fn i1_a_rebuilt_mailbox_is_noticed_and_its_mails_are_known_by_their_bytes() {
    let room = Room::new().await;
    let mails = room.store.mails();
    assert_eq!(mails.start(&cass(), &inbox(), 7, at(0)).await.unwrap(), FolderStart::First);
    assert_eq!(mails.start(&cass(), &inbox(), 7, at(1)).await.unwrap(), FolderStart::Same);
    let (plain, tagged) = (room.mail(1, "plain").await, room.mail(2, "tagged").await);
    // A copy with a new subject lies there in place of the second one.
    let copy = Digest::of(b"[FD-...] tagged");
    mails.set_place(tagged, &place("REVIEW CONTACTS", 5), &copy).await.unwrap();

    assert_eq!(mails.start(&cass(), &inbox(), 8, at(2)).await.unwrap(), FolderStart::Changed { before: 7 });
    let digests = [Digest::of(b"plain"), copy.clone(), Digest::of(b"never seen")];
    let found = mails.by_digests(&cass(), &digests).await.unwrap();
    let ids: Vec<(&Digest, Vec<MailId>)> =
        found.iter().map(|(d, rows)| (d, rows.iter().map(|r| r.id).collect())).collect();
    let expected = BTreeMap::from([(&digests[0], vec![plain]), (&digests[1], vec![tagged])]);
    assert_eq!(ids.into_iter().collect::<BTreeMap<_, _>>(), expected);
    assert_eq!(mails.by_digest(&"other".into(), &digests[0]).await.unwrap(), []);

    let new_place = Place { uid_validity: 8, ..place("INBOX", 1) };
    mails.set_places(&[(plain, new_place.clone(), digests[0].clone())]).await.unwrap();
    assert_eq!(mails.load(plain).await.unwrap().unwrap().place, Some(new_place));
    // An older copy of the mailbox is restored, with the UIDVALIDITY that it had.
    assert_eq!(mails.start(&cass(), &inbox(), 7, at(3)).await.unwrap(), FolderStart::Changed { before: 8 });
    assert_eq!(mails.start(&cass(), &inbox(), 7, at(4)).await.unwrap(), FolderStart::Same);
}

#[tokio::test]
async fn i1_two_mails_never_claim_one_place() {
    let room = Room::new().await;
    let (one, two) = (room.mail(1, "one").await, room.mail(2, "two").await);
    let moves = [(one, place("X", 1), Digest::of(b"one")), (two, place("X", 1), Digest::of(b"two"))];
    let error = room.store.mails().set_places(&moves).await.unwrap_err();
    assert!(matches!(error, StoreError::PlaceTaken { mail, other } if mail == two && other == one), "{error}");
    // All or none.
    assert_eq!(room.store.mails().load(one).await.unwrap().unwrap().place, Some(place("INBOX", 1)));

    room.store.mails().vanished(one).await.unwrap();
    assert_eq!(room.store.mails().load(one).await.unwrap().unwrap().place, None);
    assert_eq!(
        room.store.mails().places(&cass(), &inbox()).await.unwrap(),
        BTreeMap::from([((7, 2), (two, Digest::of(b"two")))])
    );
    // It is still on record and still to be handled.
    assert_eq!(room.store.mails().unhandled(&[&cass()], 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn i1_record_and_server_are_compared() {
    let room = Room::new().await;
    let (kept, gone, moving) = (room.mail(1, "kept").await, room.mail(2, "gone").await, room.mail(3, "moving").await);
    let elsewhere = room.mail(4, "elsewhere").await;
    room.store.mails().set_place(elsewhere, &place("ARCHIVE", 9), &Digest::of(b"elsewhere")).await.unwrap();
    room.store.commit(&[arrival(3, moving, "P3", "moving")]).await.unwrap();
    let lies = |uid_validity, uids: &[u32], counts_from| SeenFolder {
        uid_validity,
        uids: uids.iter().copied().collect(),
        counts_from,
    };
    let mut seen = BTreeMap::from([(inbox(), lies(7, &[1, 8], 0))]);

    let found = room.store.mails().completeness(&cass(), &seen).await.unwrap();
    let expected = Completeness {
        agreed: 1,
        not_on_record: [place("INBOX", 8)].into(),
        nothing_lies: [(gone, place("INBOX", 2))].into(),
        not_looked_at: [(elsewhere, place("ARCHIVE", 9))].into(),
    };
    assert_eq!(found, expected);
    assert!(!found.holds());
    let numbers = found.compared(at(1));
    assert_eq!((numbers.on_server, numbers.on_record, numbers.missing, numbers.unexpected), (2, 2, 1, 1));
    assert!(!numbers.holds() && numbers.differs_since == Some(at(1)));

    room.store.mails().vanished(gone).await.unwrap();
    room.mail(8, "eight").await;
    let healed = room.store.mails().completeness(&cass(), &seen).await.unwrap();
    assert!(healed.holds() && healed.again(&found).holds());
    assert!(found.again(&healed).holds(), "what was not so at the look before may be a delivery or a move");
    assert_eq!(found.again(&found), found);
    // In other folders what lay there before is people's own; what came since is not.
    seen.insert("ARCHIVE".into(), lies(7, &[4, 9, 12], 10));
    let found = room.store.mails().completeness(&cass(), &seen).await.unwrap();
    assert_eq!(found.not_on_record, [place("ARCHIVE", 12)].into());
    assert_eq!(found.agreed, 3);
    // A rebuilt folder: nothing lies where it was.
    let seen = BTreeMap::from([(inbox(), lies(8, &[1], 0))]);
    let found = room.store.mails().completeness(&cass(), &seen).await.unwrap();
    assert!(found.nothing_lies.contains(&(kept, place("INBOX", 1))));
    assert_eq!(found.not_on_record, [Place { uid_validity: 8, ..place("INBOX", 1) }].into());
}
