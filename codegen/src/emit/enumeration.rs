//! Open enums of strings.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc;
use super::scope::Scope;
use crate::describe;
use crate::ir::Enum;
use crate::name::TypeName;
use crate::surface::{Definition, Module};

pub(super) fn items(scope: &mut Scope, definition: &Definition, found: &Enum) -> Vec<TokenStream> {
    let name = definition.name().ident();
    if let Some(canonical) = &found.same_as {
        let docs = docs(scope, definition);
        let canonical = scope.named(Module::Enums, canonical);
        return vec![quote!(#docs pub type #name = #canonical;)];
    }
    scope.core(&["impl_enum"]);
    let [values, conversion] = conversions(definition.name(), found);
    vec![enum_of(scope, definition, found), values, conversion, quote!(impl_enum!(#name);)]
}

fn docs(scope: &Scope, definition: &Definition) -> TokenStream {
    let docs = doc::outer(&scope.describe.definition(definition));
    let deprecated = doc::deprecated(scope.describe, &definition.model.docs);
    quote!(#docs #deprecated)
}

fn enum_of(scope: &Scope, definition: &Definition, found: &Enum) -> TokenStream {
    let docs = docs(scope, definition);
    let name = definition.name().ident();
    let variants = found.values.iter().map(|value| {
        let (docs, variant) = (doc::outer(&describe::value(value)), value.name.ident());
        quote!(#docs #variant)
    });
    quote! {
        #docs
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that this version of the crate does not define.
            Other(String),
        }
    }
}

/// The conversion to a string, and the one from a string.
fn conversions(name: &TypeName, found: &Enum) -> [TokenStream; 2] {
    let name = name.ident();
    let values: Vec<&str> = found.values.iter().map(|value| value.wire.as_str()).collect();
    let variants: Vec<_> = found.values.iter().map(|value| value.name.ident()).collect();
    let to_text = quote! {
        impl #name {
            /// The values in the spec.
            pub const VALUES: &'static [&'static str] = &[#(#values),*];

            /// Returns the JSON string of the value.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Other(text) => text,
                }
            }
        }
    };
    let from_text = quote! {
        impl From<&str> for #name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    #(#values => Self::#variants,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }
    };
    [to_text, from_text]
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::testing::{api, enumeration, file};
    use crate::ir::Shape;
    use crate::name::TypeName;

    #[test]
    fn an_enum_preserves_unknown_values() {
        let api = api(vec![enumeration("Region", &["us-east-1", "us-east1", "other"])], vec![]);
        assert_snapshot!(file(&api, "enums/region.rs"), @r#"
        // Source: #/components/schemas/Region

        use crate::model::impl_enum;

        /// A thing.
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum Region {
            /// `us-east-1`.
            UsEast_1,
            /// `us-east1`.
            UsEast1,
            /// `other`.
            Other_,
            /// A value that this version of the crate does not define.
            Other(String),
        }

        impl Region {
            /// The values in the spec.
            pub const VALUES: &'static [&'static str] = &["us-east-1", "us-east1", "other"];

            /// Returns the JSON string of the value.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    Self::UsEast_1 => "us-east-1",
                    Self::UsEast1 => "us-east1",
                    Self::Other_ => "other",
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for Region {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    "us-east-1" => Self::UsEast_1,
                    "us-east1" => Self::UsEast1,
                    "other" => Self::Other_,
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl_enum!(Region);
        "#);
    }

    #[test]
    fn an_alias_of_an_enum_exists_in_the_groups_of_the_enum() {
        let mut other = enumeration("Zone", &["x"]);
        other.groups = ["b".to_owned()].into();
        if let Shape::Enum(found) = &mut other.shape {
            found.same_as = Some(TypeName::new("Region"));
        }
        let api = api(vec![enumeration("Region", &["x"]), other], vec![]);
        let text = file(&api, "enums/zone.rs");
        assert!(text.contains("use super::Region;\n\n/// A thing.\n///\n/// Alias of [`Region`]: the spec lists the same values for both.\npub type Zone = Region;\n"), "{text}");
        let list = file(&api, "enums.rs");
        assert!(
            list.contains(
                "mod region;\n#[cfg(feature = \"b\")]\nmod zone;\n\npub use self::region::*;"
            ),
            "{list}"
        );
    }
}
