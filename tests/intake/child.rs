use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use frontdoor::daemon::attachments::AttachmentReader;
use frontdoor::intake::Extracted;
use frontdoor::intake::child::AttachmentInput;

fn text(name: &str, text: &str) -> AttachmentInput {
    AttachmentInput { name: name.into(), media_type: "text/plain".into(), bytes: text.as_bytes().to_vec() }
}

fn reader() -> AttachmentReader {
    AttachmentReader::new(PathBuf::from(env!("CARGO_BIN_EXE_frontdoor")), vec!["read-attachments".into()])
}

/// A program that plays a child gone wrong the first time, and is the real one from then on.
fn sick(folder: &Path, sickness: &str) -> AttachmentReader {
    let program = folder.join("child.sh");
    let mark = folder.join("was-sick");
    let mut file = std::fs::File::create(&program).unwrap();
    write!(
        file,
        "#!/bin/sh\nif [ ! -e '{mark}' ]; then : > '{mark}'; {sickness}; fi\nexec '{real}' read-attachments\n",
        mark = mark.display(),
        real = env!("CARGO_BIN_EXE_frontdoor"),
    )
    .unwrap();
    drop(file);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    AttachmentReader::new("/bin/sh".into(), vec![program.display().to_string()])
}

fn words(extracted: &Extracted) -> String {
    let Extracted::Text(document) = extracted else { panic!("{extracted:?}") };
    document.text()
}

#[tokio::test]
async fn i7_attachments_are_read_in_order_by_one_child() {
    let results = reader()
        .read(vec![
            text("a.txt", "Kofi"),
            AttachmentInput {
                name: "b.jpg".into(),
                media_type: "image/jpeg".into(),
                bytes: b"\xff\xd8\xff picture".to_vec(),
            },
            AttachmentInput {
                name: "c.pdf".into(),
                media_type: "application/pdf".into(),
                bytes: b"%PDF-1.4 rubbish".to_vec(),
            },
            text("d.txt", "Ama"),
        ])
        .await;
    assert_eq!(results.len(), 4);
    assert_eq!(words(&results[0]), "Kofi");
    assert_eq!(results[1], Extracted::Scanned);
    assert!(matches!(results[2], Extracted::Failed(_)));
    assert_eq!(words(&results[3]), "Ama");
}

#[tokio::test]
async fn i7_more_attachments_than_one_child_reads_are_read() {
    let inputs: Vec<_> = (0..450).map(|n| text("a.txt", &format!("number {n}"))).collect();
    let results = reader().read(inputs).await;
    for (n, result) in results.iter().enumerate() {
        assert_eq!(words(result), format!("number {n}"));
    }
}

#[tokio::test]
async fn i7_a_child_that_hangs_costs_one_attachment() {
    let folder = tempfile::tempdir().unwrap();
    let reader = sick(folder.path(), "exec sleep 600").with_deadline(Duration::from_secs(2));
    let results = reader.read(vec![text("a.txt", "Kofi"), text("b.txt", "Ama")]).await;
    assert_eq!(results[0], Extracted::Failed("reading it took too long".into()));
    assert_eq!(words(&results[1]), "Ama");
}

#[tokio::test]
async fn i7_a_child_that_crashes_costs_one_attachment() {
    for sickness in ["kill -9 $$", "exit 3", "head -c 20 >/dev/null; kill -SEGV $$"] {
        let folder = tempfile::tempdir().unwrap();
        let results = sick(folder.path(), sickness).read(vec![text("a.txt", "Kofi"), text("b.txt", "Ama")]).await;
        assert_eq!(results[0], Extracted::Failed("its reader failed".into()), "{sickness}");
        assert_eq!(words(&results[1]), "Ama", "{sickness}");
    }
}

#[tokio::test]
async fn i7_a_child_that_floods_costs_one_attachment() {
    let folder = tempfile::tempdir().unwrap();
    let results =
        sick(folder.path(), "exec cat /dev/zero").read(vec![text("a.txt", "Kofi"), text("b.txt", "Ama")]).await;
    assert!(matches!(results[0], Extracted::Failed(_)), "{:?}", results[0]);
    assert_eq!(words(&results[1]), "Ama");
    let folder = tempfile::tempdir().unwrap();
    let flood = "yes | tr -d '\\n' | head -c 50000000; exit 0";
    let results = sick(folder.path(), flood).read(vec![text("a.txt", "Kofi"), text("b.txt", "Ama")]).await;
    assert!(matches!(results[0], Extracted::Failed(_)), "{:?}", results[0]);
    assert_eq!(words(&results[1]), "Ama");
}

#[tokio::test]
async fn i7_a_reader_that_cannot_start_says_so() {
    let reader = AttachmentReader::new("/does/not/exist".into(), vec![]);
    assert_eq!(
        reader.read(vec![text("a.txt", "Kofi")]).await,
        [Extracted::Failed("its reader could not be started".into())]
    );
}

#[tokio::test]
async fn i7_giving_up_waiting_leaves_no_half_answer_behind() {
    let folder = tempfile::tempdir().unwrap();
    let reader = sick(folder.path(), "exec sleep 600");
    let given_up = tokio::time::timeout(Duration::from_millis(300), reader.read(vec![text("a.txt", "Kofi")])).await;
    assert!(given_up.is_err());
    assert_eq!(words(&reader.read(vec![text("b.txt", "Ama")]).await[0]), "Ama");
}
