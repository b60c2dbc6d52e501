//! The verdicts of `diff` on the wire, proved with the generated client against services of changed
//! documents.

mod mutations;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use clickhouse_cloud::{Client, RateLimit, RetryPolicy};
use double::Spec;
use double::proof::{Call, Effort, Outcome, Sdk, observe};

use crate::rows::{Arguments, row};
use crate::talk::runtime;

/// The generated client, called in this process.
pub(crate) struct Generated {
    runtime: tokio::runtime::Runtime,
    client: Option<(String, Client)>,
}

impl Generated {
    pub(crate) fn new() -> Self {
        Self { runtime: runtime(), client: None }
    }

    fn client(&mut self, url: &str) -> Client {
        if self.client.as_ref().is_none_or(|(known, _)| known != url) {
            let client = Client::builder()
                .api_key("id", "secret")
                .base_url(url)
                .retry(RetryPolicy::none())
                .rate_limit(RateLimit::off())
                .build()
                .unwrap();
            self.client = Some((url.to_owned(), client));
        }
        self.client.as_ref().unwrap().1.clone()
    }
}

impl Sdk for Generated {
    fn call(&mut self, url: &str, call: &Call) -> std::io::Result<Outcome> {
        let client = self.client(url);
        let arguments = Arguments { parameters: call.parameters.clone(), body: call.body.clone() };
        Ok(match (row(&call.operation).call)(&client, &arguments) {
            Err(reason) => Outcome::NotSent(reason),
            Ok(prepared) => match self.runtime.block_on(prepared.sending) {
                Err(reason) => Outcome::Failed(reason),
                Ok(answer) => Outcome::Read { value: answer.value, warnings: answer.warnings },
            },
        })
    }
}

/// The committed document, read once.
fn committed() -> &'static Arc<Spec> {
    static SPEC: OnceLock<Arc<Spec>> = OnceLock::new();
    SPEC.get_or_init(|| Arc::new(Spec::committed().unwrap()))
}

#[test]
fn the_client_works_with_the_service_of_its_own_document() {
    let spec = committed();
    let effort = Effort { calls: 30, random: 4 };
    let observed = observe(spec, spec, &BTreeSet::new(), &mut Generated::new(), effort).unwrap();
    let problems: Vec<String> = observed.problems.iter().map(|it| format!("{it:?}")).collect();
    crate::laws::none(&problems);
    assert_eq!(observed.uncalled, BTreeMap::new());
    assert_eq!(observed.working(), spec.operations());
}
