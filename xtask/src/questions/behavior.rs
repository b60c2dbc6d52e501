//! Questions about what the client does with an operation: retries, waits and pages.

use codegen::ir::{Content, Idempotency, Operation, Shape, TypeRef};

use super::names::is_collection;
use super::{Added, Question, words};

/// Fields that hold the state of a resource.
const STATES: [&str; 4] = ["lifecycleState", "phase", "state", "status"];

/// Query parameters of pages.
const PAGES: [&str; 6] = ["cursor", "limit", "offset", "page", "pageSize", "pageToken"];

/// Words of operations that change nothing.
const LOOKS: [&str; 7] =
    ["check", "discover", "discovery", "estimate", "preview", "test", "validate"];

/// Returns the operations whose method may not tell whether a repetition is safe.
pub(super) fn retries(added: &Added<'_>) -> Vec<Question> {
    let undecided = added
        .operations
        .iter()
        .filter(|operation| !added.is_decided(&operation.at, "x-sdk-retry"))
        .filter(|operation| operation.method != "GET");
    let question = |operation: &&Operation| {
        let Operation { id, method, idempotency, .. } = operation;
        let words = words(id);
        let (message, value) = if reads_secret(added, operation) {
            let message = match idempotency {
                Idempotency::NotIdempotent => format!(
                    "`{id}` returns a secret and is not retried: if the API executes the request \
                     and the response is lost, so is the secret"
                ),
                _ => format!(
                    "`{id}` returns a secret, and is retried after a failure although the API may \
                     have executed it"
                ),
            };
            (message, "never")
        } else if *idempotency != Idempotency::NotIdempotent {
            return None;
        } else if words.iter().any(|word| LOOKS.contains(&word.as_str())) {
            let message = format!(
                "`{id}` is not retried if the API may have executed it, but its name suggests \
                 that it only reads"
            );
            (message, "safe")
        } else if method == "POST" && !is_collection(added, operation) {
            let message = format!(
                "`{id}` is not retried if the API may have executed it, but it may replace the \
                 whole resource, which is safe to repeat"
            );
            (message, "idempotent")
        } else {
            return None;
        };
        let value = value.to_owned();
        Some(Question { at: operation.at.clone(), key: "x-sdk-retry", message, value })
    };
    undecided.filter_map(question).collect()
}

/// Whether a field of the result is a secret.
fn reads_secret(added: &Added<'_>, operation: &Operation) -> bool {
    let Content::Result(ty) = &operation.success.content else { return false };
    added.model(ty).is_some_and(|model| match &model.shape {
        Shape::Object(object) => object.fields.iter().any(|field| field.secret),
        _ => false,
    })
}

/// Returns the operations that read a resource with a state, and cannot be waited on.
pub(super) fn waits(added: &Added<'_>) -> Vec<Question> {
    // A state may be new in an operation that is not.
    let is_new = |operation: &Operation| {
        added.operations.iter().any(|new| new.id == operation.id)
            || state(added, operation)
                .is_some_and(|(at, ..)| added.fields.iter().any(|(_, field)| field.at == at))
    };
    let undecided = added
        .api
        .operations
        .iter()
        .filter(|operation| operation.method == "GET" && operation.wait.is_none())
        .filter(|operation| is_new(operation));
    let question = |operation: &Operation| {
        let (_, wire, states) = state(added, operation)?;
        let states = states.join(", ");
        Some(Question {
            at: operation.at.clone(),
            key: "x-sdk-wait",
            message: format!(
                "no wait is defined for the property `{wire}` that `{}` returns: define what each state means",
                operation.id
            ),
            value: format!(
                "{{ state: /{wire}, until: {{ …: […] }}, failed: […], passing: [{states}] }}"
            ),
        })
    };
    undecided.filter_map(question).collect()
}

/// Returns the field of the result that holds a state: its place, its name and its values.
fn state<'a>(
    added: &Added<'a>,
    operation: &Operation,
) -> Option<(codegen::pointer::Pointer, &'a str, Vec<&'a str>)> {
    let Content::Result(ty) = &operation.success.content else { return None };
    let Shape::Object(object) = &added.model(ty)?.shape else { return None };
    let field = object.fields.iter().find(|field| STATES.contains(&field.wire.as_str()))?;
    let mut model = added.model(&field.ty)?;
    while let Shape::Alias(TypeRef::Named(next)) = &model.shape {
        model = added.api.models.get(next)?;
    }
    let values: Vec<&str> = super::values_of(model).collect();
    (values.len() > 1).then(|| (field.at.clone(), field.wire.as_str(), values))
}

/// Returns the lists with parameters of pages that are read as a whole.
pub(super) fn pages(added: &Added<'_>) -> Vec<Question> {
    let undecided = added.api.operations.iter().filter(|operation| {
        // Parameters of pages alone make no list of a result.
        !matches!(operation.success.content, Content::Page { .. })
            && !added.is_decided(&operation.at, "x-sdk-pagination")
    });
    let question = |operation: &Operation| {
        let id = operation.id.as_str();
        let is_new = |wire: &str| !added.known_parameters.contains(&(id, wire));
        let names = operation.query_parameters.iter().map(|parameter| parameter.wire.as_str());
        let wire = names.into_iter().find(|wire| PAGES.contains(wire) && is_new(wire))?;
        Some(Question {
            at: operation.at.clone(),
            key: "x-sdk-pagination",
            message: format!("`{id}` has the parameter `{wire}`, but is not paginated"),
            value: "{ items: … }".to_owned(),
        })
    };
    undecided.filter_map(question).collect()
}
