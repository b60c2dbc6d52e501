//! The committed spec as input of the generator, and the same spec repeated several times.

use std::error::Error;
use std::path::Path;
use std::{fs, io};

use codegen::Input;
use codegen::diagnostic::Sink;
use codegen::overlay::{self, Mode};
use serde_json::{Map, Value};

/// An overlay without actions.
const NO_OVERLAY: &str = "overlay: 1.0.0\ninfo: { title: Nothing, version: 1.0.0 }\nactions: []\n";

/// The input of the generator.
#[derive(Debug)]
pub struct Sources {
    /// The document.
    pub document: Vec<u8>,
    /// The overlay.
    pub overlay: String,
}

impl Sources {
    /// Reads the committed spec and its overlay.
    ///
    /// # Errors
    ///
    /// Fails if a file cannot be read.
    pub fn committed() -> io::Result<Self> {
        let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
        let document = fs::read(spec.join("openapi.json"))?;
        Ok(Self { document, overlay: fs::read_to_string(spec.join("overlay.yaml"))? })
    }

    /// Returns the spec, corrected by its overlay, repeated `times` times under different names.
    ///
    /// # Errors
    ///
    /// Fails if the spec is not JSON.
    pub fn repeated(&self, times: usize) -> Result<Self, Box<dyn Error>> {
        let mut sink = Sink::new();
        let document: Value = serde_json::from_slice(&self.document)?;
        let document = overlay::apply(document, &self.overlay, Mode::Lenient, &mut sink);
        let mut whole = document.clone();
        for copy in 1..times {
            let mark = format!("Copy{copy}");
            for at in ["/paths", "/components/schemas"] {
                let from = document.pointer(at).and_then(Value::as_object).ok_or("no object")?;
                let into =
                    whole.pointer_mut(at).and_then(Value::as_object_mut).ok_or("no object")?;
                for (name, value) in from {
                    let name = if name.starts_with('/') {
                        rename_path(name, copy)
                    } else {
                        format!("{name}{mark}")
                    };
                    into.insert(name, rename(value, &mark, ""));
                }
            }
        }
        Ok(Self { document: serde_json::to_vec_pretty(&whole)?, overlay: NO_OVERLAY.to_owned() })
    }

    /// Returns the input of the generator.
    #[must_use]
    pub fn input(&self) -> Input<'_> {
        Input {
            document: &self.document,
            document_name: "openapi.json",
            overlay: &self.overlay,
            overlay_name: "overlay.yaml",
            overlay_mode: Mode::Strict,
        }
    }
}

/// Returns a path with every segment marked as a copy, except the version and the parameters: the
/// segments name the handles.
fn rename_path(path: &str, copy: usize) -> String {
    let rename = |segment: &str| match segment {
        "" | "v1" => segment.to_owned(),
        parameter if parameter.starts_with('{') => parameter.to_owned(),
        name => format!("copy{copy}-{name}"),
    };
    path.split('/').map(rename).collect::<Vec<_>>().join("/")
}

/// Returns the value below `key`, with every name of a schema or an operation marked as a copy.
fn rename(value: &Value, mark: &str, key: &str) -> Value {
    match value {
        Value::Object(properties) => {
            let renamed =
                properties.iter().map(|(name, value)| (name.clone(), rename(value, mark, name)));
            Value::Object(renamed.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| rename(item, mark, "")).collect(),
        Value::String(text) => {
            let named = matches!(key, "operationId" | "x-sdk-name" | "x-sdk-resource");
            if named || text.starts_with("#/components/schemas/") {
                format!("{text}{mark}").into()
            } else {
                value.clone()
            }
        }
        _ => value.clone(),
    }
}
