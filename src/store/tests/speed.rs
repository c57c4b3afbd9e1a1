//! Timings are printed, never asserted; what is asserted is that each question has an index.

use std::time::Instant;

use super::*;

#[tokio::test]
async fn no_frequent_question_reads_a_whole_table() {
    let room = Room::new().await;
    for (question, index) in [
        ("SELECT reference FROM timers WHERE due_at <= 1 ORDER BY due_at, reference, kind LIMIT 1", "timers_due"),
        ("SELECT min(due_at) FROM timers WHERE due_at > 1", "timers_due"),
        ("SELECT id FROM mails WHERE handled_at IS NULL ORDER BY id LIMIT 1", "mails_unhandled"),
        ("SELECT id FROM mails WHERE mailbox = 'a' AND digest IN ('b', 'c') ORDER BY id", "mails_digest"),
        (
            "SELECT id FROM mails WHERE mailbox = 'a' AND lying_digest <> digest AND lying_digest IN ('b') ORDER BY id",
            "mails_lying_digest",
        ),
        (
            "SELECT id FROM journal WHERE effect = 'send' AND state IN ('pending', 'unknown') AND unknowns < 2 \
             AND not_before <= 1 ORDER BY urgent DESC, id LIMIT 1",
            "journal_to_send",
        ),
        (
            "SELECT id FROM journal WHERE effect = 'file' AND state = 'pending' AND mailbox = 'a' AND not_before <= 1 \
             ORDER BY urgent DESC, id LIMIT 1",
            "journal_to_file",
        ),
        (
            "SELECT mailbox, effect, state, count(*), min(decided_at) FROM journal \
             WHERE state IN ('pending', 'in_flight', 'failed', 'unknown') GROUP BY mailbox, effect, state",
            "journal_unsettled",
        ),
        ("SELECT count(*) FROM journal WHERE effect = 'send' AND tried_at >= 1", "journal_tried"),
        ("SELECT count(*) FROM journal_recipients WHERE recipient = 'a' AND tried_at >= 1", "journal_recipients_tried"),
        (
            "SELECT min(not_before) FROM journal WHERE state IN ('pending', 'unknown') AND unknowns < 2 \
             AND not_before > 1",
            "journal_next",
        ),
        (
            "SELECT reference FROM requests WHERE mailbox = 'a' AND closed_at IS NULL ORDER BY received_at",
            "requests_open",
        ),
        ("SELECT reference FROM requests WHERE waits_on = 'a'", "requests_waits_on"),
        ("SELECT id FROM journal WHERE message_id = 'a'", "journal_message_id"),
        (
            "SELECT max(uid) FROM mails WHERE mailbox = 'a' AND folder = 'b' AND uid_validity = 1",
            "sqlite_autoindex_mails_1",
        ),
    ] {
        let plan = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {question}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(plan).fetch_all(room.store.reader()).await.unwrap();
        let plan: Vec<String> = plan.into_iter().map(|row| row.3).collect();
        assert!(plan.iter().any(|line| line.contains(index)), "{question}: {plan:?}");
        let sorts = plan.iter().any(|line| line.contains("B-TREE FOR ORDER BY"));
        assert!(!sorts || !question.contains("LIMIT"), "{question} sorts all before it takes some: {plan:?}");
    }
}

#[tokio::test]
#[allow(clippy::disallowed_methods, reason = "a stopwatch, for people to read")]
async fn speed_of_recording_and_committing_a_hundred_mails_is_printed() {
    let room = Room::new().await;
    let text = "a line of a mail that is of no interest here\r\n".repeat(43);
    for round in 0_u32..8 {
        let uids = round * 100 + 1..=round * 100 + 100;
        let mails: Vec<NewMail> = uids.clone().map(|uid| new_mail(uid, &format!("{text}{uid}"))).collect();
        let began = Instant::now();
        let recorded = room.store.mails().record(&mails).await.unwrap();
        let record = began.elapsed();
        let commits: Vec<Commit> = uids
            .zip(&recorded)
            .map(|(n, mail)| arrival(u64::from(n), mail.id, &format!("P{n}"), &format!("{text}{n}")))
            .collect();
        let began = Instant::now();
        room.store.commit(&commits).await.unwrap();
        let commit = began.elapsed();
        let began = Instant::now();
        let filings = room.store.journal().next_filings(&cass(), at(0), 100).await.unwrap();
        let next = began.elapsed();
        let filed: Vec<Filed> = filings
            .iter()
            .map(|f| Filed {
                id: f.id,
                place: Some((
                    f.filing.mail,
                    place("REVIEW CONTACTS", u32::try_from(f.filing.mail.0).unwrap()),
                    f.lying_digest.clone(),
                )),
                result: "OK".to_owned(),
            })
            .collect();
        let began = Instant::now();
        room.store.journal().filed(&filed, at(0)).await.unwrap();
        println!(
            "100 mails of 2 KB: recorded in {record:?}, committed in {commit:?}, read {next:?}, filed {:?}",
            began.elapsed()
        );
    }
}

#[tokio::test]
#[allow(clippy::disallowed_methods, reason = "a stopwatch, for people to read")]
async fn speed_of_a_restart_with_many_mails_and_timers_is_printed() {
    const MAILS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
        INSERT INTO mails (mailbox, folder, uid_validity, uid, digest, lying_digest, received_at, size, disposition, \
        attempts, handled_at) SELECT 'cass', 'ARCHIVE', 7, i, hex(randomblob(32)), hex(randomblob(32)), \
        1790000000000000 + i, 2000, 'filed', 0, 1 FROM n";
    const TIMERS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
        INSERT INTO timers (reference, kind, due_at) \
        SELECT 'FD-0000-' || printf('%04d', i % 10000), 'deadline', 1900000000000000 + i FROM n";
    let room = Room::new().await;
    room.tamper(MAILS).await;
    room.tamper(TIMERS).await;
    let room = room.reopened().await;
    let began = Instant::now();
    let uids = room.store.mails().known_uids(&cass(), &"ARCHIVE".into(), 7).await.unwrap();
    let by_uid = began.elapsed();
    let began = Instant::now();
    let places = room.store.mails().places(&cass(), &"ARCHIVE".into()).await.unwrap();
    let by_place = began.elapsed();
    assert_eq!((uids.len(), places.len()), (100_000, 100_000));
    let began = Instant::now();
    room.store.status(at(0), chrono_tz::Europe::London).await.unwrap();
    let status = began.elapsed();
    let began = Instant::now();
    room.store.timers().due(at(0), 10).await.unwrap();
    room.store.timers().next_at(at(0)).await.unwrap();
    println!(
        "100,000 mails: UIDs in {by_uid:?}, places in {by_place:?}, status in {status:?}; 100,000 timers: next in {:?}",
        began.elapsed()
    );
}
