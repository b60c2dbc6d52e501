//! How to wait for what an operation reads: a row of data, and a method for each target.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc;
use super::scope::Scope;
use super::uses::Root;
use crate::describe;
use crate::ir::{Operation, Wait, WaitTarget};
use crate::surface::Type;

/// What is written about a wait.
pub(super) struct Rows {
    /// The data, a constant of the operation.
    pub(super) info: TokenStream,
    /// `impl Waited`, and the methods that wait for a target.
    pub(super) items: TokenStream,
}

/// What is written about a wait.
pub(super) fn rows(scope: &mut Scope, operation: &Operation, wait: &Wait, states: &Type) -> Rows {
    scope.uses_of(Root::Runtime, &["WaitInfo", "Waited"]);
    let name = operation.name.ident();
    let states = scope.ty(states);
    let Wait { failed, leaving, gone, .. } = wait;
    let [first, longest] = wait.poll_seconds.map(Literal::u64_unsuffixed);
    let deadline = Literal::u64_unsuffixed(wait.deadline_seconds);
    let confirm = Literal::u32_unsuffixed(wait.confirm);
    let state = wait.state.to_string();
    let state = state.trim_start_matches('#');
    let methods: Vec<_> = wait.until.iter().map(|target| method(operation, target)).collect();
    let methods = (!methods.is_empty()).then(|| {
        scope.uses_of(Root::Runtime, &["Call", "Wait"]);
        quote!(impl Call<#name> { #(#methods)* })
    });
    Rows {
        info: quote! {
            const WAIT: Option<WaitInfo> = Some(WaitInfo {
                state: #state,
                failed: &[#(#failed),*],
                leaving: &[#(#leaving),*],
                gone: &[#(#gone),*],
                deadline: #deadline,
                pauses: (#first, #longest),
                confirm: #confirm,
            });
        },
        items: quote! {
            impl Waited for #name { type State = #states; }
            #methods
        },
    }
}

fn method(operation: &Operation, target: &WaitTarget) -> TokenStream {
    let (name, method, states) = (operation.name.ident(), target.method.ident(), &target.states);
    let docs = doc::outer(&describe::wait(target));
    let wait = match states.as_slice() {
        [state] => quote!(self.wait_for(#state)),
        states => quote!(self.wait_for_any([#(#states),*])),
    };
    quote! {
        #docs
        pub fn #method(self) -> Wait<#name> {
            #wait
        }
    }
}
