//! Calls one operation many times, without an SDK.

use bench_driver::{ORGANIZATION, SERVICE, run};
use bench_floor::{BoxError, http, service};

fn main() -> Result<(), BoxError> {
    let http = http(false)?;
    run(
        |url| (http, url),
        |(http, url)| async move { service(&http, &url, ORGANIZATION, SERVICE).await.map(drop) },
    )
}
