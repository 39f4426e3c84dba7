//! JSON objects that are written as they are: no tree of values is made of them, and what they name is borrowed.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// An empty list.
pub(crate) const EMPTY: [(); 0] = [];

/// A JSON object, see [`object!`].
pub(crate) struct Object<F>(pub(crate) F);

/// The fields of an object, in their order: a name, a value, and the fields after it.
pub(crate) trait Fields {
    fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error>;
}

impl Fields for () {
    fn write<M: SerializeMap>(&self, _: &mut M) -> Result<(), M::Error> {
        Ok(())
    }
}

impl<V: Serialize, R: Fields> Fields for (&str, V, R) {
    fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
        let (name, value, rest) = self;
        object.serialize_entry(name, value)?;
        rest.write(object)
    }
}

/// Fields that a function lists, and the fields after them.
pub(crate) struct Each<F, R>(pub(crate) F, pub(crate) R);

impl<'a, V: Serialize, I: Iterator<Item = (&'a str, V)>, F: Fn() -> I, R: Fields> Fields
    for Each<F, R>
{
    fn write<M: SerializeMap>(&self, object: &mut M) -> Result<(), M::Error> {
        let Self(list, rest) = self;
        for (name, value) in list() {
            object.serialize_entry(name, &value)?;
        }
        rest.write(object)
    }
}

impl<F: Fields> Serialize for Object<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        self.0.write(&mut object)?;
        object.end()
    }
}

/// Makes an object: `object! { "Name": value, "Other": value, ..rest }`. The fields of another object may end it.
macro_rules! object {
    (@ .. $rest:expr) => { $rest.0 };
    (@ $name:tt : $value:expr $(, $($rest:tt)*)?) => { ($name, $value, object!(@ $($($rest)*)?)) };
    (@) => { () };
    ($($fields:tt)*) => { $crate::object::Object(object!(@ $($fields)*)) };
}
pub(crate) use object;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_written_in_the_order_of_their_fields() {
        let rest = object! { "C": EMPTY, "A": object! { "D": true } };
        let name = "B";
        let text = serde_json::to_string(&object! { name: 1, ..rest }).unwrap();
        assert_eq!(text, r#"{"B":1,"C":[],"A":{"D":true}}"#);
        assert_eq!(serde_json::to_string(&object! {}).unwrap(), "{}");
        let listed = Object(Each(|| [("E", 1), ("F", 2)].into_iter(), ()));
        let text = serde_json::to_string(&object! { "D": 0, ..listed }).unwrap();
        assert_eq!(text, r#"{"D":0,"E":1,"F":2}"#);
    }
}
