use super::*;
use crate::intake::extract::extract;
use crate::intake::extract::tests::{blocks, sample};

fn pdf(name: &str) -> Extracted {
    extract(name, "application/pdf", &sample(name))
}

fn rows(block: &Block) -> Vec<String> {
    let Block::Table(rows) = block else { panic!("{block:?}") };
    rows.iter().map(|row| row.join("|")).collect()
}

#[test]
fn i3_values_of_a_pdf_form_stand_beside_their_labels() {
    // The same form as its writer draws it, and as filled in by a program that draws nothing.
    for name in ["fields.pdf", "fields-undrawn.pdf"] {
        let read = blocks(pdf(name));
        assert_eq!(read.len(), 2, "{name}: {read:?}");
        assert_eq!(
            rows(&read[0]),
            ["Family name:|OBrien", "First name:|Kofi", "Concern|He has a bruise\nand says he fell."],
            "{name}"
        );
        assert_eq!(
            rows(&read[1]),
            ["Gender|Girl||", "Consent given?|\u{2612} Yes|\u{2610} No|", "Urgency|\u{2610} High||\u{2612} Low"],
            "{name}"
        );
    }
}

#[test]
fn i3_prose_in_two_columns_is_read_one_after_the_other() {
    let read = blocks(pdf("two-columns.pdf"));
    let [Block::Paragraph(left), Block::Paragraph(right)] = &read[..] else { panic!("{read:?}") };
    assert!(left.starts_with("Left 0 is about Kofi Nguyen and what was seen on the\nway to school"), "{left}");
    assert!(!left.contains("Right") && right.starts_with("Right 0"), "{right}");
}

#[test]
fn i3_a_table_over_several_pages_is_one_with_its_head_once() {
    let read = blocks(pdf("long-table.pdf"));
    let [Block::Heading(heading), table, Block::Paragraph(after)] = &read[..] else { panic!("{read:?}") };
    assert_eq!((heading.as_str(), after.as_str()), ("Household", "After the table"));
    let rows = rows(table);
    assert_eq!(rows.len(), 46);
    assert_eq!(rows.iter().filter(|row| row.starts_with("Name|")).count(), 1);
}

#[test]
fn i3_words_and_dates_that_are_too_long_for_their_cell_are_whole() {
    let read = blocks(pdf("narrow-cells.pdf"));
    let Some(table) = read.iter().find(|block| matches!(block, Block::Table(_))) else { panic!("{read:?}") };
    assert_eq!(
        rows(table),
        [
            "First\nName|Surname|Child\u{2019}s\nDOB|M/F|Ethnicity|First\nLanguage|School\n/\nNursery|Home\nAddress",
            "Zofia|Begum|29/03/2023|F|White\nBritish|English|St\nMary\u{2019}s\nC of E\nPrimary|3 Farm\nLane,\nBirmingham,\nB6 5PN",
        ]
    );
}

#[test]
fn i3_tables_of_two_pages_with_words_between_are_two() {
    let table = |text: &str| Laid { block: Block::Table(vec![vec![text.into()]]), edges: vec![10.0, 20.0] };
    let words = |text: &str| Laid { block: Block::Paragraph(text.into()), edges: Vec::new() };
    let joined = |between: &str| {
        let mut read = Vec::new();
        join(&mut read, vec![table("a"), words("page 1 of 2")]);
        join(&mut read, vec![words(between), table("b")]);
        read.iter().filter(|laid| matches!(laid.block, Block::Table(_))).count()
    };
    assert_eq!((joined("Version 3"), joined("Siblings")), (1, 2));
}

#[test]
fn i7_a_locked_pdf_is_protected_and_one_that_is_only_restricted_is_read() {
    assert_eq!(pdf("locked.pdf"), Extracted::Protected(Lock::Password));
    let Extracted::Text(document) = pdf("restricted.pdf") else { panic!() };
    assert_eq!(document.text(), "Kofi Nguyen");
    assert_eq!(document.unread, [Problem::Scanned("page 2".into())]);
}

#[test]
fn i7_a_scan_and_a_form_of_xfa_alone_are_named() {
    assert_eq!(pdf("scan.pdf"), Extracted::Scanned);
    let Extracted::Text(document) = pdf("xfa.pdf") else { panic!() };
    assert!(document.is_empty());
    assert!(matches!(document.unread.as_slice(), [Problem::Unsupported(what)] if what.contains("XFA")), "{document:?}");
}

#[test]
fn i3_the_number_at_the_foot_of_a_page_is_nobodys_answer() {
    let laid = |block| Laid { block, edges: Vec::new() };
    let left = |block| {
        let mut page = vec![laid(Block::Heading("Child".into())), laid(block)];
        without_foot(&mut page);
        page.pop().map(|laid| laid.block).unwrap()
    };
    let row = |cells: &[&str]| cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    let child = row(&["Kofi Nguyen", "07/03/2021"]);
    let foot = row(&["MASH referral form, revised April", "2026 Page 1"]);
    assert_eq!(left(Block::Table(vec![child.clone(), foot])), Block::Table(vec![child.clone()]));
    assert_eq!(left(Block::Table(vec![child.clone()])), Block::Table(vec![child]));
    assert_eq!(left(Block::Paragraph("He is afraid.\nPage 2 of 3".into())), Block::Paragraph("He is afraid.".into()));
    assert_eq!(left(Block::Paragraph("Form 7, page 2".into())), Block::Heading("Child".into()));
    assert_eq!(left(Block::Paragraph("See page two".into())), Block::Paragraph("See page two".into()));
}
