//! How values find the variants of a union: a plan, never trial.

/// How a value finds its arm. Numbers are those of [`Union::select`](super::slot::Union::select).
#[derive(Debug)]
pub enum Plan {
    /// By the JSON type of the value.
    Kind {
        /// The arm of text.
        string: Option<usize>,
        /// The arm of objects.
        object: Option<usize>,
        /// The arm of lists.
        array: Option<usize>,
    },
    /// The value is an object; this rule decides.
    Object(Rule),
}

/// How an object finds its arm.
#[derive(Debug)]
pub enum Rule {
    /// This arm.
    Arm(usize),
    /// No arm: the value is kept as it is.
    Other,
    /// By the text of the member `name`.
    Tag {
        /// The wire name of the member.
        name: &'static str,
        /// What each known text leads to. Any other text, and any value that is not text, leads
        /// to no arm.
        values: &'static [(&'static str, Rule)],
        /// What follows where the member is absent or null.
        absent: &'static Rule,
    },
    /// By members that only one arm declares: exactly one entry must have one of its names.
    Keys(&'static [(&'static [&'static str], usize)]),
}

impl Plan {
    /// What a union with this plan expects, for a warning.
    pub(super) fn expected(&self) -> &'static str {
        match self {
            Plan::Object(_) | Plan::Kind { string: None, array: None, .. } => "an object",
            Plan::Kind { string: Some(_), object: Some(_), array: None } => "text or an object",
            Plan::Kind { string: Some(_), object: None, array: None } => "text",
            Plan::Kind { string: None, object: Some(_), array: Some(_) } => "an object or a list",
            Plan::Kind { string: Some(_), object: None, array: Some(_) } => "text or a list",
            Plan::Kind { string: None, object: None, array: Some(_) } => "a list",
            Plan::Kind { string: Some(_), object: Some(_), array: Some(_) } => {
                "text, an object or a list"
            }
        }
    }
}
