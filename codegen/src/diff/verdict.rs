//! What a change means for the released SDK, and for code that will be compiled against the next
//! release.

use std::fmt;

use serde::Serialize;

/// Whether an SDK that was generated from the old document still works with the new version of the
/// API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// It works unchanged.
    #[default]
    Ok,
    /// It may work differently: it may receive unknown or absent values, or the API may reject some
    /// of its requests.
    Risk,
    /// Calls fail, or a value that it used to read is lost.
    Break,
}

/// Whether code written against the old crate compiles against the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// It compiles, and no item was added.
    #[default]
    None,
    /// It compiles, and items were added (or deprecated).
    Additive,
    /// It may not compile.
    Break,
}

/// Which part of the crate's version must be raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing changed.
    #[default]
    None,
    /// The behaviour of the crate changed, but not its items.
    Patch,
    /// Items were added.
    Minor,
    /// Items were removed or changed incompatibly.
    Major,
}

/// The names of verdicts in reports and JSON.
macro_rules! words {
    ($($verdict:ident: $($variant:ident = $word:literal),*;)*) => {$(
        impl $verdict {
            /// Returns its name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $verdict {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

words! {
    Wire: Ok = "ok", Risk = "risk", Break = "break";
    Source: None = "none", Additive = "additive", Break = "break";
    Bump: None = "none", Patch = "patch", Minor = "minor", Major = "major";
}

impl Bump {
    /// All values, the least severe first.
    pub const ALL: [Self; 4] = [Self::None, Self::Patch, Self::Minor, Self::Major];

    /// Returns the version after `version`, by the rules of cargo: before 1.0 the minor version
    /// marks breaking changes, and the patch version all others. `None` if it is not a plain
    /// version.
    #[must_use]
    pub fn apply(self, version: &str) -> Option<String> {
        let numbers: Vec<u64> =
            version.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let &[major, minor, patch] = numbers.as_slice() else { return None };
        let [major, minor, patch] = match (self, major, minor) {
            (Self::None, _, _) => [major, minor, patch],
            (Self::Major, 0, _) => [0, minor + 1, 0],
            (Self::Major, _, _) => [major + 1, 0, 0],
            (Self::Minor, 1.., _) => [major, minor + 1, 0],
            (Self::Minor | Self::Patch, _, _) => [major, minor, patch + 1],
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worse_verdicts_compare_greater() {
        assert!(Wire::Break > Wire::Risk && Wire::Risk > Wire::Ok);
        assert!(Source::Break > Source::Additive && Source::Additive > Source::None);
        assert!(Bump::Major > Bump::Minor && Bump::Minor > Bump::Patch && Bump::Patch > Bump::None);
    }

    #[test]
    fn versions_grow_as_cargo_understands_them() {
        let cases = [
            ("0.1.2", "0.2.0", "0.1.3", "0.1.3"),
            ("0.0.3", "0.1.0", "0.0.4", "0.0.4"),
            ("1.4.2", "2.0.0", "1.5.0", "1.4.3"),
        ];
        for (version, major, minor, patch) in cases {
            assert_eq!(Bump::Major.apply(version).as_deref(), Some(major));
            assert_eq!(Bump::Minor.apply(version).as_deref(), Some(minor));
            assert_eq!(Bump::Patch.apply(version).as_deref(), Some(patch));
            assert_eq!(Bump::None.apply(version).as_deref(), Some(version));
        }
        for unusual in ["1.0", "1.0.0-rc.1", "", "a.b.c"] {
            assert_eq!(Bump::Major.apply(unusual), None, "{unusual}");
        }
    }
}
