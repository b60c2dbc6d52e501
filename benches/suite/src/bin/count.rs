//! Decodes or encodes one list with one implementation, to count its instructions:
//! `bench-count models|derive|official LIST decode|encode TIMES`.

use std::env;
use std::hint::black_box;

use bench_suite::{Visitor, Way, visit};

/// The number of items of a list: enough to make the start of the program irrelevant.
const ITEMS: usize = 100;

struct Count {
    way: String,
    list: String,
    encode: bool,
    times: u32,
    is_found: bool,
}

impl Visitor for Count {
    fn visit<M: Way, D: Way, O: Way>(&mut self, name: &str, body: &str) {
        if name != self.list {
            return;
        }
        self.is_found = true;
        match self.way.as_str() {
            "models" => self.work::<M>(body),
            "derive" => self.work::<D>(body),
            "official" => self.work::<O>(body),
            other => panic!("unknown way {other:?}"),
        }
    }
}

impl Count {
    fn work<W: Way>(&self, body: &str) {
        let body = body.as_bytes();
        let value = W::decode(body).expect("the body is valid");
        for _ in 0..self.times {
            if self.encode {
                drop(black_box(W::encode(black_box(&value))));
            } else {
                drop(black_box(W::decode(black_box(body))));
            }
        }
    }
}

fn main() {
    let mut arguments = env::args().skip(1);
    let mut next = || arguments.next().expect("usage: bench-count WAY LIST WORK TIMES");
    let (way, list, work) = (next(), next(), next());
    let times = next().parse().expect("TIMES is a number");
    let encode = match work.as_str() {
        "decode" => false,
        "encode" => true,
        other => panic!("unknown work {other:?}"),
    };
    let mut count = Count { way, list, encode, times, is_found: false };
    visit(&mut count, ITEMS);
    assert!(count.is_found, "unknown list {:?}", count.list);
}
