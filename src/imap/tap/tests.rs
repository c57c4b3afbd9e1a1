use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;

/// What the tap hands over, read by read, from a stream that brings a few bytes at a time.
async fn handed(chunks: Vec<Vec<u8>>, max_literal: usize) -> (Vec<Vec<u8>>, Option<Fault>) {
    let (ours, mut theirs) = tokio::io::duplex(7);
    let writer = tokio::spawn(async move {
        for chunk in chunks {
            if theirs.write_all(&chunk).await.is_err() {
                return;
            }
        }
    });
    let mut tap = Tap::new(Box::new(ours), max_literal);
    let mut handed: Vec<Vec<u8>> = Vec::new();
    let mut whole = true;
    loop {
        let mut buffer = [0; 4096];
        match tap.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(length) if whole => handed.push(buffer[..length].to_vec()),
            Ok(length) => handed.last_mut().unwrap().extend(&buffer[..length]),
        }
        whole = tap.is_between();
    }
    let fault = tap.fault();
    drop(tap);
    writer.await.unwrap();
    (handed, fault)
}

#[tokio::test]
async fn responses_are_cut_by_lines_and_literals() {
    let chunks = [
        &b"* 1 FETCH (UID 7 BODY[] {12}\r\nab\r\n{3}\r\ncd\r"[..],
        b" FLAGS ())\r\n* OK give me {5}\r\nA1 OK x {9}\r\n",
        b"* LIST () \"/\" {3}\r\na b\r\n* 2 FETCH (BODY[] {0}\r\n)\r\n",
    ];
    let (handed, fault) = handed(chunks.map(<[u8]>::to_vec).to_vec(), 1000).await;
    assert_eq!(handed.len(), 5, "{handed:?}");
    assert_eq!(handed[0], b"* 1 FETCH (UID 7 BODY[] {12}\r\nab\r\n{3}\r\ncd\r FLAGS ())\r\n");
    assert_eq!(handed[1], b"* OK give me {5}\r\n");
    assert_eq!(handed[3], b"* LIST () \"/\" {3}\r\na b\r\n");
    assert_eq!(handed[4], b"* 2 FETCH (BODY[] {0}\r\n)\r\n");
    assert_eq!(fault, Some(Fault::End));
}

#[tokio::test]
async fn a_literal_over_the_limit_takes_no_memory() {
    for line in ["* 1 FETCH (BODY[] {4000000000}\r\n", "* LIST () \"/\" {1001}\r\n"] {
        let (handed, fault) = handed(vec![line.into()], 1000).await;
        assert!(handed.is_empty());
        assert_eq!(fault, Some(Fault::TooLarge));
    }
}

#[tokio::test]
async fn a_large_literal_arrives_whole() {
    let body: Vec<u8> = (0..400_000_u32).map(|n| n.to_le_bytes()[0]).collect();
    let mut fetch = b"* 1 FETCH (BODY[] {400000}\r\n".to_vec();
    fetch.extend(&body);
    fetch.extend(b" UID 1)\r\n");
    let (handed, _) = handed(vec![fetch.clone(), b"A1 OK\r\n".to_vec()], 1_000_000).await;
    assert!(handed == [fetch, b"A1 OK\r\n".to_vec()]);
}

#[tokio::test]
async fn a_long_search_comes_in_parts_and_none_is_lost() {
    let uids: Vec<String> = (1..=20_000).map(|uid: u32| uid.to_string()).collect();
    let line = format!("* SEARCH {}\r\n* SEARCH 7\r\n", uids.join(" "));
    let (handed, _) = handed(vec![line.into_bytes()], 1000).await;
    let mut found = Vec::new();
    for part in &handed {
        assert!(part.len() < 4096);
        let part = std::str::from_utf8(part).unwrap();
        found.extend(part.strip_prefix("* SEARCH").unwrap().split_ascii_whitespace().map(str::to_owned));
    }
    assert_eq!(found.pop().as_deref(), Some("7"));
    assert_eq!(found, uids);
}

/// async-imap logs passwords and mail through the crate `log`. Without this bridge nothing of that reaches our log.
#[test]
fn our_log_does_not_listen_to_the_crate_log() {
    assert!(!include_str!("../../../Cargo.lock").contains("name = \"tracing-log\""));
}
