use super::*;
use crate::intake::document::Block;
use crate::intake::extract::extract;

fn attribute_bytes(level: u8, attribute: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![level];
    bytes.extend(attribute.to_le_bytes());
    bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    bytes.extend(data);
    let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    bytes.extend(sum.to_le_bytes());
    bytes
}

fn variable(kind: u16, number: u16, value: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(number.to_le_bytes());
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
    bytes.extend(value);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn file(attributes: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend([1, 0]);
    bytes.extend(attribute_bytes(1, 0x0008_9006, &0x0001_0000_u32.to_le_bytes()));
    bytes.extend(attribute_bytes(1, OEM_CODE_PAGE, &[0xe2, 4, 0, 0, 0, 0, 0, 0]));
    bytes.extend(attributes.concat());
    bytes
}

fn mail_in_mail() -> Vec<u8> {
    file(&[attribute_bytes(1, MAIL_BODY, b"Inner words\0")])
}

/// A mail with a named property, a short one, its text packed, and two attachments.
pub(super) fn whole() -> Vec<u8> {
    let mut named = vec![0x1f, 0, 0x02, 0x80];
    named.extend([7; 16]);
    named.extend([1, 0, 0, 0, 6, 0, 0, 0]);
    named.extend(b"a\0b\0\0\0\0\0");
    named.extend([1, 0, 0, 0, 4, 0, 0, 0]);
    named.extend(b"x\0\0\0");
    let short = [0x0b, 0, 0x0a, 0x0e, 1, 0, 0, 0].to_vec();
    let mut packed = [0; 8].to_vec();
    packed.extend(b"MELA\0\0\0\0{\\rtf1 {\\b Name}: Kofi\\par}");
    let properties = [3_u32.to_le_bytes().to_vec(), named, short, variable(BYTES, 0x1009, &packed)].concat();
    let mut object = [9; 16].to_vec();
    object.extend(mail_in_mail());
    file(&[
        attribute_bytes(1, MAIL_SUBJECT, b"Referral \xa3\0"),
        attribute_bytes(1, MAIL_PROPERTIES, &properties),
        attribute_bytes(2, NEW_ATTACHMENT, &[0; 14]),
        attribute_bytes(2, ATTACHMENT_NAME, b"a.txt\0"),
        attribute_bytes(2, ATTACHMENT_DATA, b"Ama Nguyen"),
        attribute_bytes(2, NEW_ATTACHMENT, &[0; 14]),
        attribute_bytes(2, ATTACHMENT_NAME, b"Untitled\0"),
        attribute_bytes(
            2,
            ATTACHMENT_PROPERTIES,
            &[1_u32.to_le_bytes().to_vec(), variable(OBJECT, DATA, &object)].concat(),
        ),
        attribute_bytes(2, NEW_ATTACHMENT, &[0; 14]),
        attribute_bytes(2, ATTACHMENT_NAME, b"x.exe\0"),
        attribute_bytes(2, ATTACHMENT_DATA, b"MZ\x90\0"),
    ])
}

#[test]
fn i7_winmail_dat_is_read_with_its_attachments() {
    let read = extract("winmail.dat", "application/ms-tnef", &whole());
    let Extracted::Text(document) = read else { panic!("{read:?}") };
    assert_eq!(
        document.blocks,
        [
            // The code page says Polish.
            Block::Paragraph("Referral \u{141}".into()),
            Block::Pair { label: "Name".into(), value: "Kofi".into() },
            Block::Paragraph("Ama Nguyen".into()),
            Block::Paragraph("Inner words".into()),
        ]
    );
    assert_eq!(document.unread, [Problem::Unsupported("its attachment 3".into())]);
}

#[test]
fn i7_winmail_dat_that_breaks_off_says_so() {
    let mut bytes = whole();
    bytes.truncate(bytes.len() - 8);
    let Extracted::Text(document) = extract("winmail.dat", "", &bytes) else { panic!() };
    assert!(document.unread.contains(&Problem::Broken("its end".into())));
    for length in 0..whole().len() {
        let _ = extract("winmail.dat", "application/ms-tnef", &whole()[..length]);
    }
    assert!(matches!(extract("winmail.dat", "", &file(&[])), Extracted::Failed(_)));
}
