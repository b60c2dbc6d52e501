//! The files of models: one for each component schema, in each of the modules `request`,
//! `response` and `enums`, together with the schemas that stand inside it.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::{alias, convert, enumeration, features, modules, object, union};
use crate::describe::Describe;
use crate::name::ModuleName;
use crate::render::File;
use crate::surface::{Definition, DefinitionKind, Direction, Features, Module, Schemas, Surface};

/// All files of a module of models.
pub(super) fn files<'a>(
    surface: &'a Surface<'a>,
    describe: &'a Describe<'a>,
    module: Module,
    file: &mut impl FnMut(File),
) {
    let mut owners: BTreeMap<ModuleName, (&'a str, Vec<&'a Definition<'a>>)> = BTreeMap::new();
    for definition in surface.module(module) {
        let owner = &definition.model.owner;
        let file = ModuleName::new(owner);
        owners.entry(file).or_insert_with(|| (owner, Vec::new())).1.push(definition);
    }
    let mut list = Vec::with_capacity(owners.len());
    for (name, (owner, definitions)) in owners {
        let features = features_of(&surface.schemas, &definitions);
        let path = format!("{}/{name}.rs", module.name());
        let scope = Scope::new(surface, describe).of_models(module, owner);
        let items = items(scope, &definitions, &features);
        file(File { path, source: source(&surface.schemas, owner, &definitions), items });
        list.push((name, features));
    }
    file(modules::models(module, &list));
}

/// Returns the features of a file: it exists when one of its types does.
fn features_of<'a>(schemas: &Schemas, definitions: &[&Definition<'a>]) -> Features<'a> {
    let mut all = definitions.iter().map(|definition| &definition.features);
    let mut joined = all.next().cloned().unwrap_or_default();
    for features in all {
        joined.join(features, schemas.group_count());
    }
    joined
}

fn items<'a>(
    mut scope: Scope<'a>,
    definitions: &[&Definition<'a>],
    file: &Features<'a>,
) -> TokenStream {
    let mut items = TokenStream::new();
    for definition in definitions {
        scope.enter(definition.features.clone());
        let cfg = if scope.features() == file {
            TokenStream::new()
        } else {
            features::cfg(scope.features())
        };
        for item in items_of(&mut scope, definition) {
            items.extend([cfg.clone(), item]);
        }
    }
    let uses = scope.uses(file);
    quote!(#uses #items)
}

fn items_of(scope: &mut Scope, definition: &Definition) -> Vec<TokenStream> {
    // The direction of an enum means nothing.
    let direction = definition.direction().unwrap_or(Direction::Response);
    let mut items = match &definition.kind {
        DefinitionKind::Struct(found) => object::items(scope, definition, found, direction),
        DefinitionKind::Enum(found) => enumeration::items(scope, definition, found),
        DefinitionKind::Union(found) => union::items(scope, definition, found, direction),
        DefinitionKind::Alias(target) => vec![alias::item(scope, definition, target)],
    };
    items.extend(convert::items(scope, definition));
    items
}

/// Returns the line that names the component or operation that a file comes from.
fn source(schemas: &Schemas, owner: &str, definitions: &[&Definition]) -> String {
    let mut pointers = definitions.iter().map(|found| found.model.at.to_string());
    let component = pointers.find_map(|pointer| {
        let name = pointer.strip_prefix("#/components/schemas/")?;
        Some(format!("#/components/schemas/{}", name.split('/').next().unwrap_or_default()))
    });
    let operation = schemas.operation(owner).map(|operation| operation.at.to_string());
    let place = component.or(operation).or_else(|| Some(definitions.first()?.model.at.to_string()));
    place.map_or_else(String::new, |place| format!("Source: {place}"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{TEXT, api, enumeration, field, file, named, object};
    use crate::ir::Shape;

    #[test]
    fn imports_are_exact_behind_every_feature() {
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
    fn types_are_in_the_modules_that_reach_them() {
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
