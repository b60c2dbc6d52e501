//! Values in examples: example values of the spec, or else plain placeholders.

use heck::ToKebabCase;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::ir::{Docs, Enum, Field, Format, Model, Object, Parameter, Shape, TypeRef, Union};
use crate::name::TypeName;
use crate::surface::{Argument, Builder, DefinitionKind, Direction, Module, Surface, Type};

/// How deep a value that is made up may go.
const DEPTH: usize = 6;

/// How many optional fields an object sets that the document does not quote as a whole.
const SETTERS: usize = 4;

/// Words by which the document says that a field depends on others.
const CONDITIONS: [&str; 5] =
    ["mutually exclusive", "together with", "can only be", "cannot be combined", "only accepted"];

/// The longest text that is quoted; what is longer would hide the call.
const TEXT: usize = 120;

/// Makes values of types of requests.
pub(super) struct Values<'a> {
    pub(super) surface: &'a Surface<'a>,
}

/// What a place takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Anything that converts into the type.
    Argument,
    /// The type itself.
    Exact,
}

/// Whether a text of this format is something that nobody has at hand in a variable.
pub(super) fn is_made_up(format: Format) -> bool {
    matches!(format, Format::Date | Format::DateTime | Format::Boolean)
}

impl Values<'_> {
    /// Returns the body of a request.
    pub(super) fn body(&self, ty: &TypeRef) -> Option<TokenStream> {
        self.made_up(ty, "", Form::Exact, 0)
    }

    /// Returns what the document quotes for a parameter, as an argument.
    pub(super) fn quoted(&self, ty: &TypeRef, docs: &Docs) -> Option<TokenStream> {
        self.argument(ty, &example(docs)?)
    }

    /// Returns a value of JSON as an argument.
    pub(super) fn argument(&self, ty: &TypeRef, value: &Value) -> Option<TokenStream> {
        self.of_json(ty, value, Form::Argument)
    }

    /// Returns a value for a parameter of which the document quotes none.
    pub(super) fn parameter(&self, parameter: &Parameter) -> Option<TokenStream> {
        if let TypeRef::String(Format::Boolean) = parameter.ty {
            return Some(quote!(true));
        }
        self.made_up(&parameter.ty, &parameter.wire, Form::Argument, 0)
    }

    /// Returns a value of a type; `name` is what the place is called that takes it.
    fn made_up(&self, ty: &TypeRef, name: &str, form: Form, depth: usize) -> Option<TokenStream> {
        if depth > DEPTH {
            return None;
        }
        let text = |text: &str| self.of_json(ty, &Value::from(text), form);
        match ty {
            TypeRef::String(format) => text(&plain_text(*format, name)),
            TypeRef::Integer | TypeRef::Number | TypeRef::IntegerOrText | TypeRef::NumberOrText => {
                self.of_json(ty, &Value::from(1), form)
            }
            TypeRef::Boolean => Some(quote!(true)),
            TypeRef::Any(_) => Some(quote!(json!({}))),
            TypeRef::Array(item) => {
                let of_item = self.of_item(item, form);
                match self.made_up(item, name, of_item, depth + 1) {
                    Some(item) => Some(list(&[item], form)),
                    None => Some(self.empty(item, form)),
                }
            }
            TypeRef::Map(item) => {
                let value = self.made_up(item, name, self.of_item(item, form), depth + 1)?;
                map(item, &[("key", value)], form)
            }
            TypeRef::Nullable(item) => {
                let item = self.made_up(item, name, Form::Exact, depth + 1)?;
                Some(quote!(Some(#item)))
            }
            TypeRef::Bytes => Some(quote!("content".as_bytes())),
            TypeRef::Named(named) => self.model(named, name, form, depth),
        }
    }

    fn model(&self, named: &TypeName, name: &str, form: Form, depth: usize) -> Option<TokenStream> {
        let model = self.surface.schemas.model(named)?;
        let quoted = example(&model.docs)
            .and_then(|value| self.of_json(&TypeRef::Named(named.clone()), &value, form));
        if quoted.is_some() {
            return quoted;
        }
        match &model.shape {
            Shape::Alias(target) => self.made_up(target, name, form, depth + 1),
            Shape::Enum(found) => {
                let ident = named.ident();
                let variant = found.values.first()?.name.ident();
                Some(quote!(enums::#ident::#variant))
            }
            Shape::Union(found) => found.arms.iter().find_map(|arm| {
                let payload = self.made_up(&arm.ty, name, Form::Exact, depth + 1)?;
                let (ident, variant) = (named.ident(), arm.name.ident());
                Some(quote!(request::#ident::#variant(#payload)))
            }),
            Shape::Object(_) => self.made_up_object(model, depth),
        }
    }

    /// Returns how a request of this type is made.
    fn builder(&self, name: &TypeName) -> Option<&Builder<'_>> {
        match &self.surface.definition(Module::Request, name)?.kind {
            DefinitionKind::Struct(found) => found.builder.as_ref(),
            _ => None,
        }
    }

    fn made_up_object(&self, model: &Model, depth: usize) -> Option<TokenStream> {
        let builder = self.builder(&model.name)?;
        let mut arguments = Vec::new();
        for argument in &builder.arguments {
            arguments.push(self.field(argument, depth)?);
        }
        let setters = builder.setters.iter().map(|setter| &setter.argument);
        let (conditional, mut settable): (Vec<&Argument>, Vec<&Argument>) = setters
            .filter(|argument| !argument.field.docs.deprecated)
            .partition(|argument| is_conditional(&argument.field.docs));
        if settable.is_empty() {
            settable = conditional;
        }
        let quoted = settable.iter().copied().filter(|it| self.is_quoted(it.field)).take(SETTERS);
        let mut chosen: Vec<&Argument> = if depth == 0 { quoted.collect() } else { Vec::new() };
        if chosen.is_empty() && arguments.is_empty() {
            chosen = self.some(&settable);
        }
        complete(&mut chosen, &settable);
        let setters = chosen.into_iter().filter_map(|argument| {
            let name = argument.field.name.ident();
            let value = self.field(argument, depth)?;
            Some(quote!(.#name(#value)))
        });
        let name = model.name.ident();
        Some(quote!(request::#name::new(#(#arguments),*) #(#setters)*))
    }

    /// Some fields of an object that requires none, so that its value is not empty: scalars, of
    /// which the document rather quotes a value, or one of several objects.
    fn some<'f>(&self, settable: &[&'f Argument<'f>]) -> Vec<&'f Argument<'f>> {
        let (scalars, others): (Vec<&Argument>, Vec<_>) =
            settable.iter().partition(|it| self.is_scalar(&it.field.ty));
        if others.len() > scalars.len() {
            return others.into_iter().take(1).collect();
        }
        let quoted: Vec<&Argument> =
            scalars.iter().copied().filter(|it| self.is_quoted(it.field)).collect();
        let best = if quoted.is_empty() { scalars } else { quoted };
        best.into_iter().take(SETTERS / 2).collect()
    }

    /// Returns the argument for a field: quoted, or made up.
    fn field(&self, argument: &Argument, depth: usize) -> Option<TokenStream> {
        let field = argument.field;
        let make = |form| {
            let quoted =
                example(&field.docs).and_then(|value| self.of_json(&field.ty, &value, form));
            quoted.or_else(|| self.made_up(&field.ty, &field.wire, form, depth + 1))
        };
        self.place(argument, make)
    }

    /// Returns the argument that a constructor or setter takes for a field.
    fn place(
        &self,
        argument: &Argument,
        make: impl Fn(Form) -> Option<TokenStream>,
    ) -> Option<TokenStream> {
        let field = argument.field;
        match &argument.ty {
            Type::Option(_) => {
                let value = make(Form::Exact)?;
                let value = if field.boxed { quote!(Box::new(#value)) } else { value };
                let value = if field.secret { quote!(Secret::from(#value)) } else { value };
                Some(quote!(Some(#value)))
            }
            Type::Into(into) => {
                let is_text = matches!(self.surface.schemas.resolve(&field.ty), TypeRef::String(_));
                // Only a string becomes a secret in one step.
                let converts = is_text || !matches!(**into, Type::Secret(_));
                make(if converts { Form::Argument } else { Form::Exact })
            }
            Type::Entries(_) => make(Form::Argument),
            _ => make(Form::Exact),
        }
    }

    /// Whether the document quotes a value for a field.
    fn is_quoted(&self, field: &Field) -> bool {
        let of_model = || match &field.ty {
            TypeRef::Named(name) => example(&self.surface.schemas.model(name)?.docs),
            _ => None,
        };
        example(&field.docs)
            .or_else(of_model)
            .is_some_and(|value| self.of_json(&field.ty, &value, Form::Exact).is_some())
    }

    fn is_scalar(&self, ty: &TypeRef) -> bool {
        match self.surface.schemas.resolve(ty) {
            TypeRef::Array(_) | TypeRef::Map(_) | TypeRef::Any(_) => false,
            TypeRef::Named(name) => self.surface.schemas.enumeration(name).is_some(),
            _ => true,
        }
    }

    /// Returns a value of JSON as a value of a type; none if it is not one, property by property.
    fn of_json(&self, ty: &TypeRef, value: &Value, form: Form) -> Option<TokenStream> {
        Some(match (ty, value) {
            (TypeRef::String(Format::Boolean), Value::String(text)) if form == Form::Argument => {
                match text.as_str() {
                    "true" => quote!(true),
                    "false" => quote!(false),
                    _ => return None,
                }
            }
            (TypeRef::String(format), Value::String(text)) => {
                if text.chars().count() > TEXT {
                    return None;
                }
                match (format, form) {
                    (_, Form::Argument) => quote!(#text),
                    (Format::Date, _) => quote!(Date::from(#text)),
                    (Format::DateTime, _) => quote!(DateTime::from(#text)),
                    _ => quote!(#text.to_owned()),
                }
            }
            (TypeRef::Integer, Value::Number(number)) => integer(number.as_i64()?),
            (TypeRef::Number, Value::Number(number)) => match number.as_i64() {
                // A literal that names no type is an `i32`.
                Some(whole) if form == Form::Argument && i32::try_from(whole).is_ok() => {
                    integer(whole)
                }
                _ => float(number.as_f64()?),
            },
            (TypeRef::Boolean, Value::Bool(flag)) => quote!(#flag),
            (TypeRef::IntegerOrText, Value::Number(number)) => {
                either(&quote!(IntegerOrText), integer(number.as_i64()?), form)
            }
            (TypeRef::NumberOrText, Value::Number(number)) => {
                either(&quote!(NumberOrText), float(number.as_f64()?), form)
            }
            (TypeRef::IntegerOrText, Value::String(text)) => {
                either(&quote!(IntegerOrText), quote!(#text), form)
            }
            (TypeRef::NumberOrText, Value::String(text)) => {
                either(&quote!(NumberOrText), quote!(#text), form)
            }
            (TypeRef::Any(_), value) => any(value)?,
            (TypeRef::Array(item), Value::Array(items)) => {
                let of_item = self.of_item(item, form);
                let found: Option<Vec<_>> =
                    items.iter().map(|value| self.of_json(item, value, of_item)).collect();
                if items.is_empty() { self.empty(item, form) } else { list(&found?, form) }
            }
            (TypeRef::Map(item), Value::Object(members)) => {
                let of_item = self.of_item(item, form);
                let mut found = Vec::new();
                for (key, value) in members {
                    found.push((key.as_str(), self.of_json(item, value, of_item)?));
                }
                map(item, &found, form)?
            }
            (TypeRef::Nullable(_), Value::Null) => quote!(None),
            (TypeRef::Nullable(item), value) => {
                let item = self.of_json(item, value, Form::Exact)?;
                quote!(Some(#item))
            }
            (TypeRef::Named(name), value) => return self.model_of_json(name, value, form),
            _ => return None,
        })
    }

    /// Returns how an item of an array or a value of a map is written: all of them have one type,
    /// so only strings are written as what converts.
    fn of_item(&self, item: &TypeRef, form: Form) -> Form {
        match self.surface.schemas.resolve(item) {
            TypeRef::String(Format::Boolean) => Form::Exact,
            TypeRef::String(_) => form,
            _ => Form::Exact,
        }
    }

    /// Returns a list without items. Where any items would convert, it must say of which type none
    /// are.
    fn empty(&self, item: &TypeRef, form: Form) -> TokenStream {
        match (form, self.surface.schemas.resolve(item)) {
            (Form::Argument, TypeRef::Named(name)) if !self.surface.schemas.is_struct(name) => {
                let (module, ident) =
                    (self.surface.schemas.module(name, Direction::Request), name.ident());
                if module == Module::Enums {
                    quote!(Vec::<enums::#ident>::new())
                } else {
                    quote!(Vec::<request::#ident>::new())
                }
            }
            (Form::Argument, TypeRef::String(_)) => quote!(Vec::<String>::new()),
            _ => quote!(Vec::new()),
        }
    }

    fn model_of_json(&self, named: &TypeName, value: &Value, form: Form) -> Option<TokenStream> {
        let model = self.surface.schemas.model(named)?;
        match &model.shape {
            Shape::Alias(target) => self.of_json(target, value, form),
            Shape::Enum(found) => variant(named, found, value.as_str()?),
            Shape::Union(found) => self.variant_of_json(named, found, value),
            Shape::Object(object) => self.object_of_json(model, object, value),
        }
    }

    /// Returns the first variant that has the type of the whole value.
    fn variant_of_json(
        &self,
        named: &TypeName,
        union: &Union,
        value: &Value,
    ) -> Option<TokenStream> {
        union.arms.iter().find_map(|arm| {
            let payload = self.of_json(&arm.ty, value, Form::Exact)?;
            let (ident, variant) = (named.ident(), arm.name.ident());
            Some(quote!(request::#ident::#variant(#payload)))
        })
    }

    fn object_of_json(&self, model: &Model, object: &Object, value: &Value) -> Option<TokenStream> {
        let members = value.as_object()?;
        let known = |wire: &str| object.fields.iter().find(|field| field.wire == wire);
        for (wire, value) in members {
            let field = known(wire)?;
            if field.tag.as_deref().is_some_and(|tag| value.as_str() != Some(tag)) {
                return None;
            }
        }
        let given = |argument: &Argument| {
            let value = members.get(&argument.field.wire)?;
            self.place(argument, |form| self.of_json(&argument.field.ty, value, form))
        };
        let builder = self.builder(&model.name)?;
        let arguments: Option<Vec<_>> = builder.arguments.iter().map(given).collect();
        let arguments = arguments?;
        let mut setters = Vec::new();
        for argument in builder.setters.iter().map(|setter| &setter.argument) {
            if members.contains_key(&argument.field.wire) {
                let (name, value) = (argument.field.name.ident(), given(argument)?);
                setters.push(quote!(.#name(#value)));
            }
        }
        let name = model.name.ident();
        Some(quote!(request::#name::new(#(#arguments),*) #(#setters)*))
    }
}

/// Adds the other end of a range of which one end is chosen: an upper bound alone may lie below the
/// default of the lower one.
fn complete<'f>(chosen: &mut Vec<&'f Argument<'f>>, settable: &[&'f Argument<'f>]) {
    let end = |argument: &Argument| -> Option<(bool, String)> {
        let name = argument.field.name.as_str();
        let lower = name.strip_prefix("min_").map(|rest| (true, rest.to_owned()));
        lower.or_else(|| name.strip_prefix("max_").map(|rest| (false, rest.to_owned())))
    };
    let ends: Vec<_> = chosen.iter().filter_map(|argument| end(argument)).collect();
    for (is_lower, rest) in &ends {
        let other = (!is_lower, rest.clone());
        if !ends.contains(&other) {
            chosen.extend(settable.iter().copied().filter(|it| end(it).as_ref() == Some(&other)));
        }
    }
    // In the order of the fields, as everywhere.
    chosen.sort_by_key(|argument| {
        settable.iter().position(|it| std::ptr::eq(it.field, argument.field))
    });
}

/// Whether the document allows a field with some values of other fields only: an example with it
/// could be one that the service rejects.
fn is_conditional(docs: &Docs) -> bool {
    let text = docs.description.as_deref().unwrap_or_default().to_lowercase();
    CONDITIONS.iter().any(|words| text.contains(words))
}

fn example(docs: &Docs) -> Option<Value> {
    serde_json::from_str(docs.example.as_deref()?).ok()
}

fn variant(named: &TypeName, found: &Enum, text: &str) -> Option<TokenStream> {
    let value = found.values.iter().find(|value| value.wire == text)?;
    let (ident, variant) = (named.ident(), value.name.ident());
    Some(quote!(enums::#ident::#variant))
}

fn integer(value: i64) -> TokenStream {
    let value = Literal::i64_unsuffixed(value);
    quote!(#value)
}

fn float(value: f64) -> TokenStream {
    let value = Literal::f64_unsuffixed(value);
    quote!(#value)
}

fn either(name: &TokenStream, value: TokenStream, form: Form) -> TokenStream {
    if form == Form::Argument { value } else { quote!(#name::from(#value)) }
}

fn list(items: &[TokenStream], form: Form) -> TokenStream {
    match (items, form) {
        (items, Form::Argument) => quote!([#(#items),*]),
        (items, Form::Exact) => quote!(vec![#(#items),*]),
    }
}

/// Returns a map with these entries; none for an empty argument, whose type nothing would say.
fn map(item: &TypeRef, entries: &[(&str, TokenStream)], form: Form) -> Option<TokenStream> {
    if form == Form::Argument {
        let entries = entries.iter().map(|(key, value)| quote!((#key, #value)));
        return (entries.len() > 0).then(|| quote!([#(#entries),*]));
    }
    let entries = entries.iter().map(|(key, value)| quote!((#key.to_owned(), #value)));
    Some(if let TypeRef::Any(_) = item {
        quote!(Map::from_iter([#(#entries),*]))
    } else {
        quote!(BTreeMap::from([#(#entries),*]))
    })
}

/// `json!(…)`; none for a value that would fill the page.
fn any(value: &Value) -> Option<TokenStream> {
    if value.to_string().chars().count() > TEXT {
        return None;
    }
    let tokens = json(value);
    Some(quote!(json!(#tokens)))
}

/// Returns a value of JSON as the macro `json` reads it.
fn json(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(null),
        Value::Bool(flag) => quote!(#flag),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => integer(number),
            (None, number) => float(number.unwrap_or_default()),
        },
        Value::String(text) => quote!(#text),
        Value::Array(items) => {
            let items = items.iter().map(json);
            quote!([#(#items),*])
        }
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let value = json(value);
                quote!(#key: #value)
            });
            quote!({ #(#members),* })
        }
    }
}

/// Returns a text where the document quotes none.
fn plain_text(format: Format, name: &str) -> String {
    let placeholder = name.to_kebab_case();
    let is_end = placeholder.starts_with("to-");
    match format {
        Format::Date if is_end => "2026-10-08".to_owned(),
        Format::Date => "2026-10-01".to_owned(),
        Format::DateTime if is_end => "2026-10-08T00:00:00Z".to_owned(),
        Format::DateTime => "2026-10-01T00:00:00Z".to_owned(),
        Format::Uuid => "00000000-0000-0000-0000-000000000000".to_owned(),
        Format::Email => "ada@example.com".to_owned(),
        Format::Uri => "https://example.com".to_owned(),
        Format::Hostname => "example.com".to_owned(),
        Format::Boolean => "true".to_owned(),
        Format::Password | Format::Text => placeholder,
    }
}
