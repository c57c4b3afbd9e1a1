//! The table, the folder tree, and what did not end as it should.

use std::fmt::Debug;

use crate::Play;
use crate::day::Ends;
use crate::ends::{Evening, StoryEnd, at};

/// The width of what is shown.
const WIDTH: usize = 120;

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
    println!("\n{}", "=".repeat(WIDTH));
    row(["mail", "child", "asked", "due", "rem.", "decided", "letters", "folder"]);
    println!("{}", "-".repeat(WIDTH));
    for (story, end) in play.day.stories.iter().zip(&evening.stories) {
        let ends = &end.ends;
        let asked: Vec<String> = ends.asked.iter().map(|who| short(play, who)).collect();
        let reminded = if ends.reminders == 0 { String::new() } else { ends.reminders.to_string() };
        let letters = format!("{}{}", "R".repeat(end.held - end.outcomes), "O".repeat(end.outcomes));
        row([
            &story.about(),
            &end.child,
            &asked.join(" > "),
            &end.due,
            &reminded,
            &short(play, &ends.decided),
            &letters,
            &ends.folder,
        ]);
        let why = format!("    {}  {}", end.reference, end.why);
        let outcome = format!("[{}]", ends.subject);
        let together = why.chars().count() + outcome.chars().count() + 2 <= WIDTH;
        match (ends.subject.is_empty(), together) {
            (true, _) => println!("{why}"),
            (false, true) => println!("{why}  {outcome}"),
            (false, false) => println!("{why}\n    {:12}  {outcome}", ""),
        }
    }
    println!("{}", "=".repeat(WIDTH));
    println!(
        "rem. = reminders; letters: R = receipt acknowledged, O = outcome; below: reference, why, outcome in the subject"
    );
}

/// One line of the table; what is too long pushes the rest, and nothing is cut.
fn row(cells: [&str; 8]) {
    let widths: [usize; 8] = [17, 7, 33, 10, 5, 21, 8, 0];
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
