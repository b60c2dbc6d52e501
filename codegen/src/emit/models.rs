//! The files of models: one for each component schema, in each of the modules `request`,
//! `response` and `enums`, together with the schemas that stand inside it.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::gate::Gate;
use super::index::Index;
use super::scope::{Place, Scope, Side};
use super::{File, alias, convert, enumeration, modules, object, union};
use crate::ir::{Model, Shape};
use crate::name;

/// All files of a module of models.
pub(super) fn files<'a>(index: &'a Index<'a>, place: Place, file: &mut impl FnMut(File)) {
    let mut owners: BTreeMap<String, (&'a str, Vec<&'a Model>)> = BTreeMap::new();
    for model in index.api.models.values() {
        if belongs(model, place) {
            let module = name::module(&model.owner);
            owners.entry(module).or_insert_with(|| (&model.owner, Vec::new())).1.push(model);
        }
    }
    let folder = modules::folder(place);
    let mut list = Vec::with_capacity(owners.len());
    for (module, (owner, models)) in owners {
        let gate = gate(index, &models);
        let path = format!("{folder}/{module}.rs");
        let items = items(index, place, owner, &models, &gate);
        file(File { path, source: source(index, owner, &models), items });
        list.push((module, gate));
    }
    let nothing = TokenStream::new();
    file(modules::list(place, &list, &nothing, &nothing));
}

/// Whether a model has a type in a module.
fn belongs(model: &Model, place: Place) -> bool {
    match (&model.shape, place) {
        (Shape::Enum(_), place) => place == Place::Enums,
        (_, Place::Request) => model.in_request,
        (_, Place::Response) => model.in_response,
        _ => false,
    }
}

/// The gate of a file: it exists when one of its models does.
fn gate<'a>(index: &Index<'a>, models: &[&'a Model]) -> Gate<'a> {
    let mut gates = models.iter().map(|model| index.gate(model));
    let mut joined = gates.next().unwrap_or_default();
    for gate in gates {
        joined.join(&gate, index.group_count());
    }
    joined
}

fn items<'a>(
    index: &'a Index<'a>,
    place: Place,
    owner: &'a str,
    models: &[&'a Model],
    file: &Gate<'a>,
) -> TokenStream {
    let mut scope = Scope::new(index, place, owner);
    let mut items = TokenStream::new();
    for model in models {
        scope.enter(index.gate(model));
        let cfg = if scope.gate() == file { TokenStream::new() } else { scope.gate().cfg() };
        for item in model_items(&mut scope, model, place) {
            items.extend([cfg.clone(), item]);
        }
    }
    let uses = scope.uses(file);
    quote!(#uses #items)
}

fn model_items<'a>(scope: &mut Scope<'a>, model: &'a Model, place: Place) -> Vec<TokenStream> {
    let side = if place == Place::Request { Side::Request } else { Side::Response };
    let mut items = match &model.shape {
        Shape::Object(found) => object::items(scope, model, found, side),
        Shape::Enum(found) => enumeration::items(scope, model, found),
        Shape::Union(found) => union::items(scope, model, found, side),
        Shape::Alias(target) => vec![alias::item(scope, model, target, side)],
    };
    if side == Side::Request {
        items.extend(convert::items(scope, model));
    }
    items
}

/// The line that names the component or operation that a file comes from.
fn source(index: &Index, owner: &str, models: &[&Model]) -> String {
    let mut pointers = models.iter().map(|model| model.at.to_string());
    let component = pointers.find_map(|pointer| {
        let name = pointer.strip_prefix("#/components/schemas/")?;
        Some(format!("#/components/schemas/{}", name.split('/').next().unwrap_or_default()))
    });
    let operation = index.operation(owner).map(|operation| operation.at.to_string());
    let place = component.or(operation).or_else(|| Some(models.first()?.at.to_string()));
    place.map_or_else(String::new, |place| format!("Source: {place}"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TEXT, api, enumeration, field, file, named, object};
    use crate::ir::Shape;

    #[test]
    fn imports_are_exact_behind_every_gate() {
        let mut a = object("Part", vec![field("x", named("Kind"))]);
        a.owner = "Whole".to_owned();
        let mut b = object("Whole", vec![field("y", TEXT)]);
        b.groups = ["b".to_owned()].into();
        let mut kind = enumeration("Kind", &["x"]);
        kind.groups = ["a".to_owned(), "b".to_owned()].into();
        let api = api(vec![a, b, kind], vec![]);
        let text = file(&api, "response/whole.rs");
        assert!(text.starts_with("// Source: #/components/schemas/Part\n\n#[cfg(feature = \"a\")]\nuse crate::enums;\nuse crate::model::{"), "{text}");
        assert!(text.contains("#[cfg(feature = \"a\")]\nimpl_model!(Part, Response);"), "{text}");
        assert!(text.contains("#[cfg(feature = \"b\")]\nimpl_model!(Whole, Response);"), "{text}");
        assert!(file(&api, "response.rs").contains(".\n\nmod whole;\n\npub use self::whole::*;\n"));
        assert!(!file(&api, "enums/kind.rs").contains("#[cfg("));
    }

    #[test]
    fn types_stand_in_the_modules_that_reach_them() {
        let mut model = object("A", vec![]);
        model.in_request = false;
        let mut alias = object("Id", vec![]);
        alias.shape = Shape::Alias(TEXT);
        let api = api(vec![model, alias], vec![]);
        assert!(!file(&api, "request.rs").contains("mod a;"));
        assert!(file(&api, "response.rs").contains("mod a;"));
        assert!(file(&api, "request/id.rs").ends_with("pub type Id = String;\n"));
    }

    #[test]
    fn the_output_does_not_depend_on_the_run() {
        let api = api(vec![object("A", vec![field("x", named("B"))]), object("B", vec![])], vec![]);
        let texts = || {
            crate::emit::testing::files(&api)
                .into_iter()
                .map(crate::render::render)
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(), texts());
    }
}
