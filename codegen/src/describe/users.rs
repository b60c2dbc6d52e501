//! Lists the users of a model: the operations that send or return it, and the models that contain
//! it. These sentences link the pages of models, and are the summary if the spec has none.

use std::collections::{BTreeMap, BTreeSet};

use super::link;
use super::text::{Line, Lines, lines, wrapped};
use crate::ir::{Api, Content, Enum, Model, Operation, Shape, TypeRef};
use crate::name::TypeName;
use crate::surface::{Direction, Features, Schemas};

/// How many users are named; the others are counted.
const NAMED: usize = 3;

/// The users of all models, by the name of the model.
pub(super) struct Users<'a> {
    of: BTreeMap<&'a TypeName, Found<'a>>,
}

#[derive(Clone, Default)]
struct Found<'a> {
    parameters: BTreeMap<&'a str, &'a Operation>,
    senders: BTreeMap<&'a str, &'a Operation>,
    returners: BTreeMap<&'a str, &'a Operation>,
    rejecters: BTreeMap<&'a str, &'a Operation>,
    holders: BTreeSet<&'a TypeName>,
}

impl Found<'_> {
    fn extend(&mut self, more: Self) {
        self.parameters.extend(more.parameters);
        self.senders.extend(more.senders);
        self.returners.extend(more.returners);
        self.rejecters.extend(more.rejecters);
        self.holders.extend(more.holders);
    }
}

impl<'a> Users<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let mut users = Self { of: BTreeMap::new() };
        for operation in &api.operations {
            users.operation(operation);
        }
        for model in api.models.values() {
            for ty in parts(&model.shape) {
                users.add(ty, |found| {
                    found.holders.insert(&model.name);
                });
            }
        }
        users.share(api);
        users
    }

    /// Adds the users of each alias of an enum to the enum, because they declare its name.
    fn share(&mut self, api: &'a Api) {
        for model in api.models.values() {
            if let Shape::Enum(Enum { same_as: Some(canonical), .. }) = &model.shape
                && let Some(found) = self.of.get(&model.name).cloned()
            {
                self.of.entry(canonical).or_default().extend(found);
            }
        }
    }

    fn operation(&mut self, operation: &'a Operation) {
        let id = operation.id.as_str();
        for parameter in operation.arguments() {
            self.add(&parameter.ty, |found| {
                found.parameters.insert(id, operation);
            });
        }
        if let Some(body) = &operation.body {
            self.add(&body.ty, |found| {
                found.senders.insert(id, operation);
            });
        }
        match &operation.success.content {
            Content::Result(ty) | Content::Body(ty) | Content::Page { item: ty, .. } => {
                self.add(ty, |found| {
                    found.returners.insert(id, operation);
                });
            }
            Content::Empty | Content::Text | Content::Bytes => {}
        }
        for ty in operation.errors.iter().filter_map(|error| error.body.as_ref()) {
            self.add(ty, |found| {
                found.rejecters.insert(id, operation);
            });
        }
    }

    fn add(&mut self, ty: &'a TypeRef, add: impl FnOnce(&mut Found<'a>)) {
        match ty {
            TypeRef::Array(item) | TypeRef::Map(item) | TypeRef::Nullable(item) => {
                self.add(item, add);
            }
            TypeRef::Named(name) => add(self.of.entry(name).or_default()),
            _ => {}
        }
    }

    /// Returns the sentences about a model; no direction for an enum, which has none.
    pub(super) fn of(
        &self,
        schemas: &Schemas<'a>,
        model: &'a Model,
        direction: Option<Direction>,
    ) -> Lines<'a> {
        let Some(found) = self.of.get(&model.name) else { return Vec::new() };
        let own = schemas.features(model);
        let methods = |operations: &BTreeMap<&str, &'a Operation>| -> Vec<Word<'a>> {
            operations.values().map(|operation| method(schemas, operation, &own)).collect()
        };
        let others = found.holders.iter().filter(|name| **name != &model.name);
        let holders: Vec<Word> =
            others.filter_map(|name| holder(schemas, name, direction, &own)).collect();
        let mut sentences = Sentences::default();
        if direction != Some(Direction::Response) {
            sentences.add("Request body of", &methods(&found.senders));
            sentences.add("Parameter of", &methods(&found.parameters));
        }
        if direction != Some(Direction::Request) {
            sentences.add("Returned by", &methods(&found.returners));
            sentences.add("Error body of", &methods(&found.rejecters));
        }
        sentences.add("Used in", &holders);
        sentences.lines()
    }
}

/// Returns a link to the method of an operation, from what exists with the features `from`.
fn method<'a>(schemas: &Schemas<'a>, operation: &'a Operation, from: &Features) -> Word<'a> {
    let features = Features::Any([operation.group.as_str()].into());
    let (name, path) = link::method(operation);
    Word::new(format!("`{name}`"), &path, features, from, schemas.group_count())
}

/// Returns a link to a model that holds another one, from what exists with the features `from`.
fn holder<'a>(
    schemas: &Schemas<'a>,
    name: &TypeName,
    direction: Option<Direction>,
    from: &Features,
) -> Option<Word<'a>> {
    let model = schemas.model(name)?;
    let module = match direction {
        Some(Direction::Request) if model.in_request => "request",
        Some(Direction::Response) | None if model.in_response => "response",
        Some(_) => return None,
        None => "request",
    };
    let path = format!("crate::{module}::{name}");
    let features = schemas.features(model);
    Some(Word::new(format!("`{name}`"), &path, features, from, schemas.group_count()))
}

/// A name, and where it leads to if that is there.
#[derive(Debug, Clone)]
struct Word<'a> {
    name: String,
    link: String,
    /// The features that the target needs, where the documentation can exist without it.
    needs: Option<Features<'a>>,
}

impl<'a> Word<'a> {
    fn new(
        name: String,
        path: &str,
        features: Features<'a>,
        from: &Features,
        groups: usize,
    ) -> Self {
        let link = format!("[{name}]({path})");
        let needs = (!from.implies(&features, groups)).then_some(features);
        Self { name, link, needs }
    }
}

/// A piece of the sentences.
#[derive(Debug)]
enum Piece<'a> {
    Text(String),
    /// A word, and the punctuation behind it.
    Word(Word<'a>, &'static str),
}

/// Sentences with links.
#[derive(Debug, Default)]
struct Sentences<'a>(Vec<Piece<'a>>);

impl<'a> Sentences<'a> {
    /// A sentence that names the first users and counts the others.
    fn add(&mut self, verb: &str, users: &[Word<'a>]) {
        let Some(named) = users.get(..users.len().min(NAMED)).filter(|named| !named.is_empty())
        else {
            return;
        };
        let more = users.len() - named.len();
        self.0.push(Piece::Text(verb.to_owned()));
        for (at, word) in named.iter().enumerate() {
            let (after, and) = match named.len() - at {
                1 if more == 0 => (".", None),
                1 => ("", Some(others(more))),
                2 if more == 0 => ("", Some("and".to_owned())),
                _ => (",", None),
            };
            self.0.push(Piece::Word(word.clone(), after));
            self.0.extend(and.map(Piece::Text));
        }
    }

    /// Rustdoc joins lines to a paragraph, so a word that is a link with some features only has a
    /// line of its own.
    fn lines(self) -> Lines<'a> {
        let mut found = Vec::new();
        let mut text = String::new();
        for piece in self.0 {
            let (word, after) = match piece {
                Piece::Text(words) => (words, ""),
                Piece::Word(Word { link, needs: None, .. }, after) => (link, after),
                Piece::Word(Word { link, name, needs: Some(features) }, after) => {
                    found.extend(lines(wrapped(&text)));
                    text.clear();
                    let (link, plain) = (format!("{link}{after}"), Some(format!("{name}{after}")));
                    found.push(Line::With { features, link, plain });
                    continue;
                }
            };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&word);
            text.push_str(after);
        }
        found.extend(lines(wrapped(&text)));
        found
    }
}

/// Returns the end of a sentence that counts the users that it does not name.
fn others(more: usize) -> String {
    if more == 1 { "and 1 other.".to_owned() } else { format!("and {more} others.") }
}

/// Returns the types that a model consists of.
fn parts(shape: &Shape) -> Vec<&TypeRef> {
    match shape {
        Shape::Object(object) => object.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(union) => union.arms.iter().map(|arm| &arm.ty).collect(),
        Shape::Alias(target) => vec![target],
        Shape::Enum(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::testing::{api, body, enumeration, field, file, named, object, operation};

    #[test]
    fn users_are_named_up_to_three() {
        let text = |count: usize| {
            let word = |user| Word { name: String::new(), link: format!("u{user}"), needs: None };
            let mut sentences = Sentences::default();
            sentences.add("By", &(0..count).map(word).collect::<Vec<_>>());
            sentences.lines()
        };
        let line = |text: &str| vec![Line::Always(text.to_owned())];
        assert_eq!(text(0), vec![]);
        assert_eq!(text(1), line("By u0."));
        assert_eq!(text(2), line("By u0 and u1."));
        assert_eq!(text(3), line("By u0, u1 and u2."));
        assert_eq!(text(5), line("By u0, u1, u2 and 2 others."));
    }

    #[test]
    fn a_model_without_a_description_is_described_by_its_users() {
        let mut whole = object("Whole", vec![field("part", named("Part"))]);
        let mut part = object("Part", vec![]);
        whole.docs.description = None;
        part.docs.description = None;
        let put = Operation {
            body: Some(body("Whole")),
            ..operation("aPut", "a", Content::Result(named("Whole")))
        };
        let api = api(vec![whole, part], vec![put]);
        for (path, docs) in [
            ("request/whole.rs", "/// Request body of [`A::a_put`](crate::resources::A::a_put).\n"),
            ("response/whole.rs", "/// Returned by [`A::a_put`](crate::resources::A::a_put).\n"),
            ("request/part.rs", "/// Used in [`Whole`](crate::request::Whole).\n"),
            ("response/part.rs", "/// Used in [`Whole`](crate::response::Whole).\n"),
        ] {
            let text = file(&api, path);
            assert!(text.contains(docs), "{text}");
        }
    }

    #[test]
    fn an_enum_is_used_where_an_alias_of_it_is() {
        let mut alias = enumeration("OtherState", &["on"]);
        if let Shape::Enum(values) = &mut alias.shape {
            values.same_as = Some(TypeName::new("State"));
        }
        let models = vec![
            enumeration("State", &["on"]),
            alias,
            object("Thing", vec![field("state", named("State"))]),
            object("Other", vec![field("state", named("OtherState"))]),
        ];
        let text = file(&api(models, Vec::new()), "enums/state.rs");
        let (of_state, of_other) = ("crate::response::Thing", "crate::response::Other");
        assert!(text.contains(of_state) && text.contains(of_other), "{text}");
    }

    #[test]
    fn a_link_to_what_may_be_missing_depends_on_its_feature() {
        let part = Model { groups: ["a", "b"].map(str::to_owned).into(), ..object("Part", vec![]) };
        let first = object("First", vec![field("part", named("Part"))]);
        let second = Model {
            groups: ["b".to_owned()].into(),
            ..object("Second", vec![field("part", named("Part"))])
        };
        let returning = |id, group: &str, name| Operation {
            group: group.to_owned(),
            ..operation(id, group, Content::Result(named(name)))
        };
        let operations = vec![
            returning("aGet", "a", "First"),
            returning("bGet", "b", "Second"),
            returning("cGet", "c", "Other"),
        ];
        let other = Model { groups: ["c".to_owned()].into(), ..object("Other", vec![]) };
        let api = api(vec![part, first, second, other], operations);
        let text = file(&api, "response/part.rs");
        let docs = "/// Used in\n\
            #[cfg_attr(feature = \"a\", doc = \"[`First`](crate::response::First)\")]\n\
            #[cfg_attr(not(feature = \"a\"), doc = \"`First`\")]\n\
            /// and\n\
            #[cfg_attr(feature = \"b\", doc = \"[`Second`](crate::response::Second).\")]\n\
            #[cfg_attr(not(feature = \"b\"), doc = \"`Second`.\")]\n";
        assert!(text.contains(docs), "{text}");
        assert!(file(&api, "response/first.rs").contains("/// Returned by [`A::a_get`]"));
    }
}
