//! How to wait for what an operation reads: a row of data, and a method for each target.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc;
use super::scope::Scope;
use super::uses::Root;
use crate::ir::{Enum, Operation, Wait, WaitTarget};
use crate::surface::Type;

/// What is written about a wait.
pub(super) struct Rows {
    /// The data, a constant of the operation.
    pub(super) info: TokenStream,
    /// `impl Waited`, and the methods that wait for a target.
    pub(super) items: TokenStream,
}

/// Returns what is written about a wait.
pub(super) fn rows(scope: &mut Scope, operation: &Operation, wait: &Wait, states: &Type) -> Rows {
    scope.uses_of(Root::Runtime, &["WaitInfo", "Waited"]);
    scope.uses_of(Root::Time, &["Duration"]);
    let name = operation.name.ident();
    let known = scope.surface.schemas.enumeration(&wait.states);
    let states = scope.ty(states);
    let of = States { ty: &states, known };
    let [failed, settled, leaving, gone] =
        [&wait.failed, &wait.settled, &wait.leaving, &wait.gone].map(|it| of.list(it));
    let [first, longest] = wait.poll_seconds.map(Literal::u64_unsuffixed);
    let deadline = Literal::u64_unsuffixed(wait.deadline_seconds);
    let confirm = Literal::u32_unsuffixed(wait.confirm);
    let state = wait.state.to_string();
    let state = state.trim_start_matches('#');
    let methods: Vec<_> =
        wait.until.iter().map(|target| method(scope, operation, target, &of)).collect();
    let methods = (!methods.is_empty()).then(|| {
        scope.uses_of(Root::Runtime, &["Call", "Wait"]);
        quote!(impl Call<#name> { #(#methods)* })
    });
    Rows {
        info: quote! {
            const WAIT: Option<WaitInfo> = Some(WaitInfo {
                state: #state,
                failed: #failed,
                settled: #settled,
                leaving: #leaving,
                gone: #gone,
                deadline: Duration::from_secs(#deadline),
                first_pause: Duration::from_secs(#first),
                longest_pause: Duration::from_secs(#longest),
                confirm: #confirm,
            });
        },
        items: quote! {
            impl Waited for #name { type State = #states; }
            #methods
        },
    }
}

/// The enum of the states.
struct States<'a> {
    ty: &'a TokenStream,
    known: Option<&'a Enum>,
}

impl States<'_> {
    /// Returns the variants of some states.
    fn variants(&self, wires: &[String]) -> Vec<TokenStream> {
        let ty = self.ty;
        let values = self.known.into_iter().flat_map(|known| &known.values);
        let of = |wire: &String| values.clone().find(|value| value.wire == *wire);
        let names = wires.iter().filter_map(of).map(|value| value.name.ident());
        names.map(|name| quote!(#ty::#name)).collect()
    }

    /// Returns a list of states for a row.
    fn list(&self, wires: &[String]) -> TokenStream {
        match self.variants(wires).as_slice() {
            [] => quote!(&()),
            variants => quote!(&[#(#variants),*]),
        }
    }
}

fn method(
    scope: &Scope,
    operation: &Operation,
    target: &WaitTarget,
    states: &States<'_>,
) -> TokenStream {
    let (name, method) = (operation.name.ident(), target.method.ident());
    let docs = operation.wait.as_ref().map(|wait| scope.describe.wait(wait, target));
    let docs = doc::outer(&docs.unwrap_or_default());
    let wait = match states.variants(&target.states).as_slice() {
        [state] => quote!(self.wait_for(#state)),
        states => quote!(self.wait_for_any([#(#states),*])),
    };
    quote! {
        #docs
        #[inline]
        pub fn #method(self) -> Wait<#name> {
            #wait
        }
    }
}
