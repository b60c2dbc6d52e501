//! Building requests: path, query and body, without sending.

use clickhouse_cloud::{Client, request};
use criterion::{Criterion, criterion_group, criterion_main};

const ORGANIZATION: &str = "7f3c9a52-8d40-4d0a-a1be-0a4c2a6d9c11";
const SERVICE: &str = "1e9b2c60-2f1c-4c5e-8b0d-63c8e1d2f7aa";

fn requests(criterion: &mut Criterion) {
    let client = Client::builder()
        .api_key("key", "secret")
        .base_url("http://127.0.0.1:1")
        .build()
        .expect("the settings are valid");
    let mut group = criterion.benchmark_group("request");
    group.bench_function("path", |bencher| {
        bencher.iter(|| client.organization(ORGANIZATION).service(SERVICE).get().build());
    });
    group.bench_function("query", |bencher| {
        bencher.iter(|| {
            client.organization(ORGANIZATION).list_services().filter("tag:env=prod").build()
        });
    });
    let mut body = request::ServicePatchRequest::new();
    body.name = Some("a name".to_owned());
    group.bench_function("body", |bencher| {
        bencher.iter(|| client.organization(ORGANIZATION).service(SERVICE).update(&body).build());
    });
    group.finish();
}

criterion_group!(benches, requests);
criterion_main!(benches);
