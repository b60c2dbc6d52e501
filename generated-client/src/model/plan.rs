//! The plan by which a value finds the variant of a union.

/// How a value finds its variant. Numbers are those of
/// [`Union::select`](super::slot::Union::select).
#[derive(Debug)]
pub enum Plan {
    /// By the JSON type of the value.
    Kind {
        /// The variant of strings.
        string: Option<usize>,
        /// The variant of objects.
        object: Option<usize>,
        /// The variant of arrays.
        array: Option<usize>,
    },
    /// The value is an object; this plan decides.
    Object(DispatchPlan),
}

/// How an object finds its variant. There is one rule for all unions:
///
/// 1. A tag with a known value decides, whatever the other properties are.
/// 2. A tag with an unknown value leads to `Other`.
/// 3. Without a tag (absent, null, or of an unexpected type), the properties decide: the variant
///    that declares most of those that are present. Where several declare as many, it is the
///    variant that an absent tag means, or else `Other`.
#[derive(Debug)]
pub enum DispatchPlan {
    /// This variant.
    Variant(usize),
    /// By the string value of the property `name`.
    Tag {
        /// The wire name of the property.
        name: &'static str,
        /// What each known value leads to.
        values: &'static [(&'static str, DispatchPlan)],
        /// What an absent tag means; nothing if the spec requires the tag.
        absent: Option<&'static DispatchPlan>,
    },
    /// By the properties that are present, among these variants.
    Properties(&'static [usize]),
}

impl DispatchPlan {
    /// Calls a function with each variant that the plan leads to; with some more than once.
    pub(super) fn visit(&self, each: &mut dyn FnMut(usize)) {
        match self {
            Self::Variant(variant) => each(*variant),
            Self::Properties(variants) => variants.iter().for_each(|variant| each(*variant)),
            Self::Tag { values, absent, .. } => {
                for plan in values.iter().map(|(_, plan)| plan).chain(*absent) {
                    plan.visit(each);
                }
            }
        }
    }
}

impl Plan {
    /// What a union with this plan expects, for a warning.
    pub(super) fn expected(&self) -> &'static str {
        match self {
            Plan::Object(_) | Plan::Kind { string: None, array: None, .. } => "an object",
            Plan::Kind { string: Some(_), object: Some(_), array: None } => "a string or an object",
            Plan::Kind { string: Some(_), object: None, array: None } => "a string",
            Plan::Kind { string: None, object: Some(_), array: Some(_) } => "an object or an array",
            Plan::Kind { string: Some(_), object: None, array: Some(_) } => "a string or an array",
            Plan::Kind { string: None, object: None, array: Some(_) } => "an array",
            Plan::Kind { string: Some(_), object: Some(_), array: Some(_) } => {
                "a string, an object or an array"
            }
        }
    }
}
