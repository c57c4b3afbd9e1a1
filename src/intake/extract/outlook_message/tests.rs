use std::io::{Cursor, Write};

use crate::domain::{Lock, Problem};
use crate::intake::document::Block;
use crate::intake::extract::{Extracted, extract};

/// A mail as Outlook saves it: streams with their text in UTF-16, or as bytes where the name ends in 0102 or 001E.
fn message(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        if let Some((storage, _)) = path.rsplit_once('/') {
            file.create_storage_all(storage).unwrap();
        }
        let wide: Vec<u8> = std::str::from_utf8(bytes)
            .map(|text| text.encode_utf16().flat_map(u16::to_le_bytes).collect())
            .unwrap_or_default();
        let written = if path.ends_with("001F") { wide.as_slice() } else { bytes };
        file.create_stream(path).unwrap().write_all(written).unwrap();
    }
    file.into_inner().into_inner()
}

/// The list of short properties with a code page in it.
fn code_page(page: u16) -> Vec<u8> {
    let mut list = vec![0; 32];
    list.extend([0x03, 0x00, 0xfd, 0x3f, 0, 0, 0, 0]);
    list.extend(page.to_le_bytes());
    list.extend([0; 6]);
    list
}

#[test]
fn i7_a_mail_that_outlook_saved_is_read_with_its_attachments() {
    let read = extract(
        "x.msg",
        "application/octet-stream",
        &message(&[
            ("__properties_version1.0", &code_page(1250)),
            ("__substg1.0_0037001F", b"Referral"),
            ("__substg1.0_1000001E", b"Name: \xa3ukasz\r\n"),
            ("__attach_version1.0_#00000000/__substg1.0_37010102", b"{\\rtf1 Ama Nguyen}"),
            ("__attach_version1.0_#00000000/__substg1.0_3707001F", b"form.rtf"),
            ("__attach_version1.0_#00000001/__substg1.0_3701000D/__properties_version1.0", &[0; 24]),
            ("__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F", b"Inner"),
            (
                "__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_10130102",
                b"<p><b>School</b>: Hillside</p>",
            ),
            ("__attach_version1.0_#00000002/__substg1.0_37010102", b"MZ\x90\0"),
            ("__attach_version1.0_#00000003/__substg1.0_3701000D/CONTENTS", b"a picture of a drawing program"),
        ]),
    );
    let Extracted::Text(document) = read else { panic!("{read:?}") };
    assert_eq!(
        document.blocks,
        [
            Block::Paragraph("Referral".into()),
            Block::Paragraph("Name: \u{141}ukasz".into()),
            Block::Paragraph("Ama Nguyen".into()),
            Block::Paragraph("Inner".into()),
            Block::Pair { label: "School".into(), value: "Hillside".into() },
        ]
    );
    assert_eq!(
        document.unread,
        [Problem::Unsupported("its attachment 3".into()), Problem::Unsupported("its attachment 4".into())]
    );
}

#[test]
fn i7_the_packed_text_of_a_saved_mail_goes_before_the_plain_one() {
    let mut packed = [0; 8].to_vec();
    packed.extend(b"MELA\0\0\0\0{\\rtf1 \\trowd\\cellx10\\cellx200\\intbl Name\\cell Kofi\\cell\\row}");
    let with = |rtf: &[u8]| {
        extract(
            "x.msg",
            "",
            &message(&[
                ("__properties_version1.0", &[0; 32]),
                ("__substg1.0_1000001F", b"Name Kofi"),
                ("__substg1.0_10090102", rtf),
            ]),
        )
    };
    let Extracted::Text(document) = with(&packed) else { panic!() };
    assert_eq!(document.blocks, [Block::Table(vec![vec!["Name".into(), "Kofi".into()]])]);
    let Extracted::Text(document) = with(b"damaged") else { panic!() };
    assert_eq!(document.blocks, [Block::Paragraph("Name Kofi".into())]);
}

#[test]
fn i7_a_saved_mail_under_rights_management_is_protected() {
    let by_class = message(&[
        ("__properties_version1.0", &[0; 32]),
        ("__substg1.0_001A001F", b"IPM.Note.rpmsg.Microsoft.Voicemail"),
        ("__substg1.0_1000001F", b"open with Outlook"),
    ]);
    let by_attachment = message(&[
        ("__properties_version1.0", &[0; 32]),
        ("__substg1.0_1000001F", b"This message is protected with Microsoft Information Protection."),
        ("__attach_version1.0_#00000000/__substg1.0_37010102", b"v\xe8\x04`\xc4\x11\xe3\x86"),
        ("__attach_version1.0_#00000000/__substg1.0_3707001F", b"message.rpmsg"),
    ]);
    for locked in [by_class, by_attachment] {
        assert_eq!(extract("x.msg", "", &locked), Extracted::Protected(Lock::Rights));
    }
}

#[test]
fn i7_a_saved_mail_that_says_nothing_or_lies_too_deep_says_so() {
    let empty = message(&[("__properties_version1.0", &[0; 32])]);
    assert!(matches!(extract("x.msg", "", &empty), Extracted::Failed(_)));
    let streams: Vec<String> = (0..=12)
        .map(|depth| {
            let storage = "__attach_version1.0_#00000000/__substg1.0_3701000D/".repeat(depth);
            format!("{storage}__properties_version1.0")
        })
        .collect();
    let streams: Vec<(&str, &[u8])> = streams.iter().map(|path| (path.as_str(), &[0_u8; 24][..])).collect();
    let Extracted::Text(document) = extract("x.msg", "", &message(&streams)) else { panic!() };
    assert_eq!(document.unread, [Problem::Broken("its attachment 1, its attachment 1, its attachment 1".into())]);
}
