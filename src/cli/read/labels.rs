//! `frontdoor read --labels`: what the labels of a form are taken for.

use std::fmt::Write as _;

use crate::intake::form::Met;

/// The labels, those that are not known last: whoever tunes `reading.toml` adds them there.
pub(super) fn page(file: &str, labels: &[Met]) -> String {
    let mut page = format!("{file}\n");
    let mut unknown = Vec::new();
    for met in labels {
        let Some(meaning) = met.meaning else {
            unknown.push(met.label.as_str());
            continue;
        };
        let field = meaning.field.map(|field| super::word(&field)).unwrap_or_default();
        let owner = meaning.owner.map(|owner| format!("of the {}", super::word(&owner))).unwrap_or_default();
        let said = match (field.is_empty(), owner.is_empty()) {
            (false, true) => field,
            (true, _) => owner,
            (false, false) => format!("{field}, {owner}"),
        };
        let _ = writeln!(page, "  {:<48} {said}", met.label);
    }
    if !unknown.is_empty() {
        let _ = writeln!(page, "  not known, or no label:");
        for label in unknown {
            let _ = writeln!(page, "    {label}");
        }
    }
    page
}
