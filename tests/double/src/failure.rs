//! Errors in the form of the API: status, message, request id and, for invalid bodies, issues.

use http::StatusCode;
use serde_json::{Value, json};

use crate::schema::Issue;

/// Why a request fails.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) status: u16,
    pub(crate) message: String,
    pub(crate) issues: Vec<Issue>,
    /// Properties of the error body besides the usual ones.
    pub(crate) details: Value,
}

impl Failure {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), issues: Vec::new(), details: Value::Null }
    }

    /// 400, which the service begins with `BAD_REQUEST:`.
    pub(crate) fn bad_request(message: impl std::fmt::Display) -> Self {
        Self::new(400, format!("BAD_REQUEST: {message}"))
    }

    /// 404 in the bare form of the live service.
    pub(crate) fn not_found() -> Self {
        Self::new(404, "NOT_FOUND")
    }

    /// 400 with the places of a body that do not satisfy the schema.
    pub(crate) fn invalid_body(issues: Vec<Issue>) -> Self {
        let first = issues.first().map(|issue| {
            let at: String = issue.path.iter().map(|part| format!(".{part}")).collect();
            format!("request body{at}: {}", issue.message)
        });
        Self { issues, ..Self::bad_request(first.unwrap_or_default()) }
    }

    /// The body of the response.
    pub(crate) fn body(&self, request_id: &str) -> Value {
        let mut body = json!({
            "status": self.status,
            "error": self.message,
            "requestId": request_id,
        });
        if !self.issues.is_empty() {
            let issue = |issue: &Issue| json!({ "path": issue.path, "message": issue.message, "code": "invalid" });
            body["issues"] = self.issues.iter().map(issue).collect();
        }
        if let (Value::Object(body), Value::Object(details)) = (&mut body, &self.details) {
            body.extend(details.clone());
        }
        body
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
