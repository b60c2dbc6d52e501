//! The properties of an object whose first name was decoded already.

use serde::de::value::StringDeserializer;
use serde::de::{DeserializeSeed, MapAccess};

/// The properties of an object whose first name was decoded already.
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
