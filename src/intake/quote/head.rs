//! Where a quoted mail begins: the lines that mail programs write above it.

/// The head of a quoted mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Lines that it takes.
    pub(super) lines: usize,
}

/// Fields of a quoted mail's header.
const FIELDS: [&str; 7] = ["from", "sent", "to", "cc", "subject", "date", "reply-to"];
/// Most lines of a header block.
const LONGEST_BLOCK: usize = 12;
/// Most lines of "On … wrote:".
const LONGEST_ATTRIBUTION: usize = 4;
/// What "On …" and "wrote:" are in the languages of mail programs here.
const ATTRIBUTIONS: [(&str, &[&str]); 4] = [
    ("on ", &["wrote:", "writes:", "said:", "wrote"]),
    ("ar ", &["ysgrifennodd:", "wrote:"]),
    ("le ", &["a écrit :", "a écrit\u{a0}:"]),
    ("am ", &["schrieb:"]),
];

/// The head of the quoted mail that begins with these lines.
pub(super) fn quote_head(lines: &[&str]) -> Option<Head> {
    let first = plain(lines.first()?);
    if first.is_empty() {
        return None;
    }
    separator(&first, lines)
        .or_else(|| header_block(lines))
        .or_else(|| notes_columns(lines))
        .or_else(|| attribution(lines))
        .or_else(|| group_wise(&first))
}

/// Without the marks that HTML and bold text leave.
pub(super) fn plain(line: &str) -> String {
    let line = line.trim();
    if line.contains(['*', '\u{a0}']) { line.replace(['*', '\u{a0}'], " ").trim().to_owned() } else { line.to_owned() }
}

/// `-----Original Message-----`, `-----CASS wrote: -----` (Notes), or a rule with a header block beneath (Outlook).
fn separator(first: &str, lines: &[&str]) -> Option<Head> {
    let dashed = first.trim_matches(['-', '_', ' ', '=']).to_lowercase();
    let known = [
        "original message",
        "original appointment",
        "forwarded message",
        "forwarded by",
        "ursprüngliche nachricht",
        "message d'origine",
        "neges wreiddiol",
    ];
    let wrote = first.ends_with("--") && dashed.ends_with("wrote:");
    let block = || {
        let blank = lines.iter().skip(1).take_while(|line| line.trim().is_empty()).count();
        header_block(lines.get(1 + blank..)?).map(|head| Head { lines: 1 + blank + head.lines })
    };
    if first.starts_with("--") && (wrote || known.iter().any(|mark| dashed.starts_with(mark))) {
        return Some(block().unwrap_or(Head { lines: 1 }));
    }
    let is_rule = first.len() >= 10 && first.chars().all(|c| matches!(c, '_' | '-'));
    let is_title = first.starts_with("--") && first.ends_with("--") && !dashed.is_empty();
    (is_rule || is_title).then(block).flatten()
}

/// The name of a header field that begins the line.
fn header_field(line: &str) -> Option<&'static str> {
    let line = plain(line);
    let (name, _) = line.split_once(':')?;
    FIELDS.into_iter().find(|field| name.trim_end().eq_ignore_ascii_case(field))
}

/// Outlook's block: `From:` with `Sent:` or `Date:`, `To:` or `Subject:` beneath; Notes begins with the date or with
/// `To:`.
fn header_block(lines: &[&str]) -> Option<Head> {
    let begins = header_field(lines.first()?)?;
    let fields: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .take(6)
        .filter_map(|(at, line)| header_field(line).map(|field| (at, field)))
        .collect();
    let has = |field: &str| fields.iter().any(|(_, found)| *found == field);
    let dated = has("sent") || has("date");
    let is_block = match begins {
        "from" => [dated, has("to"), has("subject")].into_iter().filter(|there| *there).count() >= 2,
        "date" | "sent" => has("from") && (has("to") || has("subject")),
        "to" => has("from") && dated && has("subject"),
        _ => false,
    };
    let last = is_block.then(|| fields.last().map(|(at, _)| *at))??;
    // A long subject goes on until the blank line.
    let rest = lines.iter().skip(last + 1).take(LONGEST_BLOCK);
    let further = rest.take_while(|line| !line.trim().is_empty() && !line.trim_start().starts_with('>')).count();
    Some(Head { lines: last + 1 + further.min(3) })
}

/// Notes in columns: who wrote and when, then `To`, `cc` and `Subject` without a colon, on lines of their own or before
/// their values.
fn notes_columns(lines: &[&str]) -> Option<Head> {
    let block = lines.get(..lines.len().min(LONGEST_BLOCK))?;
    let column = |line: &str, name: &str| {
        let lower = plain(line).to_lowercase();
        let rest = lower.strip_prefix(name);
        lower == name
            || rest.is_some_and(|rest| rest.starts_with('\t') || rest.starts_with("  "))
            || lower.strip_suffix(name).is_some_and(|before| before.ends_with('\t') || before.ends_with("  "))
    };
    let to = block.iter().position(|line| column(line, "to")).filter(|at| (1..=4).contains(at))?;
    // Who wrote and when stand in one piece, so that a name above it is not taken for theirs.
    if block.iter().take(to).any(|line| line.trim().is_empty()) {
        return None;
    }
    let subject = to + block.iter().skip(to).position(|line| column(line, "subject"))?;
    let above = block.get(..=to + 2).unwrap_or(block);
    let dated = above.iter().any(|line| {
        line.chars().filter(char::is_ascii_digit).count() >= 6 && line.contains(['/', '-', '.'])
            || line.contains(" on ") && line.chars().any(|c| c.is_ascii_digit())
    });
    let named = block.first().is_some_and(|line| line.chars().any(char::is_alphabetic) && line.len() <= 120);
    (dated && named).then_some(Head { lines: subject + 2 })
}

/// "On Mon, 23 Nov 2026 at 10:15, CASS <cass@trust.test> wrote:", on one to four lines.
fn attribution(lines: &[&str]) -> Option<Head> {
    let mut joined = String::new();
    for (at, line) in lines.iter().take(LONGEST_ATTRIBUTION).enumerate() {
        let line = plain(line);
        if line.is_empty() {
            return None;
        }
        joined.push(' ');
        joined.push_str(&line);
        let lower = joined.trim().to_lowercase();
        let known = ATTRIBUTIONS
            .iter()
            .any(|(begins, ends)| lower.starts_with(begins) && ends.iter().any(|end| lower.ends_with(end)));
        let begins = ATTRIBUTIONS.iter().any(|(begins, _)| lower.starts_with(begins)) || lower.contains('@');
        if !begins {
            return None;
        }
        let dated = lower.chars().filter(char::is_ascii_digit).count() >= 3;
        let address = lower.contains('@');
        // "2026-11-23 10:15 GMT CASS <cass@trust.test>:" and "CASS <cass@trust.test> wrote:".
        let by_address = address && (lower.ends_with("wrote:") || (dated && lower.ends_with(">:")));
        let next = lines.iter().skip(at + 1).find(|line| !line.trim().is_empty());
        let marked = next.is_some_and(|line| line.trim_start().starts_with('>'));
        // "On Monday 23/11 his teacher wrote:" goes on with what the teacher wrote.
        if (known && dated && (address || marked || has_time(&lower))) || by_address {
            return Some(Head { lines: at + 1 });
        }
    }
    None
}

/// `10:15`.
fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(
        |w| matches!(w, [hour, b':' | b'.', ten, one] if [hour, ten, one].iter().all(|digit| digit.is_ascii_digit())),
    )
}

/// `>>> CASS <cass@trust.test> 23/11/2026 10:15 >>>`: `GroupWise`, which marks nothing below.
fn group_wise(first: &str) -> Option<Head> {
    let inner = first.strip_prefix(">>> ")?.strip_suffix(">>>")?;
    inner.chars().any(|c| c.is_ascii_digit()).then_some(Head { lines: 1 })
}
