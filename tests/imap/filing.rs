use frontdoor::domain::{Digest, Place};
use frontdoor::imap::{
    Appended, Connection, FilingOutcome, FilingTask, Limits, UidFrom, file, file_beside, resubjected,
};

use super::{folder, lies, mail, put, received};
use crate::harness::servers::{servers, small_servers, user};

fn place(name: &str, at: Appended) -> Place {
    Place { mailbox: "cass".into(), folder: folder(name), uid_validity: at.uid_validity, uid: at.uid }
}

fn task(id: i64, from: Place, to: &str, bytes: &[u8]) -> FilingTask {
    FilingTask {
        id,
        from,
        to: folder(to),
        subject: None,
        add_flags: Vec::new(),
        remove_flags: Vec::new(),
        internal_date: Some(received()),
        bytes: None,
        digest: Digest::of(bytes),
        in_part: None,
        mark: format!("mark-{id}-7f3a"),
        tried: false,
        target_from: None,
    }
}

/// The one outcome, which must be `Done`.
fn done(outcomes: &[(i64, FilingOutcome)]) -> (Place, Option<Digest>) {
    match outcomes {
        [(_, FilingOutcome::Done(place, digest))] => (place.clone(), digest.clone()),
        other => panic!("{other:?}"),
    }
}

fn is_gone(outcomes: &[(i64, FilingOutcome)]) -> bool {
    matches!(outcomes, [(_, FilingOutcome::Gone)])
}

async fn without_move(name: &str) -> Connection {
    let mut account = servers().account(name);
    account.avoid = ["MOVE".to_owned()].into();
    Connection::open(&account, &Limits::default()).await.unwrap()
}

#[tokio::test]
async fn r7_many_mails_are_filed_into_folders_that_are_made_for_them() {
    let mut connection = servers().open(&user("file")).await;
    let mut tasks = Vec::new();
    for id in 0..60 {
        let bytes = mail(&format!("mail {id}"));
        let at = put(&mut connection, "INBOX", &bytes).await;
        let mut one =
            task(id, place("INBOX", at), if id % 2 == 0 { "REVIEW CONTACTS" } else { "CHECK BY HAND" }, &bytes);
        one.add_flags = if id % 3 == 0 { vec!["\\Flagged".into(), "RAO".into()] } else { Vec::new() };
        tasks.push(one);
    }
    let outcomes = file(&mut connection, &tasks).await;
    assert_eq!(outcomes.iter().map(|(id, _)| *id).collect::<Vec<_>>(), (0..60).collect::<Vec<_>>());
    assert_eq!(lies(&mut connection, "INBOX").await, []);
    for name in ["REVIEW CONTACTS", "CHECK BY HAND"] {
        let there = lies(&mut connection, name).await;
        assert_eq!(there.len(), 30);
        for (uid, flags, bytes) in there {
            let at = |(id, outcome): &(i64, FilingOutcome)| match outcome {
                FilingOutcome::Done(place, None) if place.uid == uid && place.folder == folder(name) => Some(*id),
                FilingOutcome::Done(..) | FilingOutcome::Gone | FilingOutcome::Failed(_) => None,
            };
            let id = outcomes.iter().find_map(at).expect("each mail lies where its outcome says");
            assert_eq!(bytes, mail(&format!("mail {id}")));
            assert_eq!(flags.len(), if id % 3 == 0 { 2 } else { 0 }, "{flags:?}");
        }
    }
}

#[tokio::test]
async fn a_move_that_was_not_noted_is_found_again_with_move_or_without() {
    for name in [user("again"), user("again-copy")] {
        let mut connection =
            if name.contains("copy") { without_move(&name).await } else { servers().open(&name).await };
        let bytes = mail("once");
        let at = put(&mut connection, "INBOX", &bytes).await;
        connection.create(&folder("DONE")).await.unwrap();
        // The same bytes of another day lie there already: not this mail.
        connection.append(&folder("DONE"), &[], Some(received() - chrono::TimeDelta::days(1)), &bytes).await.unwrap();
        let one = task(1, place("INBOX", at), "DONE", &bytes);
        let first = done(&file(&mut connection, std::slice::from_ref(&one)).await);
        assert_eq!(first.1, None);
        for _ in 0..2 {
            assert_eq!(done(&file(&mut connection, std::slice::from_ref(&one)).await), first);
        }
        assert_eq!(lies(&mut connection, "DONE").await.len(), 2);
        assert_eq!(lies(&mut connection, "INBOX").await, []);
    }
}

#[tokio::test]
async fn without_move_a_mail_that_was_copied_before_a_crash_is_not_copied_again() {
    let mut connection = without_move(&user("copied")).await;
    let bytes = mail("copied");
    let at = put(&mut connection, "INBOX", &bytes).await;
    connection.create(&folder("DONE")).await.unwrap();
    put(&mut connection, "DONE", &bytes).await;
    let before = next(&mut connection, "DONE").await;
    let copy = put(&mut connection, "DONE", &bytes).await;
    let one = FilingTask { tried: true, target_from: Some(before), ..task(1, place("INBOX", at), "DONE", &bytes) };
    assert_eq!(done(&file(&mut connection, &[one]).await).0.uid, copy.uid);
    assert_eq!(lies(&mut connection, "INBOX").await, []);
    assert_eq!(lies(&mut connection, "DONE").await.len(), 2, "the copy, and the twin from before");
}

/// What a folder gives from now on.
async fn next(connection: &mut Connection, name: &str) -> UidFrom {
    let status = connection.status(&[folder(name)]).await.unwrap().remove(0);
    UidFrom { uid_validity: status.uid_validity, uid: status.uid_next }
}

#[tokio::test]
async fn a_twin_that_lay_there_before_is_not_taken_for_a_mail_that_a_person_moved() {
    let mut connection = servers().open(&user("twinthere")).await;
    let bytes = mail("twin");
    connection.create(&folder("DONE")).await.unwrap();
    put(&mut connection, "DONE", &bytes).await;
    let before = next(&mut connection, "DONE").await;
    let at = put(&mut connection, "INBOX", &bytes).await;
    connection.create(&folder("ELSEWHERE")).await.unwrap();
    connection.select(&folder("INBOX")).await.unwrap();
    connection.move_to(&[at.uid], &folder("ELSEWHERE")).await.unwrap();
    let one = FilingTask { tried: true, target_from: Some(before), ..task(1, place("INBOX", at), "DONE", &bytes) };
    assert!(is_gone(&file(&mut connection, std::slice::from_ref(&one)).await));
    // Nor is one that came since, where it is known to be another mail.
    let other = put(&mut connection, "DONE", &bytes).await;
    let others = [(folder("DONE"), other.uid)].into();
    assert!(is_gone(&file_beside(&mut connection, std::slice::from_ref(&one), &others).await));
    // After a rebuild the bound says nothing.
    let rebuilt = UidFrom { uid_validity: before.uid_validity + 1, ..before };
    let unbounded = FilingTask { target_from: Some(rebuilt), ..one };
    done(&file(&mut connection, &[unbounded]).await);
}

#[tokio::test]
async fn many_moves_that_were_not_noted_are_found_again_each_at_its_own_place() {
    let mut connection = servers().open(&user("manyagain")).await;
    connection.create(&folder("DONE")).await.unwrap();
    let before = next(&mut connection, "DONE").await;
    let mut tasks = Vec::new();
    for id in 0..45 {
        // Three of each are alike.
        let bytes = mail(&format!("mail {}", id / 3));
        let at = put(&mut connection, "INBOX", &bytes).await;
        let one = task(id, place("INBOX", at), "DONE", &bytes);
        tasks.push(FilingTask { tried: true, target_from: Some(before), ..one });
    }
    file(&mut connection, &tasks).await;
    let mut found = std::collections::BTreeSet::new();
    for (id, outcome) in file(&mut connection, &tasks).await {
        let FilingOutcome::Done(place, None) = outcome else { panic!("{id}: {outcome:?}") };
        assert!(found.insert(place.uid), "each at a place of its own");
        assert_eq!(lies(&mut connection, "DONE").await.len(), 45);
    }
}

#[tokio::test]
async fn two_identical_mails_are_two_mails() {
    let mut connection = servers().open(&user("twins")).await;
    let bytes = mail("twin");
    let (a, b) = (put(&mut connection, "INBOX", &bytes).await, put(&mut connection, "INBOX", &bytes).await);
    let tasks = [task(1, place("INBOX", a), "DONE", &bytes), task(2, place("INBOX", b), "DONE", &bytes)];
    for _ in 0..2 {
        let outcomes = file(&mut connection, &tasks).await;
        let [(1, FilingOutcome::Done(one, None)), (2, FilingOutcome::Done(two, None))] = &outcomes[..] else {
            panic!("{outcomes:?}")
        };
        assert_ne!(one.uid, two.uid);
    }
    assert_eq!(lies(&mut connection, "DONE").await.len(), 2);
}

#[tokio::test]
async fn r9_a_mail_that_a_person_moved_is_gone_and_left_alone() {
    let mut connection = servers().open(&user("gone")).await;
    let bytes = mail("theirs");
    let at = put(&mut connection, "INBOX", &bytes).await;
    connection.create(&folder("ELSEWHERE")).await.unwrap();
    connection.select(&folder("INBOX")).await.unwrap();
    connection.move_to(&[at.uid], &folder("ELSEWHERE")).await.unwrap();
    let plain = task(1, place("INBOX", at), "DONE", &bytes);
    assert!(is_gone(&file(&mut connection, std::slice::from_ref(&plain)).await));
    let renamed = FilingTask { subject: Some("new".into()), ..plain.clone() };
    assert!(is_gone(&file(&mut connection, &[renamed]).await));
    let flagged = FilingTask { to: folder("INBOX"), add_flags: vec!["RAO".into()], ..plain };
    assert!(is_gone(&file(&mut connection, &[flagged]).await));
    assert_eq!(lies(&mut connection, "ELSEWHERE").await.len(), 1);
    assert_eq!(lies(&mut connection, "DONE").await, []);
}

#[tokio::test]
async fn a_rebuilt_folder_is_never_acted_on_by_old_uids() {
    let mut connection = servers().open(&user("rebuilt")).await;
    let bytes = mail("other");
    let at = put(&mut connection, "INBOX", &bytes).await;
    let mut old = place("INBOX", at);
    old.uid_validity -= 1;
    let plain = task(1, old, "DONE", b"what used to have that UID");
    assert!(is_gone(&file(&mut connection, std::slice::from_ref(&plain)).await));
    assert!(is_gone(&file(&mut connection, &[FilingTask { subject: Some("x".into()), ..plain }]).await));
    assert_eq!(lies(&mut connection, "INBOX").await, [(at.uid, vec![], bytes)]);
}

#[tokio::test]
async fn r8_flags_alone_are_set_where_the_mail_lies() {
    let mut connection = servers().open(&user("flag")).await;
    let bytes = mail("flag");
    let at = put(&mut connection, "INBOX", &bytes).await;
    let one = FilingTask { add_flags: vec!["RAO".into()], ..task(1, place("INBOX", at), "INBOX", &bytes) };
    for _ in 0..2 {
        assert_eq!(done(&file(&mut connection, std::slice::from_ref(&one)).await), (one.from.clone(), None));
    }
    assert_eq!(lies(&mut connection, "INBOX").await, [(at.uid, vec!["RAO".to_owned()], bytes)]);
}

/// A mail with flags of its own, to be filed as a copy with another subject.
async fn renaming(connection: &mut Connection, from: &str, to: &str) -> (FilingTask, Vec<u8>) {
    let bytes = mail("old words");
    let flags = ["\\Seen".to_owned(), "RAO".to_owned(), "$Own".to_owned()];
    if from != "INBOX" {
        connection.create(&folder(from)).await.unwrap();
    }
    let at = connection.append(&folder(from), &flags, Some(received()), &bytes).await.unwrap().unwrap();
    let one = FilingTask {
        subject: Some("contact created – Zoë".into()),
        add_flags: vec!["ACTIONED".into()],
        remove_flags: vec!["RAO".into()],
        internal_date: None,
        ..task(42, place(from, at), to, &bytes)
    };
    let copy = resubjected(&bytes, "contact created – Zoë", &one.mark);
    (one, copy)
}

fn flags_after() -> Vec<String> {
    ["$Own", "ACTIONED", "\\Seen"].map(str::to_owned).to_vec()
}

#[tokio::test]
async fn r6_a_new_subject_leaves_one_copy_with_flags_and_date() {
    for (from, to) in [("REVIEW CONTACTS", "CONTACT COMPLETED"), ("REVIEW CONTACTS", "REVIEW CONTACTS")] {
        let mut connection = servers().open(&user("subject")).await;
        let (mut one, copy) = renaming(&mut connection, from, to).await;
        put(&mut connection, from, &mail("bystander")).await;
        let first = done(&file(&mut connection, std::slice::from_ref(&one)).await);
        assert_eq!(first.1, Some(Digest::of(&copy)));
        one.bytes = Some(mail("old words"));
        assert_eq!(done(&file(&mut connection, std::slice::from_ref(&one)).await), first, "repeated when all was done");
        let there = lies(&mut connection, to).await;
        assert!(there.contains(&(first.0.uid, flags_after(), copy)), "{there:?}");
        let rest = lies(&mut connection, from).await;
        assert_eq!(rest.iter().filter(|(uid, ..)| *uid != first.0.uid).count(), 1, "the bystander alone");
        connection.select(&folder(to)).await.unwrap();
        let meta = connection.meta(first.0.uid..=first.0.uid).await.unwrap();
        assert_eq!(meta[0].internal_date, Some(received()));
    }
}

#[tokio::test]
async fn r6_a_copy_that_was_added_before_a_crash_is_not_added_again() {
    let mut connection = servers().open(&user("half")).await;
    let (one, copy) = renaming(&mut connection, "INBOX", "CONTACT COMPLETED").await;
    connection.create(&one.to).await.unwrap();
    let at = connection.append(&one.to, &[], Some(received()), &copy).await.unwrap().unwrap();
    let (now, digest) = done(&file(&mut connection, std::slice::from_ref(&one)).await);
    assert_eq!((now.uid, digest), (at.uid, Some(Digest::of(&copy))));
    assert_eq!(lies(&mut connection, "CONTACT COMPLETED").await.len(), 1);
    assert_eq!(lies(&mut connection, "INBOX").await, []);
}

#[tokio::test]
async fn r6_a_copy_that_was_added_twice_is_left_once() {
    let mut connection = servers().open(&user("double")).await;
    let (one, copy) = renaming(&mut connection, "INBOX", "CONTACT COMPLETED").await;
    connection.create(&one.to).await.unwrap();
    put(&mut connection, "CONTACT COMPLETED", &copy).await;
    put(&mut connection, "CONTACT COMPLETED", &copy).await;
    done(&file(&mut connection, std::slice::from_ref(&one)).await);
    assert_eq!(lies(&mut connection, "CONTACT COMPLETED").await.len(), 1);
    assert_eq!(lies(&mut connection, "INBOX").await, []);
}

#[tokio::test]
async fn a_mail_that_only_quotes_our_mark_is_not_taken_for_the_copy() {
    let mut connection = servers().open(&user("forged")).await;
    let (one, _) = renaming(&mut connection, "INBOX", "CONTACT COMPLETED").await;
    connection.create(&one.to).await.unwrap();
    let forged = format!("X-Frontdoor-Copy: {}-not\r\nSubject: x\r\n\r\nX-Frontdoor-Copy: {}\r\n", one.mark, one.mark);
    put(&mut connection, "CONTACT COMPLETED", forged.as_bytes()).await;
    done(&file(&mut connection, std::slice::from_ref(&one)).await);
    assert_eq!(lies(&mut connection, "CONTACT COMPLETED").await.len(), 2);
}

#[tokio::test]
async fn a_full_mailbox_leaves_the_original_where_it_is() {
    let mut connection = small_servers().open(&user("fullfile")).await;
    let bytes = [mail("large"), vec![b'x'; 70_000], b"\r\n".to_vec()].concat();
    let at = put(&mut connection, "INBOX", &bytes).await;
    let one = FilingTask { subject: Some("new".into()), ..task(1, place("INBOX", at), "DONE", &bytes) };
    let outcomes = file(&mut connection, std::slice::from_ref(&one)).await;
    let [(1, FilingOutcome::Failed(error))] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert!(error.is_over_quota() && error.retry(), "{error:?}");
    assert_eq!(lies(&mut connection, "INBOX").await.len(), 1);
    assert_eq!(lies(&mut connection, "DONE").await, []);
}

#[tokio::test]
async fn a_spent_connection_fails_every_task_and_a_new_one_finishes_them() {
    let name = user("spent");
    let mut connection = servers().open(&name).await;
    let bytes = mail("late");
    let at = put(&mut connection, "INBOX", &bytes).await;
    let plain = task(1, place("INBOX", at), "DONE", &bytes);
    let tasks = [plain.clone(), FilingTask { id: 2, to: folder("OTHER"), ..plain.clone() }];
    {
        let noop = connection.noop();
        tokio::pin!(noop);
        assert!(futures::poll!(&mut noop).is_pending());
    }
    for (_, outcome) in file(&mut connection, &tasks).await {
        assert!(matches!(outcome, FilingOutcome::Failed(error) if error.is_lost() && error.retry()));
    }
    done(&file(&mut servers().open(&name).await, &[plain]).await);
}
