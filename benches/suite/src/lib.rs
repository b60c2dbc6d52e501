//! The lists that are read and written, and the three ways to do it: the models of the SDK, serde's
//! derive on plain structs, and the official client.

use bench_twins::derived;
use clickhouse_cloud::response;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub mod generation;

/// How many items a list has.
pub const ITEMS: usize = 1_000;

/// Reads a body and writes it again; the value in between is what the type is about.
pub trait Way {
    /// The value.
    type Value;
    /// Reads.
    ///
    /// # Errors
    ///
    /// If the body cannot be read.
    fn decode(body: &[u8]) -> serde_json::Result<Self::Value>;
    /// Writes.
    ///
    /// # Errors
    ///
    /// If the value cannot be written.
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

/// A list of models of the SDK, read and written as a call does it: with warnings.
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

/// What is done with the lists.
pub trait Visitor {
    /// Does it with one list: its name, its body, and the ways to read it.
    fn visit<M: Way, D: Way, O: Way>(&mut self, name: &str, body: &str);
}

#[cfg(feature = "official")]
use clickhouse_cloud_api::models as official;
/// Without the official client the derived types take its place, and are not reported.
#[cfg(not(feature = "official"))]
use derived as official;

/// Shows each list to the visitor, with this many items.
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
