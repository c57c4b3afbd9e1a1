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
use crate::domain::Context;

/// Files of one template.
const FILES: [&str; 3] = ["subject.txt", "text.txt", "html.html"];
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
#[error("{}: {why}", file.display())]
pub struct TemplateProblem {
    /// The file or folder.
    pub file: PathBuf,
    /// What is wrong.
    pub why: String,
}

/// All templates, tried out.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    readers: BTreeMap<String, Reader>,
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
        let mut this = Self { environment: environment(), readers: BTreeMap::new() };
        for name in subfolders(folder, &mut problems) {
            if name == SHARED {
                this.add_shared(&folder.join(SHARED), &mut problems);
            } else {
                for file in FILES {
                    this.add(&folder.join(&name).join(file), format!("{name}/{file}"), &mut problems);
                }
                this.readers.insert(name.clone(), Reader::of(&name));
            }
        }
        for name in samples::all_names() {
            if !this.readers.contains_key(name) {
                problems.push(TemplateProblem { file: folder.join(name), why: "this template is missing".to_owned() });
            }
        }
        if problems.is_empty() {
            for name in this.readers.keys() {
                problems.extend(this.try_out(name).err().map(|why| TemplateProblem { file: folder.join(name), why }));
            }
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

    fn try_out(&self, name: &str) -> Result<(), String> {
        // With everything filled, so that a slip shows in a line that the sample leaves out.
        let general = samples::general(name);
        self.render(name, &general, &composing(name, &general)).map_err(|e| in_full(&e))?;
        let rendered = self.render_sample(name).map_err(|e| in_full(&e))?;
        if rendered.subject.is_empty() || rendered.text.trim().is_empty() || rendered.html.trim().is_empty() {
            return Err("a part of it is empty".to_owned());
        }
        if let Context::Letter(letter) = samples::context(name) {
            // The service's own name may be told; it is in the sender's address anyway.
            let subject = rendered.subject.replace(&letter.service, "").to_lowercase();
            if let Some(word) = TELLING.iter().find(|word| subject.contains(*word)) {
                return Err(format!("the subject of a letter must be neutral; it says `{word}`"));
            }
            if rendered.subject.contains(&letter.referrer_name) {
                return Err("the subject of a letter must not name anybody".to_owned());
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, name: String, problems: &mut Vec<TemplateProblem>) {
        let added = std::fs::read_to_string(path)
            .map_err(|e| e.to_string())
            .and_then(|source| self.environment.add_template_owned(name, source).map_err(|e| in_full(&e)));
        problems.extend(added.err().map(|why| TemplateProblem { file: path.to_owned(), why }));
    }

    fn add_shared(&mut self, folder: &Path, problems: &mut Vec<TemplateProblem>) {
        for path in entries(folder, problems).into_iter().filter(|path| path.is_file()) {
            if let Some(file) = path.file_name().and_then(|f| f.to_str()) {
                self.add(&path, format!("{SHARED}/{file}"), problems);
            }
        }
    }
}

/// What each template says of its sample: subject and text; of one alone, when named.
///
/// # Errors
/// When there is no template of that name.
pub fn preview(templates: &Templates, name: Option<&str>) -> Result<String, ComposeError> {
    let names: Vec<&str> = match name {
        Some(name) => vec![name],
        None => templates.names().map(|(name, _)| name).collect(),
    };
    let mut all = String::new();
    for name in names {
        let rendered = templates.render_sample(name)?;
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
            problems.push(TemplateProblem { file: folder.to_owned(), why: error.to_string() });
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

/// An error with its causes, on one line.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        let _ = write!(text, ": {source}");
        cause = source.source();
    }
    text
}

#[cfg(test)]
mod tests;
