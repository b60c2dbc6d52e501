//! The output of the generator: a tree of files, by path, in memory.

use std::collections::BTreeMap;
use std::collections::btree_map::{Entry, IntoIter, Iter};

/// Generated files by their path, which is relative to the folder that the generator owns and
/// uses `/` on every platform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileTree {
    files: BTreeMap<String, String>,
}

/// Two files of one generation have the same path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicatePath {
    /// The duplicate path.
    pub path: String,
}

impl std::fmt::Display for DuplicatePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "two generated files have the path {}", self.path)
    }
}

impl std::error::Error for DuplicatePath {}

impl FileTree {
    /// Creates an empty tree.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    ///
    /// # Errors
    ///
    /// Returns an error if there is already a file with this path; the tree is then unchanged.
    pub fn insert(&mut self, path: String, text: String) -> Result<(), DuplicatePath> {
        match self.files.entry(path) {
            Entry::Occupied(taken) => Err(DuplicatePath { path: taken.key().clone() }),
            Entry::Vacant(free) => {
                free.insert(text);
                Ok(())
            }
        }
    }

    /// Returns the text of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Returns the files, by path.
    pub fn iter(&self) -> Iter<'_, String, String> {
        self.files.iter()
    }

    /// Returns the number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Returns whether there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl IntoIterator for FileTree {
    type Item = (String, String);
    type IntoIter = IntoIter<String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.files.into_iter()
    }
}

impl<'a> IntoIterator for &'a FileTree {
    type Item = (&'a String, &'a String);
    type IntoIter = Iter<'a, String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_returned_by_path() {
        let mut tree = FileTree::new();
        assert!(tree.is_empty());
        for path in ["request/b.rs", "mod.rs", "request/a.rs"] {
            tree.insert(path.to_owned(), format!("// {path}\n")).unwrap();
        }
        let paths: Vec<&String> = tree.iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["mod.rs", "request/a.rs", "request/b.rs"]);
        assert_eq!(tree.get("mod.rs"), Some("// mod.rs\n"));
        assert_eq!(tree.len(), 3);
    }

    #[test]
    fn a_path_is_taken_once() {
        let mut tree = FileTree::new();
        tree.insert("a.rs".to_owned(), "first".to_owned()).unwrap();
        let error = tree.insert("a.rs".to_owned(), "second".to_owned()).unwrap_err();
        assert_eq!(error.to_string(), "two generated files have the path a.rs");
        assert_eq!(tree.get("a.rs"), Some("first"));
    }
}
