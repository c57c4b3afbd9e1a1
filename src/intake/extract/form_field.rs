//! Form fields of word processors: check boxes and drop-downs keep what was chosen apart from the text.

/// What a form field is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum FieldKind {
    /// What was typed stands in the text.
    #[default]
    Text,
    /// A check box.
    Box,
    /// A drop-down.
    List,
}

/// A form field, and what was chosen in it.
#[derive(Debug, Clone, Default)]
pub(super) struct FormField {
    /// What it is.
    pub(super) kind: FieldKind,
    /// The number of what was chosen: of an entry, or not zero for a ticked box.
    pub(super) chosen: Option<i32>,
    /// What stands where nothing was chosen.
    pub(super) by_default: i32,
    /// The entries.
    pub(super) choices: Vec<String>,
}

impl FieldKind {
    /// The kind by the number that RTF and Word's binary files have for it.
    pub(super) fn numbered(number: i32) -> Self {
        match number {
            1 => Self::Box,
            2 => Self::List,
            _ => Self::Text,
        }
    }
}

impl FormField {
    /// The number by which RTF and Word's binary files say that the default stands.
    pub(super) const AS_BY_DEFAULT: i32 = 25;

    /// What was chosen, as text.
    pub(super) fn choice(&self) -> &str {
        let chosen = self.chosen.unwrap_or(self.by_default);
        match self.kind {
            FieldKind::Box if chosen != 0 => "\u{2612}",
            FieldKind::Box => "\u{2610}",
            FieldKind::List => {
                let at = usize::try_from(chosen).ok();
                at.and_then(|at| self.choices.get(at)).map(String::as_str).unwrap_or_default()
            }
            FieldKind::Text => "",
        }
    }
}
