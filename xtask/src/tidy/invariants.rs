//! The invariants of ARCHITECTURE.md about which modules may use which items.

use super::paths::Paths;
use super::{none, sources};

/// What some files may not use.
struct Rule {
    /// The files that it is about: how their paths start.
    files: &'static str,
    /// The files that may, each with what follows its name: `emit` is `emit.rs` and `emit/`.
    except: &'static [&'static str],
    /// What the others may not use: a path and everything below it, only what is below it
    /// (`quote::`, since a variable may have the name), or a macro.
    forbidden: &'static [&'static str],
    /// Why.
    reason: &'static str,
}

const RULES: &[Rule] = &[
    Rule {
        files: "codegen/src/",
        except: &[],
        forbidden: &[
            "std::fs",
            "std::env",
            "std::net",
            "std::process",
            "std::thread",
            "std::time",
            "std::io",
            "std::os",
            "print!",
            "println!",
            "eprint!",
            "eprintln!",
            "dbg!",
        ],
        reason: "codegen is a pure function: no files, network, clock, environment or processes",
    },
    Rule {
        files: "xtask/src/",
        except: &["fs"],
        forbidden: &[
            "std::fs::write",
            "std::fs::rename",
            "std::fs::copy",
            "std::fs::hard_link",
            "std::fs::create_dir",
            "std::fs::create_dir_all",
            "std::fs::remove_file",
            "std::fs::remove_dir",
            "std::fs::remove_dir_all",
            "std::fs::set_permissions",
            "std::fs::File",
            "std::fs::OpenOptions",
            "std::os",
            "fs::write",
            "fs::rename",
            "fs::copy",
            "fs::hard_link",
            "fs::create_dir",
            "fs::create_dir_all",
            "fs::remove_dir",
            "fs::set_permissions",
            "fs::File",
            "fs::OpenOptions",
        ],
        reason: "xtask/src/fs.rs is the only module that writes files",
    },
    Rule {
        files: "codegen/src/",
        except: &["name"],
        forbidden: &[
            "format_ident!",
            "quote::format_ident",
            "quote::format_ident!",
            "Ident::new",
            "Ident::new_raw",
            "proc_macro2::Ident::new",
            "proc_macro2::Ident::new_raw",
            "syn::Ident::new",
            "Ident::from",
            "syn::parse_str",
            "TokenStream::from_str",
            "proc_macro2::TokenStream::from_str",
        ],
        reason: "identifiers are made in codegen/src/name.rs, and text never becomes code",
    },
    Rule {
        files: "codegen/src/",
        except: &["emit", "render", "name"],
        forbidden: &["quote::", "proc_macro2::", "quote!", "syn::"],
        reason: "tokens stay in emit, render and name",
    },
    Rule {
        files: "codegen/src/",
        except: &["lower", "parse", "model"],
        forbidden: &["openapiv3::"],
        reason: "openapiv3 stays in lower, parse and model",
    },
    Rule {
        files: "codegen/src/",
        except: &["load", "source", "lib", "overlay"],
        forbidden: &["serde_yaml::", "saphyr_parser::"],
        reason: "YAML is read in load and source",
    },
];

impl Rule {
    fn is_about(&self, path: &str) -> bool {
        let Some(rest) = path.strip_prefix(self.files) else { return false };
        let is_test =
            rest == "tests.rs" || rest.ends_with("/tests.rs") || rest.ends_with("testing.rs");
        // These files are modules of tests as a whole.
        let is_test = is_test || rest.starts_with("tidy") || rest.starts_with("guides");
        !is_test
            && !self.except.iter().any(|module| {
                rest.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
            })
    }

    /// Returns what a file uses against the rule.
    fn broken_by(&self, text: &str) -> Vec<String> {
        let is_below = |path: &str, forbidden: &str| {
            path.strip_prefix(forbidden).is_some_and(|rest| {
                forbidden.ends_with("::") || rest.is_empty() || rest.starts_with("::")
            })
        };
        let is_forbidden =
            |path: &String| self.forbidden.iter().any(|forbidden| is_below(path, forbidden));
        Paths::of(text).used.into_iter().filter(is_forbidden).collect()
    }
}

#[test]
fn no_file_uses_what_an_invariant_forbids() {
    let mut broken = Vec::new();
    for rule in RULES {
        for (path, text) in sources().filter(|(path, _)| rule.is_about(path)) {
            for used in rule.broken_by(text) {
                broken.push(format!("{path} uses {used}: {}", rule.reason));
            }
        }
    }
    none(&broken, "these files break an invariant of ARCHITECTURE.md");
}

#[test]
fn each_rule_detects_a_violation() {
    for rule in RULES {
        let path = format!("{}some/file.rs", rule.files);
        assert!(rule.is_about(&path));
        for forbidden in rule.forbidden {
            let text = match forbidden.strip_suffix('!') {
                Some(name) => format!("fn f() {{ {name}!(); }}"),
                None => {
                    let path = format!(
                        "{}{}",
                        forbidden,
                        if forbidden.ends_with("::") { "x" } else { "" }
                    );
                    format!("fn f() {{ {path}(); }}\nuse {path} as g;")
                }
            };
            assert!(!rule.broken_by(&text).is_empty(), "{forbidden}");
            assert!(rule.broken_by(&format!("#[cfg(test)] mod tests {{ {text} }}")).is_empty());
        }
        for module in rule.except {
            assert!(!rule.is_about(&format!("{}{module}.rs", rule.files)));
            assert!(!rule.is_about(&format!("{}{module}/x.rs", rule.files)));
        }
    }
}
