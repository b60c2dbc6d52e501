//! Typed access to text: dates, ids, URLs, metrics and certificates. Every response is decoded, and
//! only the access can fail.

use clickhouse_cloud::{ToCertificates, ToSamples, ToUrl, ToUuid};
use serde_json::json;

use crate::talk::{ID, ORG, Talk};

#[test]
fn invalid_dates_and_ids_fail_only_their_own_access() {
    for unusual in
        ["", " ", "null", "2026-13-45T99:99:99Z", "0000-00-00", "9999999999999999999", "é"]
    {
        let talk = Talk::with(&json!({ "id": unusual, "createdAt": unusual, "name": "n" }));
        let service =
            talk.run(talk.client.organization(ORG).service(ID).get().send_full()).unwrap();
        assert!(service.warnings().is_empty(), "{unusual:?}: {:?}", service.warnings());
        let service = service.into_value();
        assert_eq!(service.id.as_deref(), Some(unusual));
        assert!(service.id.unwrap().to_uuid().is_err(), "{unusual:?}");
        let at = service.created_at.unwrap();
        assert_eq!(at, unusual);
        assert!(at.to_system_time().is_err(), "{unusual:?}");
        assert!(
            at.to_jiff().is_err() && at.to_chrono().is_err() && at.to_time().is_err(),
            "{unusual:?}"
        );
        assert_eq!(service.name.as_deref(), Some("n"));
    }
}

#[test]
fn every_library_sees_the_same_instant() {
    let talk = Talk::with(&json!({ "createdAt": "2026-10-22T11:30:00.25+02:00", "id": ID }));
    let service = talk.run(talk.client.organization(ORG).service(ID).get()).unwrap();
    let at = service.created_at.unwrap();
    let seconds = 1_792_661_400;
    assert_eq!(at.to_jiff().unwrap().as_second(), seconds);
    assert_eq!(at.to_chrono().unwrap().timestamp(), seconds);
    assert_eq!(at.to_time().unwrap().unix_timestamp(), seconds);
    let since = at.to_system_time().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
    assert_eq!(since.as_millis(), 1_792_661_400_250);
    assert_eq!(service.id.unwrap().to_uuid().unwrap().to_string(), ID);
}

#[test]
fn urls_are_parsed_on_request() {
    for (text, host) in [("https://q.example/run/1", Some("q.example")), ("", None), ("/run", None)]
    {
        let talk = Talk::with(&json!([{ "url": text, "name": "n" }]));
        let endpoints = talk
            .run(talk.client.organization(ORG).service(ID).list_query_api_endpoints().send_full())
            .unwrap();
        assert!(endpoints.warnings().is_empty());
        let url = endpoints.value().items[0].url.as_deref().unwrap();
        assert_eq!(url.to_url().ok().as_ref().and_then(url::Url::host_str), host);
    }
}

#[test]
fn metrics_are_parsed_on_request() {
    let text =
        "# TYPE ClickHouse_Queries counter\nClickHouse_Queries{service=\"é\"} 42 1\nodd\nup 1\n";
    let talk = Talk::with_body("text/plain; charset=UTF-8", text);
    let metrics =
        talk.run(talk.client.organization(ORG).service(ID).get_prometheus_metrics()).unwrap();
    assert_eq!(metrics, text);
    let samples: Vec<_> = metrics.to_samples().collect();
    assert_eq!(samples.len(), 3);
    assert_eq!(samples[0].as_ref().unwrap().label("service"), Some("é"));
    assert_eq!(samples[1].as_ref().unwrap_err().line, 3);
    assert_eq!(samples[2].as_ref().unwrap().value.to_string(), "1");
}

#[test]
fn certificates_are_parsed_on_request() {
    let text = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    for (text, count) in
        [(text.repeat(3), Some(3)), (String::new(), None), ("-----".to_owned(), None)]
    {
        let talk = Talk::with_body("application/x-pem-file", text.clone());
        let pem =
            talk.run(talk.client.organization(ORG).postgres(ID).get_ca_certificates()).unwrap();
        assert_eq!(pem, text);
        assert_eq!(pem.to_certificates().ok().map(|list| list.len()), count);
    }
}
