//! The table, the folder tree, and what did not end as it should.

use std::fmt::Debug;

use crate::Play;
use crate::day::Ends;
use crate::ends::{Evening, StoryEnd, at};

/// The width of the table, where there is room for it.
const WIDTH: usize = 120;
/// Its width where there is not: several lines for each mail.
const NARROW: usize = 80;

/// Shows how the day ended; whether all of it is as it should be.
pub(crate) fn print(play: &Play, evening: &Evening) -> bool {
    table(play, evening);
    tree(play, evening);
    let mut differences = evening.wrong.clone();
    for (story, end) in play.day.stories.iter().zip(&evening.stories) {
        let found = compare(&story.ends, end);
        if !found.is_empty() {
            let heading = format!("\"{}\": {} ({})", story.name, story.about(), end.reference);
            differences.push(format!("{heading}\n      {}", found.join("\n      ")));
        }
    }
    println!();
    if differences.is_empty() {
        println!("All {} stories ended as they should, and every mail is accounted for.", play.day.stories.len());
        return true;
    }
    println!("Not everything ended as it should ({}):", differences.len());
    for difference in differences {
        println!("  {difference}");
    }
    false
}

fn table(play: &Play, evening: &Evening) {
    let wide = play.stage.width >= WIDTH;
    let width = if wide { WIDTH } else { NARROW };
    println!("\n{}", "=".repeat(width));
    if wide {
        row(["mail", "child", "asked", "due", "rem.", "decided", "letters", "folder"], &WIDE_CELLS);
    } else {
        row(["mail", "child", "decided", "letters", "folder"], &NARROW_CELLS);
    }
    println!("{}", "-".repeat(width));
    for (story, end) in play.day.stories.iter().zip(&evening.stories) {
        let ends = &end.ends;
        let asked: Vec<String> = ends.asked.iter().map(|who| short(play, who)).collect();
        let (about, asked, decided) = (story.about(), asked.join(" > "), short(play, &ends.decided));
        let letters = format!("{}{}", "R".repeat(end.held - end.outcomes), "O".repeat(end.outcomes));
        let outcome = if ends.subject.is_empty() { String::new() } else { format!("[{}]", ends.subject) };
        if !wide {
            row([&about, &end.child, &decided, &letters, &ends.folder], &NARROW_CELLS);
            println!("{}", format!("    {}  {outcome}", end.reference).trim_end());
            println!("    {}", end.why);
            if !asked.is_empty() {
                let reminded = if ends.reminders == 0 { "" } else { ", reminded" };
                println!("    asked {asked}, by {}{reminded}", end.due);
            }
            continue;
        }
        let reminded = if ends.reminders == 0 { String::new() } else { ends.reminders.to_string() };
        row([&about, &end.child, &asked, &end.due, &reminded, &decided, &letters, &ends.folder], &WIDE_CELLS);
        let why = format!("    {}  {}", end.reference, end.why);
        let together = why.chars().count() + outcome.chars().count() + 2 <= WIDTH;
        match (outcome.is_empty(), together) {
            (true, _) => println!("{why}"),
            (false, true) => println!("{why}  {outcome}"),
            (false, false) => println!("{why}\n    {:12}  {outcome}", ""),
        }
    }
    println!("{}", "=".repeat(width));
    if wide {
        println!(
            "rem. = reminders; letters: R = receipt acknowledged, O = outcome; below: reference, why, outcome in the \
             subject"
        );
    } else {
        println!("letters: R = receipt acknowledged, O = outcome");
        println!("below: reference, outcome in the subject, why, who was asked");
    }
}

/// The widths of the table's columns.
const WIDE_CELLS: [usize; 8] = [17, 7, 33, 10, 5, 21, 8, 0];
const NARROW_CELLS: [usize; 5] = [18, 8, 24, 9, 0];

/// One line of the table; what is too long pushes the rest, and nothing is cut.
fn row<const N: usize>(cells: [&str; N], widths: &[usize; N]) {
    let mut line = String::new();
    let mut end: usize = 0;
    for (cell, width) in cells.into_iter().zip(widths) {
        line.push_str(cell);
        end += width;
        let used = line.chars().count();
        line.push_str(&" ".repeat(end.saturating_sub(used).max(1)));
    }
    println!("{}", line.trim_end());
}

/// "M2 (no answer)" as "Sam Okoro (no answer)": the id that stands in it, by its name.
fn short(play: &Play, text: &str) -> String {
    text.split(' ')
        .map(|word| play.day.player(word).map_or(word, |player| player.name.as_str()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn tree(play: &Play, evening: &Evening) {
    println!("\n{}", play.day.mailbox);
    let last = evening.folders.len().saturating_sub(1);
    for (number, (folder, count)) in evening.folders.iter().enumerate() {
        println!("{} {folder:<20} {count:>3}", if number == last { "`--" } else { "|--" });
    }
    let all = at(&evening.status, "/mailboxes/cass/all");
    println!(
        "\nMails that arrived: {} = {} filed + {} waiting + {} with a person + {} removed",
        at(all, "/arrived"),
        at(all, "/filed"),
        at(all, "/waiting"),
        at(all, "/with_person"),
        at(all, "/removed")
    );
}

/// Expected against actual, field by field.
fn compare(expected: &Ends, end: &StoryEnd) -> Vec<String> {
    let actual = &end.ends;
    let mut found = Vec::new();
    differs(&mut found, "folder", &expected.folder, &actual.folder);
    differs(&mut found, "outcome in the subject", &expected.subject, &actual.subject);
    differs(&mut found, "flags", &sorted(&expected.flags), &sorted(&actual.flags));
    differs(&mut found, "asked", &expected.asked, &actual.asked);
    differs(&mut found, "reminders", &expected.reminders, &actual.reminders);
    differs(&mut found, "asked once more", &expected.again, &actual.again);
    differs(&mut found, "decided", &expected.decided, &actual.decided);
    differs(&mut found, "letters sent", &expected.letters, &actual.letters);
    differs(&mut found, "letters in the referrer's mailbox", &expected.letters.len(), &end.held);
    let outcomes = expected.letters.iter().filter(|letter| letter.starts_with("outcome")).count();
    differs(&mut found, "outcome letters in it", &outcomes, &end.outcomes);
    if !expected.told.is_empty() {
        differs(&mut found, "who was written to", &sorted(&expected.told), &sorted(&actual.told));
    }
    found
}

fn differs<T: PartialEq + Debug>(found: &mut Vec<String>, what: &str, expected: &T, actual: &T) {
    if expected != actual {
        found.push(format!("{what}: expected {expected:?}, found {actual:?}"));
    }
}

fn sorted(list: &[String]) -> Vec<&String> {
    let mut list: Vec<&String> = list.iter().collect();
    list.sort();
    list
}
