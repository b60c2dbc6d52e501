//! What the shapes of the document do not tell, as data. Each entry has its reason.

/// Where the service serves its own document, to everybody: programs such as Postman import it from
/// there. No operation of the document has this path.
pub(crate) const DOCUMENT: &str = "/v1";

/// Which property holds the id of an item whose path parameter and `id` are no properties of it.
const ID_PROPERTIES: &[(&str, &str)] = &[
    // A setting is named by its `name`, in lists and on its own.
    ("settingName", "name"),
];

/// The property that a path parameter names; the parameter itself unless a row says otherwise.
pub(crate) fn id_property(parameter: &str) -> &str {
    ID_PROPERTIES.iter().find(|(name, _)| *name == parameter).map_or(parameter, |(_, it)| it)
}

/// The properties of an item that is set as an entry of a map: key and value. Settings are read
/// as a list of names and values, and set as a map.
pub(crate) const ENTRY: [&str; 2] = ["name", "value"];

/// Keywords of component schemas that the live service does not enforce.
pub(crate) const NOT_ENFORCED: &[(&str, &str)] = &[
    // Both configurations must be in the body, but either may be empty.
    ("pgConfig", "minProperties"),
    ("pgBouncerConfig", "minProperties"),
];

/// Lists that are never empty, although a request may leave them out.
pub(crate) const NEVER_EMPTY: &[&str] = &[
    // Every service can be connected to; a creation only names endpoints beyond the usual ones.
    "endpoints",
];

/// Flags of new resources that follow from how they are created: the operation, the property and
/// its value. A placeholder would say the opposite half of the time.
pub(crate) const FLAGS: &[(&str, &str, bool)] = &[
    // A Postgres service is primary unless it is a read replica.
    ("postgresServiceCreate", "isPrimary", true),
    ("postgresInstanceRestore", "isPrimary", true),
    ("postgresInstanceCreateReadReplica", "isPrimary", false),
];

/// A state that a resource must be in before an operation is allowed.
pub(crate) struct Precondition {
    pub(crate) operation: &'static str,
    pub(crate) states: &'static [&'static str],
    pub(crate) message: &'static str,
}

/// Preconditions of operations.
pub(crate) const PRECONDITIONS: &[Precondition] = &[
    // The service refuses to delete a service that runs; there is no way to force it.
    Precondition {
        operation: "instanceDelete",
        states: &["stopped", "failed", "idle"],
        message: "the service must be stopped before it is deleted",
    },
];

/// Results that are credentials: the operation, and the properties with the key and its secret.
pub(crate) const CREDENTIALS: &[(&str, &str, &str)] = &[
    // A program that creates a key calls the API with it, and must see whether that works.
    ("openapiKeyCreate", "keyId", "keySecret"),
];

/// Segments of paths that need a running service: without one they fail with 424, which is what
/// the live service does for ClickPipes of an idle service.
pub(crate) const NEED_AWAKE_SERVICE: &[&str] = &["clickpipes"];

/// What the bodies of text responses hold, by media type: the document has no examples.
pub(crate) fn text(media_type: &str) -> &'static str {
    if media_type.contains("pem") { PEM } else { METRICS }
}

/// A self-signed certificate that was made for this place; its key was thrown away.
const PEM: &str = include_str!("certificate.pem");

/// Metrics in the text format of Prometheus.
const METRICS: &str = concat!(
    "# HELP ClickHouseMetrics_Query Number of executing queries\n",
    "# TYPE ClickHouseMetrics_Query gauge\n",
    "ClickHouseMetrics_Query{clickhouse_org=\"double\",clickhouse_service_name=\"analytics\"} 3\n",
    "# HELP ClickHouseProfileEvents_Query Number of queries since the start\n",
    "# TYPE ClickHouseProfileEvents_Query counter\n",
    "ClickHouseProfileEvents_Query{clickhouse_org=\"double\",clickhouse_service_name=\"analytics\"} 1271\n",
);
