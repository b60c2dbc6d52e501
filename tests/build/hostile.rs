//! Adds to the crate of the obstacle course a module for each hostile document that must compile.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use codegen::Input;
use codegen::overlay::Mode;

use crate::shared::hostile::corpus::{Case, End, all};

/// Modules that the client has beside its generated code; imports from them are unchanged.
const SHARED: [&str; 2] = ["use crate::model::", "use crate::runtime::"];

/// Writes the modules. A case that is refused although it must compile is left out here; the test
/// that runs all cases says so.
pub(crate) fn write(out: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=src/hostile");
    println!("cargo::rerun-if-changed=fixtures/no_overlay.yaml");
    let folder = out.join("obstacle_course/hostile");
    let overlay = fs::read_to_string("fixtures/no_overlay.yaml")?;
    let mut modules = String::new();
    for case in all().iter().filter(|case| case.end == End::Compiles) {
        let Some(files) = generated(case, &overlay) else { continue };
        let module = case.name.replace('-', "_");
        writeln!(
            modules,
            "#[path = {:?}]\npub mod {module};",
            folder.join(&module).join("mod.rs").display().to_string()
        )?;
        for (path, text) in files {
            let path = folder.join(&module).join(path);
            fs::create_dir_all(path.parent().ok_or("a file has a folder")?)?;
            fs::write(path, moved(&text, &module))?;
        }
    }
    fs::write(out.join("obstacle_course/hostile.rs"), modules)?;
    Ok(())
}

/// The files of a case.
fn generated(case: &Case, overlay: &str) -> Option<Vec<(String, String)>> {
    let input = Input {
        document: &case.bytes,
        document_name: case.file,
        overlay,
        overlay_name: "no_overlay.yaml",
        overlay_mode: Mode::Strict,
    };
    let generated = codegen::generate(&input).ok()?;
    for group in &generated.api.groups {
        println!("cargo::rustc-check-cfg=cfg(feature, values({:?}))", group.name);
        println!("cargo::rustc-cfg=feature={:?}", group.name);
    }
    Some(generated.files.into_iter().collect())
}

/// The text of a file whose generated siblings do not stand at the root of the crate. All modules
/// add methods to one client, so their names get the module before them.
fn moved(text: &str, module: &str) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut methods = false;
    for line in text.lines() {
        methods = line == "impl Client {" || (methods && line != "}");
        let own = !SHARED.iter().any(|shared| line.starts_with(shared));
        let import = line.strip_prefix("use crate::").filter(|_| own);
        let method = line.strip_prefix("    pub fn ").filter(|_| methods);
        match (import, method) {
            (Some(rest), _) => moved.extend(["use crate::hostile::", module, "::", rest]),
            (None, Some(rest)) => moved.extend(["    pub fn ", module, "_", rest]),
            (None, None) => moved.push_str(line),
        }
        moved.push('\n');
    }
    moved
}
