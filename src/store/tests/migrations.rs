use sqlx::{ConnectOptions as _, Connection as _};

use super::super::database::{MIGRATIONS, create, options};
use super::*;
use crate::domain::JournalId;

/// A row in every table, written by hand: each later migration is run over it.
const SAMPLE: &str = include_str!("sample_0001.sql");
/// The same for tables that came later.
const SAMPLE_3: &str = include_str!("sample_0003.sql");
const SAMPLE_5: &str = include_str!("sample_0005.sql");

#[tokio::test]
async fn each_migration_keeps_the_rows_before_it_readable() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frontdoor.db");
    create(&path).unwrap();
    let mut connection = options(&path).connect().await.unwrap();
    MIGRATIONS.run_to(1, &mut connection).await.unwrap();
    sqlx::raw_sql(SAMPLE).execute(&mut connection).await.unwrap();
    MIGRATIONS.run_to(3, &mut connection).await.unwrap();
    sqlx::raw_sql(SAMPLE_3).execute(&mut connection).await.unwrap();
    MIGRATIONS.run_to(5, &mut connection).await.unwrap();
    sqlx::raw_sql(SAMPLE_5).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    Store::migrate(&path).await.unwrap();
    let store = Store::open(&path).await.unwrap();
    let reference = Reference::parse("FD-0000-0001").unwrap();

    let mail = store.mails().load(MailId(1)).await.unwrap().unwrap();
    assert_eq!(
        (mail.disposition, mail.kind, mail.request),
        (Disposition::Filed, Some(Kind::Form), Some(reference.clone()))
    );
    assert_eq!(store.mails().places(&cass(), &inbox()).await.unwrap().len(), 1);
    assert_eq!(store.mails().start(&cass(), &inbox(), 7, at(0)).await.unwrap(), FolderStart::Same);
    let why = store.why(&reference).await.unwrap();
    assert_eq!(why.request.map(|r| (r.version, r.is_closed())), Some((1, true)));
    assert!(why.journal.iter().all(|line| line.policy_version.is_none()), "decided before that was noted");
    assert_eq!((why.journal.len(), why.notes.len(), why.audit.len(), why.timers.len()), (2, 1, 1, 1));
    assert_eq!(store.rota().memory().await.unwrap().last.len(), 1);
    assert_eq!(store.rota().absences(at(0)).await.unwrap().len(), 1);
    assert_eq!(store.status(at(0), chrono_tz::Europe::London).await.unwrap().alarms.len(), 1);
    assert_eq!(store.audit().verify().await.unwrap(), 1);
    assert_eq!(
        store.mails().actioned(&cass()).await.unwrap(),
        [MailId(1)].into(),
        "what was on record counts as known"
    );
    assert_eq!(store.mails().looks(&cass()).await.unwrap()[&inbox()].uid_next, 2);
    assert_eq!(store.mails().looks(&cass()).await.unwrap()[&inbox()].counts_from, 2);
    let compared = store.status(at(0), chrono_tz::Europe::London).await.unwrap().mailboxes[&cass()].compared;
    assert_eq!(compared.map(|compared| (compared.on_server, compared.missing)), Some((3, 1)));
    assert_eq!(store.clock().await.unwrap().map(|clock| clock.speed), Some(60.0));
    assert_eq!(store.mails().copies(&cass()).await.unwrap().len(), 1);
    assert_eq!(store.journal().targets(&[JournalId(1)]).await.unwrap()[&JournalId(1)], (9, 5));
    let tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlx%'";
    let tables: i64 = sqlx::query_scalar(tables).fetch_one(store.reader()).await.unwrap();
    let told = SAMPLE
        .lines()
        .chain(SAMPLE_3.lines())
        .chain(SAMPLE_5.lines())
        .filter(|line| line.starts_with("INSERT INTO"))
        .count();
    // The journal has two, and what bears ACTIONED is filled by its migration.
    assert_eq!(i64::try_from(told).unwrap(), tables + 1 - 1, "a table without a sample row");
}
