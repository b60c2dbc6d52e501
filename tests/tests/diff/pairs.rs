//! Pairs of documents that test more of a rule than its fixture.

use codegen::diff::{Bump, Changes, Source, Wire};

use crate::fixture::{Fixture, told};

const SECOND: &str =
    "{ target: $.components.securitySchemes, update: { key: { type: http, scheme: bearer } } }";
const RENAMED: &str = r#"  - { target: $.components.securitySchemes.basic, remove: true }
  - { target: $.components.securitySchemes, update: { login: { scheme: basic, type: http, description: The same. } } }
  - { target: "$.paths['/v1/things'].*.security", remove: true }
  - { target: "$.paths['/v1/things'].get", update: { security: [{ login: ['things:view'] }] } }
  - { target: "$.paths['/v1/things'].post", update: { security: [{ login: ['things:manage'] }] } }"#;

/// The changes in a new document.
fn changes(old: &str, new: &str) -> Changes {
    let text = format!("old:\n{old}\nnew:\n{new}\n");
    Fixture::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")).into_changes()
}

#[test]
fn renaming_a_security_scheme_is_no_change() {
    let changes = changes("", RENAMED);
    assert!(changes.changes.is_empty(), "{}", told(&changes));
    let what: Vec<_> = changes.edits.iter().flat_map(|edit| edit.what.iter()).collect();
    assert_eq!(what, [&"name of a security scheme"; 2]);
}

#[test]
fn a_new_scheme_for_all_operations_is_one_change() {
    let second = RENAMED.replace("scheme: basic", "scheme: bearer");
    let changes = changes("", &second);
    let found: Vec<_> =
        changes.changes.iter().filter(|c| c.rule.id == "security-requirement-changed").collect();
    let [change] = &found[..] else { panic!("{}", told(&changes)) };
    assert_eq!(change.operations, ["thingCreate", "thingGetList"]);
    assert_eq!(change.message, "`basic` → `login`");
    assert_eq!(change.wire, Wire::Break);
}

#[test]
fn a_scheme_of_the_whole_document_is_that_of_its_operations() {
    let whole = "  - { target: $, update: { security: [{ basic: [] }] } }";
    // Another one on one operation.
    let other = format!(
        "{whole}\n  - {SECOND}\n  - {{ target: \"$.paths['/v1/metrics'].get\", update: {{ security: [{{ key: [] }}] }} }}"
    );
    let other = changes(&format!("{whole}\n  - {SECOND}"), &other);
    let [change] = &other.changes[..] else { panic!("{}", told(&other)) };
    assert_eq!(change.operations, ["metricsGet"]);
    assert_eq!(change.rust, "Client::get_metrics");
    assert_eq!(change.message, "`basic` → `key`");
    // The same one.
    let same = format!(
        "{whole}\n  - {{ target: \"$.paths['/v1/metrics'].get\", update: {{ security: [{{ basic: [] }}] }} }}"
    );
    let same = changes(whole, &same);
    assert!(same.changes.is_empty(), "{}", told(&same));
    // None at all.
    let open = format!(
        "{whole}\n  - {{ target: \"$.paths['/v1/metrics'].get\", update: {{ security: [] }} }}"
    );
    let open = changes(whole, &open);
    let [change] = &open.changes[..] else { panic!("{}", told(&open)) };
    assert_eq!(change.message, "`basic` → no authentication");
}

#[test]
fn renaming_a_type_in_the_overlay_is_breaking() {
    let name = "  - { target: $.components.schemas.ThingPost.properties.options, update: { x-sdk-name: Choices } }";
    let changes = changes("", name);
    let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
    assert_eq!(change.rule.id, "rust-name-changed");
    assert_eq!(change.source, Source::Break);
    assert_eq!(change.message, "`ThingPostOptions` → `Choices`");
    assert!(changes.refactorings.is_empty(), "nothing moved");
}

#[test]
fn a_changed_shared_type_is_one_change_that_names_its_fields() {
    let stamp = |format: &str| {
        format!(
            "  - {{ target: $.components.schemas, update: {{ Stamp: {{ type: string{format} }} }} }}\n  \
             - {{ target: $.components.schemas.Thing.properties, update: {{ seen: {{ $ref: '#/components/schemas/Stamp' }} }} }}\n  \
             - {{ target: $.components.schemas.Part.properties, update: {{ seen: {{ type: array, items: {{ $ref: '#/components/schemas/Stamp' }} }} }} }}"
        )
    };
    let changes = changes(&stamp(", format: date-time"), &stamp(""));
    let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
    assert_eq!(change.rule.id, "resp-format-changed");
    assert_eq!(change.source, Source::Break);
    for item in ["response::Thing::seen", "response::Part::seen", "response::Stamp"] {
        assert!(change.items.iter().any(|found| found == item), "{item}: {:?}", change.items);
    }
}

#[test]
fn the_methods_of_additional_properties_are_items() {
    let options = "$.components.schemas.ThingPost.properties.options";
    let closed = format!(
        "  - {{ target: {options}.additionalProperties, remove: true }}\n  \
         - {{ target: {options}, update: {{ additionalProperties: false }} }}"
    );
    let retyped =
        format!("  - {{ target: {options}.additionalProperties, update: {{ type: string }} }}");
    let methods = ["additional_properties", "additional_property"]
        .map(|method| format!("request::ThingPostOptions::{method}()"));
    for (old, new, rule, source, items) in [
        ("", closed.as_str(), "req-additional-properties-closed", Source::Break, &methods[..]),
        (&closed, "", "req-additional-properties-opened", Source::Additive, &methods),
        ("", &retyped, "req-additional-properties-retyped", Source::Break, &methods),
    ] {
        let changes = changes(old, new);
        let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
        assert_eq!((change.rule.id, change.source), (rule, source));
        assert_eq!(change.items, items, "{}", told(&changes));
    }
}

#[test]
fn changes_that_the_ir_shows_are_not_unhandled() {
    let pairs = [
        // Limits of the values of a map, and of a part of a definition.
        (
            "{ Limits: { type: object, additionalProperties: { type: string, maxLength: 9 } } }",
            "{ Limits: { type: object, additionalProperties: { type: string, maxLength: 10 } } }",
        ),
        (
            "{ Limits: { type: string, allOf: [{ pattern: '[0-9]' }, { pattern: '[a-z]' }] } }",
            "{ Limits: { type: string, allOf: [{ pattern: '[0-9]' }, { pattern: '[A-Z]' }] } }",
        ),
        // A removed variant, and an added one.
        (
            "{ Limits: { oneOf: [{ type: object, required: [type], properties: { type: { const: a } } }, \
             { type: object, required: [type], properties: { type: { const: b } } }] } }",
            "{ Limits: { oneOf: [{ type: object, required: [type], properties: { type: { const: c } } }, \
             { type: object, required: [type], properties: { type: { const: b } } }] } }",
        ),
    ];
    for (old, new) in pairs {
        let update = |schemas: &str| {
            format!(
                "  - {{ target: $.components.schemas.Limits, remove: true }}\n  \
                 - {{ target: $.components.schemas, update: {schemas} }}"
            )
        };
        let changes = changes(&update(old), &update(new));
        assert!(!changes.changes.is_empty(), "{new}");
        assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
    }
}

#[test]
fn changes_of_prose_are_counted_everywhere() {
    let status = "$.paths['/v1/metrics'].get";
    let envelope = "$.paths['/v1/things'].get.responses['200'].content['application/json'].schema";
    let parameter = "$.paths['/v1/things'].get.parameters[2].schema";
    for (target, update) in [
        ("$.servers[0]", "{ description: Here. }"),
        ("$.paths['/v1/metrics']", "{ description: Here. }"),
        (parameter, "{ description: Another. }"),
        (parameter, "{ type: ['null', string] }"),
        (&format!("{envelope}.properties.status"), "{ description: Another. }"),
        (envelope, "{ required: [status] }"),
        (envelope, "{ minProperties: 1 }"),
        (
            "$.paths['/v1/metrics'].get.responses['200'].content['text/plain'].schema",
            "{ maxLength: 9 }",
        ),
        ("$.components.schemas.ThingPost.properties.tags.items", "{ deprecated: true }"),
        (
            "$.components.schemas.ThingPost.properties.options.additionalProperties",
            "{ title: Strange }",
        ),
        ("$.components.schemas.ThingPost.properties.name", "{ writeOnly: true }"),
        ("$.components.schemas.Thing", "{ x-remark: Strange }"),
        (status, "{ x-remark: Strange }"),
    ] {
        let changes = changes("", &format!("  - {{ target: \"{target}\", update: {update} }}"));
        assert!(changes.changes.is_empty(), "{target}: {}", told(&changes));
        assert_eq!(changes.edits.len(), 1, "{target}: {}", told(&changes));
    }
}

#[test]
fn changed_properties_of_envelopes_are_reported() {
    let members =
        "$.paths['/v1/things'].get.responses['200'].content['application/json'].schema.properties";
    let page = format!(
        "  - {{ target: \"{members}\", update: {{ totalCount: {{ type: integer }}, nextCursor: {{ type: string }} }} }}"
    );
    for (action, rule, message) in [
        ("status\", remove: true", "envelope-property-changed", "no `status`, of 200"),
        ("totalCount\", remove: true", "envelope-property-lost", "no `totalCount`, of 200"),
        (
            "totalCount\", update: { type: number }",
            "envelope-property-changed",
            "`totalCount`: type `\"integer\"` → `\"number\"`, of 200",
        ),
        (
            "nextCursor\", update: { type: integer }",
            "envelope-property-lost",
            "`nextCursor`: type `\"string\"` → `\"integer\"`, of 200",
        ),
    ] {
        let new = format!("{page}\n  - {{ target: \"{members}.{action} }}");
        let changes = changes(&page, &new);
        let [change] = &changes.changes[..] else { panic!("{action}: {}", told(&changes)) };
        assert_eq!((change.rule.id, change.message.as_str()), (rule, message), "{action}");
    }
}

#[test]
fn the_version_bump_follows_the_source_verdict() {
    for (rule, bump) in [
        ("operation-removed", Bump::Major),
        ("operation-added", Bump::Minor),
        ("resp-prop-added", Bump::Minor),
        ("path-renamed", Bump::Patch),
        ("resp-error-status-added", Bump::Patch),
    ] {
        assert_eq!(Fixture::of(rule).changes().bump(), bump, "{rule}");
    }
    let edit = "  - { target: \"$.paths['/v1/metrics'].get\", update: { summary: Another. } }";
    assert_eq!(changes("", edit).bump(), Bump::Patch);
    assert_eq!(changes("", "").bump(), Bump::None);
}

const ALIAS: &str = "  - { target: '$.components.schemas.Figure.oneOf[1]', remove: true }";

#[test]
fn a_union_that_became_an_alias_is_reported_for_all_its_users() {
    for (old, new) in [("", ALIAS), (ALIAS, "")] {
        let changes = changes(old, new);
        assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
        let found = changes.changes.iter().find(|c| c.pointer.to_string().ends_with("/Figure"));
        let change = found.unwrap_or_else(|| panic!("{}", told(&changes)));
        let uses = ["request::ThingPost::figure", "response::Thing::figure"];
        assert!(uses.iter().all(|used| change.items.iter().any(|item| item == used)));
    }
}

#[test]
fn a_type_that_is_now_in_both_modules_can_be_sent_back() {
    let both = "  - { target: $.components.schemas.Thing.properties, update: { tags: { $ref: '#/components/schemas/ThingPost' } } }";
    for (old, new) in [("", both), (both, "")] {
        let changes = changes(old, new);
        assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
    }
}

#[test]
fn a_description_beside_a_reference_changes_only_the_description() {
    let nested = r#"  - { target: $.components.schemas.Thing.properties.figure, update: { oneOf: [{ $ref: '#/components/schemas/Figure' }, { $ref: '#/components/schemas/Limits' }] } }
  - { target: "$.components.schemas.Thing.properties.figure['$ref']", remove: true }
  - { target: $.components.schemas.Circle.properties, update: { radius: { type: string } } }"#;
    let text = format!(
        "{nested}\n  - {{ target: '$.components.schemas.Thing.properties.figure.oneOf[*]', update: {{ description: An arm. }} }}"
    );
    let changes = changes(nested, &text);
    assert!(changes.changes.is_empty() && changes.refactorings.is_empty(), "{}", told(&changes));
    assert_eq!(changes.edits.len(), 2, "{}", told(&changes));
}

#[test]
fn an_inlined_definition_removes_no_type() {
    let inline = "  - { target: $.components.schemas.ThingPost.properties, update: { owner: { properties: { name: { type: string }, role: { type: string, enum: [admin, guest] } } } } }";
    let reference = "  - { target: $.components.schemas.ThingPost.properties, update: { owner: { $ref: '#/components/schemas/Person' } } }";
    for (old, new) in [(reference, inline), (inline, reference)] {
        let changes = changes(old, new);
        assert!(
            changes.changes.iter().all(|c| !c.message.contains("PostOwner` is")),
            "{}",
            told(&changes)
        );
    }
}

#[test]
fn changes_that_the_sdk_does_not_read_are_edits_too() {
    let badge =
        "  - { target: \"$.paths['/v1/things'].get\", update: { x-badges: [{ name: New }] } }";
    let tag = "  - { target: \"$.paths['/v1/things'].get.tags\", update: [Metrics] }";
    let issues = |schema: &str| {
        format!(
            "  - {{ target: \"$.paths['/v1/things'].get.responses['404']\", update: {{ content: {{ application/json: {{ schema: {{ properties: {{ issues: {schema} }} }} }} }} }} }}"
        )
    };
    let list = issues("{ type: array, items: { properties: { code: { type: string } } } }");
    let cases = [
        ("", badge, "/x-badges"),
        ("", tag, "/tags"),
        (&*list, &*issues("{ type: string }"), "/issues"),
        (&*list, &*issues("{ type: array, items: { properties: { name: {} } } }"), "/code"),
    ];
    for (old, new, place) in cases {
        for changes in [changes(old, new), changes(new, old)] {
            assert!(changes.changes.is_empty(), "{}", told(&changes));
            let at = changes.edits.iter().any(|edit| edit.pointer.to_string().ends_with(place));
            assert!(at, "{place}: {}", told(&changes));
        }
    }
    let csv = "  - { target: \"$.paths['/v1/things'].get.responses['404']\", update: { content: { text/csv: {} } } }";
    let changes = changes("", csv);
    assert!(!changes.is_empty());
}

#[test]
fn a_new_null_outside_of_properties_is_reported() {
    let null = r#"  - { target: "$.components.schemas.Thing.properties.parts.items['$ref']", remove: true }
  - { target: $.components.schemas.Thing.properties.parts.items, update: { oneOf: [{ $ref: '#/components/schemas/Part' }, { type: 'null' }] } }"#;
    for (old, new, rule) in
        [("", null, "resp-item-became-nullable"), (null, "", "resp-item-became-not-nullable")]
    {
        let changes = changes(old, new);
        let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
        assert_eq!(change.rule.id, rule);
        assert!(change.pointer.to_string().ends_with("/Thing/properties/parts/items"));
    }
}

#[test]
fn null_in_a_definition_is_one_change_for_all_responses() {
    let null = "  - { target: $.components.schemas.Thing, update: { type: [object, 'null'] } }";
    let changes = changes("", null);
    let found: Vec<_> =
        changes.changes.iter().filter(|c| c.rule.id == "resp-result-became-nullable").collect();
    let [change] = &found[..] else { panic!("{}", told(&changes)) };
    assert_eq!(change.operations, ["thingCreate", "thingGet", "thingUpdate"]);
    assert_eq!(change.pointer.to_string(), "#/components/schemas/Thing");
}

#[test]
fn a_variant_with_a_renamed_type_and_a_new_property_is_the_same_variant() {
    let framed = |name: &str, more: &str| {
        format!(
            "  - {{ target: $.components.schemas, update: {{ {name}: {{ properties: {{ width: {{ type: number }}, height: {{ type: number }}{more} }} }} }} }}
  - {{ target: \"$.components.schemas.Thing.properties.figure['$ref']\", remove: true }}
  - {{ target: $.components.schemas.Thing.properties.figure, update: {{ oneOf: [{{ $ref: '#/components/schemas/Figure' }}, {{ $ref: '#/components/schemas/{name}' }}] }} }}"
        )
    };
    let changes = changes(&framed("Frame", ""), &framed("Pane", ", depth: { type: number }"));
    let rules: Vec<&str> = changes.changes.iter().map(|change| change.rule.id).collect();
    assert_eq!(rules, ["rust-name-changed", "schema-renamed", "resp-prop-added"]);
    assert_eq!(changes.wire(), Wire::Ok, "{}", told(&changes));
}

#[test]
fn the_order_of_inline_variants_is_no_difference() {
    let shapes = |arms: &str| {
        format!(
            "  - {{ target: $.components.schemas.Limits.properties, update: {{ shape: {{ oneOf: [{arms}] }} }} }}"
        )
    };
    let [round, square, other] = ["round", "square", "another"].map(|kind| {
        format!("{{ required: [kind], properties: {{ kind: {{ const: {kind} }}, size: {{ type: integer, maximum: 9 }} }} }}")
    });
    let (old, new) = (format!("{round}, {square}, {other}"), format!("{other}, {square}, {round}"));
    let same = changes(&shapes(&old), &shapes(&new));
    assert!(same.is_empty(), "{}", told(&same));
    // Changes inside are found at the new location.
    let changed = new.replacen("type: integer", "type: integer, description: How much.", 1);
    let said = changes(&shapes(&old), &shapes(&changed));
    assert!(said.changes.is_empty(), "{}", told(&said));
    let [edit] = &said.edits[..] else { panic!("{}", told(&said)) };
    assert!(edit.pointer.to_string().ends_with("/shape/oneOf/0/properties/size"));
}
