//! Error bodies that the spec describes, as their types.

use super::{Error, ErrorKind};
use crate::model::{Inner, decode};

/// An error body that the spec describes and that has properties of its own.
///
/// The generator implements it; [`Error::details_as`](crate::Error::details_as) returns the value.
pub trait ErrorBody: Inner {
    /// The `operationId` of the operation that returns the body.
    const OPERATION: &'static str;
    /// The HTTP status of the response; the first one if the type is the body of several.
    const STATUS: u16;
    /// The last of the HTTP statuses.
    const LAST_STATUS: u16 = Self::STATUS;
}

impl Error {
    /// Returns the error body as the type that the spec declares for it.
    ///
    /// None if the type belongs to another operation or status, or if the body has no details. A
    /// value of an unexpected type is in `extra`.
    ///
    #[cfg_attr(feature = "udf", doc = "```no_run")]
    #[cfg_attr(not(feature = "udf"), doc = "```text")]
    /// # use clickhouse_cloud::{Client, Error, request, response};
    /// # async fn f(client: Client, org: &str, id: &str) -> Result<(), Error> {
    /// let latest = request::UdfAttachRequest::new();
    /// if let Err(error) =
    /// client.organization(org).udf("my_function").attachment(id).attach(&latest).await
    ///     && let Some(why) = error.details_as::<response::UdfAttachError424>()
    /// {
    ///     println!("the service is {:?}; it can be woken: {:?}", why.service_state, why.can_wake);
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn details_as<T: ErrorBody>(&self) -> Option<T> {
        let is_it = self.kind() == ErrorKind::Api
            && self.operation() == Some(T::OPERATION)
            && self
                .status()
                .is_some_and(|status| (T::STATUS..=T::LAST_STATUS).contains(&status.as_u16()));
        if !is_it || self.inner.failure.properties.is_empty() {
            return None;
        }
        let text = serde_json::to_vec(&self.inner.failure.properties).ok()?;
        let mut body: Option<T> = None;
        decode(&mut body, &text, "").ok()?;
        body
    }
}
