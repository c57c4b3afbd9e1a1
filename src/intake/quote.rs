//! The part of an answer that its writer wrote: quoted mail and the telephone's advertisement are cut off.

/// The unquoted part of a text.
#[must_use]
pub fn fresh(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let rest = lines.get(at..).unwrap_or_default();
        if begins_quote(rest) {
            break;
        }
        if line.trim_start().starts_with('>') || is_telephone_signature(line) {
            continue;
        }
        kept.push(line);
    }
    let fresh = kept.join("\n");
    // Nothing was written above the quote: whoever answers below it is read there.
    if fresh.trim().is_empty() { below(&lines) } else { fresh.trim_matches('\n').to_owned() }
}

/// What stands below a quote whose lines are all marked.
fn below(lines: &[&str]) -> String {
    let last = lines.iter().rposition(|line| line.trim_start().starts_with('>'));
    let Some(last) = last else { return String::new() };
    let rest = lines.get(last + 1..).unwrap_or_default();
    let tail: Vec<&str> = rest.iter().copied().filter(|line| !is_telephone_signature(line)).collect();
    tail.join("\n").trim().to_owned()
}

/// Whether a quoted mail begins with these lines.
fn begins_quote(lines: &[&str]) -> bool {
    let Some(first) = lines.first().map(|l| plain(l)) else { return false };
    if first.is_empty() {
        return false;
    }
    let lower = first.to_lowercase();
    let dashed = lower.trim_matches(['-', '_', ' ', '=']);
    if first.starts_with("--")
        && [
            "original message",
            "original appointment",
            "forwarded message",
            "forwarded by",
            "ursprüngliche nachricht",
            "message d'origine",
        ]
        .iter()
        .any(|mark| dashed.starts_with(mark))
    {
        return true;
    }
    // A rule of underscores with a header block beneath (Outlook on the web).
    if first.len() >= 10 && first.chars().all(|c| c == '_' || c == '-') {
        return lines
            .iter()
            .skip(1)
            .find(|l| !l.trim().is_empty())
            .is_some_and(|next| header_field(next) == Some("from"));
    }
    header_block(lines) || attribution(lines)
}

/// Without the marks that HTML and bold text leave.
fn plain(line: &str) -> String {
    let line = line.trim();
    if line.contains(['*', '\u{a0}']) { line.replace(['*', '\u{a0}'], " ").trim().to_owned() } else { line.to_owned() }
}

/// The name of a header field that begins the line.
fn header_field(line: &str) -> Option<&'static str> {
    let line = plain(line);
    let (name, _) = line.split_once(':')?;
    ["from", "sent", "to", "cc", "subject", "date", "reply-to"]
        .into_iter()
        .find(|field| name.trim_end().eq_ignore_ascii_case(field))
}

/// Outlook's block: `From:` with `Sent:` or `Date:`, `To:` or `Subject:` beneath; Lotus writes only the
/// name and a date above `To`.
fn header_block(lines: &[&str]) -> bool {
    let mut fields = lines.iter().filter(|l| !l.trim().is_empty()).take(6).map(|l| header_field(l));
    let begins = fields.next().flatten();
    // The lines beneath are looked at only where the first begins a block.
    let mut following = || fields.by_ref().flatten().collect::<Vec<&str>>();
    match begins {
        Some("from") => following().iter().filter(|f| ["sent", "date", "to", "subject"].contains(f)).count() >= 2,
        Some("date" | "sent") => {
            let following = following();
            following.contains(&"from") && (following.contains(&"to") || following.contains(&"subject"))
        }
        _ => lotus(lines),
    }
}

/// "Lee Green/Trust  23/11/2026 10:15" with `To`, `cc` and `Subject` columns beneath.
fn lotus(lines: &[&str]) -> bool {
    let column = |line: &&str, name: &str| {
        let lower = plain(line).to_lowercase();
        lower == name || lower.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '\t', ':']))
    };
    let first = lines.first().map(|l| plain(l)).unwrap_or_default();
    let dated =
        first.chars().filter(char::is_ascii_digit).count() >= 6 && (first.contains('/') || first.contains(" on "));
    let next: Vec<&&str> = lines.iter().skip(1).filter(|l| !l.trim().is_empty()).take(5).collect();
    dated && next.first().is_some_and(|l| column(l, "to")) && next.iter().any(|l| column(l, "subject"))
}

/// "On Mon, 23 Nov 2026 at 10:15, CASS <cass@trust.test> wrote:", on one to four lines.
fn attribution(lines: &[&str]) -> bool {
    // It begins with a word of its own, or its first line holds an address.
    let begins = lines.first().map(|line| plain(line)).unwrap_or_default();
    let word = begins.get(..3).is_some_and(|w| ["on ", "le ", "am "].iter().any(|known| w.eq_ignore_ascii_case(known)));
    if !word && !begins.contains('@') {
        return false;
    }
    let mut joined = String::new();
    for (at, line) in lines.iter().take(4).enumerate() {
        let line = plain(line);
        if line.is_empty() && !joined.is_empty() {
            return false;
        }
        joined.push(' ');
        joined.push_str(&line);
        let lower = joined.trim().to_lowercase();
        let starts = lower.starts_with("on ")
            || lower.starts_with("le ")
            || lower.starts_with("am ")
            || (at == 0 && lower.contains('@'));
        let ends = ["wrote:", "writes:", "a écrit :", "schrieb:", "said:"].iter().any(|e| lower.ends_with(e))
            || (lower.starts_with("on ") && lower.ends_with("wrote"));
        let has_time = lower.chars().any(|c| c.is_ascii_digit());
        if starts && ends && has_time {
            return true;
        }
    }
    false
}

fn is_telephone_signature(line: &str) -> bool {
    let lower = plain(line).to_lowercase();
    let sent = [
        "sent from my ",
        "sent from outlook",
        "sent from mail for",
        "sent from yahoo",
        "sent from samsung",
        "sent via ",
        "get outlook for",
        "sent from a mobile",
        "sent from my iphone",
        "sent with ",
    ];
    lower.len() < 90 && sent.iter().any(|mark| lower.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_never_decides() {
        let quotes = [
            "-----Original Message-----\nFrom: CASS\nSent: 23 November\n\nCONTACT",
            "From: CASS <cass@trust.test>\nSent: Monday, November 23, 2026 10:15 AM\nTo: Lee Green\nSubject: Decision\n\nCONTACT",
            "*From:* CASS <cass@trust.test>\n*Sent:* Monday\n*To:* Lee\n*Subject:* Decision\n\nCONTACT",
            "________________________________\nFrom: CASS\nSent: Monday\nTo: Lee\nSubject: x\n\nCONTACT",
            "On Mon, 23 Nov 2026 at 10:15, CASS <cass@trust.test> wrote:\n> CONTACT",
            "On Mon, 23 Nov 2026 at 10:15, CASS\n<cass@trust.test> wrote:\n\n> CONTACT",
            "On 23 Nov 2026, at 10:15, CASS <cass@trust.test> wrote:\n\nCONTACT",
            "> CONTACT\n> more",
            "Sent from my iPhone\n\n> CONTACT",
            "Sent from Outlook for iOS\n________________________________\nFrom: CASS\nSent: x\nTo: y\nSubject: z\nCONTACT",
            "CASS/Trust  23/11/2026 10:15\nTo  Lee Green/Trust\ncc\nSubject  Decision\n\nCONTACT",
            "Date: Mon, 23 Nov\nFrom: CASS\nTo: Lee\nSubject: x\nCONTACT",
            "---------- Forwarded message ---------\nFrom: CASS\n\nCONTACT",
        ];
        for quote in quotes {
            let answer = format!("NO CONTACT - seen before\n\nLee\n\n{quote}");
            assert_eq!(fresh(&answer), "NO CONTACT - seen before\n\nLee", "{quote}");
        }
    }

    #[test]
    fn an_answer_below_the_quote_is_read() {
        assert_eq!(
            fresh("On Mon, 23 Nov 2026 CASS <c@t.test> wrote:\n> Please answer\n\nCONTACT - new injury"),
            "CONTACT - new injury"
        );
    }

    #[test]
    fn what_is_no_quote_stays() {
        for text in [
            "From the school we hear nothing.\nTo be honest it is urgent.",
            "On Monday she wrote to us.\nHe is hungry.",
            "Family name: Nguyen\nDate: 23/11/2026\nTo: whom it concerns",
            "Name\tDate\nA\tB",
        ] {
            assert_eq!(fresh(text), text);
        }
    }
}
