//! Access to optional fields that a program needs: `require!` and its error.

use std::any::type_name;
use std::fmt;

use super::redact::{REDACTED, Redacted};
use super::slot::{Model, Slot};
use crate::runtime::OperationInfo;

/// Borrows the value of an optional field, or returns an error that names the field.
///
/// Every field of a response is an `Option`. The macro goes through all optional fields of the
/// expression and borrows the value of the last one:
///
#[cfg_attr(feature = "services", doc = "```")]
#[cfg_attr(not(feature = "services"), doc = "```ignore")]
/// use clickhouse_cloud::{Error, require, response::ServicePostResponse};
///
/// fn id(created: &ServicePostResponse) -> Result<&str, Error> {
///     Ok(require!(created.service.id)?)
/// }
///
/// let created = serde_json::from_str(r#"{"service": {"id": "7"}}"#)?;
/// assert_eq!(id(&created)?, "7");
///
/// let created = serde_json::from_str(r#"{"service": {"id": null}}"#)?;
/// let error = id(&created).unwrap_err().to_string();
/// assert_eq!(error, "`created.service.id` is absent: `id` of `Service` is missing");
///
/// let created = serde_json::from_str(r#"{"service": {"id": [7]}}"#)?;
/// let error = id(&created).unwrap_err().to_string();
/// assert_eq!(
///     error,
///     "`created.service.id` has an unexpected type: expected String for `id` of `Service`, found [7]"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The expression starts with a variable, a call or any other expression, and continues with fields and
/// indexes: `require!(page.items[0].state)`, `require!(response.value().name)`. The variable itself may
/// be optional. The macro borrows it as a whole. The error is a
/// [`RequireError`](crate::RequireError), which converts to [`Error`](crate::Error).
///
/// A misspelt field does not compile, and neither does a field that is never absent:
///
#[cfg_attr(feature = "services", doc = "```compile_fail,E0609")]
#[cfg_attr(not(feature = "services"), doc = "```ignore")]
/// let service = clickhouse_cloud::response::Service::default();
/// let _ = clickhouse_cloud::require!(service.nmae); // error: no field `nmae`
/// ```
///
#[cfg_attr(feature = "services", doc = "```compile_fail,E0277")]
#[cfg_attr(not(feature = "services"), doc = "```ignore")]
/// let service = clickhouse_cloud::response::Service::default();
/// let _ = clickhouse_cloud::require!(service.extra); // error: this value is never absent
/// ```
///
/// ```compile_fail
/// let name = Some("a");
/// let _ = clickhouse_cloud::require!(name, "name"); // error: takes one expression
/// ```
#[macro_export]
macro_rules! require {
    () => {
        ::core::compile_error!("`require!` takes an expression, such as `service.id`")
    };
    ($($expression:tt)+) => {
        $crate::__require!(@split [] [] $($expression)+)
    };
}

/// The implementation of [`require!`]. First, `@split` separates the fields and indexes at the end
/// of the expression; then `@step` goes through them with nested `match` expressions, so that
/// temporary values of the expression live long enough.
#[doc(hidden)]
#[macro_export]
macro_rules! __require {
    // `[root] [(.field) ([index])…] rest`
    (@split [$($root:tt)*] []) => {
        match &($($root)*) {
            root => $crate::__require!(@last root, root, [$($root)*]),
        }
    };
    (@split [$($root:tt)*] [$($steps:tt)+]) => {
        match &($($root)*) {
            root => {
                #[allow(unused_imports, reason = "which of them are used depends on the types")]
                use $crate::model::require::{Plain as _, ViaAny as _, ViaModel as _};
                match $crate::model::require::Place(root).open() {
                    // Twice: the variable may be a reference, to an option even.
                    ::core::option::Option::Some(root) => {
                        match $crate::model::require::Place(root).open() {
                            ::core::option::Option::Some(root) => {
                                $crate::__require!(@step root [$($root)*] $($steps)+)
                            }
                            ::core::option::Option::None => {
                                $crate::__require!(@absent [$($root)*])
                            }
                        }
                    }
                    ::core::option::Option::None => $crate::__require!(@absent [$($root)*]),
                }
            }
        }
    };
    (@split [$($root:tt)*] [$(($($step:tt)*))*] . await $($rest:tt)*) => {
        $crate::__require!(@split [$($root)* $($($step)*)* .await] [] $($rest)*)
    };
    (@split [$($root:tt)*] [$(($($step:tt)*))*] . $method:ident ($($arguments:tt)*) $($rest:tt)*) => {
        $crate::__require!(
            @split [$($root)* $($($step)*)* .$method($($arguments)*)] [] $($rest)*
        )
    };
    (@split [$($root:tt)*] [$(($($step:tt)*))*] . $method:ident :: $($rest:tt)*) => {
        $crate::__require!(@split [$($root)* $($($step)*)* .$method::] [] $($rest)*)
    };
    (@split [$($root:tt)+] [$($steps:tt)*] . $field:ident $($rest:tt)*) => {
        $crate::__require!(@split [$($root)+] [$($steps)* (.$field)] $($rest)*)
    };
    (@split [$($root:tt)+] [$($steps:tt)*] [$($index:tt)+] $($rest:tt)*) => {
        $crate::__require!(@split [$($root)+] [$($steps)* ([$($index)+])] $($rest)*)
    };
    (@split [$($root:tt)+] [] ! $arguments:tt $($rest:tt)*) => {
        $crate::__require!(@split [$($root)+ ! $arguments] [] $($rest)*)
    };
    (@split [$($root:tt)*] [$($steps:tt)*] , $($rest:tt)*) => {
        ::core::compile_error!("`require!` takes one expression, such as `service.id`")
    };
    (@split [$($root:tt)*] [$(($($step:tt)*))*] $token:tt $($rest:tt)*) => {
        $crate::__require!(@split [$($root)* $($($step)*)* $token] [] $($rest)*)
    };

    (@step $holder:ident [$($path:tt)*] (.$field:ident)) => {
        match $crate::model::require::optional(&$holder.$field) {
            ::core::option::Option::Some(value) => ::core::result::Result::Ok(value),
            ::core::option::Option::None => {
                $crate::__require!(@missing $holder $field [$($path)* .$field])
            }
        }
    };
    (@step $holder:ident [$($path:tt)*] (.$field:ident) $($rest:tt)+) => {
        match $crate::model::require::Place(&$holder.$field).open() {
            ::core::option::Option::Some(next) => {
                $crate::__require!(@step next [$($path)* .$field] $($rest)+)
            }
            ::core::option::Option::None => {
                $crate::__require!(@missing $holder $field [$($path)* .$field])
            }
        }
    };
    (@step $holder:ident [$($path:tt)*] ([$($index:tt)+])) => {
        match $crate::model::require::item($holder, $($index)+) {
            ::core::option::Option::Some(value) => ::core::result::Result::Ok(value),
            ::core::option::Option::None => $crate::__require!(@absent [$($path)* [$($index)+]]),
        }
    };
    (@step $holder:ident [$($path:tt)*] ([$($index:tt)+]) $($rest:tt)+) => {
        match $crate::model::require::item($holder, $($index)+) {
            ::core::option::Option::Some(next) => {
                $crate::__require!(@step next [$($path)* [$($index)+]] $($rest)+)
            }
            ::core::option::Option::None => $crate::__require!(@absent [$($path)* [$($index)+]]),
        }
    };

    (@last $value:ident, $root:ident, [$($path:tt)*]) => {
        match $crate::model::require::optional($value) {
            ::core::option::Option::Some(value) => ::core::result::Result::Ok(value),
            ::core::option::Option::None => $crate::__require!(@absent [$($path)*]),
        }
    };
    (@absent [$($path:tt)*]) => {
        ::core::result::Result::Err($crate::RequireError::absent(::core::stringify!($($path)*)))
    };
    (@missing $holder:ident $field:ident [$($path:tt)*]) => {
        ::core::result::Result::Err($crate::RequireError::field(
            ::core::stringify!($($path)*),
            $crate::model::require::Holder($holder).model(),
            &$holder.$field,
        ))
    };
}

/// The error of [`require!`](crate::require): a field is absent, or its value has an unexpected
/// type.
#[derive(Debug, Clone)]
pub struct RequireError {
    path: String,
    field: Option<FieldOf>,
    operation: Option<&'static OperationInfo>,
    found: Option<Found>,
}

/// A field of a model.
#[derive(Debug, Clone, Copy)]
struct FieldOf {
    model: &'static str,
    name: &'static str,
}

/// A value of an unexpected type.
#[derive(Debug, Clone)]
struct Found {
    value: String,
    expected: String,
}

impl RequireError {
    /// Returns the expression up to the field, as in the code: `created.service.id`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the type with the field, such as `Service`, if it is a model.
    #[must_use]
    pub fn type_name(&self) -> Option<&str> {
        self.field.map(|field| field.model)
    }

    /// Returns the JSON name of the field.
    #[must_use]
    pub fn field_name(&self) -> Option<&str> {
        self.field.map(|field| field.name)
    }

    /// Returns the `operationId` of the call that returned the value; none for other values.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.operation.map(|operation| operation.id)
    }

    /// Whether the field is absent or null, rather than of an unexpected type.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        self.found.is_none()
    }

    /// Returns the value of an unexpected type, shortened, or `[redacted]` if it may be a secret.
    #[must_use]
    pub fn found(&self) -> Option<&str> {
        self.found.as_ref().map(|found| found.value.as_str())
    }

    pub(crate) fn info(&self) -> Option<&'static OperationInfo> {
        self.operation
    }

    /// Returns the message without the call.
    pub(crate) fn problem(&self) -> String {
        let path = &self.path;
        match (&self.found, self.field) {
            (Some(Found { value, expected }), Some(FieldOf { model, name })) => format!(
                "`{path}` has an unexpected type: expected {expected} for `{name}` of `{model}`, found \
                 {value}"
            ),
            (None, Some(FieldOf { model, name })) => {
                format!("`{path}` is absent: `{name}` of `{model}` is missing")
            }
            (_, None) => format!("`{path}` is absent"),
        }
    }

    /// Creates the error of an expression without a value.
    #[doc(hidden)]
    #[cold]
    #[must_use]
    pub fn absent(path: &'static str) -> Self {
        // The compiler puts a space before an index.
        let path = path.replace(" [", "[");
        Self { path, field: None, operation: None, found: None }
    }

    /// Creates the error of a field without a value; the struct may be a model.
    #[doc(hidden)]
    #[cold]
    pub fn field<T>(path: &'static str, model: Option<&dyn Model>, field: &T) -> Self {
        let mut error = Self::absent(path);
        let Some(model) = model else { return error };
        error.operation = model.extra().operation();
        let address = std::ptr::from_ref(field).cast::<()>();
        let shape = model.shape();
        // The macro knows only the Rust name; the address of the slot leads to the JSON name.
        let is_it = |index: &usize| {
            let slot: *const dyn Slot = model.get(*index);
            std::ptr::addr_eq(slot, address)
        };
        let Some(index) = (0..shape.fields.len()).find(is_it) else { return error };
        let field = shape.field(index);
        error.field = Some(FieldOf { model: shape.name, name: field.name });
        error.found = model.extra().get(field.name).filter(|value| !value.is_null()).map(|value| {
            let value = if field.secret {
                REDACTED.to_owned()
            } else {
                shortened(&format!("{:?}", Redacted::named(field.name, value)))
            };
            Found { value, expected: short(inner(type_name::<T>())) }
        });
        error
    }
}

/// One line: the problem, and the call that returned the value.
impl fmt::Display for RequireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem())?;
        match self.operation {
            Some(operation) => write!(f, " in the response of {operation}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RequireError {}

/// Returns the first characters of a value.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 100;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Returns the type in an `Option`.
fn inner(name: &str) -> &str {
    let inner = name.strip_prefix("core::option::Option<").and_then(|it| it.strip_suffix('>'));
    inner.unwrap_or(name)
}

/// Returns the name of a type without its modules: `Vec<Service>`.
fn short(name: &str) -> String {
    let mut short = String::new();
    let mut word = String::new();
    for character in name.chars() {
        match character {
            ':' => word.clear(),
            '<' | '>' | ',' | ' ' | '(' | ')' | '[' | ']' | '&' => {
                short.push_str(&word);
                word.clear();
                short.push(character);
            }
            _ => word.push(character),
        }
    }
    short + &word
}

/// A value that can be absent.
#[diagnostic::on_unimplemented(
    message = "`require!` needs an optional value, and `{Self}` is never absent",
    label = "this value is never absent",
    note = "use the value directly, or go on to one of its optional fields"
)]
pub trait Optional {
    /// The value.
    type Value;

    /// Returns the value, if there is one.
    fn value(&self) -> Option<&Self::Value>;
}

impl<T> Optional for Option<T> {
    type Value = T;

    #[inline]
    fn value(&self) -> Option<&T> {
        self.as_ref()
    }
}

impl<O: Optional> Optional for &O {
    type Value = O::Value;

    #[inline]
    fn value(&self) -> Option<&O::Value> {
        (**self).value()
    }
}

/// Returns the value at the end of an expression.
#[inline]
pub fn optional<O: Optional>(place: &O) -> Option<&O::Value> {
    place.value()
}

/// Returns an item of an array.
#[inline]
pub fn item<T>(items: &[T], index: usize) -> Option<&T> {
    items.get(index)
}

/// A value on the way, which may be an option or a reference.
pub struct Place<'a, T>(pub &'a T);

impl<'a, T> Place<'a, Option<T>> {
    /// The value, if there is one.
    #[inline]
    #[must_use]
    pub fn open(self) -> Option<&'a T> {
        self.0.as_ref()
    }
}

impl<'b, T> Place<'_, &'b T> {
    /// What the reference points to, for as long as the reference itself is valid.
    #[inline]
    #[must_use]
    pub fn open(self) -> Option<&'b T> {
        Some(*self.0)
    }
}

/// Every other value on the way: methods of the type take precedence over those of a trait.
pub trait Plain<'a, T> {
    /// The value.
    fn open(self) -> Option<&'a T>;
}

impl<'a, T> Plain<'a, T> for Place<'a, T> {
    #[inline]
    fn open(self) -> Option<&'a T> {
        Some(self.0)
    }
}

/// A struct with fields, which may be a model.
pub struct Holder<'a, T>(pub &'a T);

impl<'a, T: Model> Holder<'a, Box<T>> {
    /// The model in the box.
    #[inline]
    #[must_use]
    pub fn model(self) -> Option<&'a dyn Model> {
        Some(&**self.0)
    }
}

/// Models: found before [`ViaAny`], which needs one more reference.
pub trait ViaModel<'a> {
    /// The model.
    fn model(self) -> Option<&'a dyn Model>;
}

impl<'a, T: Model> ViaModel<'a> for Holder<'a, T> {
    #[inline]
    fn model(self) -> Option<&'a dyn Model> {
        Some(self.0)
    }
}

/// Everything else.
pub trait ViaAny<'a> {
    /// No model.
    fn model(self) -> Option<&'a dyn Model>;
}

impl<'a, T> ViaAny<'a> for &Holder<'a, T> {
    #[inline]
    fn model(self) -> Option<&'a dyn Model> {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::samples::response::Service;
    use super::*;

    fn service(value: Value) -> Service {
        serde_json::from_value(value).unwrap()
    }

    fn problem<T: fmt::Debug>(result: Result<T, RequireError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn every_optional_field_of_an_expression_is_unwrapped() {
        let it = service(json!({
            "id": "a", "tags": ["x"], "parent": { "port": 7, "parent": { "name": "n" } },
            "children": [{ "name": "c" }],
        }));
        assert_eq!(require!(it.id).unwrap(), "a");
        assert_eq!(require!(it.parent.port).unwrap(), &7);
        assert_eq!(require!(it.parent.parent.name).unwrap(), "n");
        assert_eq!(require!(it.tags[0]).unwrap(), "x");
        assert_eq!(require!(it.children[0].name).unwrap(), "c");
        assert_eq!(
            problem(require!(it.name)),
            "`it.name` is absent: `name` of `Service` is missing"
        );
        let error = require!(it.parent.parent.parent.name).unwrap_err();
        assert_eq!(error.path(), "it.parent.parent.parent");
        assert_eq!((error.type_name(), error.field_name()), (Some("Service"), Some("parent")));
        assert!(error.is_absent() && error.operation().is_none());
        assert_eq!(problem(require!(it.children[1].name)), "`it.children[1]` is absent");
    }

    #[test]
    fn the_start_may_be_anything() {
        struct Holds<'a> {
            it: Option<&'a Service>,
            plain: Service,
        }
        impl Holds<'_> {
            fn find<T: Into<Value>>(&self, _: T) -> Option<&Service> {
                self.it
            }
        }
        let plain = service(json!({ "name": "n", "parent": { "port": 1 } }));
        let holds = Holds { it: Some(&plain), plain: plain.clone() };
        assert_eq!(require!(holds.it.name).unwrap(), "n");
        assert_eq!(require!(holds.plain.parent.port).unwrap(), &1);
        assert_eq!(require!(holds.find(1).parent.port).unwrap(), &1);
        assert_eq!(require!(holds.find::<i64>(1).parent.port).unwrap(), &1);
        assert_eq!(require!(vec![plain.clone()][0].name).cloned().unwrap(), "n");
        assert_eq!(require!((&plain).name).unwrap(), "n");
        let (some, none) = (Some(plain.clone()), None::<Service>);
        assert_eq!(require!(some.name).unwrap(), "n");
        assert_eq!(require!(some).unwrap(), &plain);
        assert_eq!(require!(&some).unwrap(), &plain);
        assert_eq!(problem(require!(none)), "`none` is absent");
        assert_eq!(problem(require!(none.name)), "`none` is absent");
        let boxed = Box::new(service(json!({})));
        assert_eq!(
            problem(require!(boxed.name)),
            "`boxed.name` is absent: `name` of `Service` is missing"
        );
        let read = || -> Result<Service, serde_json::Error> { Ok(plain.clone()) };
        let name = || -> Result<String, Box<dyn std::error::Error>> {
            Ok(require!(read()?.name)?.clone())
        };
        assert_eq!(name().unwrap(), "n");
    }

    #[test]
    fn a_value_of_an_unexpected_type_is_shown() {
        let it = service(json!({ "port": "x".repeat(200), "memoryGb": {}, "tags": 1 }));
        let error = require!(it.port).unwrap_err();
        assert_eq!(error.found().map(|found| found.chars().count()), Some(101));
        assert_eq!(
            problem(require!(it.memory)),
            "`it.memory` has an unexpected type: expected f64 for `memoryGb` of `Service`, found {}"
        );
        assert!(
            problem(require!(it.tags[0]))
                .ends_with("expected Vec<String> for `tags` of `Service`, found 1")
        );
    }

    #[test]
    fn secrets_are_not_shown() {
        let it = service(json!({
            "password": ["p4ss"], "hooks": 7, "port": { "password": "p4ss" },
            "name": ["https://user:p4ss@example.com"],
        }));
        for error in [
            require!(it.password).unwrap_err(),
            require!(it.port).unwrap_err(),
            require!(it.name).unwrap_err(),
        ] {
            let shown = format!("{error} {error:?}");
            assert!(shown.contains("[redacted]") && !shown.contains("p4ss"), "{shown}");
        }
    }

    #[test]
    fn names_of_types_have_no_modules() {
        assert_eq!(short(type_name::<Option<Vec<String>>>()), "Option<Vec<String>>");
        assert_eq!(short(type_name::<&[(i64, Service)]>()), "&[(i64, Service)]");
    }
}
