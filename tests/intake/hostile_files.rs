//! Files that are made to hurt their reader: each costs its own reading at most, and the next file is read.

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::PathBuf;
use std::time::Duration;

use frontdoor::daemon::attachments::AttachmentReader;
use frontdoor::intake::Extracted;
use frontdoor::intake::child::AttachmentInput;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn input(name: &str, bytes: Vec<u8>) -> AttachmentInput {
    AttachmentInput { name: name.into(), media_type: String::new(), bytes }
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A PDF of these objects, the first of which is its catalog.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(file.len());
        write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1).unwrap();
    }
    let start = file.len();
    write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(file, "{place:010} 00000 n ").unwrap();
    }
    write!(file, "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1).unwrap();
    file.into_bytes()
}

/// A page whose content draws a form that draws another one twice, and so on: drawing it all takes for ever.
fn pdf_without_end() -> Vec<u8> {
    let stream =
        |extra: &str, content: &str| format!("<<{extra}/Length {}>>stream\n{content}\nendstream", content.len());
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</XObject<</A 5 0 R>>>>/Contents 4 0 R>>".to_owned(),
        stream("", "/A Do"),
    ];
    for next in 6..=46 {
        let form = format!("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</A {next} 0 R>>>>");
        objects.push(stream(&form, "/A Do /A Do"));
    }
    objects.push(stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]", "0 0 m 10 10 l S"));
    pdf(&objects)
}

/// Reads a hostile file and a plain one behind it; what came of the hostile one, and in what time.
async fn survives(name: &str, bytes: Vec<u8>) -> Extracted {
    let reader = AttachmentReader::new(PathBuf::from(env!("CARGO_BIN_EXE_frontdoor")), vec!["read-attachments".into()])
        .with_deadline(Duration::from_secs(10));
    let mut results = reader.read(vec![input(name, bytes), input("b.txt", b"Ama".to_vec())]).await;
    let Some(Extracted::Text(next)) = results.pop() else { panic!("{name}: the next one is not read") };
    assert_eq!(next.text(), "Ama", "{name}");
    results.pop().unwrap()
}

#[tokio::test]
async fn i7_a_file_that_swells_is_a_failure() {
    let swollen = vec![b' '; 80 << 20];
    for name in ["word/document.xml", "content.xml"] {
        let read = survives("bomb.docx", zipped(&[(name, &swollen)])).await;
        assert_eq!(read, Extracted::Failed("it swells beyond the limit".into()), "{name}");
    }
    // Two cells at opposite corners of a sheet: a table of seventeen thousand million.
    let vast = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/samples/files/vast.xlsx")).unwrap();
    let read = survives("vast.xlsx", vast).await;
    assert!(matches!(read, Extracted::Failed(_)), "{read:?}");
}

#[tokio::test]
async fn i7_a_file_without_end_is_a_failure() {
    let reader = AttachmentReader::new(PathBuf::from(env!("CARGO_BIN_EXE_frontdoor")), vec!["read-attachments".into()])
        .with_deadline(Duration::from_secs(3));
    let results = reader.read(vec![input("a.pdf", pdf_without_end()), input("b.txt", b"Ama".to_vec())]).await;
    assert_eq!(results[0], Extracted::Failed("reading it took too long".into()));
    assert!(matches!(&results[1], Extracted::Text(next) if next.text() == "Ama"));
}

fn word_body(body: &str) -> String {
    let body = body.replace("Kofi", "<w:p><w:r><w:t>Kofi</w:t></w:r></w:p>");
    format!("<w:document><w:body>{body}</w:body></w:document>")
}

#[tokio::test]
async fn i7_files_nested_without_end_cost_themselves_at_most() {
    let nested = |open: &str, close: &str| format!("{}Kofi{}", open.repeat(100_000), close.repeat(100_000));
    let word = |body: &str| zipped(&[("word/document.xml", word_body(body).as_bytes())]);
    let open = |body: &str| zipped(&[("content.xml", format!("<office:text>{body}</office:text>").as_bytes())]);
    let page = |content: &str| {
        pdf(&[
            "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
            "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
            format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Extra {content}/Contents 4 0 R>>"),
            format!("<</Length {}>>stream\n{content} TJ\nendstream", content.len() + 3),
        ])
    };
    for (name, bytes) in [
        ("a.rtf", format!("{{\\rtf1 {}}}", nested("{\\b ", "}")).into_bytes()),
        (
            "a.html",
            format!("<html>{}</html>", nested("<table><tr><td><blockquote>", "</blockquote></td></tr></table>"))
                .into_bytes(),
        ),
        ("a.docx", word(&nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"))),
        ("b.docx", word(&nested("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>"))),
        ("a.odt", open(&nested("<text:p><text:span>", "</text:span></text:p>"))),
        ("a.pdf", page(&nested("[", "]").replace("Kofi", "(Kofi)"))),
        ("b.pdf", page(&nested("<</A ", ">>").replace("Kofi", "(Kofi)"))),
        (
            "a.eml",
            format!("Subject: x\r\n{}", "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(30_000))
                .into_bytes(),
        ),
    ] {
        let read = survives(name, bytes).await;
        // Its words, or that it could not be read; never nothing.
        match read {
            Extracted::Text(document) => {
                assert!(document.text().contains("Kofi") || !document.unread.is_empty(), "{name}");
            }
            Extracted::Scanned => assert_eq!(name, "a.pdf"),
            Extracted::Failed(_) => {}
            other @ (Extracted::Unsupported | Extracted::Protected(_)) => panic!("{name}: {other:?}"),
        }
    }
}
