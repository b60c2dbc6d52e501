//! The ways in which code uses an item, and the lines of a file that match. Pure.

use super::file::{File, Place, is_word};

/// A shorter name of a variable says nothing about the handle that it holds.
const SHORTEST_RECEIVER: usize = 3;

/// A way in which code uses an item.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pattern {
    /// A type of a module: `response::Service`, or `Service` after an import.
    Type(String, String),
    /// An item of a type: `Service::new`, `ServiceState::Running`.
    Inner(String, String),
    /// A method, and the accessor of its handle if other handles have a method of that name.
    Method(String, Option<String>),
    /// A field, or a setter, in a file that names the type or calls one of the methods, and not on
    /// what other handles are named after.
    Field {
        name: String,
        is_setter: bool,
        owner: String,
        methods: Vec<Pattern>,
        others: Vec<String>,
    },
    /// The id of an operation, in quotes.
    Id(String),
    /// A cargo feature.
    Feature(String),
}

impl Pattern {
    /// Returns the lines of a file that match.
    pub(super) fn lines(&self, file: &File<'_>) -> Vec<usize> {
        // Other code knows the ids of operations, too.
        if !file.uses_client() && !matches!(self, Self::Id(_)) {
            return Vec::new();
        }
        let matching = |word: &str, test: &dyn Fn(Place) -> bool| -> Vec<usize> {
            let places = file.places(word).iter().filter(|place| test(**place));
            places.map(|(line, _)| *line).collect()
        };
        match self {
            Self::Type(module, name) => matching(name, &|place| {
                let before = file.before(place);
                let path = before.strip_suffix("::");
                path.map_or_else(|| !file.defines(name), |path| path.ends_with(module.as_str()))
            }),
            Self::Inner(owner, name) => matching(name, &|place| {
                let path = file.before(place).strip_suffix("::");
                let rest = path.and_then(|path| path.strip_suffix(owner.as_str()));
                rest.is_some_and(|rest| {
                    !rest.ends_with(is_word) && (rest.ends_with("::") || !file.defines(owner))
                })
            }),
            Self::Method(name, accessor) => matching(name, &|place| {
                file.is_call(place, name)
                    && accessor.as_ref().is_none_or(|accessor| {
                        file.receiver(place).is_some_and(|found| is_same(found, accessor))
                    })
            }),
            Self::Field { name, is_setter, owner, methods, others } => {
                let is_near = (!file.places(owner).is_empty() && !file.defines(owner))
                    || methods.iter().any(|method| !method.lines(file).is_empty());
                if !is_near {
                    return Vec::new();
                }
                matching(name, &|place| {
                    file.before(place).ends_with('.')
                        && file.is_call(place, name) == *is_setter
                        && file.receiver(place).is_none_or(|found| {
                            found != "self" && !others.iter().any(|other| is_same(found, other))
                        })
                })
            }
            Self::Id(id) => matching(id, &|place| {
                let (before, after) = (file.before(place), file.after(place, id));
                ['"', '`'].iter().any(|quote| before.ends_with(*quote) && after.starts_with(*quote))
            }),
            Self::Feature(name) => {
                let quoted = format!("\"{name}\"");
                let lines = file.lines.iter().enumerate();
                let named =
                    lines.filter(|(_, line)| line.contains("feature") && line.contains(&quoted));
                named.map(|(index, _)| index).collect()
            }
        }
    }
}

/// Whether a variable may hold what an accessor returns, by its name.
fn is_same(variable: &str, accessor: &str) -> bool {
    variable.contains(accessor)
        || (variable.len() >= SHORTEST_RECEIVER && accessor.contains(variable))
}
