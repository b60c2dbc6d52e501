//! Bodies of failures that the spec describes, as their types.

use super::Error;
use crate::model::{Inner, decode};

/// The documented body of a failure, which holds more than every failure does.
///
/// Generated for each; [`Error::details_as`](crate::Error::details_as) gives them.
pub trait ErrorBody: Inner {
    /// The `operationId` of the operation that fails so.
    const OPERATION: &'static str;
    /// The HTTP status.
    const STATUS: u16;
}

impl Error {
    /// The body of a failure that the document describes, as its type.
    ///
    /// None for another operation or status than the type is of, and where the body is not the
    /// object that the document promises. A member that does not fit is in its `extra`.
    ///
    #[cfg_attr(feature = "udf", doc = "```no_run")]
    #[cfg_attr(not(feature = "udf"), doc = "```text")]
    /// # use clickhouse_cloud::{Client, Error, request, response};
    /// # async fn f(client: Client, org: &str, id: &str) -> Result<(), Error> {
    /// let latest = request::UdfAttachRequest::new();
    /// if let Err(error) = client.organization(org).udf("my_function").attachment(id).attach(&latest).await
    ///     && let Some(why) = error.details_as::<response::UdfAttachError424>()
    /// {
    ///     println!("the service is {:?}; can it be woken? {:?}", why.service_state, why.can_wake);
    /// }
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn details_as<T: ErrorBody>(&self) -> Option<T> {
        let is_it = self.is_api()
            && self.operation() == Some(T::OPERATION)
            && self.status().is_some_and(|status| status.as_u16() == T::STATUS);
        if !is_it || self.inner.failure.members.is_empty() {
            return None;
        }
        let text = serde_json::to_vec(&self.inner.failure.members).ok()?;
        let mut body: Option<T> = None;
        decode(&mut body, &text, "").ok()?;
        body
    }
}
