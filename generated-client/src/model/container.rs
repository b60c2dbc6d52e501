//! The slots of wrappers: `Option`, arrays and maps.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Map, Value};

use super::slot::{Entries, Fit, Inner, Kind, List, Scalar, Slot, Taken, Target, View};

/// For items of this many bytes, a `Vec` grows one by one up to [`FEW`] items, from two items on,
/// or from one if they are [`LARGE`]. By default it starts with room for four, and most arrays of
/// structs have one to three.
const MEDIUM: usize = 48;
/// See [`MEDIUM`].
const LARGE: usize = 192;
/// See [`MEDIUM`].
const FEW: usize = 4;

impl<T: Inner> Slot for Option<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        match self {
            Some(value) => value.view(),
            None => View::None,
        }
    }

    #[inline]
    fn put(&mut self, scalar: Scalar<'_>) -> Fit {
        if let Scalar::Absent | Scalar::Null = scalar {
            *self = None;
            Fit::Yes
        } else if T::SCALAR {
            T::take(scalar).map(Some).store(self)
        } else {
            Fit::No(T::EXPECTED)
        }
    }

    #[inline]
    fn open(&mut self, kind: Kind) -> Target<'_> {
        self.insert(T::fresh()).open(kind)
    }
}

impl<T: Inner> Inner for Option<T> {
    const SCALAR: bool = true;

    #[inline]
    fn fresh() -> Self {
        None
    }

    #[inline]
    fn take(scalar: Scalar<'_>) -> Taken<Self> {
        match scalar {
            Scalar::Absent | Scalar::Null => Taken::Yes(None),
            scalar => T::take(scalar).map(Some),
        }
    }
}

impl<T: Inner> Slot for Vec<T> {
    #[inline]
    fn view(&self) -> View<'_> {
        View::List(self)
    }

    #[inline]
    fn put(&mut self, _: Scalar<'_>) -> Fit {
        Fit::No("an array")
    }

    #[inline]
    fn open(&mut self, kind: Kind) -> Target<'_> {
        match kind {
            Kind::Array => {
                self.clear();
                Target::List(self)
            }
            Kind::Object => Target::Unexpected("an array"),
        }
    }
}

impl<T: Inner> Inner for Vec<T> {
    const EXPECTED: &'static str = "an array";

    #[inline]
    fn fresh() -> Self {
        Vec::new()
    }
}

impl<T: Inner> List for Vec<T> {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    #[allow(clippy::indexing_slicing, reason = "the caller has checked the number of items")]
    fn item(&self, index: usize) -> &dyn Slot {
        &self[index]
    }

    #[inline]
    #[allow(clippy::indexing_slicing, reason = "the item was added just now")]
    fn push(&mut self, more: usize) -> &mut dyn Slot {
        let index = self.len();
        if size_of::<T>() >= MEDIUM && index == self.capacity() {
            self.reserve_exact(match index {
                0 if size_of::<T>() < LARGE => 2,
                0..FEW => 1,
                _ => more.max(1),
            });
        }
        self.push(T::fresh());
        &mut self[index]
    }

    #[inline]
    fn pop(&mut self) {
        self.pop();
    }
}

impl<T: Inner> Slot for BTreeMap<String, T> {
    #[inline]
    fn view(&self) -> View<'_> {
        View::Map(self)
    }

    #[inline]
    fn open(&mut self, kind: Kind) -> Target<'_> {
        match kind {
            Kind::Object => {
                self.clear();
                Target::Map(self)
            }
            Kind::Array => Target::Unexpected("an object"),
        }
    }
}

impl<T: Inner> Inner for BTreeMap<String, T> {
    #[inline]
    fn fresh() -> Self {
        BTreeMap::new()
    }
}

impl<T: Inner> Entries for BTreeMap<String, T> {
    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn get(&self, key: &str) -> Option<&dyn Slot> {
        match self.get(key) {
            Some(place) => Some(place),
            None => None,
        }
    }

    #[inline]
    fn entry(&mut self, key: String) -> &mut dyn Slot {
        match self.entry(key) {
            Entry::Vacant(entry) => entry.insert(T::fresh()),
            Entry::Occupied(entry) => {
                let place = entry.into_mut();
                *place = T::fresh();
                place
            }
        }
    }

    #[inline]
    fn remove(&mut self, key: &str) {
        self.remove(key);
    }

    #[inline]
    fn visit(&self, each: &mut dyn FnMut(&str, &dyn Slot) -> bool) {
        for (key, place) in self {
            if !each(key, place) {
                return;
            }
        }
    }
}

impl Slot for Map<String, Value> {
    fn view(&self) -> View<'_> {
        View::Members(self)
    }

    fn open(&mut self, kind: Kind) -> Target<'_> {
        match kind {
            Kind::Object => {
                self.clear();
                Target::Map(self)
            }
            Kind::Array => Target::Unexpected("an object"),
        }
    }
}

impl Inner for Map<String, Value> {
    fn fresh() -> Self {
        Map::new()
    }
}

impl Entries for Map<String, Value> {
    fn count(&self) -> usize {
        self.len()
    }

    fn get(&self, key: &str) -> Option<&dyn Slot> {
        match self.get(key) {
            Some(place) => Some(place),
            None => None,
        }
    }

    fn entry(&mut self, key: String) -> &mut dyn Slot {
        self.entry(key).or_insert(Value::Null)
    }

    fn remove(&mut self, key: &str) {
        self.remove(key);
    }

    fn visit(&self, each: &mut dyn FnMut(&str, &dyn Slot) -> bool) {
        for (key, place) in self {
            if !each(key, place) {
                return;
            }
        }
    }
}
