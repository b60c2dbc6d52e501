//! Unions: values of one of several types, told apart by a plan and never by trial.

use serde_json::Value;

use super::slot::{Fit, Scalar, Slot};

/// A union: arms with one payload each, and raw JSON for what fits none.
pub trait Union {
    /// How a value finds its arm.
    fn plan(&self) -> &'static Plan;
    /// The payload of the arm that is there, or the raw JSON.
    fn arm(&self) -> &dyn Slot;
    /// Makes the arm with this number the one that is there, with a blank payload.
    fn select(&mut self, arm: usize) -> &mut dyn Slot;
    /// Keeps raw JSON that fits no arm.
    fn set_other(&mut self, value: Value);
}

/// Puts a scalar into the arm that takes it, or keeps it raw.
pub fn put_scalar(union: &mut dyn Union, scalar: Scalar<'_>) -> Fit {
    let plan = union.plan();
    // Null and absent are not values of a union; the place around it knows what they mean.
    if matches!(scalar, Scalar::Absent | Scalar::Null) {
        return Fit::No(plan.expected());
    }
    if let (Plan::Kind { string: Some(arm), .. }, Scalar::Text(_)) = (plan, scalar) {
        let fit = union.select(*arm).put(scalar);
        if !matches!(fit, Fit::No(_)) {
            return fit;
        }
    }
    union.set_other(scalar.to_value());
    Fit::Odd(plan.expected())
}

/// How a value finds its arm. Numbers are those of [`Union::select`].
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
    pub(crate) fn expected(&self) -> &'static str {
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
