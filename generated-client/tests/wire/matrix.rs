//! The table of failures in the documentation of the crate: each row is proved by tests, which
//! are named here.

/// What happens, and the tests that show what the caller sees of it.
const PROOF: &[(&str, &[&str])] = &[
    (
        "a parameter cannot be sent",
        &[
            "ids_stay_one_segment_or_are_refused",
            "headers_that_cannot_be_sent_are_refused",
            "times_that_make_no_sense_are_refused_or_do_no_harm",
        ],
    ),
    (
        "credentials are missing or refused (401)",
        &["a_provider_that_fails_sends_nothing", "a_401_asks_a_provider_once_more"],
    ),
    ("no rate-limiter permit in time", &["a_call_can_refuse_to_wait"]),
    (
        "the limiter fails, for instance because its store is away",
        &["a_limiter_that_fails_sends_nothing", "calls_fail_where_they_should"],
    ),
    (
        "no connection, no TLS, no way through the proxy",
        &[
            "a_refused_connection_sends_nothing",
            "a_server_without_tls_is_told_nothing",
            "a_proxy_that_refuses_is_a_connection_that_fails",
        ],
    ),
    (
        "429",
        &[
            "a_storm_of_429_calms_down",
            "a_429_is_waited_for_also_by_a_post",
            "a_429_that_asks_for_too_much_is_final",
        ],
    ),
    ("other 4xx", &["statuses_that_are_final"]),
    ("502, 503, 504, 408", &["statuses_that_pass", "a_page_of_a_gateway_is_no_answer"]),
    ("500 and other 5xx", &["statuses_that_are_final", "five_megabytes_of_error_are_not_kept"]),
    (
        "cut before, in or after the head of the response",
        &[
            "a_cut_before_the_answer",
            "a_cut_in_the_middle_of_the_head",
            "a_cut_in_the_middle_of_the_body",
            "broken_gzip_is_a_broken_exchange",
            "garbage_instead_of_http",
        ],
    ),
    (
        "no response in time",
        &[
            "a_half_open_connection_ends_with_the_attempt",
            "a_slow_drip_ends_with_the_attempt",
            "the_whole_call_has_an_end",
        ],
    ),
    (
        "a redirect to another origin, or of a `POST`",
        &[
            "another_host_sees_nothing",
            "another_scheme_port_or_name_of_the_same_host_is_another_origin",
            "a_post_is_not_followed",
        ],
    ),
    (
        "a response that is too large",
        &["an_answer_that_is_too_large_is_refused", "a_body_without_an_end_is_not_read_to_its_end"],
    ),
    (
        "success, but not JSON or without a result",
        &["a_page_of_a_gateway_is_no_answer", "an_envelope_without_a_result_holds_its_request_id"],
    ),
    ("a wait ends in a state of failure", &["a_state_of_failure_ends_a_wait"]),
    ("a wait takes too long", &["a_wait_has_an_end"]),
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
    let (_, table) = include_str!("../../src/lib.rs").split_once("//! | what happens |").unwrap();
    let rows: Vec<&str> = table
        .lines()
        .skip(2)
        .map_while(|line| line.strip_prefix("//! | "))
        .map(|row| row.split(" | ").next().unwrap())
        .collect();
    assert_eq!(rows, PROOF.iter().map(|(row, _)| *row).collect::<Vec<_>>());
    for name in PROOF.iter().flat_map(|(_, names)| *names) {
        assert!(tests.contains(&format!("fn {name}()")), "there is no test `{name}`");
    }
}
