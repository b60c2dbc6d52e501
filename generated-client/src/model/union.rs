//! Scalars in unions.

use super::plan::Plan;
use super::slot::{Fit, Scalar, Union};

/// Stores a scalar in the variant that accepts it, or preserves it as raw JSON.
pub fn put_scalar(union: &mut dyn Union, scalar: Scalar<'_>) -> Fit {
    let plan = union.plan();
    // Null and absent are not values of a union; the enclosing field handles them.
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
    Fit::Deviating(plan.expected())
}
