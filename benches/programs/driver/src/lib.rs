//! Many calls by concurrent callers: the frame that `floor`, `client` and `official` share.

use std::cell::Cell;
use std::env;
use std::error::Error;
use std::rc::Rc;
use std::time::Instant;

use tokio::task::LocalSet;

/// Counts allocations.
#[cfg(feature = "allocations")]
#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// The id of an organization in paths.
pub const ORGANIZATION: &str = "7f3c9a52-8d40-4d0a-a1be-0a4c2a6d9c11";
/// The id of a service in paths.
pub const SERVICE: &str = "1e9b2c60-2f1c-4c5e-8b0d-63c8e1d2f7aa";

/// Runs `program URL CALLERS CALLS`: one call to warm up, then `CALLS` calls by `CALLERS` concurrent
/// callers.
///
/// Prints the wall time of these calls in seconds, or with the feature `allocations` the number of
/// their allocations.
///
/// # Errors
///
/// Fails if an argument is invalid, or with the error of the first call that fails.
pub fn run<C, F, E>(
    connect: impl FnOnce(String) -> C,
    call: fn(C) -> F,
) -> Result<(), Box<dyn Error>>
where
    C: Clone + 'static,
    F: Future<Output = Result<(), E>> + 'static,
    E: Into<Box<dyn Error>> + 'static,
{
    let mut arguments = env::args().skip(1);
    let usage = "usage: URL CALLERS CALLS";
    let url = arguments.next().ok_or(usage)?;
    let callers: usize = arguments.next().ok_or(usage)?.parse()?;
    let calls: usize = arguments.next().ok_or(usage)?.parse()?;
    #[cfg(feature = "allocations")]
    let _profiler = dhat::Profiler::builder().testing().build();
    let client = connect(url);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        call(client.clone()).await.map_err(Into::into)?;
        #[cfg(feature = "allocations")]
        let before = dhat::HeapStats::get().total_blocks;
        let start = Instant::now();
        let left = Rc::new(Cell::new(calls));
        let tasks: Vec<_> = (0..callers)
            .map(|_| tokio::task::spawn_local(caller(client.clone(), call, Rc::clone(&left))))
            .collect();
        for task in tasks {
            task.await?.map_err(Into::into)?;
        }
        #[cfg(not(feature = "allocations"))]
        let figure = start.elapsed().as_secs_f64();
        #[cfg(feature = "allocations")]
        let figure = dhat::HeapStats::get().total_blocks - before;
        println!("{figure}");
        let _ = start;
        Ok(())
    })
}

/// Makes calls until none are left.
async fn caller<C: Clone, F: Future<Output = Result<(), E>>, E>(
    client: C,
    call: fn(C) -> F,
    left: Rc<Cell<usize>>,
) -> Result<(), E> {
    while let Some(rest) = left.get().checked_sub(1) {
        left.set(rest);
        call(client.clone()).await?;
    }
    Ok(())
}
