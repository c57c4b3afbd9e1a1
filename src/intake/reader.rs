//! A parsed mail and its read attachments to [`Facts`]. It knows words and structure, and nothing of the
//! people in the case store.

use chrono::NaiveDate;

use super::added::without;
use super::content::content;
use super::document::Document;
use super::essential::{Checklist, Said, checklist};
use super::extract::{Extracted, read_plain};
use super::family::{Family, several_families};
use super::form::{Form, FormReader, Met};
use super::free_text::FreeReader;
use super::kind::{Signs, anonymous, book, kind};
use super::known::KnownReader;
use super::odd::{folded, folded_document, has_odd};
use super::parse::{Attachment, Parsed};
use super::people::{People, harm_and_safety, people};
use super::phrases::{PhraseBook, fold};
use super::places::{dedup, place, shown, within};
use super::rules::{Field, Rules};
use super::{away, bounce, portal, quote};
use crate::domain::{AttachmentFact, Because, Digest, Facts, Kind, Problem, Referrer, ReferrerKind};

mod free;
mod words;

use free::Written;
use words::Words;

/// Most bytes of text that are kept in the facts.
const MOST_TEXT: usize = 256 << 10;
/// Where the body's facts stand, in the words of [`ChildFacts::from`](crate::domain::ChildFacts).
const BODY: &str = "text of the mail";

/// Reads mails by the rules of words.
#[derive(Debug, Clone)]
pub struct Reader {
    rules: Rules,
    phrases: PhraseBook,
    forms: FormReader,
    free: FreeReader,
    particles: Vec<String>,
    pub(super) known: KnownReader,
}

/// What was read of one source: the body, or one attachment.
struct Source {
    form: Form,
    people: People,
    text: String,
}

impl Source {
    /// So many labels that it is no prose, though no child may have been found by them.
    fn has_labels(&self) -> bool {
        self.form.labels >= 6
    }

    /// Some labels with a child, or so many that it can be nothing else: a signature has labels too.
    fn is_form(&self) -> bool {
        let labels = self.form.labels;
        labels >= 4 && (labels >= 8 || !self.people.children.is_empty())
    }
}

impl Reader {
    /// A reader with these rules.
    ///
    /// # Errors
    /// Every problem of the rules, each naming its field.
    pub fn new(rules: Rules) -> Result<Self, Vec<String>> {
        let problems = rules.problems();
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self {
            phrases: book(&rules),
            known: KnownReader::new(&rules),
            forms: FormReader::new(&rules),
            free: FreeReader::new(&rules),
            particles: rules.free_text.particles.iter().map(|p| p.to_lowercase()).collect(),
            rules,
        })
    }

    /// The authserv-id whose results are believed, for [`parse`](super::parse()).
    #[must_use]
    pub fn authserv_id(&self) -> &str {
        &self.rules.authserv_id
    }

    /// Reads a mail. `extracted` belongs to `parsed.attachments`, one each, in order. `received_on` bounds
    /// ages and years of two digits.
    #[must_use]
    pub fn read(&self, parsed: &Parsed, extracted: &[Extracted], received_on: NaiveDate) -> Facts {
        let bounce = bounce::read(parsed, &self.rules);
        let mut envelope = parsed.envelope.clone();
        let receipt = bounce.is_none() && parsed.attachments.iter().any(Attachment::is_receipt);
        let auto_replied = receipt || away::is_automatic_reply(&envelope, &self.rules);
        envelope.automatic.auto_replied |= auto_replied;

        let body = parsed.document();
        let body_text = body.text();
        let quote::Written { fresh, cut } = quote::written(parsed, &body_text);
        let fresh = without(&self.rules.added, &fresh).to_owned();

        let mut problems = parsed.problems.clone();
        problems.extend(body.unread.iter().cloned());
        let mut sources: Vec<Source> = Vec::new();
        if bounce.is_none() {
            sources = self.attachments(parsed, extracted, received_on, &mut problems);
            let attached = sources.iter().map(|source| source.text.as_str());
            problems.extend(portal::letter(&self.rules.portals, &self.phrases, &parsed.html, &body_text, attached));
        }
        let mut body_source = self.body(parsed, &body, cut.then_some(fresh.as_str()), received_on);
        let stays_anonymous = anonymous(&self.rules, &self.phrases, &folded(&fresh));
        let referrer = self.referrer(parsed, &sources, &body_source, stays_anonymous);
        let mut family = Family::default();
        for source in sources.iter().chain([&body_source]) {
            family.add(&source.people);
        }
        let writers = self.writers(parsed, &referrer, &family.household, received_on);
        // The subject of an automatic reply is of the mail that it answers, and that was ours.
        let seen_subject = folded(&envelope.subject);
        let subject = if auto_replied { "" } else { &*seen_subject };
        let written = Written { sources: &sources, body: &body_source, fresh: &folded(&fresh), subject };
        self.free_children(&mut family, &written, &writers, received_on, &mut problems);
        // A forwarded referral lies in what looks like a quote; an automatic reply's quote is our own mail.
        // Where it names the child, it is what the mail says.
        let mut words = fresh.as_str();
        if family.children.is_empty() && cut && !auto_replied && bounce.is_none() {
            let whole = self.forwarded(&mut family, &body, &envelope.subject, &writers, received_on, &mut problems);
            if !family.children.is_empty() && is_forwarded(&envelope) {
                body_source = whole;
                words = &body_text;
            }
        }

        let forms_name_child =
            sources.iter().chain([&body_source]).any(|s| s.is_form() && !s.people.children.is_empty());
        let words = Words::of(&sources, &body_source, words, &family);
        let kind = kind(
            &self.rules,
            &self.phrases,
            &Signs {
                subject: &seen_subject,
                titles: &words.titles(),
                text: &words.free(),
                bounced: bounce.is_some(),
                auto_replied,
                list: envelope.automatic.list,
                child: !family.children.is_empty(),
                form: forms_name_child,
                unread: problems.iter().any(Problem::stops),
            },
        );
        let kind = self.about_themselves(&sources, &body_source).filter(|_| kind.is == Kind::Form).unwrap_or(kind);
        let machine = matches!(kind.is, Kind::DeliveryFailure | Kind::AutomaticReply);
        if machine {
            family = Family::default();
            problems.retain(|p| matches!(p, Problem::OddCharacters));
        }
        problems.extend(further_problems(kind.is, &family, &problems));
        let text = whole_text(&body_text, &sources);
        let shown_names = parsed.attachments.iter().map(|a| a.name.as_str());
        if [envelope.subject.as_str(), &envelope.from.name, &text].into_iter().chain(shown_names).any(has_odd) {
            problems.push(Problem::OddCharacters);
        }
        dedup(&mut problems);
        let urgent = if machine { None } else { self.urgent(&envelope, &words) };
        let answer = cut || !envelope.references.is_empty();
        let concern = words.concern();
        let forms = || sources.iter().chain([&body_source]).map(|source| &source.form);
        let said =
            || Said { forms: forms().collect(), family: &family, referrer: &referrer, concern: &concern, received_on };
        let Checklist { given, missing, doubtful } =
            if machine { Checklist::default() } else { checklist(&self.rules.essential, &said()) };
        let is_away = kind.is == Kind::AutomaticReply;
        let away_until = is_away.then(|| away::until(&format!("{}\n{fresh}", envelope.subject), received_on));
        let (alleged, alerts) = harm_and_safety(forms(), &family.household, &self.particles);
        Facts {
            alleged,
            alerts: if machine { Vec::new() } else { alerts },
            urgent,
            missing,
            given,
            doubtful,
            concern,
            content: content(parsed, extracted, &self.rules.added),
            attachments: parsed.attachments.iter().map(attachment_fact).collect(),
            away_until: away_until.flatten(),
            fresh_text: if answer { fresh } else { text.clone() },
            envelope,
            kind,
            referrer,
            children: family.children,
            household: family.household,
            problems,
            text,
            bounce,
        }
    }

    fn attachments(
        &self,
        parsed: &Parsed,
        extracted: &[Extracted],
        received_on: NaiveDate,
        problems: &mut Vec<Problem>,
    ) -> Vec<Source> {
        let all = parsed.attachments.iter().enumerate();
        all.filter_map(|(at, one)| self.attachment(at, one, extracted.get(at), received_on, problems)).collect()
    }

    /// The labels of a mail's body and of its attachments, and what each is taken for.
    #[must_use]
    pub fn labels(&self, parsed: &Parsed, extracted: &[Extracted]) -> Vec<Met> {
        let body = if parsed.html.is_empty() { parsed.document() } else { parsed.html_document() };
        let attached = extracted.iter().filter_map(|outcome| match outcome {
            Extracted::Text(document) => Some(document),
            Extracted::Unsupported | Extracted::Protected(_) | Extracted::Scanned | Extracted::Failed(_) => None,
        });
        std::iter::once(&body).chain(attached).flat_map(|document| self.forms.labels(document)).collect()
    }

    /// Reads one attachment; what cannot be read is a problem.
    fn attachment(
        &self,
        index: usize,
        attachment: &Attachment,
        outcome: Option<&Extracted>,
        received_on: NaiveDate,
        problems: &mut Vec<Problem>,
    ) -> Option<Source> {
        if attachment.is_decoration() {
            return None;
        }
        let place = place(index, attachment);
        match outcome {
            Some(Extracted::Text(document)) => {
                problems.extend(document.unread.iter().map(|inner| within(inner, &place)));
                let from = format!("form in \"{}\"", shown(&attachment.name, &place));
                let source = self.source(document, &from, received_on);
                if let Some(elsewhere) = portal::notice(&self.rules.portals, &self.phrases, "", &source.text) {
                    problems.push(Problem::protected(place, elsewhere));
                }
                return Some(source);
            }
            Some(Extracted::Unsupported) => problems.push(Problem::Unsupported(place)),
            Some(Extracted::Protected(by)) => problems.push(Problem::protected(place, by.clone())),
            Some(Extracted::Scanned) => problems.push(Problem::Scanned(place)),
            Some(Extracted::Failed(_)) | None => problems.push(Problem::Broken(place)),
        }
        None
    }

    fn source(&self, document: &Document, from: &str, received_on: NaiveDate) -> Source {
        let form = self.forms.read(&folded_document(document));
        let people = people(&form, from, received_on, &self.particles);
        Source { people, form, text: document.text() }
    }

    /// The body: of plain text and HTML, whichever shows more of a form. `fresh` is given where a quote
    /// was cut off.
    fn body(&self, parsed: &Parsed, body: &Document, fresh: Option<&str>, received_on: NaiveDate) -> Source {
        let from = format!("form in the {BODY}");
        if let Some(fresh) = fresh {
            return self.source(&read_plain(fresh), &from, received_on);
        }
        let plain = self.source(body, &from, received_on);
        if parsed.html.is_empty() {
            return plain;
        }
        let html = self.source(&parsed.html_document(), &from, received_on);
        let score = |s: &Source| {
            let whole = s.people.children.iter().filter(|c| c.sure && c.date_of_birth.is_some()).count();
            (whole, s.form.labels)
        };
        if score(&html) >= score(&plain) { Source { text: plain.text, ..html } } else { plain }
    }

    fn referrer(&self, parsed: &Parsed, sources: &[Source], body: &Source, stays_anonymous: Option<&str>) -> Referrer {
        let from = &parsed.envelope.from;
        if let Some(phrase) = stays_anonymous {
            return Referrer {
                kind: ReferrerKind::Anonymous,
                kind_why: format!("it says \"{phrase}\""),
                name: String::new(),
                agency: String::new(),
                email: from.email.clone(),
                telephone: String::new(),
            };
        }
        let said = |field: Field| {
            sources
                .iter()
                .chain([body])
                .map(|s| s.people.referrer.get(field))
                .find(|value| !value.is_empty())
                .unwrap_or_default()
                .to_owned()
        };
        let mut name = said(Field::Name);
        if name.is_empty() {
            format!("{} {}", said(Field::Given), said(Field::Family)).trim().clone_into(&mut name);
        }
        if name.is_empty() {
            name.clone_from(&from.name);
        }
        let agency =
            [said(Field::Agency), said(Field::JobTitle)].into_iter().find(|a| !a.is_empty()).unwrap_or_default();
        let Because { is: kind, why: kind_why } = self.rules.referrer_kind(from.domain());
        Referrer { kind, kind_why, name, agency, email: from.email.clone(), telephone: said(Field::Telephone) }
    }

    /// The kind, where the form says that its writer is the child or a parent (L4).
    fn about_themselves(&self, sources: &[Source], body: &Source) -> Option<Because<Kind>> {
        let plain = |text: &str| fold(text.trim().trim_end_matches('.'));
        let said = sources.iter().chain([body]).map(|s| s.people.referrer.get(Field::Relationship));
        let said = said.map(plain).find(|said| self.rules.own_family.iter().any(|own| plain(own) == *said))?;
        let why = format!("the form says that its writer is the child's own family (\"{said}\")");
        Some(Because { is: Kind::AboutThemselves, why })
    }
}

/// Whether what is quoted was sent on, and is not what is answered.
fn is_forwarded(envelope: &crate::domain::Envelope) -> bool {
    let subject = fold(&envelope.subject);
    envelope.references.is_empty() || ["fw:", "fwd:", "tr:"].iter().any(|mark| subject.trim().starts_with(mark))
}

/// What the whole mail lacks or mixes up.
fn further_problems(kind: Kind, family: &Family, problems: &[Problem]) -> Vec<Problem> {
    let mut further = Vec::new();
    let needs_child = !matches!(
        kind,
        Kind::DeliveryFailure
            | Kind::AutomaticReply
            | Kind::Bulk
            | Kind::Lado
            | Kind::AdultsProfessional
            | Kind::ConferenceList
    );
    if kind == Kind::Bulk {
        further.push(Problem::BulkMail);
    }
    // Where something could not be read, that is the reason: the child may well be named there.
    if family.children.is_empty() && needs_child && !problems.iter().any(Problem::stops) {
        further.push(Problem::NoChildNamed);
    }
    if several_families(&family.children) && kind != Kind::ConferenceList {
        further.push(Problem::SeveralFamilies);
    }
    further
}

/// The body, then the attachments, for a person to read; bounded.
fn whole_text(body: &str, sources: &[Source]) -> String {
    let parts: Vec<&str> = std::iter::once(body).chain(sources.iter().map(|s| s.text.as_str())).collect();
    let mut whole = parts.join("\n\n");
    bound(&mut whole);
    whole
}

fn bound(text: &mut String) {
    let mut end = text.len().min(MOST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

fn attachment_fact(attachment: &Attachment) -> AttachmentFact {
    AttachmentFact {
        name: attachment.name.clone(),
        media_type: attachment.media_type.clone(),
        size: attachment.bytes.len(),
        digest: Digest::of(&attachment.bytes),
    }
}

#[cfg(test)]
mod tests;
