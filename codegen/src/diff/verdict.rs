//! What a change means for the two clients of a document: the SDK that is already released, and
//! the code that will be compiled against the next one.

use std::fmt;

use serde::Serialize;

/// Whether an SDK that was generated from the old document still works with the new service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Wire {
    /// It works as before.
    #[default]
    Ok,
    /// It works, but may meet something that it did not know.
    Risk,
    /// Calls fail, or a value that was there is not understood.
    Break,
}

/// Whether code written against the old crate compiles against the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// It compiles, and there is nothing new for it.
    #[default]
    None,
    /// It compiles, and there is something new (or newly deprecated).
    Additive,
    /// It may not compile.
    Break,
}

/// Which part of the crate's version has to grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bump {
    /// Nothing changed.
    #[default]
    None,
    /// Only what the crate says or does, not what it offers.
    Patch,
    /// It offers more.
    Minor,
    /// It no longer offers something.
    Major,
}

impl Wire {
    /// The word for it: `break`, `risk` or `ok`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Risk => "risk",
            Self::Break => "break",
        }
    }
}

impl Source {
    /// The word for it: `break`, `additive` or `none`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Additive => "additive",
            Self::Break => "break",
        }
    }
}

impl Bump {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::None, Self::Patch, Self::Minor, Self::Major];

    /// The word for it: `major`, `minor`, `patch` or `none`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The version after `version`, by the rules of cargo: before 1.0 the second number stands for
    /// what breaks, and the third for everything else. `None` if it is not a plain version.
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

impl fmt::Display for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worse_is_greater() {
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
        for odd in ["1.0", "1.0.0-rc.1", "", "a.b.c"] {
            assert_eq!(Bump::Major.apply(odd), None, "{odd}");
        }
    }
}
