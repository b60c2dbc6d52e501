//! Decodes and encodes each list with all implementations, in turns, and prints the processor time of
//! each turn.
//!
//! Prints one JSON object per line:
//! `{"list", "work", "bytes", "models": […], "derive": […], "official": […]}`, in seconds. Turns
//! are interleaved, so that the n-th figures can be compared.
//!
//! `bench-ratios LIST WORK` decodes or encodes one list a few times with our models, for a profiler.

use std::hint::black_box;
use std::time::Duration;

use bench_suite::{ITEMS, Visitor, Way, visit};
use cpu_time::ThreadTime;
use serde_json::json;

/// How many turns each implementation has.
const TURNS: usize = 31;
/// The minimum duration of a turn.
const TURN: Duration = Duration::from_millis(20);

/// How often the work is repeated for a profiler.
const PROFILED: usize = 10;

/// Everything, or the list and the work for a profiler.
struct Ratios {
    profiled: Option<(String, String)>,
}

impl Visitor for Ratios {
    fn visit<M: Way, D: Way, O: Way>(&mut self, name: &str, body: &str) {
        let official = cfg!(feature = "official");
        let body = body.as_bytes();
        let models = M::decode(body).expect("the models decode every body");
        if let Some(work) = &self.profiled {
            if work.0 == name {
                (0..PROFILED).for_each(|_| match work.1.as_str() {
                    "decode" => drop(black_box(M::decode(black_box(body)))),
                    _ => drop(black_box(M::encode(black_box(&models)))),
                });
            }
            return;
        }
        let derive = D::decode(body).unwrap_or_else(|error| panic!("{name}, derive: {error}"));
        let foreign = O::decode(body).unwrap_or_else(|error| panic!("{name}, official: {error}"));
        let mut decode: [&mut dyn FnMut(); 3] = [
            &mut || drop(black_box(M::decode(black_box(body)))),
            &mut || drop(black_box(D::decode(black_box(body)))),
            &mut || drop(black_box(O::decode(black_box(body)))),
        ];
        print(name, "decode", body.len(), turns(&mut decode[..2 + usize::from(official)]));
        let mut encode: [&mut dyn FnMut(); 3] = [
            &mut || drop(black_box(M::encode(black_box(&models)))),
            &mut || drop(black_box(D::encode(black_box(&derive)))),
            &mut || drop(black_box(O::encode(black_box(&foreign)))),
        ];
        print(name, "encode", body.len(), turns(&mut encode[..2 + usize::from(official)]));
    }
}

/// Returns the seconds of one execution, for each turn of each implementation.
fn turns(ways: &mut [&mut dyn FnMut()]) -> Vec<Vec<f64>> {
    // Each turn repeats its work often enough for the slowest clock.
    let start = ThreadTime::now();
    ways[0]();
    let once = start.elapsed().max(Duration::from_micros(1));
    let repeat = u32::try_from(TURN.as_nanos() / once.as_nanos()).unwrap_or(u32::MAX).max(1);
    let mut seconds = vec![Vec::new(); ways.len()];
    for _ in 0..TURNS {
        for (way, seconds) in ways.iter_mut().zip(&mut seconds) {
            let start = ThreadTime::now();
            (0..repeat).for_each(|_| way());
            seconds.push(start.elapsed().as_secs_f64() / f64::from(repeat));
        }
    }
    seconds
}

fn print(list: &str, work: &str, bytes: usize, mut seconds: Vec<Vec<f64>>) {
    let official = if seconds.len() > 2 { seconds.pop() } else { None };
    let derive = seconds.pop();
    let models = seconds.pop();
    println!(
        "{}",
        json!({
            "list": list, "work": work, "bytes": bytes,
            "models": models, "derive": derive, "official": official,
        })
    );
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    visit(&mut Ratios { profiled: arguments.next().zip(arguments.next()) }, ITEMS);
}
