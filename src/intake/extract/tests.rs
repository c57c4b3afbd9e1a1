use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::domain::Problem;
use crate::intake::document::Block;

pub(super) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A sample file that an office program wrote.
pub(super) fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/samples/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn word(body: &str) -> Extracted {
    let xml = format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body>{body}</w:body></w:document>");
    extract("form.docx", "application/octet-stream", &zipped(&[("word/document.xml", xml.as_bytes())]))
}

pub(super) fn blocks(extracted: Extracted) -> Vec<Block> {
    let Extracted::Text(document) = extracted else { panic!("{extracted:?}") };
    document.blocks
}

#[test]
fn i3_a_word_form_keeps_its_tables_controls_and_ticks() {
    let read = word(
        "<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t>Child</w:t></w:r></w:p>\
<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Family name</w:t></w:r><w:r><w:t xml:space=\"preserve\">: O&#8217;Brien &amp; </w:t></w:r><w:r><w:t>Co</w:t></w:r></w:p>\
<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>\
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Gender</w:t></w:r></w:p></w:tc>\
<w:tc><w:sdt><w:sdtContent><w:p><w:r><w:t>\u{2612} Male</w:t></w:r></w:p></w:sdtContent></w:sdt></w:tc></w:tr>\
<w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>Wide</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    );
    assert_eq!(
        blocks(read),
        [
            Block::Heading("Child".into()),
            Block::Pair { label: "Family name".into(), value: "O\u{2019}Brien & Co".into() },
            Block::Paragraph("one\ttwo\nthree".into()),
            Block::Table(vec![vec!["Gender".into(), "\u{2612} Male".into()], vec!["Wide".into(), String::new()]]),
        ]
    );
}

#[test]
fn i3_a_word_form_keeps_fields_and_boxes_and_leaves_out_what_nobody_wrote() {
    let field = |data: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>{data}</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORM</w:instrText></w:r>\
<w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    let read = word(&format!(
        "<w:p>{}{}{}</w:p><w:p>{}</w:p><w:p>{}</w:p>\
<w:p><w:r><w:t>Name </w:t></w:r><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val=\"PlaceholderText\"/></w:rPr><w:t>Click here</w:t></w:r></w:sdtContent></w:sdt>\
<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val=\"PlaceholderText\"/></w:rPr><w:t>Girl</w:t></w:r></w:sdtContent></w:sdt></w:p>\
<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>\
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:txbxContent></mc:Choice>\
<mc:Fallback><w:t>In a box</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>\
<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:sym w:char=\"F0A8\"/><w:sym w:char=\"F052\"/><w:sym w:char=\"F0A3\"/><w:rPr><w:vanish/></w:rPr><w:t>unseen</w:t></w:r></w:p>\
<w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
        field("<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>", ""),
        field("<w:checkBox><w:default w:val=\"1\"/></w:checkBox>", ""),
        field("<w:checkBox><w:default w:val=\"1\"/><w:checked w:val=\"0\"/></w:checkBox>", ""),
        field("<w:textInput/>", "typed"),
        field(
            "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"One &amp; a half\"/><w:listEntry w:val=\"Two\"/></w:ddList>",
            ""
        ),
    ));
    assert_eq!(
        blocks(read),
        [
            Block::Paragraph("\u{2612}\u{2612}\u{2610}".into()),
            Block::Paragraph("typed".into()),
            Block::Paragraph("Two".into()),
            Block::Paragraph("Name Girl".into()),
            Block::Table(vec![vec!["a".into(), "b".into()]]),
            Block::Paragraph("In a box".into()),
            Block::Paragraph("\u{2612}\u{2610}\u{2612}\u{2610}".into()),
            Block::Table(vec![vec![String::new(), "x".into(), String::new()]]),
        ]
    );
}

#[test]
fn i3_tables_in_tables_stand_where_they_stood() {
    let cell = |inner: &str| format!("<w:tc>{inner}<w:p/></w:tc>");
    let text = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(|inner| cell(inner)).collect::<String>());
    let frame = format!("<w:tbl>{}</w:tbl>", row(&[&text("framed")]));
    let siblings = format!("<w:tbl>{}</w:tbl>", row(&[&text("Ama"), &text("4")]));
    let read = word(&format!(
        "<w:tbl>{}{}{}</w:tbl>",
        row(&[&text("Concern"), &frame]),
        row(&[&text("Siblings"), &siblings]),
        row(&[&text("School"), &text("Hillside")]),
    ));
    let table = |rows: &[[&str; 2]]| Block::Table(rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect());
    assert_eq!(
        blocks(read),
        [
            table(&[["Concern", "framed"], ["Siblings", ""]]),
            table(&[["Ama", "4"]]),
            table(&[["", ""], ["School", "Hillside"]]),
        ]
    );
    // A hundred thousand of them end, with their text.
    let deep = format!(
        "{}{}{}",
        "<w:tbl><w:tr><w:tc>".repeat(100_000),
        text("Kofi"),
        "</w:tc></w:tr></w:tbl>".repeat(100_000)
    );
    let Extracted::Text(document) = word(&deep) else { panic!() };
    assert_eq!(document.text(), "Kofi");
}

#[test]
fn i3_an_open_document_keeps_labels_fields_and_merged_cells() {
    let xml = "<office:document-content><office:automatic-styles><style:style style:name=\"T1\"><style:text-properties fo:font-weight=\"bold\"/></style:style></office:automatic-styles>\
<office:forms><form:checkbox form:label=\"Urgent\" form:current-state=\"checked\" form:id=\"c1\"/><form:text form:current-value=\"Kofi\" form:id=\"c2\"/></office:forms>\
<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>\
<text:p><text:span text:style-name=\"T1\">Name</text:span>:<text:s text:c=\"3\"/><draw:control draw:control=\"c2\"/></text:p>\
<text:p><draw:control draw:control=\"c1\"/></text:p>\
<text:p><field:fieldmark field:type=\"x.FORMDROPDOWN\"><field:param field:name=\"Dropdown_ListEntry\" field:value=\"Girl\"/><field:param field:name=\"Dropdown_ListEntry\" field:value=\"Boy\"/><field:param field:name=\"Dropdown_Selected\" field:value=\"1\"/></field:fieldmark></text:p>\
<table:table><table:table-row><table:table-cell table:number-columns-spanned=\"2\"><text:p>a</text:p></table:table-cell><table:covered-table-cell/><table:table-cell table:number-columns-repeated=\"2\"/></table:table-row></table:table></office:document-content>";
    let read = extract("form.odt", "", &zipped(&[("content.xml", xml.as_bytes())]));
    let row = ["a", "", "", ""].map(str::to_owned).to_vec();
    assert_eq!(
        blocks(read),
        [
            Block::Pair { label: "Name:".into(), value: "Kofi".into() },
            Block::Paragraph("\u{2612} Urgent".into()),
            Block::Paragraph("Boy".into()),
            Block::Table(vec![row]),
        ]
    );
    let locked = zipped(&[("META-INF/manifest.xml", b"<manifest:encryption-data/>"), ("encrypted-package", b"x")]);
    assert_eq!(extract("form.odt", "", &locked), Extracted::Protected(Lock::Password));
}

#[test]
fn i3_an_open_document_is_read() {
    let xml = "<office:document-content><text:h>Child</text:h><text:p>Name: Kofi<text:line-break/>DOB: 1/2/2015</text:p>\
<table:table><table:table-row><table:table-cell><text:p>Surname</text:p></table:table-cell>\
<table:table-cell><text:p>Nguyen</text:p></table:table-cell></table:table-row></table:table></office:document-content>";
    let read = extract("form.odt", "", &zipped(&[("content.xml", xml.as_bytes())]));
    assert_eq!(
        blocks(read),
        [
            Block::Heading("Child".into()),
            Block::Paragraph("Name: Kofi\nDOB: 1/2/2015".into()),
            Block::Table(vec![vec!["Surname".into(), "Nguyen".into()]]),
        ]
    );
}

#[test]
fn i3_html_is_read_with_its_tables_labels_and_entities() {
    let html = "<html><head><title>x</title><style>p{}</style></head><body><h2>Child&rsquo;s details</h2>\
<p><b>Family name</b>: N&eacute;gre</p><p><b>First name</b><br>Kofi</p><p><b>Alias:</b> </p>\
<table><tr><th>Name</th><th>DOB</th></tr><tr><td>Ama<td>1/2/2015</table>\
<blockquote>quoted</blockquote><script>alert(1)</script>a &lt; b & c</body>";
    assert_eq!(
        blocks(extract("x.html", "text/html", html.as_bytes())),
        [
            Block::Heading("Child\u{2019}s details".into()),
            Block::Pair { label: "Family name".into(), value: "N\u{e9}gre".into() },
            Block::Pair { label: "First name".into(), value: "Kofi".into() },
            Block::Label("Alias:".into()),
            Block::Table(vec![vec!["Name".into(), "DOB".into()], vec!["Ama".into(), "1/2/2015".into()]]),
            Block::Paragraph("> quoted".into()),
            Block::Paragraph("a < b & c".into()),
        ]
    );
}

#[test]
fn i7_protected_and_unknown_files_are_named_as_such() {
    let compound = |stream: &str| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream(stream).unwrap().write_all(b"x").unwrap();
        file.into_inner().into_inner()
    };
    assert_eq!(extract("old.ppt", "application/msword", &compound("PowerPoint Document")), Extracted::Unsupported);
    assert_eq!(extract("form.docx", "", &compound("EncryptedPackage")), Extracted::Protected(Lock::Password));
    assert_eq!(extract("form.doc", "", &compound("\u{9}DRMContent")), Extracted::Protected(Lock::Rights));
    let mut managed = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    managed.create_storage_all("/\u{6}DataSpaces/DataSpaceInfo").unwrap();
    managed.create_stream("/\u{6}DataSpaces/DataSpaceInfo/DRMEncryptedDataSpace").unwrap().write_all(b"x").unwrap();
    managed.create_stream("/EncryptedPackage").unwrap().write_all(b"x").unwrap();
    let managed = managed.into_inner().into_inner();
    assert_eq!(extract("form.docx", "", &managed), Extracted::Protected(Lock::Rights));
    assert_eq!(extract("message.rpmsg", "", b"\x76\xe8\x04\x60\xc4"), Extracted::Protected(Lock::Rights));
    assert!(matches!(extract("old.doc", "", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rubbish"), Extracted::Failed(_)));
    assert_eq!(extract("smime.p7m", "application/pkcs7-mime", b"0\x82"), Extracted::Protected(Lock::Encryption));
    assert_eq!(extract("scan.jpg", "application/octet-stream", b"\xff\xd8\xff\xe0 picture"), Extracted::Scanned);
    assert_eq!(extract("x.exe", "application/octet-stream", b"MZ\x90\0\x03\0\0\0"), Extracted::Unsupported);
    assert_eq!(extract("x.pptx", "", &zipped(&[("[Content_Types].xml", b"<x/>")])), Extracted::Unsupported);
    assert!(matches!(extract("x.pdf", "application/pdf", b"%PDF-1.4\nrubbish"), Extracted::Failed(_)));
    assert!(matches!(extract("x.docx", "", b"PK\x03\x04rubbish"), Extracted::Failed(_)));
    assert!(matches!(extract("x.txt", "text/plain", b" \n"), Extracted::Failed(_)));
}

#[test]
fn i7_a_zip_bomb_is_a_failure() {
    let swollen = vec![b' '; 40 << 20];
    let read = extract("form.docx", "", &zipped(&[("word/document.xml", &swollen)]));
    assert_eq!(read, Extracted::Failed("it swells beyond the limit".into()));
}

#[test]
fn i7_mails_in_mails_end() {
    let mut raw = b"From: a@b.test\r\nSubject: inner\r\n\r\nKofi Nguyen".to_vec();
    for _ in 0..12 {
        let mut outer = b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=qqqq\r\n\r\n--qqqq\r\nContent-Type: message/rfc822\r\n\r\n".to_vec();
        outer.extend(&raw);
        outer.extend(b"\r\n--qqqq--\r\n");
        raw = outer;
    }
    let read = extract("x.eml", "message/rfc822", &raw);
    let named = matches!(&read, Extracted::Text(document) if !document.unread.is_empty());
    assert!(named || matches!(read, Extracted::Failed(_)), "{read:?}");
}

#[test]
fn i3_text_is_read_in_the_encodings_people_use() {
    let text = |bytes: &[u8]| match extract("x.txt", "text/plain", bytes) {
        Extracted::Text(document) => Some(document.text()),
        Extracted::Unsupported | Extracted::Protected(_) | Extracted::Scanned | Extracted::Failed(_) => None,
    };
    assert_eq!(text("Sofía".as_bytes()).unwrap(), "Sof\u{ed}a");
    assert_eq!(text(b"O\x92Brien").unwrap(), "O\u{2019}Brien");
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("Sofía".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(text(&utf16).unwrap(), "Sof\u{ed}a");
}

#[test]
fn i7_each_file_of_an_archive_is_read_or_named() {
    let inner = zipped(&[("b.txt", b"Ama Nguyen")]);
    let archive = zipped(&[
        ("../../etc/passwd/", b""),
        ("../a.txt", b"Kofi Nguyen"),
        ("__MACOSX/a.txt", b"\0\x05\x16\x07"),
        ("photo.jpg", b"\xff\xd8\xff\xe0 picture"),
        ("inner.zip", &inner),
        ("x.exe", b"MZ\x90\0\x03\0\0\0"),
        ("old.doc", &sample("form.doc")),
        ("broken.pdf", b"%PDF-1.4 rubbish"),
    ]);
    let Extracted::Text(document) = extract("forms.zip", "application/zip", &archive) else { panic!() };
    let text = document.text();
    for part in ["Kofi Nguyen", "Ama Nguyen", "O\u{2019}Brien"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(
        document.unread,
        [
            Problem::Scanned("its file 2".into()),
            Problem::Unsupported("its file 4".into()),
            Problem::Broken("its file 6".into()),
        ]
    );
    assert!(matches!(extract("x.zip", "", &zipped(&[("folder/", b"")])), Extracted::Failed(_)));
}

/// The archive with the mark of a password on some of its entries, in both places where it stands.
fn locked(mut archive: Vec<u8>, entries: &[usize]) -> Vec<u8> {
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let places: Vec<usize> = (0..archive.len() - 4).filter(|at| &archive[*at..*at + 4] == magic).collect();
        for entry in entries {
            archive[places[*entry] + flags] |= 1;
        }
    }
    archive
}

#[test]
fn i7_files_with_a_password_in_an_archive_are_named() {
    let archive = zipped(&[("a.txt", b"Kofi Nguyen"), ("b.txt", b"Ama")]);
    let Extracted::Text(document) = extract("x.zip", "", &locked(archive.clone(), &[1])) else { panic!() };
    assert_eq!(
        (document.text().as_str(), document.unread),
        ("Kofi Nguyen", vec![Problem::protected("its file 2", Lock::Password)])
    );
    assert_eq!(extract("x.zip", "", &locked(archive, &[0, 1])), Extracted::Protected(Lock::Password));
    let word = zipped(&[("word/document.xml", b"<w:document/>")]);
    assert_eq!(extract("x.docx", "", &locked(word, &[0])), Extracted::Protected(Lock::Password));
}

#[test]
fn i7_archives_in_archives_are_bounded_in_all() {
    let mut bomb = zipped(&[("a.txt", b"Kofi Nguyen")]);
    for _ in 0..8 {
        bomb = zipped(&[("x.zip", &bomb)]);
    }
    let Extracted::Text(document) = extract("x.zip", "", &bomb) else { panic!() };
    assert_eq!(document.unread, [Problem::Broken("its file 1, its file 1, its file 1".into())]);
    // Five times thirty is more than is inflated in all.
    let swollen = vec![b' '; 30 << 20];
    let names = ["1.bin", "2.bin", "3.bin", "4.bin", "5.bin"];
    let inner = zipped(&names.map(|name| (name, swollen.as_slice())));
    let Extracted::Text(document) = extract("x.zip", "", &zipped(&[("a.zip", &inner), ("c.txt", b"Kofi")])) else {
        panic!()
    };
    assert!(document.is_empty(), "nothing more is inflated: {document:?}");
    assert_eq!(document.unread.last(), Some(&Problem::Broken("its file 2".into())));
    let many: Vec<(String, &[u8])> = (0..200).map(|n| (format!("{n}.txt"), b"Kofi".as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let Extracted::Text(document) = extract("x.zip", "", &zipped(&many)) else { panic!() };
    assert_eq!(document.blocks.len(), 60);
    assert_eq!(document.unread, [Problem::Broken("its file 61 and those after it".into())]);
}

#[test]
fn i7_a_mail_that_is_locked_inside_is_protected_and_a_signed_one_is_read() {
    let mail = |kind: &str| {
        format!(
            "From: a@b.test\r\nSubject: s\r\nContent-Type: multipart/mixed; boundary=qqqq\r\n\r\n--qqqq\r\n\r\nThis message is protected.\r\n\
--qqqq\r\nContent-Type: {kind}\r\n\r\nxxxx\r\n--qqqq--\r\n"
        )
    };
    let locked = mail("application/x-microsoft-rpmsg-message; name=message.rpmsg");
    assert_eq!(extract("x.eml", "message/rfc822", locked.as_bytes()), Extracted::Protected(Lock::Rights));
    let Extracted::Text(open) = extract("x.eml", "message/rfc822", mail("text/plain").as_bytes()) else { panic!() };
    assert!(open.text().contains("This message is protected."));
    let signed = "Content-Type: multipart/signed; boundary=qqqq\r\n\r\n--qqqq\r\n\r\nKofi %PDF-\r\n--qqqq--\r\n";
    let Extracted::Text(signed) = extract("smime.p7m", "", signed.as_bytes()) else { panic!() };
    assert!(signed.text().contains("Kofi"));
    let page = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=qqqq\r\n\r\n--qqqq\r\nContent-Type: text/html\r\n\r\n<h1>Child</h1>\r\n--qqqq--\r\n";
    assert_eq!(blocks(extract("form.doc", "application/msword", page.as_bytes())), [Block::Heading("Child".into())]);
}

#[test]
fn i7_the_wrapper_of_a_secure_mail_service_is_named_and_a_page_with_words_is_read() {
    let unread = |html: &str| match extract("securedoc.html", "text/html", html.as_bytes()) {
        Extracted::Text(document) => document.unread,
        Extracted::Unsupported | Extracted::Protected(_) | Extracted::Scanned | Extracted::Failed(_) => {
            panic!("{html}")
        }
    };
    let wrapper = "<html><body onload=x()><script>var a='https://res.cisco.com/'</script><p>You have received a secure message</p>\
<p>Read your secure message by opening the attachment.</p><form><input type=hidden></form></body></html>";
    let named = unread(wrapper);
    assert!(matches!(named.as_slice(), [problem] if problem.in_words().contains("of Cisco")), "{named:?}");
    let script = unread("<html><script src='https://app.zivver.eu/x.js'></script></html>");
    assert!(matches!(script.as_slice(), [problem] if problem.in_words().contains("of Zivver")), "{script:?}");
    let unknown = unread("<html><body><script>document.write(atob('x'))</script></body></html>");
    assert!(matches!(unknown.as_slice(), [Problem::Unsupported(_)]), "{unknown:?}");
    let words =
        "<p>Kofi Nguyen, born on 7 March 2021, came to school today with a bruise on his left arm.</p>".repeat(4);
    assert_eq!(unread(&format!("<html>{words}<p>Sent with Egress Secure Email</p></html>")), []);
}

#[test]
fn i3_a_piece_of_a_page_is_read_by_its_name() {
    let piece = b"<table><tr><td>Surname</td><td>Nguyen</td></tr></table>";
    for name in ["form.html", "FORM.HTM"] {
        let Extracted::Text(document) = extract(name, "application/octet-stream", piece) else {
            panic!("{name} is a page")
        };
        assert!(document.text().contains("Nguyen"), "{document:?}");
    }
}
