use std::time::Duration;

use frontdoor::imap::{Connection, IdleEnd, Limits, Login, Security};
use secrecy::SecretString;

use super::{folder, lies, mail, put, received};
use crate::harness::servers::{servers, small_servers, user};

#[tokio::test]
async fn tls_and_starttls_are_trusted_through_our_own_authority_alone() {
    let servers = servers();
    for (security, port) in [(Security::Tls, servers.imaps_port), (Security::StartTls, servers.imap_port)] {
        let mut account = servers.account(&user("tls"));
        (account.security, account.port) = (security, port);
        let error = Connection::open(&account, &Limits::default()).await.unwrap_err();
        assert!(matches!(error, frontdoor::imap::ImapError::Tls { .. }), "{error:?}");
        account.extra_ca = Some(servers.ca_file.clone());
        let connection = Connection::open(&account, &Limits::default()).await.unwrap();
        assert!(connection.can("MOVE"));
        connection.logout().await;
        account.host = "127.0.0.2".to_owned();
        assert!(Connection::open(&account, &Limits::default()).await.is_err(), "the certificate is for another name");
    }
}

#[tokio::test]
async fn a_wrong_password_is_a_refused_login() {
    let mut account = servers().account(&user("wrong"));
    account.login = Login::Password(SecretString::from("no"));
    let error = Connection::open(&account, &Limits::default()).await.unwrap_err();
    assert!(error.is_login_refused() && error.retry() && error.is_lost(), "{error:?}");
    assert_eq!(error.to_string(), "login refused: NO [AUTHENTICATIONFAILED]");
}

#[tokio::test]
async fn a_certificate_file_that_is_none_is_named() {
    let mut account = servers().account(&user("ca"));
    (account.security, account.port) = (Security::Tls, servers().imaps_port);
    account.extra_ca = Some("/nowhere/ca.pem".into());
    let error = Connection::open(&account, &Limits::default()).await.unwrap_err();
    assert!(matches!(error, frontdoor::imap::ImapError::CaFile(_)) && !error.retry(), "{error:?}");
}

#[tokio::test]
async fn folders_of_any_name_are_made_listed_and_looked_at() {
    let mut connection = servers().open(&user("folders")).await;
    let names = ["REVIEW CONTACTS", "Büro & Söhne", "CASS/PSS COMPLETED", "v1.2 (\"old\") \\", "100% *"];
    for name in names {
        connection.create(&folder(name)).await.unwrap();
        connection.create(&folder(name)).await.unwrap();
    }
    let listed = connection.list().await.unwrap();
    for name in names.into_iter().chain(["INBOX"]) {
        assert!(listed.contains(&folder(name)), "{name} in {listed:?}");
    }
    let place = put(&mut connection, "Büro & Söhne", &mail("one")).await;
    let asked = [folder("Büro & Söhne"), folder("not there"), folder("inbox")];
    let status = connection.status(&asked).await.unwrap();
    assert_eq!(status.iter().map(|s| &s.folder).collect::<Vec<_>>(), [&asked[0], &asked[2]]);
    assert_eq!((status[0].messages, status[0].uid_validity), (1, place.uid_validity));
    assert_eq!(status[0].uid_next, place.uid + 1);
    assert_eq!(status[1].messages, 0);
    let error = connection.select(&folder("not there")).await.unwrap_err();
    assert!(error.is_missing_folder() && !error.is_lost(), "{error:?}");
    assert!(connection.create(&folder("a\r\nb")).await.is_err());
    connection.noop().await.unwrap();
}

#[tokio::test]
async fn many_folders_are_looked_at_in_one_go() {
    let mut connection = servers().open(&user("many")).await;
    let names: Vec<_> = (0..120).map(|n| folder(&format!("F{n}"))).collect();
    for name in &names {
        connection.create(name).await.unwrap();
    }
    let status = connection.status(&names).await.unwrap();
    assert_eq!(status.iter().map(|s| s.folder.clone()).collect::<Vec<_>>(), names);
}

#[tokio::test]
async fn i1_a_mail_is_fetched_byte_for_byte_and_stays_unseen() {
    let mut connection = servers().open(&user("fetch")).await;
    let mut odd = b"Subject: odd\r\n\r\n".to_vec();
    odd.extend((1..=255).filter(|b| !matches!(b, b'\r' | b'\n')));
    odd.extend(b"\r\n)\r\nA0001 OK done\r\n* 1 FETCH (UID 9)\r\n{10}\r\n");
    let large = [mail("large"), vec![b'x'; 900_000], b"\r\n".to_vec()].concat();
    let mails = [mail("plain"), odd, large, b"\r\n".to_vec()];
    let mut places = Vec::new();
    for bytes in &mails {
        places.push(put(&mut connection, "INBOX", bytes).await);
    }
    let selected = connection.select(&folder("INBOX")).await.unwrap();
    assert_eq!((selected.uid_validity, selected.exists), (places[0].uid_validity, 4));
    assert!(selected.keywords_allowed && !selected.read_only);
    let uids: Vec<u32> = places.iter().map(|place| place.uid).collect();
    assert_eq!(connection.uids().await.unwrap(), uids);
    let fetched = connection.fetch(&[uids[2], uids[0], 4000, uids[1], uids[3]]).await.unwrap();
    for (message, bytes) in fetched.iter().zip(&mails) {
        assert!(message.bytes == *bytes, "mail {} is the same", message.uid);
        assert_eq!(message.internal_date, Some(received()));
        assert!(!message.flags.iter().any(|flag| flag == "\\Seen"), "{:?}", message.flags);
    }
    assert_eq!(fetched.len(), 4);
    let meta = connection.meta(uids[1]..=u32::MAX).await.unwrap();
    assert_eq!(meta.iter().map(|m| m.uid).collect::<Vec<_>>(), uids[1..]);
    assert_eq!(meta[1].size as usize, mails[2].len());
    assert_eq!(connection.meta(uids[3] + 1..=u32::MAX).await.unwrap(), [], "n:* names the last one, which is not new");
}

#[tokio::test]
async fn flags_and_keywords_are_set_and_taken_away() {
    let mut connection = servers().open(&user("flags")).await;
    let one = put(&mut connection, "INBOX", &mail("one")).await.uid;
    let two = put(&mut connection, "INBOX", &mail("two")).await.uid;
    connection.select(&folder("INBOX")).await.unwrap();
    connection.set_flags(&[one, two, 999], &["RAO".into(), "\\Flagged".into()], &[]).await.unwrap();
    connection.set_flags(&[two], &["ACTIONED".into()], &["RAO".into()]).await.unwrap();
    let flags = |uid| {
        let mut own: Vec<String> = uid;
        own.retain(|flag: &String| flag != "\\Recent");
        own.sort();
        own
    };
    let found = connection.meta(1..=u32::MAX).await.unwrap();
    let found: Vec<_> = found.into_iter().map(|meta| (meta.uid, flags(meta.flags))).collect();
    assert_eq!(
        found,
        [
            (one, vec!["RAO".to_owned(), "\\Flagged".to_owned()]),
            (two, vec!["ACTIONED".to_owned(), "\\Flagged".to_owned()])
        ]
    );
    assert_eq!(connection.bearing("ACTIONED").await.unwrap(), [two]);
    assert!(connection.bearing("Nobodys").await.unwrap().is_empty());
    assert!(connection.bearing("X 1:*").await.is_err());
    let error = connection.set_flags(&[one], &["X) \\Deleted".into()], &[]).await.unwrap_err();
    assert!(!error.is_lost() && !error.retry(), "{error:?}");
}

#[tokio::test]
async fn a_move_says_where_each_mail_lies_now_with_move_or_without() {
    for avoid in [&[][..], &["MOVE"][..]] {
        let mut account = servers().account(&user("move"));
        account.avoid = avoid.iter().map(|name| (*name).to_owned()).collect();
        let mut connection = Connection::open(&account, &Limits::default()).await.unwrap();
        connection.create(&folder("PSS COMPLETED")).await.unwrap();
        put(&mut connection, "PSS COMPLETED", &mail("before")).await;
        let mut uids = Vec::new();
        for name in ["a", "b", "c"] {
            uids.push(put(&mut connection, "INBOX", &mail(name)).await.uid);
        }
        connection.select(&folder("INBOX")).await.unwrap();
        // Somebody else's \Deleted mail must stay.
        connection.set_flags(&[uids[1]], &["\\Deleted".into()], &[]).await.unwrap();
        let moved = connection.move_to(&[uids[2], uids[0], 777], &folder("PSS COMPLETED")).await.unwrap();
        let mut olds: Vec<u32> = moved.pairs.iter().map(|(old, _)| *old).collect();
        olds.sort_unstable();
        assert_eq!(olds, [uids[0], uids[2]]);
        let status = connection.status(&[folder("PSS COMPLETED")]).await.unwrap();
        assert_eq!(moved.uid_validity, status[0].uid_validity);
        let there = lies(&mut connection, "PSS COMPLETED").await;
        for (old, new) in moved.pairs {
            let name = if old == uids[0] { "a" } else { "c" };
            assert!(there.iter().any(|(uid, _, bytes)| *uid == new && *bytes == mail(name)));
        }
        assert_eq!(there.len(), 3);
        assert_eq!(lies(&mut connection, "INBOX").await.len(), 1);
        connection.select(&folder("INBOX")).await.unwrap();
        let error = connection.move_to(&[uids[1]], &folder("not there")).await.unwrap_err();
        assert!(error.is_missing_folder(), "{error:?}");
    }
}

#[tokio::test]
async fn without_move_and_uidplus_nothing_is_moved_or_removed() {
    let mut account = servers().account(&user("bare"));
    account.avoid = ["MOVE", "UIDPLUS"].map(str::to_owned).into();
    let mut connection = Connection::open(&account, &Limits::default()).await.unwrap();
    let uid = put(&mut connection, "INBOX", &mail("a")).await.uid;
    connection.create(&folder("X")).await.unwrap();
    connection.select(&folder("INBOX")).await.unwrap();
    assert!(!connection.move_to(&[uid], &folder("X")).await.unwrap_err().retry());
    assert!(!connection.expunge(&[uid]).await.unwrap_err().retry());
    assert_eq!(lies(&mut connection, "INBOX").await.len(), 1);
}

#[tokio::test]
async fn exactly_the_named_mails_are_removed() {
    let mut connection = servers().open(&user("expunge")).await;
    let mut uids = Vec::new();
    for name in ["a", "b", "c"] {
        uids.push(put(&mut connection, "INBOX", &mail(name)).await.uid);
    }
    connection.select(&folder("INBOX")).await.unwrap();
    connection.set_flags(&[uids[0]], &["\\Deleted".into()], &[]).await.unwrap();
    connection.expunge(&[uids[1], 888]).await.unwrap();
    assert_eq!(connection.uids().await.unwrap(), [uids[0], uids[2]]);
}

#[tokio::test]
async fn a_header_is_searched_for() {
    let mut connection = servers().open(&user("search")).await;
    put(&mut connection, "INBOX", &mail("a")).await;
    let marked = put(&mut connection, "INBOX", b"X-Frontdoor-Copy: m-77\r\nSubject: b\r\n\r\nb\r\n").await.uid;
    connection.select(&folder("INBOX")).await.unwrap();
    assert_eq!(connection.search_header("X-Frontdoor-Copy", "m-77", 1).await.unwrap(), [marked]);
    assert_eq!(connection.search_header("X-Frontdoor-Copy", "m-78", 1).await.unwrap(), [] as [u32; 0]);
    assert_eq!(connection.search_header("X-Frontdoor-Copy", "m-77", marked + 1).await.unwrap(), [] as [u32; 0]);
    assert!(connection.search_header("X", "a\r\nF9 LOGOUT", 1).await.is_err());
}

#[tokio::test]
async fn a_full_mailbox_is_named_as_such() {
    let mut connection = small_servers().open(&user("full")).await;
    let big = [mail("big"), vec![b'x'; 150_000], b"\r\n".to_vec()].concat();
    let error = connection.append(&folder("INBOX"), &[], None, &big).await.unwrap_err();
    assert!(error.is_over_quota() && error.retry() && !error.is_lost(), "{error:?}");
    put(&mut connection, "INBOX", &mail("small")).await;
}

#[tokio::test]
async fn a_wait_ends_by_a_change_a_signal_or_its_time() {
    let name = user("idle");
    let mut connection = servers().open(&name).await;
    connection.select(&folder("INBOX")).await.unwrap();
    let never = std::future::pending;
    assert_eq!(connection.idle(never(), Duration::from_millis(50)).await.unwrap(), IdleEnd::TimedOut);
    assert_eq!(connection.idle(std::future::ready(()), Duration::from_mins(5)).await.unwrap(), IdleEnd::Woken);
    let mut other = servers().open(&name).await;
    let (end, _) =
        tokio::join!(connection.idle(never(), Duration::from_mins(5)), put(&mut other, "INBOX", b"Subject: x\r\n\r\n"));
    assert_eq!(end.unwrap(), IdleEnd::Changed);
    assert_eq!(connection.meta(1..=u32::MAX).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_announced_before_a_wait_ends_it_at_once() {
    let name = user("news");
    let mut connection = servers().open(&name).await;
    connection.select(&folder("INBOX")).await.unwrap();
    put(&mut servers().open(&name).await, "INBOX", &mail("a")).await;
    connection.noop().await.unwrap();
    let forever = Duration::from_mins(50);
    assert_eq!(connection.idle(std::future::pending(), forever).await.unwrap(), IdleEnd::Changed);
    connection.uids().await.unwrap();
    let end = connection.idle(std::future::pending(), Duration::from_millis(20)).await.unwrap();
    assert_eq!(end, IdleEnd::TimedOut, "listed, so no longer news");
}

#[tokio::test]
async fn a_server_without_idle_is_asked_now_and_then() {
    let name = user("poll");
    let mut account = servers().account(&name);
    account.avoid = ["IDLE".to_owned()].into();
    let mut connection = Connection::open(&account, &Limits::default()).await.unwrap();
    connection.select(&folder("INBOX")).await.unwrap();
    let nothing = connection.idle(std::future::pending(), Duration::from_millis(10)).await.unwrap();
    assert_eq!(nothing, IdleEnd::TimedOut);
    put(&mut servers().open(&name).await, "INBOX", &mail("a")).await;
    assert_eq!(connection.idle(std::future::pending(), Duration::from_millis(10)).await.unwrap(), IdleEnd::Changed);
}

#[tokio::test]
async fn a_command_that_was_cut_off_spends_the_connection() {
    let mut connection = servers().open(&user("cut")).await;
    connection.select(&folder("INBOX")).await.unwrap();
    {
        let idle = connection.idle(std::future::pending(), Duration::from_mins(5));
        tokio::pin!(idle);
        assert!(futures::poll!(&mut idle).is_pending());
    }
    assert!(connection.is_spent());
    let error = connection.noop().await.unwrap_err();
    assert!(error.is_lost() && error.retry(), "{error:?}");
}

#[test]
fn every_wait_can_move_between_threads() {
    fn is_send<T: Send>(_: &T) {}
    let account = frontdoor::imap::Account {
        host: String::new(),
        port: 0,
        security: Security::Plain,
        user: String::new(),
        login: Login::Password(SecretString::from("")),
        extra_ca: None,
        avoid: std::collections::BTreeSet::new(),
    };
    let whole = async {
        let mut connection = Connection::open(&account, &Limits::default()).await?;
        connection.idle(std::future::pending(), Duration::ZERO).await?;
        connection.fetch(&[1]).await?;
        frontdoor::imap::file(&mut connection, &[]).await;
        Ok::<(), frontdoor::imap::ImapError>(())
    };
    is_send(&whole);
}

#[tokio::test]
async fn thousands_of_mails_are_listed_fetched_and_moved_whole() {
    let name = user("thousands");
    servers().fill(&name, 2500, |number| mail(&number.to_string()));
    let mut connection = servers().open(&name).await;
    connection.create(&folder("DONE")).await.unwrap();
    connection.select(&folder("INBOX")).await.unwrap();
    let uids = connection.uids().await.unwrap();
    assert_eq!(uids.len(), 2500);
    let odd: Vec<u32> = uids.iter().copied().filter(|uid| uid % 2 == 1).collect();
    let fetched = connection.fetch(&odd).await.unwrap();
    assert_eq!(fetched.iter().map(|message| message.uid).collect::<Vec<_>>(), odd);
    assert_eq!(fetched[7].bytes, mail(&(fetched[7].uid - 1).to_string()));
    let moved = connection.move_to(&odd, &folder("DONE")).await.unwrap();
    assert_eq!(moved.pairs.len(), odd.len());
    assert_eq!(connection.meta(1..=u32::MAX).await.unwrap().len(), 2500 - odd.len());
}
