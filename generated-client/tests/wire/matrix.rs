//! The table of failures in the documentation of the crate, and the tests that prove each row.

/// Each failure, and the tests that prove its row.
const PROOF: &[(&str, &[&str])] = &[
    (
        "a parameter is invalid",
        &[
            "ids_stay_one_segment_or_are_rejected",
            "invalid_headers_are_rejected",
            "invalid_times_are_rejected_and_extreme_ones_work",
        ],
    ),
    ("credentials are missing", &["a_provider_that_fails_sends_nothing"]),
    ("credentials are rejected (401)", &["a_401_asks_a_provider_once_more"]),
    ("no rate-limiter permit in time", &["a_call_can_limit_its_wait"]),
    (
        "the limiter fails, for example because its store is unavailable",
        &["a_limiter_that_fails_sends_nothing", "calls_fail_without_a_store_if_configured"],
    ),
    (
        "the connection or the TLS handshake fails, or the proxy returns an error",
        &[
            "a_refused_connection_sends_nothing",
            "a_server_without_tls_receives_nothing",
            "a_proxy_that_rejects_the_tunnel_is_a_connection_error",
        ],
    ),
    (
        "429",
        &[
            "many_responses_of_429_end_in_success",
            "a_post_is_retried_after_a_429",
            "a_429_that_asks_for_too_much_is_final",
        ],
    ),
    ("other 4xx", &["statuses_that_are_final"]),
    ("502, 503, 504", &["statuses_that_are_temporary", "an_html_page_from_a_gateway_is_an_error"]),
    ("408", &["statuses_that_are_temporary"]),
    ("500 and other 5xx", &["statuses_that_are_final", "five_megabytes_of_error_are_truncated"]),
    (
        "the connection is interrupted",
        &[
            "an_interruption_before_the_response",
            "an_interruption_in_the_head",
            "an_interruption_in_the_body",
            "invalid_gzip_is_a_transport_error",
            "garbage_instead_of_http",
        ],
    ),
    (
        "an attempt times out",
        &["a_half_open_connection_ends_with_the_attempt", "a_slow_response_ends_with_the_attempt"],
    ),
    ("the call times out", &["the_call_has_a_timeout"]),
    (
        "a redirect to another origin, a redirect of a request other than `GET` or `HEAD`, or more than 5 redirects",
        &[
            "another_host_receives_nothing",
            "another_scheme_port_or_name_of_the_same_host_is_another_origin",
            "a_post_is_not_followed",
        ],
    ),
    (
        "the response is too large",
        &["a_response_that_is_too_large_is_an_error", "an_endless_body_is_not_read_completely"],
    ),
    (
        "a successful response is not JSON, or has no result",
        &[
            "an_html_page_from_a_gateway_is_an_error",
            "an_envelope_without_a_result_has_a_request_id",
        ],
    ),
    (
        "a wait ends in a failure state or in a deletion",
        &["a_failure_state_ends_a_wait", "a_deletion_ends_a_wait"],
    ),
    ("a wait times out", &["a_wait_has_a_deadline"]),
];

#[test]
fn every_row_of_the_documentation_has_its_tests() {
    let tests = [
        include_str!("bodies.rs"),
        include_str!("credentials.rs"),
        include_str!("faults.rs"),
        include_str!("hostile.rs"),
        include_str!("limits.rs"),
        include_str!("proxies.rs"),
        include_str!("redirects.rs"),
        include_str!("waits.rs"),
        include_str!("../redis/away.rs"),
    ]
    .concat();
    let (_, table) = include_str!("../../src/lib.rs").split_once("//! | Failure |").unwrap();
    let rows: Vec<&str> = table
        .lines()
        .skip(2)
        .map_while(|line| line.strip_prefix("//! | "))
        .map(|row| row.split(" | ").next().unwrap())
        .collect();
    assert_eq!(rows, PROOF.iter().map(|(row, _)| *row).collect::<Vec<_>>());
    for name in PROOF.iter().flat_map(|(_, names)| *names) {
        assert!(tests.contains(&format!("fn {name}()")), "no test `{name}`");
    }
}
