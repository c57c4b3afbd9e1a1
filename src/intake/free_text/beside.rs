//! Birth dates and ages, and whose they are.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::ages::{age_after, age_before, age_of_pronoun, ages_in_a_row, small_number};
use super::birthdays::{Feast, birthday, own_birthday};
use super::dates::dates;
use super::found::{Born, Mention};
use super::roles::{Role, is_kin, is_sibling};
use super::tokens::Words;

/// How far behind a name its birth date may stand, in tokens.
const REACH: usize = 40;

/// Gives every birth date and age to the mention it belongs to.
pub(super) fn give(words: &Words<'_>, mentions: &mut [Mention], feasts: &[Feast], today: NaiveDate) {
    let dates: Vec<(Range<usize>, NaiveDate)> = dates(words.text, today)
        .into_iter()
        .map(|(range, date)| (words.token_at(range.start)..words.token_at(range.end), date))
        .collect();
    let mut rows = dates.as_slice();
    while let Some(((range, date), rest)) = rows.split_first() {
        let row = row_length(words, rows);
        if row > 1 {
            give_row(words, mentions, rows.get(..row).unwrap_or_default());
            rows = rows.get(row..).unwrap_or_default();
            continue;
        }
        rows = rest;
        let (from, to, date) = (range.start, range.end, *date);
        give_date(words, mentions, from..to, date, today);
    }
    // "Rhys thinks he is five" is said of somebody else.
    let thinks = |m: &Mention| ["thinks", "reckons", "believes", "guesses"].contains(&words.low(m.to));
    for index in 0..mentions.len() {
        let Some(mention) = mentions.get(index) else { continue };
        let end = mentions.iter().skip(index + 1).find(|m| !thinks(m)).map_or(words.len(), |next| next.from);
        let end = if thinks(mention) { mention.to } else { end };
        // What is told of a grown-up between does not end what is told of a child.
        let grown = |m: &Mention| matches!(m.role, Role::Kin | Role::Other);
        let next = mentions.iter().skip(index + 1).find(|m| !grown(m)).map_or(words.len(), |next| next.from);
        let (from, to) = (mention.from, mention.to);
        let age = age_after(words, to, end)
            .or_else(|| age_before(words, from))
            .or_else(|| if grown(mention) { None } else { age_of_pronoun(words, to, end) });
        let closing = (to..end).find(|at| words.parted(*at, at + 1)).unwrap_or(end);
        let age_beside = age_after(words, to, closing).is_some() || age_before(words, from).is_some();
        let known = age.or(mention.age);
        let own = mention.age.filter(|_| mention.role == Role::Child);
        let reckoned = if grown(mention) { None } else { birthday(words, to, next, known, feasts, today) }
            .or_else(|| own_birthday(words, own?, feasts, today));
        // "Poppy and Daisy Wren, who are 4 and 6", "both 4"
        let row = age.map(|age| ages_in_a_row(words, to, end, age)).unwrap_or_default();
        let both = (to..end.min(to + 4)).any(|at| matches!(words.low(at), "both" | "twins" | "triplets" | "were"));
        let listed = 1 + (1..=index).rev().take_while(|i| mentions.get(*i).is_some_and(|m| m.listed)).count();
        let whole = row.len() > 1 && row.len() == listed;
        let head = mentions.get(index + 1 - listed).map_or(from, |m| m.from);
        let twins =
            listed > 1 && words.lows(head.saturating_sub(3), head).iter().any(|w| w == "twins" || w == "triplets");
        if whole || (both || twins) && age.is_some() {
            let members = mentions.iter_mut().take(index).skip(index + 1 - listed);
            for (before, age) in members.zip(row.iter().cycle()).filter(|(m, _)| m.age.is_none()) {
                before.age = Some(*age);
                before.age_beside = age_beside;
            }
        }
        if listed > 1 && (both || twins) && !whole {
            let members = mentions.iter_mut().take(index).skip(index + 1 - listed).filter(|m| m.born.is_none());
            for before in members {
                before.born = reckoned.map(|date| Born { date, direct: false, reckoned: true });
            }
        }
        let age = if whole { row.last().copied() } else { age };
        if let Some(mention) = mentions.get_mut(index) {
            mention.age = age.or(mention.age);
            mention.age_beside |= age_beside;
            if mention.born.is_none() {
                mention.born = reckoned.map(|date| Born { date, direct: false, reckoned: true });
            }
        }
    }
}

/// How many dates stand one after the other with nothing but "and" between.
fn row_length(words: &Words<'_>, dates: &[(Range<usize>, NaiveDate)]) -> usize {
    let joined = |pair: &&[(Range<usize>, NaiveDate)]| match pair {
        [(one, _), (other, _)] => {
            let between = words.lows(one.end, other.start);
            between.len() <= 2 && between.iter().all(|w| matches!(w.as_str(), "," | "and" | "&"))
        }
        _ => false,
    };
    1 + dates.windows(2).take_while(joined).count()
}

/// "Dates of birth 01/01/2016, 02/02/2018 and 03/03/2021": of as many names, in their order.
fn give_row(words: &Words<'_>, mentions: &mut [Mention], row: &[(Range<usize>, NaiveDate)]) {
    let Some((first, _)) = row.first() else { return };
    let tail = words.lows(first.start.saturating_sub(5), first.start);
    let before = mentions.iter().take_while(|m| m.to <= first.start).count();
    let Some(begin) = before.checked_sub(row.len()) else { return };
    let Some(named) = mentions.get(begin..before) else { return };
    let adult = named.iter().any(|m| matches!(m.role, Role::Kin | Role::Other));
    let list = named.iter().skip(1).all(|m| m.listed) && named.first().is_some_and(|m| !m.listed);
    // "Jamal and Amira Thompson, 12.03.2014 & 04.09.2018"
    let beside = named.last().is_some_and(|m| {
        let between = words.lows(m.to, first.start);
        between.len() == 1 && between.iter().all(|w| matches!(w.as_str(), "," | "(" | "-" | ":"))
    });
    if adult || !list || !beside && !tail.iter().any(|w| matches!(w.as_str(), "dates" | "dobs" | "born" | "birth")) {
        return;
    }
    for (at, (_, date)) in row.iter().enumerate() {
        set(mentions, begin + at, Born { date: *date, direct: false, reckoned: false });
    }
}

fn give_date(words: &Words<'_>, mentions: &mut [Mention], at: Range<usize>, date: NaiveDate, today: NaiveDate) {
    if date > today {
        return;
    }
    let follows =
        words.lows(at.end, at.end + 5).windows(3).any(|w| w.concat() == "dateofbirth" || w.concat() == "asabirth");
    let led = is_led(words, at.start) || follows && words.lows(at.end, at.end + 1).iter().any(|w| w == "as");
    let before =
        mentions.iter().rposition(|m| m.to <= at.start && at.start - m.to <= REACH && !m.subject_ends(words, at.start));
    // "d.o.b. 12/3/15, name Tom Hale"
    let next = mentions.iter().position(|m| m.from >= at.end && m.from - at.end <= 8);
    if led && let Some(next) = next {
        let from = mentions.get(next).map_or(0, |m| m.from);
        let named = words.lows(at.end, from).iter().any(|w| matches!(w.as_str(), "name" | "named" | "called"));
        let apart =
            before.and_then(|b| mentions.get(b)).is_none_or(|m| m.born.is_some() || words.parted(m.to, at.start));
        if named && apart && !words.parted(at.end, from) {
            set(mentions, next, Born { date, direct: true, reckoned: false });
            return;
        }
    }
    if led && give_to_only_child(words, mentions, at.start, date) {
        return;
    }
    let Some(mut index) = before else { return };
    // "Her tutor is Mr Cope. Her date of birth is …" speaks of the child again.
    let theirs = words.lows(at.start.saturating_sub(7), at.start).iter().any(|w| matches!(w.as_str(), "his" | "her"));
    let adult = |m: &Mention| matches!(m.role, Role::Kin | Role::Other);
    let again = mentions.get(index).is_some_and(|m| adult(m) && words.parted(m.to, at.start));
    if led && theirs && again {
        let Some(child) = mentions.iter().rposition(|m| m.to <= at.start && !adult(m)) else { return };
        index = child;
        if mentions.get(index).is_some_and(|m| m.born.is_none() && words.sentences(m.to, at.start) <= 3) {
            set(mentions, index, Born { date, direct: false, reckoned: false });
        }
        return;
    }
    let Some(mention) = mentions.get(index) else { return };
    // Nobody's mother is twelve; it is the day of a visit.
    if adult(mention) && mention.gender.is_empty() && today.year() - date.year() < 12 {
        return;
    }
    let between = words.lows(mention.to, at.start);
    // "his mother was born …", "my own date of birth is …"
    if between.iter().any(|w| is_kin(w) || is_sibling(w) || matches!(w.as_str(), "own" | "baby" | "due"))
        && !is_direct(words, mention.to, at.start)
    {
        return;
    }
    if words.sentences(mention.to, at.start) > usize::from(led) {
        let labelled =
            led && words.between(0, words.at(at.start)).rsplit('\n').next().is_some_and(|l| l.trim().len() < 20);
        if !labelled {
            return;
        }
    }
    let direct = is_direct(words, mention.to, at.start);
    // A day of the last weeks is that of a visit, but for a newborn.
    let recent = date > today - chrono::TimeDelta::days(120) && !led;
    let newborn = words.lower.iter().any(|w| matches!(w.as_str(), "newborn" | "baby" | "neonate"));
    let delivered = is_delivery(words, mention.from, mention.to, at.start);
    let noted = !(direct || led || recent) && is_noted(words, at.start) && !adult(mention);
    if !(direct || led || delivered || noted) || recent && !newborn {
        return;
    }
    set(mentions, index, Born { date, direct, reckoned: noted });
    let head = (0..=index).rev().find(|i| mentions.get(*i).is_some_and(|m| !m.listed)).and_then(|i| mentions.get(i));
    let twins = head.is_some_and(|m| {
        let before = words.lows(m.from.saturating_sub(4), m.from);
        before.iter().any(|w| matches!(w.as_str(), "twin" | "twins" | "triplets"))
    });
    // "We have Taiwo and Kehinde on the unit (girl and boy, born on …)", where the letter calls them twins.
    let called = !direct && words.lower.iter().any(|w| matches!(w.as_str(), "twins" | "triplets"));
    let twins = twins || called || between.iter().any(|w| matches!(w.as_str(), "twins" | "triplets"));
    let all = twins || between.iter().rev().take(4).any(|w| w == "both" || w == "all");
    while all && mentions.get(index).is_some_and(|m| m.listed) && index > 0 {
        index -= 1;
        set(mentions, index, Born { date, direct, reckoned: false });
    }
}

/// "Her birthday is 11 January 2024", far behind the name: of the only one who is called a child.
fn give_to_only_child(words: &Words<'_>, mentions: &mut [Mention], at: usize, date: NaiveDate) -> bool {
    let lead = words.lows(at.saturating_sub(6), at);
    let theirs = lead.iter().rposition(|w| matches!(w.as_str(), "his" | "her" | "their"));
    let stated = theirs.is_some_and(|from| {
        let said = lead.get(from + 1..).unwrap_or_default();
        said.iter().any(|w| matches!(w.as_str(), "birthday" | "birth" | "dob" | "bday"))
            && !said.iter().any(|w| is_kin(w) || is_sibling(w))
    });
    // "He is in reception. D.o.b. 2 January 2022": a sentence that says nothing else.
    let begin = (at.saturating_sub(9)..at).rev().find(|t| words.parted(*t, t + 1)).map_or(at, |t| t + 1);
    let alone = words.lows(begin, at).concat();
    let stated = stated || matches!(alone.trim_end_matches([':', '-', '.']), "dob" | "d.o.b" | "dateofbirth");
    let mut children = mentions.iter().enumerate().filter(|(_, m)| m.role == Role::Child && m.to <= at);
    let Some((index, first)) = children.next() else { return false };
    let same = |m: &Mention| m.words.first() == first.words.first();
    let only = stated
        && children.all(|(_, m)| same(m))
        && mentions.iter().filter(|m| same(m)).all(|m| m.born.is_none() && words.sentences(m.to, at) > 0)
        && !mentions.iter().any(|m| !same(m) && m.to <= at && words.sentences(m.to, at) == 0);
    if only {
        set(mentions, index, Born { date, direct: false, reckoned: false });
    }
    only
}

/// "Mum had a baby boy, Viggo, on the 9th of this month"
fn is_delivery(words: &Words<'_>, from: usize, to: usize, at: usize) -> bool {
    let lead = words.lows(from.saturating_sub(8), from);
    let says = |list: &[&str]| lead.iter().any(|w| list.contains(&w.as_str()));
    says(&["had", "birth", "delivered"])
        && says(&["baby", "boy", "girl", "daughter", "son"])
        && words.lows(to, at).iter().all(|w| w == "," || w == "on" || w == "the")
}

/// Whether the words right before a date say that it was read off something: "the clinic letter said 2/9/2014".
fn is_noted(words: &Words<'_>, at: usize) -> bool {
    words.lows(at.saturating_sub(2), at).iter().any(|w| {
        matches!(w.as_str(), "said" | "says" | "states" | "shows" | "card" | "records" | "gives" | "record" | "reads")
    })
}

fn set(mentions: &mut [Mention], index: usize, born: Born) {
    if let Some(mention) = mentions.get_mut(index)
        && mention.born.is_none_or(|known| !known.direct && born.direct)
    {
        mention.born = Some(born);
    }
}

impl Mention {
    /// A subject line's name has no date of the text.
    fn subject_ends(&self, words: &Words<'_>, at: usize) -> bool {
        self.subject && words.between(words.at(self.to), words.at(at)).contains('\n')
    }
}

/// Whether words right before say that a date is one of birth.
fn is_led(words: &Words<'_>, at: usize) -> bool {
    let from = at.saturating_sub(12);
    let tail = words.lows(from, at);
    let said = tail
        .iter()
        .rposition(|w| matches!(w.as_str(), "born" | "dob" | "birth" | "b" | "birthday" | "bday"))
        .or_else(|| tail.windows(5).rposition(|w| w.concat() == "d.o.b"))
        .or_else(|| {
            (tail.concat().ends_with("d.o.b.") || tail.concat().ends_with("d.o.b.:"))
                .then(|| tail.len().saturating_sub(1))
        });
    // "AGE: 12y 4m (04 Jul 2014)"
    let aged = tail.windows(2).any(|w| w.concat() == "age:");
    // "He is seventeen (17/03/2009)"
    let aged = aged
        || matches!(tail, [.., age, mark] if mark == "(" && small_number(age).is_some_and(|n| n < 18))
        || matches!(tail, [.., old, mark] if mark == "(" && (old == "old" || old == "years" || old == "yrs"));
    let Some(said) = said else { return aged };
    let dotted = said.checked_sub(2).and_then(|o| tail.get(o)).is_some_and(|w| w == "o");
    if tail.get(said).is_some_and(|w| w == "b") && !dotted && said + 2 < tail.len() {
        return false;
    }
    let other = ["seen", "last", "due", "attended", "visit", "since"];
    let after = tail.get(said + 1..).unwrap_or_default();
    !after.iter().any(|w| other.contains(&w.as_str()))
        && !after.iter().any(|w| w == ";" || w == "and" && after.len() > 3)
}

/// Whether a date stands right beside a name: punctuation, a letter for the gender, "'s is" or a card between.
fn is_direct(words: &Words<'_>, to: usize, at: usize) -> bool {
    let between = words.lows(to, at);
    if between.len() > 12 || words.parted(to, at) {
        return false;
    }
    let small = |w: &String| {
        w.chars().all(|c| c.is_ascii_digit() && w.len() <= 2)
            // "P3", "7B", "Reception": where a pupil is.
            || w.len() == 1 && w.chars().all(char::is_alphabetic)
            || [
                "reception", "nursery", "pre",
                "(", ",", "-", "\u{2013}", ":", ";", "m", "f", "male", "female", "boy", "girl", "is", "dob", "born",
                "aged", ".", "d", "o", "b", "date", "of", "birth", "years", "yrs", "son", "daughter", "child", "pupil",
                "brother", "sister", "mother", "father", "mum", "dad", "year", "both", ")", "/",
            ]
            .contains(&w.as_str())
    };
    // "The meeting of 4 May"
    let of = |w: &String| w == "of";
    if between.iter().any(of) && !between.iter().any(|w| w == "birth") {
        return false;
    }
    if between.iter().all(small) {
        return true;
    }
    // "(her card says 13/12/2018)"
    let other = ["seen", "last", "on", "since", "from", "until", "attended", "visited", "left", "died"];
    between.first().is_some_and(|w| w == "(")
        && between.len() <= 9
        && !between.iter().any(|w| w == ")" || other.contains(&w.as_str()))
}
