//! Where in the body reading is: a chain of stack frames, written out only when it is needed.

use std::fmt::Write as _;

/// A place in the body. Each level of reading has one on its stack; nothing is allocated.
#[derive(Clone, Copy)]
pub(crate) struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
    /// How many lists and objects are around the place.
    pub(crate) depth: u32,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    /// The start: the pointer of the value that is read.
    Root(&'a str),
    /// A member of an object.
    Key(&'a str),
    /// An element of a list.
    Index(usize),
}

/// How many lists and objects may be around a value. It is the limit of `serde_json`, which
/// counts down from 128 and stops at zero.
pub(crate) const DEPTH: u32 = 127;

impl<'a> Path<'a> {
    /// The place that `pointer` names.
    pub(crate) const fn root(pointer: &'a str) -> Self {
        Self { parent: None, step: Step::Root(pointer), depth: 0 }
    }

    /// The member `key` of the object at this place.
    #[inline]
    pub(crate) const fn key<'b>(&'b self, key: &'b str) -> Path<'b> {
        Path { parent: Some(self), step: Step::Key(key), depth: self.depth + 1 }
    }

    /// The element `index` of the list at this place.
    #[inline]
    pub(crate) const fn index(&self, index: usize) -> Path<'_> {
        Path { parent: Some(self), step: Step::Index(index), depth: self.depth + 1 }
    }

    /// The place as a JSON pointer.
    pub(crate) fn pointer(&self) -> String {
        let mut text = String::new();
        self.append(&mut text);
        text
    }

    fn append(&self, text: &mut String) {
        if let Some(parent) = self.parent {
            parent.append(text);
        }
        match self.step {
            Step::Root(pointer) => text.push_str(pointer),
            Step::Index(index) => {
                // Writing to a `String` cannot fail.
                let _ = write!(text, "/{index}");
            }
            Step::Key(key) => {
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
