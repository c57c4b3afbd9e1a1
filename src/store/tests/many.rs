//! Each question that is asked often has an index, and a folder of many mails is known whole.

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
             AND +not_before <= 1 ORDER BY urgent DESC, id LIMIT 1",
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
async fn i1_a_folder_of_a_hundred_thousand_mails_is_known_whole_after_a_restart() {
    const MAILS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
        INSERT INTO mails (mailbox, folder, uid_validity, uid, digest, lying_digest, received_at, size, disposition, \
        attempts, handled_at) SELECT 'cass', 'ARCHIVE', 7, i, hex(randomblob(32)), hex(randomblob(32)), \
        1790000000000000 + i, 2000, 'filed', 0, 1 FROM n";
    let room = Room::new().await;
    room.tamper(MAILS).await;
    let room = room.reopened().await;
    let uids = room.store.mails().known_uids(&cass(), &"ARCHIVE".into(), 7).await.unwrap();
    let places = room.store.mails().places(&cass(), &"ARCHIVE".into()).await.unwrap();
    assert_eq!((uids.len(), places.len()), (100_000, 100_000));
    let status = room.store.status(at(0), chrono_tz::Europe::London).await.unwrap();
    assert_eq!(status.mailboxes[&cass()].folders["ARCHIVE"], 100_000);
}
