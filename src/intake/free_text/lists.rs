//! Names that stand together: lists, and a name with another one beside it.

use super::ages;
use super::found::Mention;
use super::roles::Role;
use super::tokens::Words;
use crate::intake::values;

/// Lists: "Reece and Jordan Malloy", "Lexi (10), Kobi (8) and the baby, Ocean-Rae". Who follows has the role of who
/// stands before; who is joined by "and" has the family name of who follows.
pub(super) fn link(words: &Words<'_>, mentions: &mut [Mention]) {
    for index in 1..mentions.len() {
        nickname(words, mentions, index);
    }
    for index in 1..mentions.len() {
        let (Some(before), Some(now)) = (mentions.get(index - 1), mentions.get(index)) else { continue };
        let between = words.lows(before.to, now.from);
        let joins = |w: &String| {
            matches!(
                w.as_str(),
                "and"
                    | "&"
                    | ","
                    | "("
                    | ")"
                    | "the"
                    | "baby"
                    | "little"
                    | "aged"
                    | "age"
                    | "is"
                    | "born"
                    | "dob"
                    | "/"
                    | "."
                    | "m"
                    | "f"
                    | "months"
                    | "years"
                    | "old"
                    | "year"
                    | "yr"
                    | "reception"
                    | "yrs"
                    | "-"
                    | "\u{2013}"
                    | "yo"
                    | "mths"
                    | "wks"
                    | "weeks"
                    | "male"
                    | "female"
                    | "boy"
                    | "girl"
                    | "nearly"
                    | "almost"
                    | "about"
                    | "d"
                    | "o"
                    | "b"
                    | "wee"
                    | "youngest"
                    | "eldest"
                    | "st"
                    | "nd"
                    | "rd"
                    | "th"
                    | "of"
                    | "date"
                    | "birth"
            ) || w.chars().all(|c| c.is_ascii_digit())
                || values::day_and_month(&format!("1 {w}")).is_some()
        };
        let listed = !between.is_empty()
            && between.len() <= 14
            && between.iter().all(joins)
            && !words.parted(before.to, now.from);
        let comma = between.first().is_some_and(|w| w == ",") && between.len() == 1;
        if !listed || before.role == Role::Other && comma {
            continue;
        }
        let (role, gender, relation) = (before.role, before.gender, before.relation.clone());
        let pair = between.len() == 1 && between.first().is_some_and(|w| w == "and" || w == "&");
        let family = (pair && before.words.len() == 1 && now.words.len() > 1).then(|| now.name.family.clone());
        if let Some(now) = mentions.get_mut(index) {
            // Adults are listed by "and" alone.
            let adult = matches!(role, Role::Kin | Role::Other);
            let takes = !adult || pair;
            now.listed = true;
            if now.role == Role::Unsaid && takes {
                now.role = role;
                now.relation = relation;
                now.gender = gender;
            }
        }
        if let (Some(family), Some(before)) = (family, mentions.get_mut(index - 1)) {
            before.words.extend(family.split_whitespace().map(str::to_owned));
            before.name.family.clone_from(&family);
            // "Tom, Dick and Harry Jones"
            for at in (1..index).rev() {
                let joined = match mentions.get(at - 1..=at) {
                    Some([one, other]) => {
                        one.words.len() == 1 && other.listed && words.lows(one.to, other.from) == [","]
                    }
                    _ => false,
                };
                let Some(one) = mentions.get_mut(at - 1).filter(|_| joined) else { break };
                one.words.extend(family.split_whitespace().map(str::to_owned));
                one.name.family.clone_from(&family);
            }
        }
    }
    in_that_order(words, mentions);
}

/// "Efe and Ese Omoruyi … (boy and girl, in that order)": who of the last two is which.
fn in_that_order(words: &Words<'_>, mentions: &mut [Mention]) {
    let gender = |word: &str| match word {
        "boy" | "male" => Some("M"),
        "girl" | "female" => Some("F"),
        _ => None,
    };
    for at in 0..words.len() {
        let (Some(one), Some(other)) = (gender(words.low(at)), gender(words.low(at + 2))) else { continue };
        let tail = words.lows(at + 3, at + 7);
        let bracket = at.checked_sub(1).is_some_and(|b| words.low(b) == "(");
        if words.low(at + 1) != "and" || !bracket && !tail.iter().any(|w| w == "order" || w == "respectively") {
            continue;
        }
        let before = mentions.iter().take_while(|m| m.to <= at).count();
        let Some(begin) = before.checked_sub(2) else { continue };
        if let Some([first, second]) = mentions.get_mut(begin..before)
            && second.listed
        {
            first.gender = one;
            second.gender = other;
        }
    }
}

/// Whether an age stands right behind a single word, as it does behind a name.
pub(super) fn beside_it(words: &Words<'_>, mention: &Mention) -> bool {
    let next = words.low(mention.to);
    let skips = ["(", ",", "is", "who", "aged", "age", "about", "nearly", "just"];
    let at = mention.to + (0..3).take_while(|n| skips.contains(&words.low(mention.to + n))).count();
    let number = ages::small_number(words.low(at)).is_some_and(|n| n < 19);
    let after = words.low(at + 1);
    let noun = words.owns.get(mention.from).copied().unwrap_or_default();
    let never = [
        "room",
        "plot",
        "unit",
        "stage",
        "ward",
        "page",
        "bay",
        "floor",
        "apartment",
        "bus",
        "route",
        "november",
        "june",
        "nov",
        "dec",
        "oct",
        "sept",
        "jan",
        "feb",
        "apr",
        "jun",
        "jul",
        "aug",
    ];
    let birth = ["born", "dob"].contains(&words.low(at)) && next == "(";
    if birth && !noun {
        return true;
    }
    !noun
        && number
        && !never.contains(&words.low(mention.from))
        && (matches!(after, ")" | "," | "." | "and" | "&" | ";" | "who" | "years" | "yrs" | "" | "months" | "year")
            || next == "(")
}

/// "AJ (Anthony Junior Castellano)" and "Jaydon Whitcombe (everyone calls him Jay)": one person.
fn nickname(words: &Words<'_>, mentions: &mut [Mention], index: usize) {
    let (Some(before), Some(now)) = (mentions.get(index - 1), mentions.get(index)) else { return };
    let between = words.lows(before.to, now.from);
    let child = !matches!(before.role, Role::Kin | Role::Other);
    let whole = before.words.len() == 1 && now.words.len() > 1 && between.len() == 1 && words.low(before.to) == "(";
    let says = between.iter().any(|w| {
        matches!(
            w.as_str(),
            "uses"
                | "formerly"
                | "previously"
                | "n\u{e9}e"
                | "nee"
                | "known"
                | "calls"
                | "called"
                | "call"
                | "aka"
                | "preferred"
                | "prefers"
                | "likes"
                | "nickname"
                | "goes"
        )
    });
    // "Maryam Ahmadzai, also uses Maryam Haidari"
    let again = now.words.len() > 1
        && now.words != before.words
        && before.words.first().is_some_and(|w| now.words.first().is_some_and(|n| n.eq_ignore_ascii_case(w)));
    let other = (now.words.len() == 1 || again)
        && before.words.len() > 1
        && between.len() <= 6
        && says
        && matches!(words.low(before.to), "(" | "," | "known" | "aka");
    if child && whole {
        let (full, name) = (now.words.clone(), now.name.clone());
        if let Some(before) = mentions.get_mut(index - 1) {
            before.alias = before.words.first().cloned().filter(|w| !full.contains(w));
            before.words = full;
            before.name = name;
        }
    } else if other {
        let (full, name, role, gender) = (before.words.clone(), before.name.clone(), before.role, before.gender);
        if let Some(now) = mentions.get_mut(index) {
            now.alias = Some(now.words.join(" "));
            now.words = full;
            now.name = name;
            now.role = role;
            now.gender = gender;
        }
    }
}
