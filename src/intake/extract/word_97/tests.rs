use std::io::{Cursor, Read, Write};

use super::*;
use crate::intake::document::Block;
use crate::intake::extract::extract;
use crate::intake::extract::tests::{blocks, sample};

fn table(rows: &[&[&str]]) -> Block {
    Block::Table(rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect())
}

/// The sample with bytes of its main stream changed.
fn changed(change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut file = cfb::CompoundFile::open(Cursor::new(sample("form.doc"))).unwrap();
    let mut bytes = Vec::new();
    file.open_stream("WordDocument").unwrap().read_to_end(&mut bytes).unwrap();
    change(&mut bytes);
    file.open_stream("WordDocument").unwrap().write_all(&bytes).unwrap();
    file.into_inner().into_inner()
}

#[test]
fn i3_an_old_word_form_keeps_its_tables_fields_and_ticks() {
    let read = blocks(extract("form.doc", "application/msword", &sample("form.doc")));
    assert_eq!(
        read,
        [
            Block::Heading("Request for help".into()),
            Block::Pair { label: "Family name:".into(), value: "O\u{2019}Brien".into() },
            Block::Label("Name of referrer".into()),
            Block::Paragraph("Sof\u{ed}a \u{141}ukasz \u{2014} nurse\tBirmingham".into()),
            table(&[
                &["Name", "DOB", "School", "Gender"],
                &["Ama", "1/2/2015", "Hillside", "F"],
                &["", "", "", ""],
                &["Wide", "", "x", "y"],
            ]),
            Block::Paragraph("after".into()),
            table(&[&["Address", "1 High St\nB1 1AA"], &["Siblings", ""]]),
            table(&[&["SibName", "SibAge"], &["Kofi", "4"]]),
            Block::Paragraph("Consent: \u{2612} Yes \u{2610} No".into()),
            Block::Paragraph("Text: typed here".into()),
            Block::Paragraph("Choice: Two".into()),
            Block::Paragraph("Safe \u{2612}\u{2610}".into()),
            Block::Paragraph("Kept inserted".into()),
            Block::Paragraph("Anchor".into()),
            Block::Paragraph("In a box".into()),
        ]
    );
}

#[test]
fn i3_wide_tables_of_an_old_word_form_keep_their_rows_and_joined_ones_come_apart() {
    let read = blocks(extract("form.doc", "application/msword", &sample("wide-table.doc")));
    let tables: Vec<Vec<usize>> = read
        .iter()
        .filter_map(|block| match block {
            Block::Table(rows) => Some(rows.iter().map(Vec::len).collect()),
            Block::Heading(_) | Block::Paragraph(_) | Block::Label(_) | Block::Pair { .. } => None,
        })
        .collect();
    assert_eq!(tables, [vec![8, 8], vec![3, 3, 3], vec![2, 2, 2, 2]], "{read:?}");
}

#[test]
fn i7_an_old_word_file_with_a_password_is_protected() {
    assert_eq!(extract("form.doc", "", &changed(|main| main[11] |= 1)), Extracted::Protected(Lock::Password));
}

#[test]
fn i7_an_old_word_file_that_is_older_or_damaged_says_so() {
    assert_eq!(
        extract("form.doc", "", &changed(|main| main[2..4].copy_from_slice(&[0x65, 0]))),
        Extracted::Unsupported
    );
    let lost = extract("form.doc", "", &changed(|main| main[0x1a2..0x1aa].fill(0xff)));
    assert!(matches!(lost, Extracted::Failed(_)), "{lost:?}");
    // More text than its pieces hold.
    let Extracted::Text(document) = extract("form.doc", "", &changed(|main| main[0x4e] = 1)) else { panic!() };
    assert_eq!(document.unread.len(), 1);
}

#[test]
fn i7_an_old_word_file_with_any_byte_wrong_ends() {
    // Places and lengths of everything else stand in the header.
    for at in (0x18..0x200).step_by(3) {
        let _ = extract("form.doc", "", &changed(|main| main[at] ^= 0x5b));
    }
}
