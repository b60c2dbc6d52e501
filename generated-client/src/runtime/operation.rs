//! Operations as types.

use super::operation_info::OperationInfo;
use super::output::Output;
use super::page::Page;
use super::wait_info::WaitInfo;
use crate::model::{Inner, OpenEnum};

/// An operation of the API, as a type.
///
/// The generator writes one type for each operation, in the module
/// [`operations`](crate::operations). It is used as a type parameter, as in
/// [`Call<InstanceGet>`](crate::Call), and has no values.
pub trait Operation: Send + Sync + 'static {
    /// The value that a successful call returns.
    type Output: Output;

    /// The metadata of the operation.
    const INFO: OperationInfo;

    /// How to wait for the resource that the operation reads, if it has a state.
    const WAIT: Option<WaitInfo> = None;
}

/// An operation that reads a resource with a state.
pub trait Waited: Operation {
    /// The type of the state.
    type State: OpenEnum;
}

/// An operation that returns one page of a list.
#[diagnostic::on_unimplemented(
    message = "the operation `{Self}` is not paginated",
    label = "`items`, `pages` and `first` require a paginated operation",
    note = "use `.await`: it returns the whole result, which is a `Vec` if the operation returns a list"
)]
pub trait Paged: Operation<Output = Page<Self::Item>> {
    /// One item of the list.
    type Item: Inner + Send + 'static;
}
