//! Access to members whose first key was read already.

use serde::de::value::StringDeserializer;
use serde::de::{DeserializeSeed, MapAccess};

/// The members of an object, of which the first key was read.
pub(super) struct First<A> {
    pub(super) key: Option<String>,
    pub(super) map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for First<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(StringDeserializer::new(key)).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}
