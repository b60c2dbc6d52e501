//! Measures the peak memory of decoding each list, and the number of allocations.
//!
//! Prints one JSON object per line: `{"list", "models": {"peak", "blocks"}, "derive": …, "official": …}`.

use std::hint::black_box;

use bench_suite::{ITEMS, Visitor, Way, visit};
use dhat::{HeapStats, Profiler};
use serde_json::{Value, json};

#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

struct Memory;

impl Visitor for Memory {
    fn visit<M: Way, D: Way, O: Way>(&mut self, name: &str, body: &str) {
        let official = if cfg!(feature = "official") { cost::<O>(body) } else { Value::Null };
        let (models, derive) = (cost::<M>(body), cost::<D>(body));
        println!(
            "{}",
            json!({ "list": name, "models": models, "derive": derive, "official": official })
        );
    }
}

fn cost<W: Way>(body: &str) -> Value {
    let profiler = Profiler::builder().testing().build();
    let value = black_box(W::decode(black_box(body.as_bytes())));
    let stats = HeapStats::get();
    drop(value);
    drop(profiler);
    json!({ "peak": stats.max_bytes, "blocks": stats.total_blocks })
}

fn main() {
    visit(&mut Memory, ITEMS);
}
