//! What things have cost.

use serde_json::{Value, json};

use super::cloud::Cloud;
use super::dates;
use super::http::{Received, Refusal};
use super::routes::Outcome;

/// The cost of the first and the last day that were asked for.
pub(crate) fn usage(cloud: &Cloud, request: &Received) -> Result<Outcome, Refusal> {
    let date = |name| {
        let value = request.parameter(name);
        let value = value.ok_or_else(|| Refusal::bad(format!("{name} is missing")))?;
        dates::date(name, value).map(|date| (date, value))
    };
    let (from, to) = (date("from_date")?, date("to_date")?);
    if from.0 > to.0 {
        return Err(Refusal::bad("from_date is after to_date"));
    }
    let days = if from.0 == to.0 { vec![from.1] } else { vec![from.1, to.1] };
    let mut costs = Vec::new();
    for day in days {
        for service in cloud.services.iter() {
            costs.push(json!({
                "dataWarehouseId": service.id(),
                "serviceId": service.id(),
                "date": day,
                "entityType": "service",
                "entityId": service.id(),
                "entityName": service.text("name"),
                "metrics": { "computeCHC": 1.25, "storageCHC": 0.5 },
                "totalCHC": 1.75,
                "locked": true,
            }));
        }
    }
    let total: f64 = costs.iter().filter_map(|cost| cost["totalCHC"].as_f64()).sum();
    Ok(Outcome::Result(json!({ "grandTotalCHC": total, "costs": Value::Array(costs) })))
}
