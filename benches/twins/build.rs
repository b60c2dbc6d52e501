//! Writes the derived types and the sample bodies of some response types, from the spec.

#[path = "build/bodies.rs"]
mod bodies;
#[path = "build/derive.rs"]
mod derive;

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use codegen::Input;
use codegen::overlay::Mode;

/// The lists: the schema of an item, and the name of the list.
const LISTS: &[(&str, &str)] = &[
    ("Service", "services"),
    ("Backup", "backups"),
    ("Activity", "activities"),
    ("UsageCost", "usage_cost"),
    ("ClickStackDashboardResponse", "dashboards"),
];

fn main() -> Result<(), Box<dyn Error>> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec");
    let (document, overlay) = (spec.join("openapi.json"), spec.join("overlay.yaml"));
    for path in [&document, &overlay] {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let (document, overlay) = (fs::read(document)?, fs::read_to_string(overlay)?);
    let input = Input {
        document: &document,
        document_name: "spec/openapi.json",
        overlay: &overlay,
        overlay_name: "spec/overlay.yaml",
        overlay_mode: Mode::Strict,
    };
    let (api, _) = codegen::read(&input).map_err(|errors| format!("{errors:?}"))?;
    let raw: serde_json::Value = serde_json::from_slice(&document)?;

    let roots = LISTS.iter().map(|(schema, _)| *schema);
    let mut samples = String::new();
    for (schema, name) in LISTS {
        for (order, suffix) in
            [(bodies::Order::Document, ""), (bodies::Order::TagLast, "_TAG_LAST")]
        {
            let list: Vec<String> = (0..bodies::VARIETY)
                .map(|index| bodies::sample(&api, &raw, schema, index, order))
                .collect();
            writeln!(samples, "/// Bodies of the list `{name}`.")?;
            writeln!(samples, "pub const {}{suffix}: &[&str] = &{list:?};", name.to_uppercase())?;
        }
    }
    let out = Path::new(&env::var("OUT_DIR")?).to_path_buf();
    fs::write(out.join("derived.rs"), derive::derive(&api, roots)?)?;
    fs::write(out.join("samples.rs"), samples)?;
    Ok(())
}
