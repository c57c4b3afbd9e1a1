use super::*;

#[test]
fn i1_every_field_of_the_envelope_is_read() {
    let raw = b"Return-Path: <maryam@school.test>\r\nDelivered-To: cass+TOKEN@trust.test\r\n\
Authentication-Results: mail.trust.test; dmarc=pass header.from=school.test\r\n\
From: =?utf-8?q?Maryam_Fern=C3=A1ndez?= <Maryam@School.TEST>\r\nTo: CASS <cass@trust.test>, b@trust.test\r\n\
Reply-To: office@school.test\r\nSubject: Re: a\r\n child\r\nMessage-ID: <one@school.test>\r\n\
In-Reply-To: <two@trust.test>\r\nReferences: <three@trust.test> <two@trust.test>\r\n\
Date: Mon, 23 Nov 2026 10:15:00 +0000\r\nImportance: high\r\n\r\nHello";
    let parsed = parse(raw, "mail.trust.test");
    let envelope = parsed.envelope;
    assert_eq!(envelope.from, Address { name: "Maryam Fern\u{e1}ndez".into(), email: "maryam@school.test".into() });
    assert_eq!(envelope.to, ["cass@trust.test", "b@trust.test", "cass+token@trust.test"]);
    assert_eq!(envelope.reply_to.as_deref(), Some("office@school.test"));
    assert_eq!(envelope.subject, "Re: a child");
    assert_eq!(envelope.message_id.as_deref(), Some("one@school.test"));
    assert_eq!(envelope.references, ["two@trust.test", "three@trust.test"]);
    assert_eq!(envelope.date.unwrap().to_rfc3339(), "2026-11-23T10:15:00+00:00");
    assert_eq!(envelope.dmarc_pass, Some(true));
    assert!(envelope.marked_urgent);
    assert_eq!(envelope.automatic, crate::domain::Automatic::default());
    assert_eq!(parsed.text, "Hello");
    assert!(parsed.problems.is_empty());
}

#[test]
fn i7_bytes_that_are_no_mail_go_to_a_person() {
    for raw in [&b"\0\xff\xfe"[..], b"no header at all", b"Subject: x\r\n\r\n", b":\n\n"] {
        let parsed = parse(raw, "");
        assert!(!parsed.problems.is_empty() || !parsed.text.trim().is_empty(), "{raw:?}: {parsed:?}");
    }
    assert!(parse(b"From: a@b.test\r\nSubject: x\r\n\r\n", "").problems.contains(&Problem::Broken("the mail".into())));
}

#[test]
fn i7_a_boundary_in_the_middle_of_a_line_is_no_silent_cut() {
    let raw = b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=\"abcdef\"\r\n\r\n--abcdef\r\n\
Content-Type: text/plain\r\n\r\nsee --abcdef which is text\r\n--abcdef--\r\n";
    assert!(parse(raw, "").problems.contains(&Problem::Broken("the mail".into())));
}

#[test]
fn i3_an_attached_mail_is_an_attachment() {
    let raw = b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=\"abcdef\"\r\n\r\n--abcdef\r\n\
Content-Type: text/plain\r\n\r\nsee attached\r\n--abcdef\r\nContent-Type: message/rfc822\r\n\r\n\
From: c@d.test\r\nSubject: inner\r\n\r\ninner text\r\n--abcdef--\r\n";
    let parsed = parse(raw, "");
    assert_eq!(parsed.attachments.len(), 1);
    assert_eq!(parsed.attachments[0].media_type, "message/rfc822");
    assert!(String::from_utf8_lossy(&parsed.attachments[0].bytes).contains("inner text"));
}
