//! The stages of the generator, on the committed document.

use bench_suite::generation::Sources;
use codegen::diagnostic::Sink;
use codegen::overlay::Mode;
use codegen::{gate, load, lower, overlay};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};

fn pipeline(criterion: &mut Criterion) {
    let sources = Sources::committed().expect("the repository contains the spec");
    let loaded =
        load::load(&sources.document, "openapi.json").expect("the document is valid").value;
    let mut sink = Sink::new();
    let corrected = overlay::apply(loaded.clone(), &sources.overlay, Mode::Strict, &mut sink);

    let mut group = criterion.benchmark_group("pipeline");
    group.sample_size(20);
    group.bench_function("load", |bencher| {
        bencher.iter_with_large_drop(|| load::load(&sources.document, "openapi.json"));
    });
    group.bench_function("overlay", |bencher| {
        bencher.iter_batched(
            || (loaded.clone(), Sink::new()),
            |(document, mut sink)| {
                overlay::apply(document, &sources.overlay, Mode::Strict, &mut sink)
            },
            BatchSize::LargeInput,
        );
    });
    group.bench_function("gate", |bencher| {
        bencher.iter(|| gate::gate(&corrected, &mut Sink::new()));
    });
    group.bench_function("lower", |bencher| {
        bencher.iter_batched(|| corrected.clone(), lower::lower, BatchSize::LargeInput);
    });
    group.bench_function("read", |bencher| {
        bencher.iter_with_large_drop(|| codegen::read(&sources.input()));
    });
    group.bench_function("generate", |bencher| {
        bencher.iter_with_large_drop(|| codegen::generate(&sources.input()));
    });
    group.finish();
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
