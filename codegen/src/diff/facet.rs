//! One kind of change in the directions in which a schema is used: a new value of an enum means one
//! thing in a request and another in a response.

use std::collections::BTreeSet;

#[allow(clippy::wildcard_imports, reason = "nearly all rules are in the table below")]
use super::rule::*;

/// The rules for one kind of change, by direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facet {
    /// In a path or query.
    parameter: &'static Rule,
    /// In a body.
    request: &'static Rule,
    /// In a response.
    response: &'static Rule,
}

/// In which directions operations of both documents reach a place, and which operations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a direction of its own")]
pub(super) struct Reach {
    /// A path or query holds it.
    pub(super) parameter: bool,
    /// A body holds it.
    pub(super) request: bool,
    /// A response holds it.
    pub(super) response: bool,
    /// The ids of the operations, by name.
    pub(super) operations: BTreeSet<String>,
    /// No operation that both documents have reaches it, so that no call can break.
    pub(super) dormant: bool,
}

/// What names a change: a rule, several rules, or the rules of the directions that reach a place.
pub(super) trait Rules {
    /// Returns the rules that hold for a place: the worst comes first.
    fn rules(self, reach: &Reach) -> Vec<&'static Rule>;
}

impl Rules for &'static Rule {
    fn rules(self, _: &Reach) -> Vec<&'static Rule> {
        vec![self]
    }
}

impl Rules for Vec<&'static Rule> {
    fn rules(self, _: &Reach) -> Vec<&'static Rule> {
        self
    }
}

impl Rules for Facet {
    fn rules(self, reach: &Reach) -> Vec<&'static Rule> {
        let directions = [
            (reach.response, self.response),
            (reach.request, self.request),
            (reach.parameter, self.parameter),
        ];
        let mut rules: Vec<&'static Rule> = Vec::with_capacity(directions.len());
        for (_, rule) in directions.into_iter().filter(|(reached, _)| *reached) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        // The sort is stable, so that equal verdicts keep the order from above.
        rules.sort_by_key(|rule| std::cmp::Reverse((rule.wire, rule.source)));
        rules
    }
}

macro_rules! facets {
    ($($name:ident $parameter:ident $request:ident $response:ident;)*) => {$(
        pub(super) const $name: Facet =
            Facet { parameter: $parameter, request: $request, response: $response };
    )*};
}

facets! {
    TYPE_CHANGED PARAM_TYPE_CHANGED REQ_PROP_TYPE_CHANGED RESP_PROP_TYPE_CHANGED;
    TYPE_WIDENED PARAM_TYPE_WIDENED REQ_PROP_TYPE_WIDENED RESP_PROP_TYPE_WIDENED;
    TYPE_NARROWED PARAM_TYPE_NARROWED REQ_PROP_TYPE_NARROWED RESP_PROP_TYPE_NARROWED;
    TYPE_REPLACED PARAM_TYPE_CHANGED REQ_TYPE_REPLACED RESP_TYPE_REPLACED;
    FORMAT_CHANGED PARAM_FORMAT_CHANGED REQ_PROP_FORMAT_CHANGED RESP_FORMAT_CHANGED;
    FORMAT_WIDENED PARAM_FORMAT_WIDENED REQ_PROP_FORMAT_WIDENED RESP_FORMAT_CHANGED;
    FORMAT_NARROWED PARAM_FORMAT_CHANGED REQ_PROP_FORMAT_CHANGED RESP_FORMAT_NARROWED;
    ITEM_BECAME_NULLABLE PARAM_TYPE_WIDENED REQ_ITEM_BECAME_NULLABLE RESP_ITEM_BECAME_NULLABLE;
    ITEM_BECAME_NOT_NULLABLE PARAM_TYPE_NARROWED REQ_ITEM_BECAME_NOT_NULLABLE RESP_ITEM_BECAME_NOT_NULLABLE;
    BECAME_ENUM PARAM_BECAME_ENUM REQ_BECAME_ENUM RESP_ENUM_CONSTRAINT_ADDED;
    ENUM_DROPPED PARAM_ENUM_CONSTRAINT_REMOVED REQ_ENUM_CONSTRAINT_REMOVED RESP_ENUM_CONSTRAINT_REMOVED;
    ENUM_VALUE_ADDED PARAM_ENUM_VALUE_ADDED REQ_ENUM_VALUE_ADDED RESP_ENUM_VALUE_ADDED;
    ENUM_VALUE_REMOVED PARAM_ENUM_VALUE_REMOVED REQ_ENUM_VALUE_REMOVED RESP_ENUM_VALUE_REMOVED;
    CONST_CHANGED PARAM_ENUM_VALUE_REMOVED REQ_ENUM_VALUE_REMOVED RESP_CONST_CHANGED;
    BECAME_ONEOF PARAM_TYPE_CHANGED REQ_BECAME_ONEOF RESP_BECAME_ONEOF;
    BECAME_READABLE_ONEOF PARAM_TYPE_CHANGED REQ_BECAME_ONEOF RESP_WRAPPED_IN_ONEOF;
    WRAPPED_IN_ONEOF PARAM_TYPE_WIDENED REQ_WRAPPED_IN_ONEOF RESP_BECAME_ONEOF;
    WRAPPED_IN_READABLE_ONEOF PARAM_TYPE_WIDENED REQ_WRAPPED_IN_ONEOF RESP_WRAPPED_IN_ONEOF;
    ONEOF_UNWRAPPED PARAM_TYPE_NARROWED REQ_ONEOF_UNWRAPPED RESP_ONEOF_UNWRAPPED;
    VARIANT_ADDED PARAM_TYPE_WIDENED REQ_ONEOF_VARIANT_ADDED RESP_ONEOF_VARIANT_ADDED;
    VARIANT_REMOVED PARAM_TYPE_NARROWED REQ_ONEOF_VARIANT_REMOVED RESP_ONEOF_VARIANT_REMOVED;
    DISCRIMINATOR_CHANGED PARAM_TYPE_CHANGED REQ_DISCRIMINATOR_CHANGED RESP_DISCRIMINATOR_CHANGED;
    PROP_ADDED_OPTIONAL PARAM_ADDED_OPTIONAL REQ_PROP_ADDED_OPTIONAL RESP_PROP_ADDED;
    PROP_ADDED_REQUIRED PARAM_ADDED_REQUIRED REQ_PROP_ADDED_REQUIRED RESP_PROP_ADDED;
    PROP_ADDED_WITH_DEFAULT PARAM_ADDED_REQUIRED_WITH_DEFAULT REQ_PROP_ADDED_REQUIRED_WITH_DEFAULT RESP_PROP_ADDED;
    PROP_REMOVED_REQUIRED PARAM_REMOVED REQ_PROP_REMOVED RESP_PROP_REMOVED_REQUIRED;
    PROP_REMOVED_OPTIONAL PARAM_REMOVED REQ_PROP_REMOVED RESP_PROP_REMOVED_OPTIONAL;
    PROP_BECAME_REQUIRED PARAM_BECAME_REQUIRED REQ_PROP_BECAME_REQUIRED RESP_PROP_BECAME_REQUIRED;
    PROP_BECAME_OPTIONAL PARAM_BECAME_OPTIONAL REQ_PROP_BECAME_OPTIONAL RESP_PROP_BECAME_OPTIONAL;
    PROP_BECAME_NULLABLE PARAM_TYPE_WIDENED REQ_PROP_BECAME_NULLABLE RESP_PROP_BECAME_NULLABLE;
    PROP_BECAME_NOT_NULLABLE PARAM_TYPE_NARROWED REQ_PROP_BECAME_NOT_NULLABLE RESP_PROP_BECAME_NOT_NULLABLE;
    PATCH_BECAME_NOT_NULLABLE PARAM_TYPE_NARROWED PATCH_PROP_CLEARABLE_LOST RESP_PROP_BECAME_NOT_NULLABLE;
    BOUND_TIGHTENED PARAM_BOUND_TIGHTENED REQ_BOUND_TIGHTENED RESP_BOUND_TIGHTENED;
    BOUND_SET PARAM_BOUND_SET REQ_BOUND_SET RESP_BOUND_TIGHTENED;
    BOUND_LOOSENED PARAM_BOUND_LOOSENED REQ_BOUND_LOOSENED RESP_BOUND_LOOSENED;
    PATTERN_ADDED PARAM_PATTERN_ADDED REQ_PATTERN_ADDED RESP_PATTERN_CHANGED;
    PATTERN_CHANGED PARAM_PATTERN_CHANGED REQ_PATTERN_CHANGED RESP_PATTERN_CHANGED;
    PATTERN_REMOVED PARAM_PATTERN_REMOVED REQ_PATTERN_REMOVED RESP_PATTERN_CHANGED;
    UNIQUE_SET PARAM_BOUND_TIGHTENED REQ_UNIQUE_ITEMS_SET RESP_BOUND_TIGHTENED;
    UNIQUE_DROPPED PARAM_BOUND_LOOSENED REQ_UNIQUE_ITEMS_DROPPED RESP_BOUND_LOOSENED;
    MULTIPLE_CHANGED PARAM_BOUND_TIGHTENED REQ_MULTIPLE_OF_CHANGED RESP_BOUND_TIGHTENED;
    DEFAULT_ADDED PARAM_DEFAULT_ADDED REQ_DEFAULT_CHANGED RESP_DEFAULT_CHANGED;
    DEFAULT_CHANGED PARAM_DEFAULT_CHANGED REQ_DEFAULT_CHANGED RESP_DEFAULT_CHANGED;
    DEFAULT_REMOVED PARAM_DEFAULT_REMOVED REQ_DEFAULT_CHANGED RESP_DEFAULT_CHANGED;
    CLOSED REQ_ADDITIONAL_PROPERTIES_CLOSED REQ_ADDITIONAL_PROPERTIES_CLOSED RESP_ADDITIONAL_PROPERTIES_CHANGED;
    OPENED REQ_ADDITIONAL_PROPERTIES_OPENED REQ_ADDITIONAL_PROPERTIES_OPENED RESP_ADDITIONAL_PROPERTIES_CHANGED;
    RETYPED REQ_ADDITIONAL_PROPERTIES_RETYPED REQ_ADDITIONAL_PROPERTIES_RETYPED RESP_ADDITIONAL_PROPERTIES_CHANGED;
    DEPRECATED PARAM_DEPRECATED REQ_PROP_DEPRECATED RESP_PROP_DEPRECATED;
    UNDEPRECATED PARAM_UNDEPRECATED REQ_PROP_UNDEPRECATED RESP_PROP_UNDEPRECATED;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(parameter: bool, request: bool, response: bool) -> Reach {
        Reach { parameter, request, response, ..Reach::default() }
    }

    #[test]
    fn the_worst_direction_comes_first() {
        let ids = |facet: Facet, reach: &Reach| -> Vec<&str> {
            facet.rules(reach).iter().map(|rule| rule.id).collect()
        };
        assert_eq!(
            ids(ENUM_VALUE_ADDED, &reach(false, true, true)),
            ["resp-enum-value-added", "req-enum-value-added"]
        );
        assert_eq!(
            ids(ENUM_VALUE_REMOVED, &reach(true, true, true)),
            ["req-enum-value-removed", "param-enum-value-removed", "resp-enum-value-removed"]
        );
        assert_eq!(ids(CLOSED, &reach(true, true, false)), ["req-additional-properties-closed"]);
        assert!(ids(CLOSED, &reach(false, false, false)).is_empty());
    }
}
