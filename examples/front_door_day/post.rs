//! Mails as mail programs write them, and their submission by SMTP.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::London;
use lettre::address::Envelope;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use crate::day::{Answer, Player, Program};
use crate::letterbox::Letter;
use crate::stage::{Problem, Stage};

/// Hands a mail to the server, as it is.
pub(crate) async fn submit(stage: &Stage, from: &str, to: &str, bytes: &[u8]) -> Result<(), Problem> {
    let from = if from.is_empty() { None } else { Some(from.parse()?) };
    let envelope = Envelope::new(from, vec![to.parse()?])?;
    let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(stage.host.as_str()).port(stage.smtp_port);
    server.build().send_raw(&envelope, bytes).await?;
    Ok(())
}

/// The mail with the time at which it is really sent.
pub(crate) fn dated(bytes: &[u8], at: DateTime<Utc>) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 20);
    let mut in_header = true;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        in_header &= line != b"\r\n";
        if in_header && line.starts_with(b"Date: ") {
            out.extend_from_slice(format!("Date: {}\r\n", date(at)).as_bytes());
        } else {
            out.extend_from_slice(line);
        }
    }
    out
}

fn date(at: DateTime<Utc>) -> String {
    at.with_timezone(&London).to_rfc2822()
}

/// An answer, written as that program writes it.
pub(crate) fn answer(me: &Player, to: &Letter, answer: &Answer, at: DateTime<Utc>) -> Vec<u8> {
    match answer.with {
        Program::Outlook => outlook(me, to, &answer.text, at),
        Program::Iphone => iphone(me, to, &answer.text, at),
        Program::OutOfOffice => out_of_office(me, to, &answer.text, at),
    }
}

/// Header lines that all have; `Re:`, `RE:` or `Automatic reply:` in front of the subject.
fn header(me: &Player, to: &Letter, recipient: &str, prefix: &str, at: DateTime<Utc>) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let (name, email) = (&me.name, &me.email);
    let local = email.split('@').next().unwrap_or_default();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!(
        "From: {name} <{email}>\r\nTo: {recipient}\r\nSubject: {prefix} {}\r\nDate: {}\r\n\
         Message-ID: <{}.{number}.{local}@trust.test>\r\nIn-Reply-To: <{original}>\r\nReferences: <{original}>\r\n\
         MIME-Version: 1.0\r\n",
        to.subject,
        date(at),
        at.timestamp(),
        original = to.message_id,
    )
}

/// Text and HTML, a signature, and the original below a line with its header.
fn outlook(me: &Player, to: &Letter, text: &str, at: DateTime<Utc>) -> Vec<u8> {
    let sent = at.with_timezone(&London).format("%A, %-d %B %Y %H:%M");
    let title = &me.title;
    let plain = format!(
        "{text}\r\n\r\nRegards\r\n{}\r\n{title}\r\nChildren's Advice and Support Service\r\n\r\n\
         ________________________________\r\nFrom: {}\r\nSent: {sent}\r\nTo: {}\r\nSubject: {}\r\n\r\n{}\r\n",
        me.name,
        to.from,
        to.to,
        to.subject,
        lines(&to.text, ""),
    );
    let html = format!(
        "<html><body><div class=\"elementToProof\">{}</div><div><br></div><div>Regards</div><div><b>{}</b></div>\
         <div>{title}</div><div id=\"appendonsend\"></div><hr style=\"display:inline-block;width:98%\">\
         <div id=\"divRplyFwdMsg\"><font face=\"Calibri\"><b>From:</b> {}<br><b>Sent:</b> {sent}<br><b>To:</b> {}<br>\
         <b>Subject:</b> {}</font></div><div>{}</div></body></html>",
        in_html(text),
        in_html(&me.name),
        in_html(&to.from),
        in_html(&to.to),
        in_html(&to.subject),
        in_html(&to.text).replace('\n', "<br>\r\n"),
    );
    let boundary = "_000_front_door_day_";
    let mut mail = header(me, to, &to.reply_to, "RE:", at);
    let _ = write!(
        mail,
        "Thread-Topic: {}\r\nContent-Language: en-GB\r\nContent-Type: multipart/alternative;\r\n\tboundary=\"{boundary}\"\r\n\r\n\
         --{boundary}\r\n{}\r\n--{boundary}\r\n{}\r\n--{boundary}--\r\n",
        to.subject,
        part("plain", &plain),
        part("html", &html),
    );
    mail.into_bytes()
}

/// Plain text, the original marked, and the telephone's own line.
fn iphone(me: &Player, to: &Letter, text: &str, at: DateTime<Utc>) -> Vec<u8> {
    let on = at.with_timezone(&London).format("%-d %b %Y, at %H:%M");
    let body = format!(
        "{text}\r\n\r\nSent from my iPhone\r\n\r\n> On {on}, {} wrote:\r\n> \r\n{}",
        to.from,
        lines(&to.text, "> ")
    );
    let mail = header(me, to, &to.reply_to, "Re:", at);
    format!("{mail}X-Mailer: iPhone Mail (23B85)\r\n{}\r\n", part("plain", &body)).into_bytes()
}

/// What a server answers for somebody who is away: to the sender, without the address that holds the token.
fn out_of_office(me: &Player, to: &Letter, text: &str, at: DateTime<Utc>) -> Vec<u8> {
    let mail = header(me, to, &to.from_address, "Automatic reply:", at);
    let body = format!("{}\r\n\r\n{}\r\n{}\r\n", lines(text, ""), me.name, me.title);
    format!(
        "{mail}Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\nPrecedence: bulk\r\n{}\r\n",
        part("plain", &body)
    )
    .into_bytes()
}

/// A part with its header, in base64.
fn part(subtype: &str, text: &str) -> String {
    let coded = STANDARD.encode(text);
    let mut out =
        format!("Content-Type: text/{subtype}; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    for line in coded.as_bytes().chunks(76) {
        out.push_str(&String::from_utf8_lossy(line));
        out.push_str("\r\n");
    }
    out
}

/// Each line with something in front.
fn lines(text: &str, mark: &str) -> String {
    text.lines().map(|line| format!("{mark}{line}")).collect::<Vec<_>>().join("\r\n")
}

fn in_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
