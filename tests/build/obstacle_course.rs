//! Writes a crate around the code that is generated for the obstacle course: the handwritten half
//! of the client, with other operations and models instead of the real ones.

use std::error::Error;
use std::fs;
use std::path::Path;

use codegen::Generated;
use serde_json::Value;

/// One document of several: their paths and schemas together.
pub(crate) fn document(parts: &[&Path]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut whole = Value::Null;
    for part in parts {
        println!("cargo::rerun-if-changed={}", part.display());
        let part: Value = serde_json::from_slice(&fs::read(part)?)?;
        if whole.is_null() {
            whole = part;
            continue;
        }
        for section in ["/paths", "/components/schemas"] {
            let entries = part.pointer(section).and_then(Value::as_object).cloned();
            let known = whole.pointer_mut(section).and_then(Value::as_object_mut);
            let (Some(known), Some(entries)) = (known, entries) else { continue };
            for (key, entry) in entries {
                if known.insert(key.clone(), entry).is_some() {
                    return Err(format!("two documents have `{key}` in `{section}`").into());
                }
            }
        }
    }
    Ok(serde_json::to_vec(&whole)?)
}

/// Writes the source of the crate, and turns on the features of its groups.
pub(crate) fn write(generated: &Generated, out: &Path) -> Result<(), Box<dyn Error>> {
    let folder = out.join("obstacle_course");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    handwritten(Path::new("../generated-client/src"), &folder)?;
    for (path, text) in &generated.files {
        let path = folder.join("generated").join(path);
        fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
        fs::write(path, text)?;
    }
    let groups: Vec<String> =
        generated.api.groups.iter().map(|group| format!("{:?}", group.name)).collect();
    println!(
        "cargo::rustc-check-cfg=cfg(feature, values(\"blocking\", \"test-util\", {}))",
        groups.join(", ")
    );
    // Those of the runtime add methods, whose names are taken as well.
    let features = groups.iter().map(String::as_str).chain(["\"blocking\"", "\"test-util\""]);
    for feature in features {
        println!("cargo::rustc-cfg=feature={feature}");
    }
    Ok(())
}

/// Copies the handwritten half of the client.
fn handwritten(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if name == "generated" {
            continue;
        }
        println!("cargo::rerun-if-changed={}", path.display());
        if path.is_dir() {
            handwritten(&path, &to.join(name))?;
            continue;
        }
        // Its unit tests have run where they belong.
        let text = fs::read_to_string(path)?.replace("#[cfg(test)]", "#[cfg(any())]");
        let text = if name == "lib.rs" { without_crate_attributes(&text)? } else { text };
        fs::write(to.join(name), text)?;
    }
    Ok(())
}

/// The root without what can only stand at the top of a crate.
fn without_crate_attributes(lib: &str) -> Result<String, syn::Error> {
    let mut file = syn::parse_file(lib)?;
    file.attrs.clear();
    Ok(prettyplease::unparse(&file))
}
