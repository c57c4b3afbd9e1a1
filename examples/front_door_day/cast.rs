//! Those who work there: they read their mailboxes and answer as the day's data says, or do not.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::Play;
use crate::day::{Answer, Day, Player, Program, Story, Told};
use crate::letterbox::{self, Letter};
use crate::post;
use crate::stage::Problem;

/// How often somebody who answers looks at their mailbox.
const LOOK: Duration = Duration::from_millis(100);
/// How often the others do.
const LOOK_LESS: Duration = Duration::from_millis(400);
/// The ids of those who never answer begin otherwise.
const ANSWERING: [char; 4] = ['M', 'S', 'E', 'R'];

/// Everybody takes their place.
pub(crate) fn enter(play: &Arc<Play>, tasks: &mut JoinSet<()>) {
    for player in &play.day.players {
        let every = if player.id.starts_with(ANSWERING) { LOOK } else { LOOK_LESS };
        let (new, letters) = mpsc::unbounded_channel();
        tasks.spawn(letterbox::read(Arc::clone(play), player.email.clone(), every, new));
        tasks.spawn(work(Arc::clone(play), player.clone(), letters));
    }
}

/// One player at work.
async fn work(play: Arc<Play>, me: Player, mut letters: mpsc::UnboundedReceiver<Letter>) {
    // What is begun ends with the player.
    let mut answers = JoinSet::new();
    // Nobody says the same thing twice.
    let mut given = BTreeSet::new();
    while let Some(letter) = letters.recv().await {
        if !letter.from_address.eq_ignore_ascii_case(&play.day.mailbox) {
            continue;
        }
        let number = play.ledger.message(&play.day, &me.id, &letter);
        let story = number.and_then(|at| play.day.stories.get(at));
        if letter.to_me
            && let Some(line) = noticed(&me, &letter, story)
        {
            play.diary.line(&line);
        }
        let told = Told::of(&letter.subject);
        let Some(answer) = story.and_then(|s| answer_of(s, &me, told)).filter(|_| letter.to_me) else { continue };
        if !given.insert((number, told)) {
            continue;
        }
        let (play, me, answer, came) = (Arc::clone(&play), me.clone(), answer.clone(), play.clock.now());
        answers.spawn(async move {
            if let Err(problem) = reply(&play, &me, &letter, &answer, number, came).await {
                play.diary.line(&format!("{}'s answer was not sent: {problem}", me.name));
            }
        });
        while answers.try_join_next().is_some() {}
    }
    answers.shutdown().await;
}

/// What the diary says of a message.
fn noticed(me: &Player, letter: &Letter, story: Option<&Story>) -> Option<String> {
    let about = story.map_or_else(|| "something".to_owned(), Story::about);
    let name = &me.name;
    let by = || letter.subject.split_once(" by ").map(|(_, rest)| rest.split(" (").next().unwrap_or_default());
    let by = by().map(|due| format!(", by {due}")).unwrap_or_default();
    match Told::of(&letter.subject) {
        Told::Request => Some(format!("  {name} is asked about {about}{by}")),
        Told::Reminder => Some(format!("{name} is reminded of {about}{by}")),
        Told::Again => Some(format!("  {name} is asked once more about {about}{by}")),
        Told::Create => Some(format!("  {name} is to create a contact for {about}")),
        Told::Check => Some(format!("  {name} is asked to look at {about}")),
        Told::Other => {
            let heard = [
                ("New concern on an open case", "is alerted: the case is open"),
                ("The case is open", "gets it back: the case is open, not a review"),
                ("Out of hours", "has it at once"),
                ("A contact is coming", "hears that the contact comes to them"),
                ("No answer needed", "need not answer any more"),
                ("A second, different", "hears of a second, different answer"),
                ("Nobody is left", "hears that nobody is left to ask"),
                ("An answer that was not accepted", "sees an answer that was not accepted"),
                ("A message of ours", "hears that a message did not arrive"),
                ("frontdoor: needs attention", "has an alarm"),
            ];
            let subject = letter.subject.strip_prefix("URGENT: ").unwrap_or(&letter.subject);
            let (_, heard) = heard.into_iter().find(|(begin, _)| subject.starts_with(begin))?;
            let what = story.map_or_else(|| letter.text.lines().next().unwrap_or_default().to_owned(), Story::about);
            Some(format!("  {name} {heard} ({what})"))
        }
    }
}

fn answer_of<'s>(story: &'s Story, me: &Player, told: Told) -> Option<&'s Answer> {
    story.answers.iter().find(|a| a.on == told && a.by.as_ref().is_none_or(|by| *by == me.id))
}

/// Answers after a while.
async fn reply(
    play: &Play,
    me: &Player,
    letter: &Letter,
    answer: &Answer,
    story: Option<usize>,
    came: DateTime<Utc>,
) -> Result<(), Problem> {
    let mut at = came + TimeDelta::minutes(i64::from(answer.after));
    if let Some(earliest) = answer.at {
        at = at.max(Day::instant(earliest)?);
    }
    tokio::time::sleep(play.clock.until(at)).await;
    let now = play.clock.now();
    let about = story.and_then(|at| play.day.stories.get(at)).map(Story::about).unwrap_or_default();
    let line = match answer.with {
        Program::OutOfOffice => format!("{}'s mailbox answers by itself: out of office ({about})", me.name),
        Program::Iphone => format!("{} answers from the telephone: {} ({about})", me.name, gist(&answer.text)),
        Program::Outlook => format!("{} answers: {} ({about})", me.name, gist(&answer.text)),
    };
    play.diary.line(&line);
    let mail = post::answer(me, letter, answer, now);
    // An automatic reply has no return path: nobody may answer it again.
    let from = if answer.with == Program::OutOfOffice { "" } else { me.email.as_str() };
    let to = if answer.with == Program::OutOfOffice { &letter.from_address } else { &letter.reply_to };
    post::submit(&play.stage, from, to, &mail).await
}

/// The beginning of an answer.
fn gist(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(46).collect();
    if short.len() < line.len() { format!("\"{}...\"", short.trim_end()) } else { format!("\"{line}\"") }
}
