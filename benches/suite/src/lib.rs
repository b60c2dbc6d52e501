//! The lists that are decoded and encoded, and the three implementations: the models of the SDK,
//! serde's derive on plain structs, and the official client.

use bench_twins::derived;
use clickhouse_cloud::response;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub mod generation;

/// The number of items of a list.
pub const ITEMS: usize = 1_000;

/// An implementation that decodes and encodes a list.
pub trait Way {
    /// The decoded list.
    type Value;
    /// Decodes a body.
    ///
    /// # Errors
    ///
    /// Fails if the body cannot be decoded.
    fn decode(body: &[u8]) -> serde_json::Result<Self::Value>;
    /// Encodes a list.
    ///
    /// # Errors
    ///
    /// Fails if the list cannot be encoded.
    fn encode(value: &Self::Value) -> serde_json::Result<Vec<u8>>;
}

/// A list of a type that implements the traits of serde, derived or generated.
#[derive(Debug)]
pub struct Serde<T>(std::marker::PhantomData<T>);

impl<T: Serialize + DeserializeOwned> Way for Serde<T> {
    type Value = Vec<T>;

    fn decode(body: &[u8]) -> serde_json::Result<Vec<T>> {
        serde_json::from_slice(body)
    }

    fn encode(value: &Vec<T>) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(value)
    }
}

/// A list of models of the SDK, decoded and encoded as in a call: with warnings.
#[derive(Debug)]
pub struct Models<T>(std::marker::PhantomData<T>);

impl<T: clickhouse_cloud::model::Inner> Way for Models<T> {
    type Value = Vec<T>;

    fn decode(body: &[u8]) -> serde_json::Result<Vec<T>> {
        let mut list = Vec::new();
        clickhouse_cloud::model::decode(&mut list, body, "")?;
        Ok(list)
    }

    fn encode(value: &Vec<T>) -> serde_json::Result<Vec<u8>> {
        clickhouse_cloud::model::encode(value)
    }
}

/// The work on the lists.
pub trait Visitor {
    /// Works on one list: its name, its body, and the three implementations.
    fn visit<M: Way, D: Way, O: Way>(&mut self, name: &str, body: &str);
}

#[cfg(feature = "official")]
use clickhouse_cloud_api::models as official;
/// Without the official client, the derived types replace it, and are not reported.
#[cfg(not(feature = "official"))]
use derived as official;

/// Passes each list to the visitor, with this many items.
pub fn visit(visitor: &mut impl Visitor, items: usize) {
    macro_rules! list {
        ($name:literal, $samples:ident, $type:ident) => {
            visitor
                .visit::<Models<response::$type>, Serde<derived::$type>, Serde<official::$type>>(
                    $name,
                    &bench_twins::list(bench_twins::$samples, items),
                );
        };
    }
    list!("services", SERVICES, Service);
    list!("backups", BACKUPS, Backup);
    list!("activities", ACTIVITIES, Activity);
    list!("usage cost", USAGE_COST, UsageCost);
    list!("dashboards", DASHBOARDS, ClickStackDashboardResponse);
    list!("dashboards, tags last", DASHBOARDS_TAG_LAST, ClickStackDashboardResponse);
}
