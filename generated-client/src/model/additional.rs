//! Additional properties as values of the type that the spec declares for them.

use std::collections::BTreeMap;

use super::decode::refill;
use super::slot::{Fit, Inner, Model, Scalar};

/// The additional properties of an object that have the declared type.
#[inline]
pub fn additional<T: Inner>(model: &dyn Model) -> BTreeMap<String, T> {
    let mut found = BTreeMap::new();
    for (name, raw) in model.extra().iter() {
        if model.shape().position(name, 0).is_some() {
            continue;
        }
        if raw.is_null() {
            let mut value = T::fresh();
            if value.put(Scalar::Null) == Fit::Yes {
                found.insert(name.clone(), value);
            }
            continue;
        }
        let mut value: Option<T> = None;
        if refill(&mut value, raw).is_ok()
            && let Some(value) = value
        {
            found.insert(name.clone(), value);
        }
    }
    found
}
