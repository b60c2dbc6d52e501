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
    /// The code of a failed dependency, such as `SERVICE_IDLE`.
    pub(crate) code: Option<String>,
}

impl Failure {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), issues: Vec::new(), code: None }
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
            let at = ["request body"].into_iter().chain(issue.path.iter().map(String::as_str));
            format!("{}: {}", at.collect::<Vec<_>>().join("."), issue.message)
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
        if let Some(code) = &self.code {
            body["code"] = json!(code);
        }
        body
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
