//! The paths that a Rust file uses, read from its syntax: in `use`, in expressions, types, patterns
//! and macros. Code that only tests see is left out.

use std::collections::BTreeSet;

use syn::visit::Visit;
use syn::{Attribute, File, Item, UseTree};

/// The paths of a file, as written.
#[derive(Default)]
pub(super) struct Paths {
    /// All of them: `crate::fs::read`, `std::fs`, `quote!`.
    pub(super) used: BTreeSet<String>,
    /// Those that import from another file: in `use`, or from `crate`, `self` or `super`. What a
    /// module only exports again is not an import of it.
    pub(super) imported: BTreeSet<String>,
    /// Whether the declaration at hand exports again.
    exports: bool,
}

impl Paths {
    /// Reads a file.
    pub(super) fn of(text: &str) -> Self {
        let file: File = syn::parse_file(text).unwrap();
        let mut paths = Self::default();
        paths.visit_file(&file);
        paths
    }
}

impl Paths {
    fn add(&mut self, path: String) {
        if !self.exports {
            self.imported.insert(path.clone());
        }
        self.used.insert(path);
    }

    fn tree(&mut self, prefix: &str, tree: &UseTree) {
        let join = |name: &dyn std::fmt::Display| {
            if prefix.is_empty() { name.to_string() } else { format!("{prefix}::{name}") }
        };
        match tree {
            UseTree::Path(path) => self.tree(&join(&path.ident), &path.tree),
            UseTree::Name(name) if name.ident == "self" => {
                self.add(prefix.to_owned());
            }
            UseTree::Name(name) => self.add(join(&name.ident)),
            UseTree::Rename(rename) => self.add(join(&rename.ident)),
            UseTree::Glob(_) => self.add(prefix.to_owned()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.tree(prefix, tree)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes: &[Attribute] = match item {
            Item::Mod(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Const(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            _ => &[],
        };
        if !attributes.iter().any(is_for_tests) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.exports = !matches!(item.vis, syn::Visibility::Inherited);
        self.tree("", &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if names.len() > 1 && ["crate", "self", "super"].contains(&names[0].as_str()) {
            self.imported.insert(names.join("::"));
        }
        self.used.insert(names.join("::"));
        syn::visit::visit_path(self, path);
    }

    /// `pub(super)` imports nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let names: Vec<String> =
            call.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.used.insert(format!("{}!", names.join("::")));
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    let meta = &attribute.meta;
    meta.path().is_ident("test")
        || (meta.path().is_ident("cfg")
            && meta.require_list().is_ok_and(|list| list.tokens.to_string() == "test"))
}

#[test]
fn paths_are_read_from_syntax_and_tests_are_left_out() {
    let text = "pub(super) use crate::t;\nuse a::{b, c::{self, d as e}, f::*};\n#[cfg(test)]\nmod tests { use x::y; }\n\
        fn g() -> h::I { j::k(); m!(n::o); \"p::q\" }\n// r::s\n";
    let found = Paths::of(text);
    let used: Vec<&str> = found.used.iter().map(String::as_str).collect();
    assert_eq!(used, ["a::b", "a::c", "a::c::d", "a::f", "crate::t", "h::I", "j::k", "m!"]);
    let imported: Vec<&str> = found.imported.iter().map(String::as_str).collect();
    assert_eq!(imported, ["a::b", "a::c", "a::c::d", "a::f"]);
}
