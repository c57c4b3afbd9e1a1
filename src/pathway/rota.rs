//! Rotas with a memory (R2, R6): the preferred person if they can, else whoever was chosen from the list
//! least recently. There is no pointer that could be reset: who joins comes first, who leaves is missed by
//! nobody, and who was passed over once keeps their turn.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{LearnedAbsence, RotaMemory, StaffId};

use super::calendar::Calendar;
use super::people::People;

/// Who is wanted.
#[derive(Debug, Clone, Copy)]
pub struct RotaQuestion<'a> {
    /// The list that remembers: a pool's name.
    pub list: &'a str,
    /// Who can be chosen.
    pub pool: &'a [StaffId],
    /// Who is preferred, and why ("decided the previous referral").
    pub prefer: Option<(&'a StaffId, &'a str)>,
    /// Who must not be chosen, and why (asked before, connected with the family).
    pub exclude: &'a [(StaffId, String)],
    /// By when they are to answer: they must be at work before, on that day.
    pub must_be_at_work_by: DateTime<Utc>,
    /// Now.
    pub now: DateTime<Utc>,
    /// Whether they must be able to take contacts (R6).
    pub needs_contacts: bool,
}

/// Who was chosen and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// Who; `None` when nobody can: that is an alarm, never silence.
    pub person: Option<StaffId>,
    /// Why them, or why nobody.
    pub why: String,
    /// Everybody who could not be chosen, and why, by id.
    pub passed_over: Vec<(StaffId, String)>,
}

/// Chooses somebody.
#[must_use]
pub fn choose(
    question: &RotaQuestion<'_>,
    people: &People,
    calendar: &Calendar,
    memory: &RotaMemory,
    absences: &[LearnedAbsence],
) -> Chosen {
    let mut candidates: Vec<&StaffId> = question.pool.iter().chain(question.prefer.map(|(id, _)| id)).collect();
    candidates.sort();
    candidates.dedup();
    let mut eligible = Vec::new();
    let mut passed_over = Vec::new();
    for id in candidates {
        match obstacle(id, question, people, calendar, absences) {
            Some(why) => passed_over.push((id.clone(), why)),
            None => eligible.push(id),
        }
    }
    if let Some((id, why)) = question.prefer.filter(|(id, _)| eligible.contains(id)) {
        return Chosen { person: Some(id.clone()), why: why.to_owned(), passed_over };
    }
    let last = |id: &StaffId| memory.last.get(&(question.list.to_owned(), id.clone())).copied();
    // `None`, never chosen, sorts before any time; the candidates come by id.
    let Some(id) = eligible.iter().min_by_key(|id| last(id)) else {
        let why = if passed_over.is_empty() { "nobody is on the list" } else { "nobody on the list can be asked" };
        return Chosen { person: None, why: why.to_owned(), passed_over };
    };
    let why = match last(id) {
        _ if eligible.len() == 1 => "the only one who can be asked".to_owned(),
        None => "not asked before".to_owned(),
        Some(at) => format!("asked least recently, on {}", calendar.local(at).format("%-d %B at %H:%M")),
    };
    Chosen { person: Some((*id).clone()), why, passed_over }
}

/// Notes that somebody was chosen from a list. Several may be chosen at one instant, so each is noted a
/// microsecond after all before it; otherwise ties would go to the same person each time.
pub fn remember(memory: &mut RotaMemory, list: &str, person: &StaffId, now: DateTime<Utc>) {
    let of_list = memory.last.iter().filter(|((name, _), _)| name == list).map(|(_, at)| *at);
    let at = of_list.max().map_or(now, |latest| now.max(latest + TimeDelta::microseconds(1)));
    memory.last.insert((list.to_owned(), person.clone()), at);
}

/// Why somebody cannot be chosen.
fn obstacle(
    id: &StaffId,
    question: &RotaQuestion<'_>,
    people: &People,
    calendar: &Calendar,
    absences: &[LearnedAbsence],
) -> Option<String> {
    if let Some((_, why)) = question.exclude.iter().find(|(excluded, _)| excluded == id) {
        return Some(why.clone());
    }
    if people.get(id).is_none() {
        return Some("not on the staff list".to_owned());
    }
    if !question.pool.contains(id) {
        return Some("not among those who are asked about this".to_owned());
    }
    if question.needs_contacts && !people.takes_contacts(id) {
        return Some("does not take contacts".to_owned());
    }
    people.at_work_before(id, question.now, question.must_be_at_work_by, calendar, absences).err()
}

#[cfg(test)]
mod tests;
