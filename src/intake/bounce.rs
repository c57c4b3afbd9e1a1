//! Delivery failures: RFC 3464 reports, and what mail systems write instead of them.

use super::phrases::fold;
use super::rules::Rules;
use super::{Attachment, Parsed};
use crate::domain::Bounce;

/// How far into a text a mail system says what failed.
const REPORT_LENGTH: usize = 6_000;
/// Most recipients that are kept.
const MOST_RECIPIENTS: usize = 50;

/// Words of mail systems. They are the systems' own and no setting.
const SAYS_FAILED: [&str; 45] = [
    "duplicated message-id",
    "could not be delivered",
    "couldn't be delivered",
    "was not delivered",
    "wasn't delivered",
    "not been delivered",
    "unable to deliver",
    "undeliverable",
    "undelivered",
    "delivery failed",
    "delivery has failed",
    "failed to deliver",
    "delivery to the following",
    "user unknown",
    "unknown user",
    "no such user",
    "mailbox unavailable",
    "mailbox is full",
    "mailbox full",
    "over quota",
    "quota exceeded",
    "address rejected",
    "recipient rejected",
    "does not exist",
    "permanent error",
    "permanent fatal errors",
    "fatal errors",
    "returned to sender",
    "return to sender",
    "host unknown",
    "host or domain name not found",
    "relay access denied",
    "giving up on",
    "giving up now",
    "retry time not reached",
    "message delivery",
    "rejected your message",
    "wasn't able to deliver",
    "did not reach",
    "couldn't deliver",
    "cannot be delivered",
    "could not deliver",
    "unknown address",
    "\"notificationtype\":\"bounce\"",
    "delivery to these recipients",
];
const SAYS_DELAYED: [&str; 9] = [
    "delivery is delayed",
    "has been delayed",
    "will be retried",
    "still trying",
    "warning message only",
    "do not need to resend",
    "delivery incomplete",
    "temporarily delayed",
    "delivery delayed",
];

/// What a mail says bounced; `None` where it is no delivery failure.
pub(super) fn read(parsed: &Parsed, rules: &Rules) -> Option<Bounce> {
    if let Some(report) = report(parsed) {
        return report;
    }
    let sender = parsed.envelope.from.email.split('@').next().unwrap_or_default().to_lowercase();
    let named = |text: &str| rules.bounce_senders.iter().any(|s| s == text);
    let from_system = named(&sender) || named(&parsed.envelope.from.name.to_lowercase());
    let subject = fold(&parsed.envelope.subject);
    let by_subject = rules.bounce_subjects.iter().any(|s| subject.trim().starts_with(fold(s).trim()));
    let automatic = parsed.envelope.automatic.any() || parsed.envelope.from.email.is_empty();
    let no_reply = ["no-reply", "noreply", "donotreply", "do-not-reply"].contains(&sender.as_str());
    let text = body(parsed);
    let folded = fold(&text);
    // Without one of these the words of the text are no sign, and most mails have none.
    let by_header = from_system || by_subject || no_reply || parsed.envelope.automatic.empty_return_path;
    if !by_header && !folded.contains("notificationtype") {
        return None;
    }
    let by_text = SAYS_FAILED.iter().chain(&SAYS_DELAYED).any(|phrase| folded.contains(phrase)) || status_code(&text);
    let json =
        folded.contains("notificationtype") && ["\"bounce\"", "\"complaint\""].iter().any(|kind| folded.contains(kind));
    // A mail is returned with it, attached or in the text.
    let returned = returned_mail(parsed).is_some()
        || folded.contains(" message-id: ")
            && [" received: ", " return-path: "].iter().any(|field| folded.contains(field));
    // The name that only mail systems have, or two signs of several.
    let surely_system = from_system && sender != "postmaster";
    let signs = [
        surely_system,
        json,
        from_system && (by_subject || by_text || returned),
        by_subject && (by_text || automatic || returned),
        by_text && (parsed.envelope.automatic.empty_return_path || (no_reply && returned)),
    ];
    if !signs.contains(&true) {
        return None;
    }
    Some(Bounce {
        recipients: addresses(&text, &parsed.envelope),
        original_message_id: original_id(parsed, &text),
        permanent: !SAYS_DELAYED.iter().any(|phrase| folded.contains(phrase)),
    })
}

/// A report of RFC 3464: `Some(None)` where it reports a success or a reading, which nothing bounced by.
#[allow(clippy::option_option, reason = "no report, a report of no failure, a failure")]
fn report(parsed: &Parsed) -> Option<Option<Bounce>> {
    let status = parsed.attachments.iter().find(|a| {
        a.media_type.starts_with("message/delivery-status") || a.media_type == "message/global-delivery-status"
    });
    let Some(status) = status else {
        let read_receipt = parsed.attachments.iter().any(|a| a.media_type == "message/disposition-notification");
        if read_receipt {
            return Some(None);
        }
        let feedback = parsed.attachments.iter().find(|a| a.media_type == "message/feedback-report");
        return feedback.map(|feedback| {
            let text = String::from_utf8_lossy(&feedback.bytes).into_owned();
            Some(Bounce {
                recipients: field_values(&text, "original-rcpt-to"),
                original_message_id: original_id(parsed, ""),
                permanent: true,
            })
        });
    };
    let text = String::from_utf8_lossy(&status.bytes).into_owned();
    let actions = field_values(&text, "action");
    let failed = actions.iter().any(|a| a.starts_with("failed"));
    let delayed = actions.iter().any(|a| a.starts_with("delayed"));
    let succeeded = actions.iter().any(|a| ["delivered", "relayed", "expanded"].iter().any(|s| a.starts_with(s)));
    if succeeded && !failed && !delayed {
        return Some(None);
    }
    let mut recipients = Vec::new();
    for name in ["final-recipient", "original-recipient", "x-actual-recipient"] {
        for value in field_values(&text, name) {
            let address = value.rsplit(';').next().unwrap_or_default().trim().trim_matches(['<', '>']).to_lowercase();
            if address.contains('@') && !recipients.contains(&address) && recipients.len() < MOST_RECIPIENTS {
                recipients.push(address);
            }
        }
        if !recipients.is_empty() {
            break;
        }
    }
    if recipients.is_empty() {
        recipients = addresses(&body(parsed), &parsed.envelope);
    }
    Some(Some(Bounce {
        recipients,
        original_message_id: original_id(parsed, &body(parsed)),
        permanent: failed || !delayed,
    }))
}

/// Values of a header-like field, lower-case, its continuation lines included.
fn field_values(text: &str, name: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        if open && line.starts_with([' ', '\t']) {
            if let Some(last) = values.last_mut() {
                last.push(' ');
                last.push_str(line.trim());
            }
            continue;
        }
        open = false;
        if let Some((key, value)) = line.split_once(':')
            && key.trim().eq_ignore_ascii_case(name)
        {
            values.push(value.trim().to_owned());
            open = true;
        }
    }
    values.into_iter().map(|v| v.to_lowercase()).collect()
}

fn body(parsed: &Parsed) -> String {
    let text = if parsed.text.trim().is_empty() { parsed.html_document().text() } else { parsed.text.clone() };
    text.chars().take(REPORT_LENGTH * 10).collect()
}

/// "550 5.1.1": a status of SMTP in the text.
fn status_code(text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_digit());
        let parts: Vec<&str> = word.split('.').collect();
        matches!(parts.as_slice(), [class, subject, detail]
            if matches!(*class, "4" | "5") && !subject.is_empty() && subject.len() <= 3 && !detail.is_empty() && detail.len() <= 3
                && [subject, detail].iter().all(|p| p.chars().all(|c| c.is_ascii_digit())))
    })
}

/// Addresses of the report's own words, before the returned mail begins.
fn addresses(text: &str, envelope: &crate::domain::Envelope) -> Vec<String> {
    let report: String = text.chars().take(REPORT_LENGTH).collect();
    let lower = report.to_lowercase();
    let end = [
        "\nreturn-path:",
        "\nreceived: ",
        "original message",
        "copy of the message",
        "\nmessage-id:",
        "unsent message below",
    ]
    .iter()
    .filter_map(|mark| lower.find(mark))
    .min()
    .unwrap_or(report.len());
    let own = report.get(..end).unwrap_or(&report);
    let mut found: Vec<String> = Vec::new();
    for word in own
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | '\'' | '[' | ']'))
    {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let word = word.strip_prefix("rfc822:").unwrap_or(&word).to_owned();
        let looks = word.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && domain.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
        });
        let ours = envelope.to.contains(&word) || word == envelope.from.email || word.starts_with("postmaster@");
        if looks && !ours && !found.contains(&word) && found.len() < MOST_RECIPIENTS {
            found.push(word);
        }
    }
    found
}

/// The returned mail, or its headers, as an attachment.
fn returned_mail(parsed: &Parsed) -> Option<&Attachment> {
    parsed.attachments.iter().find(|a| {
        matches!(
            a.media_type.as_str(),
            "message/rfc822" | "text/rfc822-headers" | "message/rfc822-headers" | "message/global"
        )
    })
}

/// The Message-ID of the returned mail: of the attached mail or its headers, else the last in the text.
fn original_id(parsed: &Parsed, text: &str) -> Option<String> {
    let from = |text: &str| {
        text.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            let id = value.split(['<', '>']).nth(1).unwrap_or(value).trim();
            (key.trim().trim_start_matches('>').trim().eq_ignore_ascii_case("message-id") && id.contains('@'))
                .then(|| id.to_owned())
        })
    };
    returned_mail(parsed)
        .and_then(|a| from(&String::from_utf8_lossy(&a.bytes).replace("\r\n ", " ").replace("\n ", " ")))
        .or_else(|| from(text))
        .or_else(|| parsed.envelope.references.first().cloned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::parse;
    use crate::intake::rules::tests::shipped;

    fn of(raw: &str) -> Option<Bounce> {
        read(&parse(raw.replace('\n', "\r\n").as_bytes(), ""), &shipped())
    }

    const REPORT: &str = "From: MAILER-DAEMON@mx.test (Mail Delivery System)
To: cass@trust.test
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=\"bbbb\"

--bbbb
Content-Type: text/plain

I am sorry.
--bbbb
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.test

Final-Recipient: rfc822; Maryam@School.test
Action: ACTION
Status: 5.1.1
--bbbb
Content-Type: message/rfc822

From: cass@trust.test
To: maryam@school.test
Message-ID: <letter-1@trust.test>
Subject: Outcome

Dear
--bbbb--
";

    #[test]
    fn r10_a_report_names_who_failed_and_which_mail() {
        let bounce = of(&REPORT.replace("ACTION", "failed")).unwrap();
        assert_eq!(
            bounce,
            Bounce {
                recipients: vec!["maryam@school.test".into()],
                original_message_id: Some("letter-1@trust.test".into()),
                permanent: true
            }
        );
        assert!(!of(&REPORT.replace("ACTION", "delayed")).unwrap().permanent);
        assert_eq!(of(&REPORT.replace("ACTION", "delivered")), None);
    }

    #[test]
    fn r10_a_failure_in_free_words_is_one_too() {
        let bounce = of("Return-Path: <>
From: MAILER-DAEMON@mx.test
To: cass@trust.test
Subject: failure notice

Hi. This is the qmail-send program.
I'm afraid I wasn't able to deliver your message to the following addresses.
<maryam@school.test>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 User unknown

--- Below this line is a copy of the message.

Return-Path: <cass@trust.test>
Message-ID: <letter-2@trust.test>
")
        .unwrap();
        assert_eq!(bounce.recipients, ["maryam@school.test"]);
        assert_eq!(bounce.original_message_id.as_deref(), Some("letter-2@trust.test"));
        assert!(bounce.permanent);
    }

    #[test]
    fn a_referral_is_no_delivery_failure() {
        for raw in [
            "From: maryam@school.test\nSubject: Referral\n\nKofi does not exist for his father. Mailbox full of letters.",
            "From: maryam@school.test\nSubject: FW: Undeliverable: Referral\n\nPlease see below, it came back.",
            "From: postmaster@school.test\nSubject: Referral\n\nI am the head teacher.",
            "From: police@police.test\nAuto-Submitted: auto-generated\nSubject: Police notification\n\nKofi Nguyen, born 07/03/2021",
        ] {
            assert_eq!(of(raw), None, "{raw}");
        }
    }
}
