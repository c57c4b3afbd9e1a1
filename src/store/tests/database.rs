use std::os::unix::fs::PermissionsExt as _;

use super::*;

#[tokio::test]
async fn a_store_is_not_made_by_opening_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frontdoor.db");
    let error = Store::open(&path).await.unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. }), "{error}");
    assert_eq!(error.advice(), Advice::GiveUp);
    assert!(!path.exists());
}

#[tokio::test]
async fn the_file_is_its_owners_alone_and_migrating_again_changes_nothing() {
    let room = Room::new().await;
    let mode = std::fs::metadata(room.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mail = room.mail(1, "one").await;
    Store::migrate(&room.path()).await.unwrap();
    assert_eq!(room.store.mails().bytes(mail).await.unwrap().as_deref(), Some(b"one".as_slice()));
}

#[tokio::test]
async fn an_older_or_newer_schema_is_refused_with_what_to_do() {
    let room = Room::new().await;
    room.tamper(
        "UPDATE _sqlx_migrations SET version = 900000 WHERE version = (SELECT max(version) FROM _sqlx_migrations)",
    )
    .await;
    let error = Store::open(&room.path()).await.unwrap_err();
    assert!(error.to_string().contains("use the newer program"), "{error}");
    let error = Store::migrate(&room.path()).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 900_000, .. }), "{error}");

    room.tamper("DELETE FROM _sqlx_migrations").await;
    let error = Store::open(&room.path()).await.unwrap_err();
    assert!(error.to_string().contains("run `frontdoor migrate`"), "{error}");
}

#[tokio::test]
async fn it_writes_ahead_and_waits_for_the_disk() {
    let room = Room::new().await;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(room.store.writer()).await.unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(room.store.writer()).await.unwrap();
    assert_eq!((mode.as_str(), synchronous), ("wal", 2));
    let refused = sqlx::query("DELETE FROM mails").execute(room.store.reader()).await;
    assert!(refused.is_err(), "a reader never writes");
}

#[tokio::test]
async fn a_backup_is_whole_and_never_overwrites() {
    let room = Room::new().await;
    let mail = room.mail(1, "one").await;
    let to = room.folder.path().join("backup.db");
    room.store.backup(&to).await.unwrap();
    let error = room.store.backup(&to).await.unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    room.mail(2, "two").await;

    let copy = Store::open(&to).await.unwrap();
    assert_eq!(copy.mails().bytes(mail).await.unwrap().as_deref(), Some(b"one".as_slice()));
    assert_eq!(copy.mails().unhandled(&[&cass()], 10).await.unwrap().len(), 1);
    assert_eq!(std::fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn one_daemon_works_on_one_store() {
    let room = Room::new().await;
    let minute = TimeDelta::minutes(1);
    let first = room.store.lease("one", at(0), minute, under(0)).await.unwrap();
    let held = room.store.lease("two", at(0), minute, under(0)).await.unwrap_err();
    assert!(matches!(&held, LeaseError::Held { holder, until } if holder == "one" && *until == at(1)), "{held}");

    let first = room.store.renew(&first, at(1), minute).await.unwrap();
    assert_eq!(first.until, at(2));
    // The first daemon slept too long; the second took over, and the first notices.
    let second = room.store.lease("two", at(2), minute, under(0)).await.unwrap();
    let lost = room.store.renew(&first, at(2), minute).await.unwrap_err();
    assert!(matches!(&lost, LeaseError::Held { holder, .. } if holder == "two"), "{lost}");
    room.store.release(first, "told to", under(3)).await.unwrap();
    assert!(room.store.renew(&second, at(2), minute).await.is_ok(), "only the holder gives a lease back");

    room.store.release(second.clone(), "told to", under(4)).await.unwrap();
    assert!(matches!(room.store.renew(&second, at(2), minute).await, Err(LeaseError::Lost)));
    room.store.lease("three", at(2), minute, under(5)).await.unwrap();
    room.store.take_over("four", "three", at(2), minute, under(6)).await.unwrap();
    assert!(room.store.take_over("five", "three", at(2), minute, under(7)).await.is_err());

    let told = room.store.audit().of_daemon().await.unwrap();
    let told: Vec<_> = told.into_iter().map(|row| (row.at, row.entry.who, row.entry.what, row.entry.why)).collect();
    let version = concat!("version ", env!("CARGO_PKG_VERSION"));
    let expected = [
        (0, "one", "started", version),
        (0, "two", "took the lease over", "one did not give it back"),
        (0, "two", "started", version),
        (4, "two", "stopped", "told to"),
        (5, "three", "started", version),
        (6, "four", "took the lease over", "three did not give it back"),
        (6, "four", "started", version),
    ];
    let expected = expected.map(|(minutes, who, what, why)| (at(minutes), who.into(), what.into(), why.into()));
    assert_eq!(told, expected);
    assert_eq!(room.store.audit().verify().await.unwrap(), 7);
}

/// The tests may run as root, whom nothing is denied: the system's word is put in its mouth.
#[test]
fn a_store_that_may_not_be_written_is_not_said_to_be_missing() {
    let path = std::path::Path::new("/var/lib/frontdoor/frontdoor.db");
    let denied = StoreError::of_file(path, std::io::ErrorKind::PermissionDenied.into());
    assert_eq!(denied.advice(), Advice::GiveUp);
    assert_eq!(
        denied.to_string(),
        "/var/lib/frontdoor/frontdoor.db cannot be read and written by this user (permission denied): run this as the \
         daemon's user, with `sudo -u frontdoor`, or give it the directory, with `chown -R frontdoor`"
    );
    let missing = StoreError::of_file(path, std::io::ErrorKind::NotFound.into());
    assert_eq!(missing.to_string().matches("frontdoor migrate").count(), 1, "{missing}");
}
