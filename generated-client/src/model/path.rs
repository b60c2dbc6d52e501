//! The current position in a body: a chain of stack frames, formatted only when needed.

use std::fmt::Write as _;

/// A position in the body. Each level of decoding has one on its stack; nothing is allocated.
#[derive(Clone, Copy)]
pub(crate) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    token: Token<'a>,
    /// The number of arrays and objects around the position.
    pub(crate) depth: u32,
}

#[derive(Clone, Copy)]
enum Token<'a> {
    /// The start: the pointer of the value that is decoded.
    Root(&'a str),
    /// A property of an object.
    Key(&'a str),
    /// An item of an array.
    Index(usize),
}

/// How many arrays and objects may be around a value. It is the limit of `serde_json`, which counts
/// down from 128 and stops at zero.
pub(crate) const DEPTH: u32 = 127;

impl<'a> Path<'a> {
    /// Returns the position at `pointer`.
    pub(crate) const fn root(pointer: &'a str) -> Self {
        Self { parent: None, token: Token::Root(pointer), depth: 0 }
    }

    /// Returns the position of the property `key` of the object at this position.
    #[inline]
    pub(crate) const fn key<'b>(&'b self, key: &'b str) -> Path<'b> {
        Path { parent: Some(self), token: Token::Key(key), depth: self.depth + 1 }
    }

    /// Returns the position of the item `index` of the array at this position.
    #[inline]
    pub(crate) const fn index(&self, index: usize) -> Path<'_> {
        Path { parent: Some(self), token: Token::Index(index), depth: self.depth + 1 }
    }

    /// Returns the position as a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut text = String::new();
        self.append(&mut text);
        text
    }

    fn append(&self, text: &mut String) {
        if let Some(parent) = self.parent {
            parent.append(text);
        }
        match self.token {
            Token::Root(pointer) => text.push_str(pointer),
            Token::Index(index) => {
                // Writing to a `String` cannot fail.
                let _ = write!(text, "/{index}");
            }
            Token::Key(key) => {
                text.push('/');
                for character in key.chars() {
                    match character {
                        '~' => text.push_str("~0"),
                        '/' => text.push_str("~1"),
                        other => text.push(other),
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_escaped() {
        let root = Path::root("/result");
        let list = root.key("a/b~c");
        let item = list.index(3);
        assert_eq!(item.key("").pointer(), "/result/a~1b~0c/3/");
        assert_eq!(Path::root("").pointer(), "");
        assert_eq!(item.depth, 2);
    }
}
