//! A `reqwest` client of the program, with the features that this crate turns on in `reqwest`.

use std::process::Command;

const CHILD: &str = "SDK_TEST_PROVIDER_CHILD";

/// The provider is global, so the test has a process of its own.
#[test]
fn a_reqwest_client_of_the_program_works_with_the_provider() {
    if std::env::var_os(CHILD).is_some() {
        clickhouse_cloud::install_crypto_provider();
        clickhouse_cloud::install_crypto_provider();
        let _client = reqwest::Client::new();
        return;
    }
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "provider::a_reqwest_client_of_the_program_works_with_the_provider"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stderr));
    assert!(String::from_utf8_lossy(&child.stdout).contains("1 passed"));
}
