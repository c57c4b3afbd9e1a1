//! Templates: one folder for each message (`subject.txt`, `text.txt`, `html.html`), read and tried
//! out once at start, so that a slip in one never waits for the night it is needed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use minijinja::{Environment, UndefinedBehavior};
use thiserror::Error;

use super::cleaning::header_line;
use super::compose::ComposeError;
use super::samples;
use super::view::{Composing, Enclosed, value};
use crate::domain::{Context, in_full};

/// Files of one template.
const FILES: [&str; 3] = ["subject.txt", "text.txt", "html.html"];
/// Folder in a template's own, of files that go with every message of it: the referral form (I4).
const ATTACHED: &str = "attached";
/// Most octets of these files together.
const MOST_ENCLOSED: usize = 5 << 20;
/// Folder of what several templates include.
const SHARED: &str = "shared";
/// Steps a template may take: far more than any needs, far fewer than would be noticed.
const FUEL: u64 = 200_000;
/// Characters of a subject.
pub(crate) const MOST_SUBJECT: usize = 180;
/// Words that would say in a letter's subject what it is about; a subject shows on a locked telephone.
const TELLING: [&str; 8] =
    ["contact", "outcome", "decision", "referral", "child", "safeguarding", "urgent", "no further action"];

/// For whom a template is, which decides what it can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Staff.
    Staff,
    /// Referrers (L1, L2).
    Outsider,
    /// The administrator.
    Administrator,
}

impl Reader {
    /// Who reads the template of this name. A council's own folder is for staff, unless its name
    /// begins with `letter-`.
    #[must_use]
    pub fn of(template: &str) -> Self {
        if template == samples::ALARM {
            Self::Administrator
        } else if samples::LETTERS.contains(&template) || template.starts_with("letter-") {
            Self::Outsider
        } else {
            Self::Staff
        }
    }

    /// Whether this context is for this reader.
    #[must_use]
    pub fn takes(self, context: &Context) -> bool {
        matches!(
            (self, context),
            (Self::Staff, Context::Staff(_))
                | (Self::Outsider, Context::Letter(_))
                | (Self::Administrator, Context::Alarm(_))
        )
    }
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}: {field}: {why}; write {write}", file.display())]
pub struct TemplateProblem {
    /// The file or folder.
    pub file: PathBuf,
    /// The place in it: `line 7`, or the whole.
    pub field: String,
    /// What is wrong.
    pub why: String,
    /// What to write.
    pub write: &'static str,
}

/// What to write where a template's language was got wrong.
const SHIPPED: &str = "it as the shipped template of that name shows";

impl TemplateProblem {
    fn of(file: PathBuf, why: String, write: &'static str) -> Self {
        Self { file, field: "the whole".to_owned(), why, write }
    }

    fn at_line(file: PathBuf, error: &minijinja::Error, write: &'static str) -> Self {
        let field = error.line().map_or_else(|| "the whole".to_owned(), |line| format!("line {line}"));
        Self { field, ..Self::of(file, in_full(error), write) }
    }

    /// A template that was understood and does not go with its sample.
    fn rendering(folder: &Path, name: &str, error: &minijinja::Error) -> Self {
        let file = folder.join(error.name().unwrap_or(name));
        let unknown = error.kind() == minijinja::ErrorKind::UndefinedError;
        let write = if unknown { "a name that this message is given, as the shipped one shows" } else { SHIPPED };
        Self::at_line(file, error, write)
    }
}

/// All templates, tried out.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    readers: BTreeMap<String, Reader>,
    enclosures: BTreeMap<String, Vec<Enclosure>>,
}

/// A file that goes with every message of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Enclosure {
    /// Its name.
    pub(crate) name: String,
    /// Its octets.
    pub(crate) bytes: Vec<u8>,
}

/// A template with its words filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// For any mail program.
    pub text: String,
    /// The same for those that show it.
    pub html: String,
}

impl Templates {
    /// Reads all templates of a folder and renders each with its sample.
    ///
    /// # Errors
    /// With everything that is wrong, not only the first.
    pub fn load(folder: &Path) -> Result<Self, Vec<TemplateProblem>> {
        let mut problems = Vec::new();
        let mut this = Self { environment: environment(), readers: BTreeMap::new(), enclosures: BTreeMap::new() };
        let mut sound = Vec::new();
        let folders = subfolders(folder, &mut problems);
        if folders.iter().any(|name| name == SHARED) {
            this.add_shared(&folder.join(SHARED), &mut problems);
        }
        // What others include must be right before they can be tried out.
        let shared_is_sound = problems.is_empty();
        for name in folders.into_iter().filter(|name| name != SHARED) {
            let before = problems.len();
            for file in FILES {
                this.add(&folder.join(&name).join(file), format!("{name}/{file}"), &mut problems);
            }
            if shared_is_sound && problems.len() == before {
                sound.push(name.clone());
            }
            this.enclose(&folder.join(&name), &name, &mut problems);
            this.readers.insert(name.clone(), Reader::of(&name));
        }
        for name in samples::all_names() {
            if !this.readers.contains_key(name) {
                let why = "this template is missing".to_owned();
                problems.push(TemplateProblem::of(
                    folder.join(name),
                    why,
                    "it, with subject.txt, text.txt and html.html",
                ));
            }
        }
        for name in sound {
            problems.extend(this.try_out(folder, &name).err());
        }
        if problems.is_empty() { Ok(this) } else { Err(problems) }
    }

    /// The names, in order, with their readers.
    pub fn names(&self) -> impl Iterator<Item = (&str, Reader)> {
        self.readers.iter().map(|(name, reader)| (name.as_str(), *reader))
    }

    /// For whom the template of this name is; `None` when there is none.
    #[must_use]
    pub fn reader(&self, name: &str) -> Option<Reader> {
        self.readers.get(name).copied()
    }

    /// What goes with every message of this template.
    pub(crate) fn enclosures(&self, name: &str) -> &[Enclosure] {
        self.enclosures.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// A template with its sample.
    ///
    /// # Errors
    /// When there is no template of that name.
    pub fn render_sample(&self, name: &str) -> Result<Rendered, ComposeError> {
        let context = samples::context(name);
        self.render(name, &context, &composing(name, &context))
    }

    pub(crate) fn render(
        &self,
        name: &str,
        context: &Context,
        composing: &Composing,
    ) -> Result<Rendered, ComposeError> {
        let reader = self.reader(name).ok_or_else(|| ComposeError::UnknownTemplate(name.to_owned()))?;
        if !reader.takes(context) {
            return Err(ComposeError::WrongReader(name.to_owned()));
        }
        let view = value(context, composing).map_err(ComposeError::Context)?;
        let fill = |file: &str| {
            let template = self.environment.get_template(&format!("{name}/{file}"));
            template
                .and_then(|template| template.render(view.clone()))
                .map_err(|source| ComposeError::Render { template: name.to_owned(), source })
        };
        Ok(Rendered {
            subject: header_line(&fill("subject.txt")?, MOST_SUBJECT),
            text: tidy(&fill("text.txt")?),
            html: fill("html.html")?,
        })
    }

    fn try_out(&self, folder: &Path, name: &str) -> Result<(), TemplateProblem> {
        let whole = |why: String, write| TemplateProblem::of(folder.join(name), why, write);
        let refused = |error: ComposeError| {
            if let ComposeError::Render { source, .. } = &error {
                return TemplateProblem::rendering(folder, name, source);
            }
            whole(in_full(&error), SHIPPED)
        };
        // With everything filled, so that a slip shows in a line that the sample leaves out.
        let general = samples::general(name);
        self.render(name, &general, &composing(name, &general)).map_err(refused)?;
        let rendered = self.render_sample(name).map_err(refused)?;
        if rendered.subject.is_empty() || rendered.text.trim().is_empty() || rendered.html.trim().is_empty() {
            return Err(whole("a part of it is empty".to_owned(), "words in each of its three files"));
        }
        if let Context::Letter(letter) = samples::context(name) {
            let neutral = "a subject.txt that would tell a stranger nothing, as the shipped one";
            // The service's own name may be told; it is in the sender's address anyway.
            let subject = rendered.subject.replace(&letter.service, "").to_lowercase();
            if let Some(word) = TELLING.iter().find(|word| subject.contains(*word)) {
                return Err(whole(format!("the subject of a letter must be neutral; it says `{word}`"), neutral));
            }
            if rendered.subject.contains(&letter.referrer_name) {
                return Err(whole("the subject of a letter must not name anybody".to_owned(), neutral));
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, name: String, problems: &mut Vec<TemplateProblem>) {
        let problem = match std::fs::read_to_string(path) {
            Err(error) => TemplateProblem::of(path.to_owned(), error.to_string(), "a file that can be read, in UTF-8"),
            Ok(source) => match self.environment.add_template_owned(name, source) {
                Ok(()) => return,
                Err(error) => TemplateProblem::at_line(path.to_owned(), &error, SHIPPED),
            },
        };
        problems.push(problem);
    }

    /// Reads what lies in a template's folder `attached`.
    fn enclose(&mut self, folder: &Path, name: &str, problems: &mut Vec<TemplateProblem>) {
        let attached = folder.join(ATTACHED);
        if !attached.is_dir() {
            return;
        }
        let mut enclosed = Vec::new();
        for path in entries(&attached, problems) {
            let file = path.file_name().and_then(|f| f.to_str()).unwrap_or_default().to_owned();
            let plain =
                file.chars().all(|c| c.is_ascii_alphanumeric() || " -_.()".contains(c)) && !file.starts_with('.');
            match std::fs::read(&path) {
                Ok(bytes) if plain => enclosed.push(Enclosure { name: file, bytes }),
                Ok(_) => {
                    let why = "its name has other signs than letters, digits, blanks and -_.()".to_owned();
                    problems.push(TemplateProblem::of(path, why, "a plain name"));
                }
                Err(error) => problems.push(TemplateProblem::of(path, error.to_string(), "a file that can be read")),
            }
        }
        let size: usize = enclosed.iter().map(|one| one.bytes.len()).sum();
        if size > MOST_ENCLOSED {
            let why = format!("what lies in it has {size} octets; at most {MOST_ENCLOSED} go with a message");
            problems.push(TemplateProblem::of(attached, why, "smaller files"));
            return;
        }
        self.enclosures.insert(name.to_owned(), enclosed);
    }

    fn add_shared(&mut self, folder: &Path, problems: &mut Vec<TemplateProblem>) {
        for path in entries(folder, problems).into_iter().filter(|path| path.is_file()) {
            if let Some(file) = path.file_name().and_then(|f| f.to_str()) {
                self.add(&path, format!("{SHARED}/{file}"), problems);
            }
        }
    }
}

/// What each template says of its sample: subject and text; of one alone, when named. `own` puts into the sample what
/// the configuration knows better.
///
/// # Errors
/// When there is no template of that name.
pub fn preview(
    templates: &Templates,
    name: Option<&str>,
    own: impl Fn(Context) -> Context,
) -> Result<String, ComposeError> {
    let names: Vec<&str> = match name {
        Some(name) => vec![name],
        None => templates.names().map(|(name, _)| name).collect(),
    };
    let mut all = String::new();
    for name in names {
        let context = own(samples::context(name));
        let rendered = templates.render(name, &context, &composing(name, &context))?;
        // Writing to a String cannot fail.
        let _ = writeln!(all, "=== {name}\nSubject: {}\n\n{}\n", rendered.subject, rendered.text);
    }
    Ok(all)
}

/// What composing would add to a sample.
fn composing(name: &str, context: &Context) -> Composing {
    match context {
        Context::Staff(_) => samples::composing(name),
        Context::Letter(_) | Context::Alarm(_) => {
            Composing { original: Enclosed::Nothing, notes: false, answer_link: String::new() }
        }
    }
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let mut syntax = environment.syntax().to_builder();
    if let Ok(syntax) = syntax.trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_fuel(Some(FUEL));
    // Otherwise an error would carry the values it was rendered with into the log.
    environment.set_debug(false);
    environment.add_filter("quoted", |text: &str| {
        text.trim_end().lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
    });
    environment
}

fn subfolders(folder: &Path, problems: &mut Vec<TemplateProblem>) -> Vec<String> {
    let folders = entries(folder, problems).into_iter().filter(|path| path.is_dir());
    folders.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect()
}

fn entries(folder: &Path, problems: &mut Vec<TemplateProblem>) -> Vec<PathBuf> {
    match std::fs::read_dir(folder).and_then(|all| all.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>()) {
        Ok(mut all) => {
            all.sort();
            all
        }
        Err(error) => {
            let write = "a folder that can be read";
            problems.push(TemplateProblem::of(folder.to_owned(), error.to_string(), write));
            Vec::new()
        }
    }
}

/// No trailing blanks, no two blank lines together.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && blank) {
            tidy.push_str(line);
            tidy.push('\n');
        }
        blank = line.is_empty();
    }
    tidy.truncate(tidy.trim_end().len());
    tidy.push('\n');
    tidy
}

#[cfg(test)]
mod tests;
