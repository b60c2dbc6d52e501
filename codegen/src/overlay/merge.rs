//! Applies an action to a node: merges an update into it, or removes it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::select::{Location, Segment, get_mut};

/// Merges an update into an object or array that an action selects; returns whether it changed.
pub(super) fn update(node: &mut Value, update: &Value) -> Result<bool, &'static str> {
    match (&mut *node, update) {
        (Value::Object(_), Value::Object(_)) | (Value::Array(_), Value::Array(_)) => {
            Ok(merge(node, update))
        }
        (Value::Array(items), entry) => Ok(append(items, entry)),
        (Value::Object(_), _) => Err("an object can be updated only with an object"),
        _ => Err("only objects and arrays can be updated"),
    }
}

/// Objects merge property by property, arrays grow, everything else is replaced.
fn merge(node: &mut Value, update: &Value) -> bool {
    match (node, update) {
        (Value::Object(members), Value::Object(updates)) => {
            let mut changed = false;
            for (key, update) in updates {
                if let Some(member) = members.get_mut(key) {
                    changed |= merge(member, update);
                } else {
                    members.insert(key.clone(), update.clone());
                    changed = true;
                }
            }
            changed
        }
        (Value::Array(items), Value::Array(entries)) => {
            let mut changed = false;
            for entry in entries {
                changed |= append(items, entry);
            }
            changed
        }
        (node, update) if node == update => false,
        (node, update) => {
            *node = update.clone();
            true
        }
    }
}

/// Appends an entry, unless it is a scalar that the list holds already.
fn append(items: &mut Vec<Value>, entry: &Value) -> bool {
    let scalar = !entry.is_object() && !entry.is_array();
    if scalar && items.contains(entry) {
        return false;
    }
    items.push(entry.clone());
    true
}

/// Takes the nodes at these places away. None of them is the document itself.
pub(super) fn remove(document: &mut Value, places: BTreeSet<Location>) {
    let mut parents: BTreeMap<(usize, Location), BTreeSet<Segment>> = BTreeMap::new();
    for Location(mut steps) in places {
        let Some(last) = steps.pop() else { continue };
        parents.entry((steps.len(), Location(steps))).or_default().insert(last);
    }
    // The innermost first, so that the other places stay what they are.
    for ((_, parent), doomed) in parents.into_iter().rev() {
        match get_mut(document, &parent) {
            Some(Value::Object(members)) => {
                members.retain(|key, _| !doomed.contains(&Segment::Member(key.clone())));
            }
            Some(Value::Array(items)) => {
                let mut index = 0;
                items.retain(|_| {
                    index += 1;
                    !doomed.contains(&Segment::Item(index - 1))
                });
            }
            _ => {}
        }
    }
}
