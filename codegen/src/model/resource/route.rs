//! A path template, cut at its parameters.

use heck::ToSnakeCase;

/// A path template: each parameter with the text before it, and the text after the last one.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::model) struct Route<'p> {
    /// The parameters in order: the text since the previous parameter, and the name.
    pub(in crate::model) parameters: Vec<(&'p str, &'p str)>,
    /// The text after the last parameter.
    pub(in crate::model) tail: &'p str,
}

impl<'p> Route<'p> {
    /// Cuts a template; `None` where its braces do not hold one name each.
    pub(in crate::model) fn parse(path: &'p str) -> Option<Self> {
        let mut pieces = path.split('{');
        let mut text = pieces.next().unwrap_or_default();
        let mut parameters = Vec::new();
        for piece in pieces {
            let (name, after) = piece.split_once('}')?;
            if name.is_empty() || text.contains('}') {
                return None;
            }
            parameters.push((text, name));
            text = after;
        }
        (!text.contains('}')).then_some(Self { parameters, tail: text })
    }

    /// Whether nothing follows the last parameter.
    pub(super) fn ends_in_parameter(&self) -> bool {
        self.tail.is_empty() && !self.parameters.is_empty()
    }

    /// The template without the names of its parameters, up to and with the parameter at `last`.
    pub(super) fn shape(&self, last: usize) -> String {
        let texts = self.parameters.iter().take(last.saturating_add(1));
        texts.fold(String::new(), |shape, (text, _)| shape + text + "{}")
    }

    /// The shape of the path above the parameter at `index`.
    pub(super) fn shape_above(&self, index: usize) -> String {
        index.checked_sub(1).map(|above| self.shape(above)).unwrap_or_default()
    }

    /// The noun of the handle at `index`: the words before its parameter in the singular. Where
    /// there are none, the parameter itself is the noun.
    pub(super) fn handle(&self, index: usize) -> String {
        let Some((text, name)) = self.parameters.get(index) else { return String::new() };
        match words(text, index == 0) {
            words if words.is_empty() => name.to_snake_case(),
            words => singular(&words),
        }
    }

    /// The words after the last parameter.
    pub(super) fn noun(&self) -> String {
        words(self.tail, self.parameters.is_empty())
    }
}

/// The words of a piece of a path, in `snake_case`. A version at the start of a path is not a word.
fn words(text: &str, is_start: bool) -> String {
    let mut segments: Vec<&str> = text.split('/').filter(|segment| !segment.is_empty()).collect();
    if is_start && let Some(version) = segments.iter().position(|segment| is_version(segment)) {
        segments.drain(..=version);
    }
    segments.join("/").to_snake_case()
}

/// Whether a segment is `v` and a number.
fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Plurals of which the rule makes no word; others get a name in the overlay.
const IRREGULAR: [(&str, &str); 9] = [
    ("aches", "ache"),
    ("aliases", "alias"),
    ("axes", "axis"),
    ("buses", "bus"),
    ("caches", "cache"),
    ("cookies", "cookie"),
    ("niches", "niche"),
    ("series", "series"),
    ("statuses", "status"),
];

/// The singular of a noun whose last word may be a plural.
pub(super) fn singular(noun: &str) -> String {
    const ES: [&str; 4] = ["sses", "xes", "ches", "shes"];
    let (before, word) = noun.rsplit_once('_').unwrap_or(("", noun));
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return if before.is_empty() { (*one).to_owned() } else { format!("{before}_{one}") };
    }
    if let Some(stem) = noun.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if ["ss", "us", "is"].iter().any(|end| noun.ends_with(end)) {
        return noun.to_owned();
    }
    let end = if ES.iter().any(|end| noun.ends_with(end)) { "es" } else { "s" };
    noun.strip_suffix(end).filter(|stem| !stem.is_empty()).unwrap_or(noun).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_split_at_its_parameters() {
        let route = Route::parse("/v1/things/{thingId}/parts/{id}:stop").unwrap();
        assert_eq!(route.parameters, [("/v1/things/", "thingId"), ("/parts/", "id")]);
        assert_eq!((route.handle(0), route.handle(1)), ("thing".to_owned(), "part".to_owned()));
        assert_eq!((route.noun().as_str(), route.shape(0).as_str()), ("stop", "/v1/things/{}"));
        assert_eq!(Route::parse("/{a}{bId}").unwrap().handle(1), "b_id");
        assert_eq!(Route::parse("/api/v2/saved-searches").unwrap().noun(), "saved_searches");
        assert_eq!(Route::parse("/things/{id}/v2").unwrap().noun(), "v2");
        for broken in ["/{", "/}", "/{}", "/{a}}", "/}{a}"] {
            assert_eq!(Route::parse(broken), None, "{broken}");
        }
    }

    #[test]
    fn nouns_are_made_singular() {
        let cases = [
            ("saved_searches", "saved_search"),
            ("saved_queries", "saved_query"),
            ("services", "service"),
            ("addresses", "address"),
            ("indexes", "index"),
            ("classes", "class"),
            ("processes", "process"),
            ("passes", "pass"),
            ("boxes", "box"),
            ("prefixes", "prefix"),
            ("hashes", "hash"),
            ("dashes", "dash"),
            ("branches", "branch"),
            ("batches", "batch"),
            ("caches", "cache"),
            ("query_caches", "query_cache"),
            ("ip_aliases", "ip_alias"),
            ("statuses", "status"),
            ("time_series", "time_series"),
            ("databases", "database"),
            ("warehouses", "warehouse"),
            ("responses", "response"),
            ("sizes", "size"),
            ("status", "status"),
            ("analysis", "analysis"),
            ("access", "access"),
            ("byoc_infrastructure", "byoc_infrastructure"),
            ("s", "s"),
        ];
        for (noun, one) in cases {
            assert_eq!(singular(noun), one);
        }
    }
}
