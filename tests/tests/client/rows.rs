//! The table of operations: typed calls behind one type of function, so that tests can loop.

#![allow(
    dead_code,
    deprecated,
    clippy::unnecessary_wraps,
    unused_variables,
    reason = "one form for all rows: deprecated ones, and those without some kind of argument"
)]

use std::collections::BTreeMap;
use std::fmt::Display;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};

use bytes::Bytes;
use clickhouse_cloud::{Call, Client, Operation, Response, SendingFull, request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/operations.rs"));

/// An operation, and how to call it with untyped arguments.
pub(crate) struct Row {
    /// The `operationId`.
    pub(crate) id: &'static str,
    /// Makes the call through the typed builder.
    pub(crate) call: fn(&Client, &Arguments) -> Result<Prepared, String>,
}

/// The arguments of a call, by wire name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arguments {
    /// The values of parameters; several for lists.
    pub(crate) parameters: BTreeMap<String, Vec<String>>,
    /// The JSON body.
    pub(crate) body: Option<Value>,
}

impl Arguments {
    fn texts(&self, wire: &str) -> Vec<&str> {
        self.parameters.get(wire).into_iter().flatten().map(String::as_str).collect()
    }

    fn text(&self, wire: &str) -> &str {
        let values = self.texts(wire);
        assert_eq!(values.len(), 1, "the document has no single parameter {wire}");
        values[0]
    }

    fn parsed<T: FromStr<Err: Display>>(&self, wire: &str) -> Vec<T> {
        let parse = |text: &str| text.parse().unwrap_or_else(|error| panic!("{wire}: {error}"));
        self.texts(wire).into_iter().map(parse).collect()
    }

    fn integers(&self, wire: &str) -> Vec<i64> {
        self.parsed(wire)
    }

    fn numbers(&self, wire: &str) -> Vec<f64> {
        self.parsed(wire)
    }

    fn booleans(&self, wire: &str) -> Vec<bool> {
        self.parsed(wire)
    }

    fn integer(&self, wire: &str) -> i64 {
        self.integers(wire)[0]
    }

    fn number(&self, wire: &str) -> f64 {
        self.numbers(wire)[0]
    }

    fn boolean(&self, wire: &str) -> bool {
        self.booleans(wire)[0]
    }

    fn body<T: DeserializeOwned>(&self) -> Result<T, String> {
        let body = self.body.clone().ok_or("the document has no body here")?;
        serde_json::from_value(body).map_err(|error| error.to_string())
    }
}

/// A prepared call.
pub(crate) struct Prepared {
    /// The request that `build()` returns.
    pub(crate) built: Result<http::Request<Bytes>, String>,
    /// The call itself.
    pub(crate) sending: Pin<Box<dyn Future<Output = Result<Answer, String>> + Send>>,
}

/// The result of a call.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The value, written as JSON again.
    pub(crate) value: Value,
    /// The warnings of the response.
    pub(crate) warnings: Vec<String>,
}

fn prepare<O: Operation<Output: Serialize>>(call: Call<O>) -> Prepared {
    let built = call.clone().build().map_err(|error| error.to_string());
    Prepared { built, sending: Box::pin(Untyped(call.send_full())) }
}

/// A call under way, without the type of its result.
struct Untyped<O>(SendingFull<O>);

impl<O: Operation<Output: Serialize>> Future for Untyped<O> {
    type Output = Result<Answer, String>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|outcome| {
            let response = outcome.map_err(|error| error.to_string())?;
            let value =
                serde_json::to_value(response.value()).map_err(|error| error.to_string())?;
            Ok(Answer::new(&response, value))
        })
    }
}

impl Answer {
    fn new<T>(response: &Response<T>, value: Value) -> Self {
        Self {
            status: response.status().as_u16(),
            value,
            warnings: response.warnings().iter().map(ToString::to_string).collect(),
        }
    }
}

/// The row of an operation.
pub(crate) fn row(id: &str) -> &'static Row {
    OPERATIONS.iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no operation {id}"))
}
