//! SMTP against Postfix, and against scripts.

mod faults;
mod sending;

use std::convert::Infallible;

/// A mail to hand over.
pub(crate) fn letter(subject: &str) -> Vec<u8> {
    format!("From: a@trust.test\r\nSubject: {subject}\r\nMessage-ID: <{subject}@trust.test>\r\n\r\n.dots\r\n..\r\n.\r\nend\r\n")
        .into_bytes()
}

/// Nothing needs to be noted.
pub(crate) fn noted() -> std::future::Ready<Result<(), Infallible>> {
    std::future::ready(Ok(()))
}
