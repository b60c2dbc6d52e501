//! Holds the surface against the code that the emitter writes for the committed document.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::*;
use crate::ir::{Api, Shape};
use crate::overlay::Mode;
use crate::{Input, emit, read};

fn committed() -> Api {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/");
    let document = std::fs::read(format!("{spec}openapi.json")).unwrap();
    let overlay = std::fs::read_to_string(format!("{spec}overlay.yaml")).unwrap();
    let input = Input {
        document: &document,
        document_name: "openapi.json",
        overlay: &overlay,
        overlay_name: "overlay.yaml",
        overlay_mode: Mode::Strict,
    };
    read(&input).unwrap().0
}

/// Items by path, with what they are as text.
type Items = BTreeMap<String, String>;

#[test]
fn the_surface_is_what_the_emitter_writes() {
    let api = committed();
    let enums: BTreeSet<&str> = api
        .models
        .values()
        .filter(|model| matches!(model.shape, Shape::Enum(_)))
        .map(|model| model.name.as_str())
        .collect();
    let mut said = Items::new();
    for (item, signature) in surface(Side::new(&api), &Listing::default()) {
        if !item.starts_with("feature ") {
            let module = item.split("::").next().unwrap_or_default();
            let module = if module == "request" { "request" } else { "response" };
            let text = spell::signature(&signature, module, &|name| enums.contains(name));
            // The only types of bodies are those of requests.
            let text = if item.starts_with("Client::") {
                text.replace("response::", "request::")
            } else {
                text
            };
            said.insert(item, text.replace(",)", ")"));
        }
    }
    let written = written(&api);
    let missing: Vec<_> = written.iter().filter(|(item, _)| !said.contains_key(*item)).collect();
    assert!(missing.is_empty(), "written, but not in the surface: {missing:#?}");
    let extra: Vec<_> = said.iter().filter(|(item, _)| !written.contains_key(*item)).collect();
    assert!(extra.is_empty(), "in the surface, but not written: {extra:#?}");
    for (item, text) in &written {
        assert_eq!(said[item], *text, "{item}");
    }
    assert!(written.len() > 8000, "the whole crate was read: {}", written.len());
}

#[test]
fn both_lists_of_items_are_one() {
    use crate::surface::items;
    let api = committed();
    let list = items::items(&crate::surface::Surface::of(&api), &items::Renames::default());
    let known = surface(Side::new(&api), &Listing::default());
    let paths: Vec<_> = list.keys().collect();
    assert_eq!(paths, known.keys().collect::<Vec<_>>());
}

/// The items of the files that the emitter writes.
fn written(api: &Api) -> Items {
    let mut items = Items::new();
    let mut aliases = Vec::new();
    for file in emit::testing::files(api) {
        let module = file.path.split(['/', '.']).next().unwrap_or_default().to_owned();
        if matches!(module.as_str(), "request" | "response" | "enums" | "operations")
            && file.path.contains('/')
        {
            Reader { api, module, items: &mut items, aliases: &mut aliases }.file(file.items);
        }
    }
    for (alias, canonical) in aliases {
        let variants: Vec<(String, String)> = items
            .range(format!("{canonical}::")..format!("{canonical}:;"))
            .map(|(item, text)| (item.replacen(&canonical, &alias, 1), text.clone()))
            .collect();
        items.insert(alias, "enum".to_owned());
        items.extend(variants);
    }
    items
}

/// Reads one file of tokens.
struct Reader<'a> {
    api: &'a Api,
    module: String,
    items: &'a mut Items,
    aliases: &'a mut Vec<(String, String)>,
}

impl Reader<'_> {
    fn file(&mut self, tokens: TokenStream) {
        for item in split(tokens, true) {
            let (attributes, item) = without_attributes(item);
            let words: Vec<String> = item.iter().take(3).map(ToString::to_string).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let body = group(item.last());
            match (words.as_slice(), body) {
                (["pub", "struct", name], Some(body)) => self.structure(name, &attributes, body),
                (["pub", "struct", name], None) => self.put(&format!("operations::{name}"), ""),
                (["pub", "enum", name], Some(body)) => self.enumeration(name, body),
                (["pub", "type", name], None) => self.alias(name, &item[4..item.len() - 1]),
                (["impl", ..], Some(body)) => self.implementation(&item[1..item.len() - 1], body),
                _ => {}
            }
        }
    }

    fn put(&mut self, item: &str, text: &str) {
        assert!(self.items.insert(item.to_owned(), text.to_owned()).is_none(), "{item} twice");
    }

    fn structure(&mut self, name: &str, attributes: &str, body: TokenStream) {
        let path = format!("{}::{name}", self.module);
        self.put(&path, "struct");
        if self.module == "request" && attributes.contains("Default") {
            self.put(&format!("{path}: Default"), "");
        }
        for field in split_at_commas(body) {
            let (_, field) = without_attributes(field);
            let name = field[1].to_string();
            if name != "extra" {
                let text = self.text(&field[3..]);
                self.put(&format!("{path}::{name}"), &text);
            }
        }
    }

    fn enumeration(&mut self, name: &str, body: TokenStream) {
        let path = format!("{}::{name}", self.module);
        self.put(&path, if self.module == "enums" { "enum" } else { "union" });
        for variant in split_at_commas(body) {
            let (_, variant) = without_attributes(variant);
            let name = variant[0].to_string();
            if name != "Other" {
                let payload = group(variant.get(1)).unwrap_or_default();
                let text = self.text(&payload.into_iter().collect::<Vec<_>>());
                self.put(&format!("{path}::{name}"), &text);
            }
        }
    }

    fn alias(&mut self, name: &str, target: &[TokenTree]) {
        let path = format!("{}::{name}", self.module);
        if self.module == "enums" {
            self.aliases.push((path, format!("enums::{}", target[0])));
        } else {
            let text = format!("type={}", self.text(target));
            self.put(&path, &text);
        }
    }

    fn implementation(&mut self, head: &[TokenTree], body: TokenStream) {
        if let Some(index) = head.iter().position(|token| token.to_string() == "for") {
            let (what, name) = (self.text(&head[..index]), head[index + 1].to_string());
            self.of_trait(&what, &name, body);
            return;
        }
        let head: String = head.iter().map(ToString::to_string).collect();
        for function in split(body, true) {
            let (_, function) = without_attributes(function);
            let name = function[2].to_string();
            let arguments: Vec<String> =
                split_at_commas(group(function.get(3)).unwrap_or_default())
                    .into_iter()
                    .filter(|argument| !self.text(argument).ends_with("self"))
                    .map(|argument| self.text(&argument[2..]))
                    .collect();
            if head == "Client" {
                let gives = self.text(&function[4..function.len() - 1]);
                let list =
                    arguments.iter().fold(String::new(), |list, argument| list + argument + ",");
                self.put(&format!("Client::{name}()"), &format!("{list}{gives}"));
            } else if head.starts_with("Call") {
                // What takes nothing begins a wait.
                let wait = || self.text(&function[4..7]);
                let text = arguments.first().cloned().unwrap_or_else(wait);
                self.put(&format!("{head}::{name}()"), &text);
            } else {
                let path = format!("{}::{head}", self.module);
                let list =
                    arguments.iter().fold(String::new(), |list, argument| list + argument + ",");
                let text = if name == "new" { list } else { arguments.concat() };
                self.put(&format!("{path}::{name}()"), &text);
            }
        }
    }

    fn of_trait(&mut self, what: &str, name: &str, body: TokenStream) {
        let path = format!("{}::{name}", self.module);
        let associated = |reader: &Self, body: TokenStream| {
            let first: Vec<TokenTree> =
                body.into_iter().take_while(|token| token.to_string() != ";").collect();
            reader.text(&first[3..])
        };
        match what {
            "Operation" => {
                let text = associated(self, body);
                self.put(&format!("{path}::Output"), &text);
            }
            "Paged" | "Waited" => {
                let text = associated(self, body);
                self.put(&format!("{path}: {what}"), &text);
            }
            _ if what.starts_with("TryFrom<") => self.put(&format!("{path}: {what}"), ""),
            _ if what.starts_with("From<") => {
                let text = body.to_string().replace(' ', "");
                let variant =
                    text.split("Self::").nth(1).and_then(|rest| rest.split('(').next()).unwrap();
                let from = what.trim_start_matches("From<").trim_end_matches('>').to_owned();
                if from == "&str" {
                    self.put(&format!("{path}::{variant}: From<&str>"), "");
                } else {
                    self.put(&format!("{path}::{variant}: From"), &from);
                }
            }
            _ => {}
        }
    }

    /// Tokens as text without spaces, with every model qualified by its module.
    fn text(&self, tokens: &[TokenTree]) -> String {
        let mut text = String::new();
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    text = text + "(" + &self.text(&inner) + ")";
                }
                TokenTree::Ident(ident) => {
                    let name = ident.to_string();
                    let is_model = self.api.models.keys().any(|model| model.as_str() == name);
                    let is_marker = self.module == "operations" || self.module == "enums";
                    if is_model && !is_marker && !text.ends_with("::") {
                        text = text + &self.module + "::";
                    }
                    if name == "impl" || name == "dyn" {
                        text.push_str("impl ");
                    } else {
                        text.push_str(&name);
                    }
                }
                other => text.push_str(&other.to_string()),
            }
        }
        text.trim_end_matches(',').replace(",>", ">").replace("impl <", "impl<")
    }
}

/// Cuts tokens into items: each ends with a semicolon or a block.
fn split(tokens: TokenStream, blocks: bool) -> Vec<Vec<TokenTree>> {
    let mut items = Vec::new();
    let mut item = Vec::new();
    for token in tokens {
        let ends = match &token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => blocks && group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        // `use a::{b, c};` goes on after its braces.
        let is_use = item.first().is_some_and(|first: &TokenTree| first.to_string() == "use");
        item.push(token);
        if ends && !(is_use && item.last().is_some_and(|last| last.to_string() != ";")) {
            items.push(std::mem::take(&mut item));
        }
    }
    items
}

/// Cuts tokens at the commas that stand in no brackets.
fn split_at_commas(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0;
    for token in tokens {
        match token.to_string().as_str() {
            "<" => depth += 1,
            ">" => depth -= 1,
            "," if depth == 0 => {
                parts.push(Vec::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The attributes before an item as text, and the item.
fn without_attributes(mut item: Vec<TokenTree>) -> (String, Vec<TokenTree>) {
    let mut attributes = String::new();
    loop {
        let is_attribute = item.first().is_some_and(|token| token.to_string() == "#");
        if !is_attribute {
            return (attributes, item);
        }
        let marks = if item[1].to_string() == "!" { 3 } else { 2 };
        attributes.extend(item.drain(..marks).map(|token| token.to_string()));
    }
}

fn group(token: Option<&TokenTree>) -> Option<TokenStream> {
    match token {
        Some(TokenTree::Group(group)) => Some(group.stream()),
        _ => None,
    }
}
