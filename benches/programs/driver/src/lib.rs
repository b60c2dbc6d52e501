//! Many calls, by some callers at a time: the frame around what `floor`, `client` and `official`
//! do.

use std::cell::Cell;
use std::env;
use std::error::Error;
use std::rc::Rc;
use std::time::Instant;

use tokio::task::LocalSet;

/// Counts allocations where somebody asks for it.
#[cfg(feature = "allocations")]
#[global_allocator]
static ALLOCATOR: dhat::Alloc = dhat::Alloc;

/// Ids in paths, as a person would pass them.
pub const ORGANIZATION: &str = "7f3c9a52-8d40-4d0a-a1be-0a4c2a6d9c11";
/// See [`ORGANIZATION`].
pub const SERVICE: &str = "1e9b2c60-2f1c-4c5e-8b0d-63c8e1d2f7aa";

/// Runs `program URL CALLERS CALLS`: makes one call to warm up, then `CALLS` by `CALLERS` at a
/// time.
///
/// Prints the wall time of the latter in seconds; or, with the feature `allocations`, how many
/// allocations they took.
///
/// # Errors
///
/// If the arguments cannot be used, or the first call that fails.
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

/// Calls until no calls are left.
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
