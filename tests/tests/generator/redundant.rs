//! Redundant decisions of the overlay are named, and no others.

use codegen::Input;
use codegen::diagnostic::{Code, Severity};
use codegen::overlay::Mode;
use sdk_tests::document::{document_text, overlay_text};

/// The places of the decisions that the generator calls redundant.
fn redundant(actions: &str) -> Vec<String> {
    let overlay = format!("{}\n{actions}", overlay_text().trim_end());
    let document = document_text();
    let (_, warnings) = codegen::read(&Input {
        document: &document,
        document_name: "document",
        overlay: &overlay,
        overlay_name: "overlay",
        overlay_mode: Mode::Strict,
    })
    .unwrap();
    let is_about = |code| code == Code::OverlayChangesNothing;
    let found = warnings.iter().filter(|warning| is_about(warning.code));
    found
        .map(|warning| {
            assert_eq!(warning.severity, Severity::Warning);
            format!("{} {}", warning.at, warning.message)
        })
        .collect()
}

#[test]
fn only_decisions_that_change_nothing_are_redundant() {
    let said = redundant(
        r"
  - target: $.components.schemas.Service
    description: Its own name.
    update: { x-sdk-name: Service }
  - target: $.components.schemas.Service.properties.name
    description: Nobody thinks that it is one.
    update: { x-sdk-secret: false }
  - target: $.components.schemas.Service.properties.region
    description: It is no secret, so this is news.
    update: { x-sdk-secret: true }
  - target: $.paths['/v1/organizations/{organizationId}/services'].get
    description: The names that they have.
    update: { x-sdk-name: list_services, x-sdk-group: services }
  - target: $.paths['/v1/organizations/{organizationId}']
    description: The handle that it has.
    update: { x-sdk-resource: organization }
",
    );
    let expected = [
        "#/components/schemas/Service `x-sdk-name: Service` is redundant: it equals the default",
        "#/components/schemas/Service/properties/name `x-sdk-secret: false` is redundant: it equals the default",
        "#/paths/~1v1~1organizations~1{organizationId} `x-sdk-resource: organization` is redundant: it equals the default",
        "#/paths/~1v1~1organizations~1{organizationId}~1services/get `x-sdk-group: services` is redundant: it equals the default",
        "#/paths/~1v1~1organizations~1{organizationId}~1services/get `x-sdk-name: list_services` is redundant: it equals the default",
    ];
    let mut said = said;
    said.sort();
    assert_eq!(said, expected);
    assert_eq!(redundant(""), [""; 0], "the committed overlay decides nothing twice");
}
