//! What the types of the client promise besides their methods, for all of them at once.

use std::fmt::Debug;
use std::future::IntoFuture;

use clickhouse_cloud::operations::{InstanceGetList, OpenapiKeyGetList};
use clickhouse_cloud::{
    Call, Client, Error, Page, Patch, Response, Secret, enums, request, response,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

fn is_model<T: Send + Sync + Clone + PartialEq + Debug + Serialize + DeserializeOwned + 'static>() {
}
fn is_shared<T: Send + Sync + 'static>() {}
fn is_sent<T: Send + 'static>() {}
fn is_future<T: IntoFuture<IntoFuture: Send + 'static> + Send>() {}

#[test]
fn clients_and_calls_move_between_threads() {
    is_shared::<Client>();
    is_shared::<Error>();
    is_sent::<Call<InstanceGetList>>();
    is_future::<Call<InstanceGetList>>();
    is_future::<Call<OpenapiKeyGetList>>();
    is_sent::<Response<Vec<response::Service>>>();
    is_sent::<Page<response::ApiKey>>();
}

#[test]
fn models_are_plain_values() {
    is_model::<response::Service>();
    is_model::<request::ServicePostRequest>();
    is_model::<enums::ServiceState>();
    is_model::<response::ClickStackTileConfig>();
    is_model::<Secret<String>>();
    is_shared::<Patch<String>>();
}
