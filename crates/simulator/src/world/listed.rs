//! Maps that a saved world has as lists, as it always had them: each value tells its key.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::world::map::Map;
use crate::world::part::Part;

/// A value that tells the key that it is kept by.
pub(crate) trait Listed {
    fn key(&self) -> String;
}

pub(crate) fn serialize<V: Serialize, S: Serializer>(
    map: &Map<V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(map.values())
}

pub(crate) fn deserialize<'de, V: Listed + Part, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Map<V>, D::Error> {
    let values = Vec::<V>::deserialize(deserializer)?;
    Ok(values
        .into_iter()
        .map(|value| (value.key(), value))
        .collect())
}

/// Maps without values.
pub(crate) mod keys {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::world::map::Map;

    pub(crate) fn serialize<S: Serializer>(
        map: &Map<()>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(map.keys())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Map<()>, D::Error> {
        let keys = Vec::<String>::deserialize(deserializer)?;
        Ok(keys.into_iter().map(|key| (key, ())).collect())
    }
}
