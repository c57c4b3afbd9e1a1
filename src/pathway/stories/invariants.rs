//! What must hold of every decision, whatever the story.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::{Action, AskResult, Context, Decision, FLAG_RAO, FLAG_URGENT, Message, Phase, Request, Waiting};
use crate::pathway::policy::Policy;

use super::mails::CANARIES;

pub(super) fn check(
    before: Option<&Request>,
    decision: &Decision,
    earlier: &[Action],
    policy: &Policy,
    now: DateTime<Utc>,
) {
    let request = decision.request.as_ref().expect("a decision about a request keeps it");
    assert_eq!(request.version, before.map_or(0, |b| b.version), "the commit counts versions, not the decision");
    assert_eq!(before.map_or(&request.reference, |b| &b.reference), &request.reference);
    let json = serde_json::to_string(request).unwrap();
    assert_eq!(&serde_json::from_str::<Request>(&json).unwrap(), request, "it reads back as it was written");
    actions(request, decision, earlier, policy);
    owned(request, decision, policy, now);
    no_personal_data(decision);
    if let Some(before) = before {
        assert!(request.asked.len() >= before.asked.len() && request.letters.len() >= before.letters.len());
        let kept = before.asked.iter().zip(&request.asked).all(|(a, b)| a.person == b.person && a.notice == b.notice);
        assert!(kept, "a token stays bound to its asking");
    }
}

fn key(action: &Action) -> Option<&str> {
    match action {
        Action::File(filing) => Some(&filing.key),
        Action::Send(sending) => Some(&sending.key),
        Action::Cancel { .. } => None,
    }
}

fn actions(request: &Request, decision: &Decision, earlier: &[Action], policy: &Policy) {
    let mut keys = BTreeSet::new();
    for action in earlier.iter().chain(&decision.actions).filter_map(key) {
        assert!(keys.insert(action.to_owned()), "the key {action} is used twice");
    }
    let mut filed = BTreeSet::new();
    for action in &decision.actions {
        match action {
            Action::File(filing) => {
                assert!(filed.insert(filing.mail), "one filing of a mail in one decision");
                assert!(filing.add.iter().all(|flag| !filing.remove.contains(flag)), "{filing:?}");
                if filing.mail == request.mail
                    && let Some(folder) = &filing.folder
                {
                    assert_eq!(*folder, request.folder, "the request knows where its mail goes");
                }
                let flags_urgent = filing.mail == request.mail && filing.add.iter().any(|f| f == FLAG_URGENT);
                assert!(!(flags_urgent && request.marks.calmed), "what a person took away is not put back (R9)");
                assert!(filing.mail == request.mail || !filing.add.iter().any(|f| f == FLAG_RAO));
            }
            Action::Send(sending) => message(request, &sending.message, policy),
            Action::Cancel { key } => {
                assert!(earlier.iter().any(|a| matches!(a, Action::Send(s) if s.key == *key)), "{key} was never sent");
            }
        }
    }
    let templates: Vec<&String> =
        request.letters.iter().filter(|l| l.state.counts()).map(|letter| &letter.template).collect();
    let letter = |a: &&Action| matches!(a, Action::Send(s) if matches!(s.message.context, Context::Letter(_)));
    let sent: Vec<&str> = earlier.iter().chain(&decision.actions).filter(letter).filter_map(key).collect();
    assert_eq!(sent, request.letters.iter().map(|l| l.key.as_str()).collect::<Vec<_>>(), "every letter is known");
    let once: BTreeSet<&&String> = templates.iter().collect();
    assert_eq!(once.len(), templates.len(), "no letter goes twice: {templates:?}");
}

fn message(request: &Request, message: &Message, policy: &Policy) {
    let referrer = &request.facts.referrer.email;
    let everybody = || message.to.iter().chain(&message.cc);
    assert!(!message.to.is_empty(), "{} goes to nobody", message.template);
    match &message.context {
        Context::Letter(_) => {
            let to: Vec<&str> = everybody().map(|a| a.email.as_str()).collect();
            assert_eq!(to, [referrer.as_str()], "a letter goes to who wrote, and to nobody else (L3)");
            assert!(message.attach.is_empty() && message.token.is_none());
        }
        Context::Alarm(_) => assert_eq!(message.to.as_slice(), std::slice::from_ref(&policy.alarm)),
        Context::Staff(context) => {
            let mailbox = &policy.mailboxes[&request.mailbox];
            let trays = policy.people.all().filter_map(|s| policy.people.team(&s.team));
            let own: BTreeSet<String> = trays
                .flat_map(|team| [team.tray_email.clone(), team.business_support_email.clone()])
                .chain(policy.people.all().map(|s| s.email.clone()))
                .chain(mailbox.emergency_team.iter().chain(&mailbox.business_support).map(|a| a.email.clone()))
                .collect();
            let areas = ["safeguarding@trust.test", "familysupport@trust.test", "occupationaltherapy@trust.test"];
            for one in everybody() {
                assert!(own.contains(&one.email) || areas.contains(&one.email.as_str()), "{} is not ours", one.email);
                assert_ne!(&one.email, referrer, "words for staff never go to a referrer");
                let connected = request.findings.children.iter().flat_map(|c| &c.connected_staff);
                let theirs: Vec<_> = connected.filter_map(|s| policy.people.get(s)).map(|s| &s.email).collect();
                assert!(!theirs.contains(&&one.email), "connected staff are told nothing (C9)");
            }
            let named = request.findings.named_staff();
            let to_named = match message.to.as_slice() {
                [one] if message.cc.is_empty() => {
                    policy.people.by_email(&one.email).is_some_and(|staff| named.contains(&staff.id))
                }
                _ => false,
            };
            if request.findings.restricted() && !to_named {
                assert!(context.alerts.is_empty() && context.siblings.is_empty() && context.reasons.is_empty());
                assert!(context.why_you.is_empty() && context.passed_over.is_empty() && context.difference.is_empty());
                assert!(context.passed_on.is_empty());
                assert!(context.children.is_empty() && context.concern.is_empty() && context.last.is_none());
                assert!(context.referrer.is_empty() && context.open.is_empty() && context.candidates.is_empty());
                assert!(message.attach.is_empty(), "original and case notes stay where they are (C9)");
                let lines = context.lines.iter().map(String::as_str);
                let words = lines.chain([context.text.as_str(), &context.folder, &context.decision, &context.urgent]);
                assert!(words.clone().all(|text| CANARIES.iter().all(|canary| !text.contains(canary))));
                let asking = ["decision-request", "decision-reminder", "decision-again", "escalation"];
                assert!(!asking.contains(&message.template.as_str()), "who is not named is not asked (C9)");
            }
            assert_eq!(message.urgent, message.urgent || request.urgent().is_some(), "urgent everywhere (I5)");
        }
    }
}

/// A waiting request always waits for something that will come: a timer in the future, SMTP, another request.
fn owned(request: &Request, decision: &Decision, policy: &Policy, now: DateTime<Utc>) {
    for timer in &decision.timers {
        assert!(timer.due_at > now, "a timer lies in the past: {timer:?} at {now}, {:?}", request.phase);
    }
    let Phase::Waiting { on, .. } = &request.phase else {
        assert!(decision.timers.is_empty(), "nothing comes of a closed request by itself");
        return;
    };
    match on {
        Waiting::Answer(ask) => {
            assert!(!decision.timers.is_empty());
            if !ask.exhausted {
                let asked = &request.asked[usize::try_from(ask.number).unwrap()];
                assert_eq!(asked.result, AskResult::Pending, "somebody owns the decision");
                assert!(policy.people.get(&asked.person).is_some() && !asked.notice);
            }
        }
        Waiting::Person { .. } | Waiting::Pause { .. } => assert!(!decision.timers.is_empty(), "{:?}", request.phase),
        Waiting::Sent { key } => {
            assert!(request.letters.iter().any(|l| l.key == *key && l.state.counts()), "the letter is on its way");
        }
        Waiting::Other(other) => assert_eq!(request.same_as.as_ref(), Some(other)),
    }
}

fn no_personal_data(decision: &Decision) {
    let audit = decision.audit.iter().flat_map(|e| [&e.who, &e.what, &e.why]);
    let sent = decision.actions.iter().filter_map(|a| match a {
        Action::Send(s) => match &s.message.context {
            Context::Alarm(alarm) => Some(&alarm.what),
            Context::Staff(_) | Context::Letter(_) => None,
        },
        Action::File(_) | Action::Cancel { .. } => None,
    });
    for text in audit.chain(&decision.alarms).chain(sent) {
        for canary in CANARIES {
            assert!(!text.contains(canary), "personal data ({canary}) in: {text}");
        }
    }
}
