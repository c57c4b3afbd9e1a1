use super::*;
use crate::intake::extract::extract;
use crate::intake::extract::tests::{blocks, sample};

#[test]
fn i3_spreadsheets_of_every_kind_are_tables_with_dates_as_dates() {
    for name in ["sheet.xlsx", "sheet.xls", "sheet.ods"] {
        let read = blocks(extract(name, "application/octet-stream", &sample(name)));
        let [Block::Heading(first), Block::Table(child), Block::Heading(second), Block::Table(concern)] = &read[..]
        else {
            panic!("{name}: {read:?}")
        };
        assert_eq!((first.as_str(), second.as_str()), ("Child", "Concern"), "{name}");
        assert_eq!(
            child.iter().map(|row| row.join("|")).collect::<Vec<_>>(),
            [
                "Referral",
                "Name|DOB|Seen at|Age",
                "Ama|01/02/2015|03/11/2026 14:30|11",
                "Kofi|01/02/2015|09:05|3.5",
                "x|01/02/2015|0.5",
            ],
            "{name}"
        );
        assert_eq!(concern[0][0], "Bruise", "{name}");
    }
}

#[test]
fn i7_a_spreadsheet_with_a_password_is_protected() {
    assert_eq!(extract("sheet.xlsx", "", &sample("locked.xlsx")), Extracted::Protected(Lock::Password));
}

#[test]
fn i7_a_damaged_spreadsheet_says_so() {
    let mut bytes = sample("sheet.xls");
    bytes.truncate(bytes.len() / 2);
    let read = extract("sheet.xls", "", &bytes);
    assert!(matches!(read, Extracted::Failed(_)), "{read:?}");
}
