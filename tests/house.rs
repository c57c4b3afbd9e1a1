//! The house keeps its own rules: which room may import which, how large a file may be, which rule has a test.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use regex::Regex;

/// Which rooms a room may import besides itself. Tests inside a room may import more.
const LAW: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("intake", &["domain"]),
    ("matching", &["domain"]),
    ("pathway", &["domain"]),
    ("store", &["domain"]),
    ("imap", &["domain"]),
    ("mailer", &["domain"]),
    ("config", &["domain", "intake", "matching", "pathway"]),
    ("daemon", &["config", "domain", "imap", "intake", "mailer", "matching", "pathway", "store"]),
    ("cli", &["config", "daemon", "domain", "imap", "intake", "mailer", "matching", "pathway", "store"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(below: &Path) -> Vec<PathBuf> {
    let mut files = vec![];
    let mut folders = vec![below.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The text of a file without a test module at its end.
fn without_tests(text: &str) -> &str {
    let module = Regex::new(r"#\[cfg\(test\)\]\n(?:pub\([a-z]+\) )?mod [a-z_]+ \{").unwrap();
    module.find(text).map_or(text, |found| &text[..found.start()])
}

/// Files that only tests compile.
fn is_test(path: &Path) -> bool {
    let shown = path.to_string_lossy();
    shown.ends_with("tests.rs") || shown.contains("/tests/") || shown.contains("/stories/")
}

#[test]
fn rooms_import_only_in_the_lawful_direction() {
    let uses = Regex::new(r"crate::([a-z_]+)").unwrap();
    // `use crate::{domain::Kind, store}`: each name that begins a path in the braces.
    let several = Regex::new(r"crate::\{((?:[^{}]|\{[^{}]*\})*)\}").unwrap();
    let each = Regex::new(r"(?:^|,)\s*([a-z_]+)").unwrap();
    let inner = Regex::new(r"\{[^{}]*\}").unwrap();
    let mut broken = vec![];
    for path in rust_files(&root().join("src")) {
        let relative = path.strip_prefix(root().join("src")).unwrap().to_owned();
        let room = relative.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        let Some((_, allowed)) = LAW.iter().find(|(name, _)| *name == room) else { continue };
        if is_test(&path) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // A test module at the end of a file may import what it likes.
        let code = without_tests(&text);
        let mut others: Vec<String> = uses.captures_iter(code).map(|found| found[1].to_owned()).collect();
        for found in several.captures_iter(code) {
            let outer = inner.replace_all(&found[1], "");
            others.extend(each.captures_iter(&outer).map(|one| one[1].to_owned()));
        }
        for other in others {
            if other != room && LAW.iter().any(|(name, _)| *name == other) && !allowed.contains(&other.as_str()) {
                broken.push(format!("{} imports {other}", relative.display()));
            }
        }
    }
    broken.dedup();
    assert!(broken.is_empty(), "against the law of imports:\n{}", broken.join("\n"));
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let mut long = vec![];
    for folder in ["src", "tests", "benches", "examples"] {
        if !root().join(folder).exists() {
            continue;
        }
        for path in rust_files(&root().join(folder)) {
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            if lines > 500 {
                long.push(format!("{}: {lines}", path.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert!(long.is_empty(), "too long:\n{}", long.join("\n"));
}

#[test]
fn procedures_are_data_and_no_council_is_named_in_the_code() {
    let named = Regex::new(r"(?i)birmingham|slough|shropshire|\bkent\b").unwrap();
    let mut found = vec![];
    for path in rust_files(&root().join("src")) {
        if is_test(&path) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = without_tests(&text);
        for line in code.lines().filter(|line| named.is_match(line)) {
            found.push(format!("{}: {}", path.strip_prefix(root()).unwrap().display(), line.trim()));
        }
    }
    assert!(found.is_empty(), "a council in the code:\n{}", found.join("\n"));
}

#[test]
fn every_folder_that_the_shipped_files_name_is_made_at_the_installation() {
    let text = |file: &str| std::fs::read_to_string(root().join(file)).unwrap();
    let made = text("systemd/frontdoor.tmpfiles.conf");
    let made: Vec<&str> =
        made.lines().filter(|l| l.starts_with("d ")).filter_map(|l| l.split_whitespace().nth(1)).collect();
    let named = Regex::new(r"/(?:etc|var)/[a-z/]*frontdoor[a-z/]*").unwrap();
    for file in ["config/frontdoor.toml", "systemd/frontdoor.service", "systemd/frontdoor-import.service"] {
        for found in named.find_iter(&text(file)) {
            let path = Path::new(found.as_str());
            // The store makes what lies below its own folder.
            let there = made.iter().any(|m| path == Path::new(m) || path.parent() == Some(Path::new(m)));
            assert!(there, "{file}: nobody makes {}", path.display());
        }
    }
    assert!(made.contains(&"/var/lib/frontdoor"));
}

/// `docs/traceability.md` is made from the rules and the tests' names. Run with `FRONTDOOR_WRITE=1` to write it anew.
#[test]
fn the_traceability_table_is_up_to_date() {
    let rules = std::fs::read_to_string(root().join("docs/rules.md")).unwrap();
    let id = Regex::new(r"(?m)^\| ([A-Z][0-9]+) \|").unwrap();
    let test = Regex::new(r"fn (([a-z][0-9]{1,2})_[a-z0-9_]+)\(").unwrap();
    let mut tests: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for folder in ["src", "tests"] {
        for path in rust_files(&root().join(folder)) {
            let shown = path.strip_prefix(root()).unwrap().display().to_string();
            for found in test.captures_iter(&std::fs::read_to_string(&path).unwrap()) {
                tests.entry(found[2].to_uppercase()).or_default().push(format!("`{}` ({shown})", &found[1]));
            }
        }
    }
    let mut table = String::from(
        "# Which test shows which rule\n\nGenerated from the tests' names by `tests/house.rs`; the rules are in [rules.md](rules.md).\n",
    );
    for found in id.captures_iter(&rules) {
        let rule = &found[1];
        let shown = tests.get(rule).map_or_else(|| "none yet".to_owned(), |t| t.join("\n- "));
        write!(table, "\n## {rule}\n- {shown}\n").unwrap();
    }
    let path = root().join("docs/traceability.md");
    if std::env::var_os("FRONTDOOR_WRITE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == table, "docs/traceability.md is old; run this test with FRONTDOOR_WRITE=1");
}
