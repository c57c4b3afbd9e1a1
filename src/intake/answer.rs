//! Answers to decision requests: one of the offered words at the beginning, and a reason.

use crate::domain::PersonId;

/// A choice that was offered, and the words by which it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerWord {
    /// The choice, as the pathway names it; it is an answer itself.
    pub choice: String,
    /// Other words for it.
    pub also: Vec<String>,
}

/// What an answer says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerReading {
    /// A choice with a reason.
    Clear {
        /// The choice.
        choice: String,
        /// The reason, in the writer's words.
        reason: String,
    },
    /// A choice without a reason.
    NoReason {
        /// The choice.
        choice: String,
    },
    /// No choice, or several: asked about, never guessed.
    Unclear {
        /// Why, in words.
        why: String,
    },
}

/// Whom an answer to "which child is it" names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChildNamed {
    /// A person of the case store.
    Person(PersonId),
    /// Nobody known.
    New,
}

/// A reason has at least so many letters.
const SHORTEST_REASON: usize = 4;

/// Reads an answer from the unquoted part of a mail.
#[must_use]
pub fn read(fresh_text: &str, words: &[AnswerWord]) -> AnswerReading {
    let unclear = |why: &str| AnswerReading::Unclear { why: why.to_owned() };
    let lines: Vec<&str> = fresh_text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('>')).collect();
    let begin = lines.iter().position(|line| !is_greeting(line));
    let Some((begin, first)) = begin.and_then(|at| lines.get(at).map(|line| (at, *line))) else {
        return unclear("the answer is empty");
    };
    let Some((choice, rest)) = choice_at(first, words) else {
        return unclear("its first line begins with none of the words that were offered");
    };
    let mut reason = rest.to_owned();
    for line in lines.iter().skip(begin + 1) {
        // Only a choice on a line of its own counts against the first: "no contact with father" is a reason.
        if let Some((other, rest)) = choice_at(line, words)
            && other != choice
            && letters(rest) == 0
        {
            return unclear(&format!("it says both {choice} and {other}"));
        }
        if is_closing(line) {
            break;
        }
        if !reason.is_empty() {
            reason.push('\n');
        }
        reason.push_str(line);
    }
    // "NO CONTACT / CONTACT": both words copied from the request.
    if let Some((other, after)) = choice_at(rest.trim_start_matches(['/', '|', ' ']), words)
        && other != choice
        && (rest.trim_start().starts_with(['/', '|'])
            || rest.trim_start().to_lowercase().starts_with("or ")
            || letters(after) == 0)
    {
        return unclear(&format!("it says both {choice} and {other}"));
    }
    if let Some(after_or) = rest.trim_start().to_lowercase().strip_prefix("or ")
        && choice_at(after_or, words).is_some_and(|(other, _)| other != choice)
    {
        return unclear("it names more than one of the offered words");
    }
    if rest.trim_end().ends_with('?') && letters(rest) == 0 {
        return unclear("it asks and does not decide");
    }
    if letters(&reason) < SHORTEST_REASON {
        return AnswerReading::NoReason { choice };
    }
    AnswerReading::Clear { choice, reason: reason.trim().to_owned() }
}

/// The choice that a line begins with and what follows it; the longest word first.
fn choice_at<'l>(line: &'l str, words: &[AnswerWord]) -> Option<(String, &'l str)> {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut known: Vec<(&str, &str)> = words
        .iter()
        .flat_map(|w| std::iter::once(&w.choice).chain(&w.also).map(|word| (word.as_str(), w.choice.as_str())))
        .collect();
    known.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    known.into_iter().find_map(|(word, choice)| {
        let rest = after_word(line, word)?;
        ends_here(rest).then(|| (choice.to_owned(), trim_joint(rest)))
    })
}

/// What follows the word at the beginning of the line: case forgiven, and any run of spaces, hyphens and
/// underscores inside the word taken for one another.
fn after_word<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let mut rest = line;
    let mut wanted = word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).peekable();
    wanted.peek()?;
    let mut started = false;
    while wanted.peek().is_some() {
        let c = rest.chars().next()?;
        let after = rest.get(c.len_utf8()..)?;
        if c.is_alphanumeric() {
            for lower in c.to_lowercase() {
                if wanted.next()? != lower {
                    return None;
                }
            }
            started = true;
        } else if !(started && matches!(c, ' ' | '-' | '_' | '\u{a0}' | '\u{2013}' | '\'' | '\u{2019}')) {
            return None;
        }
        rest = after;
    }
    // The word must part where the line's words part: "CONTACTED" is not "CONTACT".
    (!rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// Words after which a line is a sentence and no answer with its reason.
const SENTENCE: [&str; 30] = [
    "the", "them", "him", "her", "me", "us", "with", "is", "was", "has", "had", "should", "details", "number", "order",
    "between", "from", "centre", "family", "school", "mum", "mother", "father", "dad", "parents", "you", "will", "can",
    "would", "may",
];

/// Whether an answer may end here: at the line's end, at punctuation, or before a reason that is parted
/// from it. "Contact the school" is a sentence; "CONTACT new injury" is an answer.
fn ends_here(rest: &str) -> bool {
    let trimmed = rest.trim_start();
    if trimmed.is_empty() || trimmed.starts_with(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '\u{2019}')) {
        return true;
    }
    let next: String = trimmed.chars().take_while(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    !SENTENCE.contains(&next.as_str())
}

fn trim_joint(rest: &str) -> &str {
    rest.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ','
                    | ':'
                    | ';'
                    | '-'
                    | '\u{2013}'
                    | '\u{2014}'
                    | '!'
                    | '*'
                    | '='
                    | '"'
                    | '\''
                    | '\u{2019}'
                    | '\u{201d}'
                    | ')'
                    | ']'
            )
    })
    .trim_end()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).count()
}

/// "Hi Lee,", "Dear colleague", "Good morning", "Thanks".
fn is_greeting(line: &str) -> bool {
    let lower = line.to_lowercase();
    let words = lower.split_whitespace().count();
    let first = lower.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    words <= 5
        && (["hi", "hello", "dear", "hiya", "hey", "morning", "afternoon"].contains(&first)
            || lower.starts_with("good morning")
            || lower.starts_with("good afternoon")
            || lower.starts_with("good evening")
            || (words <= 3 && ["thanks", "thank"].contains(&first)))
}

/// Where a reason ends and the signature begins.
fn is_closing(line: &str) -> bool {
    let lower = line.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    line == "--"
        || [
            "regards",
            "kind regards",
            "best wishes",
            "many thanks",
            "thanks",
            "thank you",
            "best regards",
            "best",
            "yours sincerely",
            "warm regards",
            "kr",
            "rgds",
            "cheers",
        ]
        .contains(&bare)
        || (line.split_whitespace().count() <= 5
            && (bare.starts_with("kind regards") || bare.starts_with("many thanks") || bare.starts_with("thanks ")))
}

/// Reads `CHILD P10023` or `CHILD NEW` from the unquoted part of a mail; `None` where no line, or more
/// than one answer, says it.
#[must_use]
pub fn child(fresh_text: &str) -> Option<ChildNamed> {
    let mut found: Option<ChildNamed> = None;
    for line in fresh_text.lines().filter(|l| !l.trim_start().starts_with('>')) {
        let mut words = line
            .split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | '.' | ';' | '='))
            .filter(|w| !w.is_empty());
        let Some(first) = words.next().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())) else { continue };
        if !first.eq_ignore_ascii_case("child") {
            continue;
        }
        let Some(second) = words.next().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric() && c != '-')) else {
            continue;
        };
        let named = if second.eq_ignore_ascii_case("new") {
            ChildNamed::New
        } else if second.chars().any(|c| c.is_ascii_digit())
            && second.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        {
            ChildNamed::Person(PersonId(second.to_uppercase()))
        } else {
            continue;
        };
        match &found {
            Some(before) if *before != named => return None,
            _ => found = Some(named),
        }
    }
    found
}

#[cfg(test)]
mod tests;
