//! What Outlook says of a mail and of its attachments: properties by number, alike in `.msg` files and in
//! `winmail.dat`.

use std::collections::BTreeMap;

use super::{Extracted, code_pages, compressed_rtf, decode, rtf};
use crate::domain::Problem;
use crate::intake::document::Document;
use crate::intake::parse::{Attachment, Parsed};

/// Numbers of properties.
pub(super) const SUBJECT: u16 = 0x0037;
pub(super) const BODY: u16 = 0x1000;
pub(super) const BODY_RTF: u16 = 0x1009;
pub(super) const BODY_HTML: u16 = 0x1013;
pub(super) const CLASS: u16 = 0x001a;
pub(super) const DATA: u16 = 0x3701;
pub(super) const SHORT_NAME: u16 = 0x3704;
pub(super) const LONG_NAME: u16 = 0x3707;
pub(super) const MEDIA_TYPE: u16 = 0x370e;
pub(super) const CONTENT_ID: u16 = 0x3712;
/// All that are read.
pub(super) const READ: [u16; 10] =
    [SUBJECT, BODY, BODY_RTF, BODY_HTML, CLASS, DATA, SHORT_NAME, LONG_NAME, MEDIA_TYPE, CONTENT_ID];
/// Types of properties: text in a code page, text in UTF-16, bytes.
pub(super) const TEXT: u16 = 0x001e;
pub(super) const WIDE_TEXT: u16 = 0x001f;
pub(super) const BYTES: u16 = 0x0102;

/// Properties of a mail or an attachment.
#[derive(Debug, Default)]
pub(super) struct Properties {
    texts: BTreeMap<u16, String>,
    bytes: BTreeMap<u16, Vec<u8>>,
}

impl Properties {
    /// Adds a property of a type; others are left out.
    pub(super) fn add(&mut self, number: u16, kind: u16, bytes: &[u8], code_page: u32) {
        match kind {
            TEXT => {
                let text = code_pages::of_code_page(code_page).decode_without_bom_handling(bytes).0;
                self.texts.insert(number, text.trim_end_matches('\0').to_owned());
            }
            WIDE_TEXT => {
                let units: Vec<u16> = bytes
                    .chunks_exact(2)
                    .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
                    .map(u16::from_le_bytes)
                    .collect();
                self.texts.insert(number, String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned());
            }
            BYTES => {
                self.bytes.insert(number, bytes.to_vec());
            }
            _ => {}
        }
    }

    /// A text; empty where there is none.
    pub(super) fn text(&self, number: u16) -> &str {
        self.texts.get(&number).map(String::as_str).unwrap_or_default()
    }

    /// Whether it is the wrapper of a mail under rights management.
    pub(super) fn is_locked(&self) -> bool {
        self.text(CLASS).to_lowercase().contains("rpmsg")
    }

    /// What the mail says. Its RTF, which keeps tables, goes before plain text that was made of it.
    pub(super) fn body(&self) -> Document {
        let html = match self.bytes.get(&BODY_HTML) {
            Some(bytes) => decode(bytes),
            None => self.text(BODY_HTML).to_owned(),
        };
        let text = self.text(BODY).replace("\r\n", "\n").replace(['\r', '\0'], "");
        let packed = self.bytes.get(&BODY_RTF).filter(|packed| !packed.is_empty());
        if html.is_empty()
            && let Some(packed) = packed
        {
            let read = compressed_rtf::unpack(packed).map(|rtf| rtf::read(&rtf));
            if let Some(Extracted::Text(document)) = read {
                return document;
            }
            if text.trim().is_empty() && read.is_none() {
                let mut document = Document::default();
                document.unread.push(Problem::Broken("its text".to_owned()));
                return document;
            }
        }
        Parsed { text, html, ..Parsed::default() }.document()
    }

    /// The attachment.
    pub(super) fn attachment(mut self) -> Attachment {
        let name = [LONG_NAME, SHORT_NAME].into_iter().map(|number| self.text(number)).find(|name| !name.is_empty());
        Attachment {
            name: name.unwrap_or_default().to_owned(),
            media_type: self.text(MEDIA_TYPE).to_lowercase(),
            inline: !self.text(CONTENT_ID).is_empty(),
            bytes: self.bytes.remove(&DATA).unwrap_or_default(),
        }
    }
}
