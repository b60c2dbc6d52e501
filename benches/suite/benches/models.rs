//! Decoding and encoding: the models of the SDK, serde's derive and the official client.

use bench_suite::{ITEMS, Visitor, Way, visit};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

struct Bench<'a>(&'a mut Criterion);

impl Visitor for Bench<'_> {
    fn visit<M: Way, D: Way, O: Way>(&mut self, name: &str, body: &str) {
        self.way::<M>(name, "models", body);
        self.way::<D>(name, "derive", body);
        if cfg!(feature = "official") {
            self.way::<O>(name, "official", body);
        }
    }
}

impl Bench<'_> {
    fn way<W: Way>(&mut self, list: &str, way: &str, body: &str) {
        let value = W::decode(body.as_bytes()).expect("the body is made from the document");
        let mut group = self.0.benchmark_group(list);
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(format!("decode/{way}"), |bencher| {
            bencher.iter_with_large_drop(|| W::decode(body.as_bytes()));
        });
        group.bench_function(format!("encode/{way}"), |bencher| {
            bencher.iter_with_large_drop(|| W::encode(&value));
        });
        group.finish();
    }
}

fn models(criterion: &mut Criterion) {
    visit(&mut Bench(criterion), ITEMS);
}

criterion_group!(benches, models);
criterion_main!(benches);
