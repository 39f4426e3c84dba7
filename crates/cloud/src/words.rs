//! Words of the API, such as a status, as enums: a word that the reference does not have is kept as
//! it came.

/// Defines an enum of the API's words, with `Unknown` for every other word. A field that is missing
/// reads as the unknown word "".
macro_rules! words {
    (
        $(#[$about:meta])*
        $vis:vis $name:ident { $($(#[$what:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
        $vis enum $name {
            $($(#[$what])* #[serde(rename = $word)] $variant,)+
            /// A word that the reference does not have, or none.
            #[serde(untagged)]
            Unknown(String),
        }

        impl $name {
            /// The word, as the API writes it.
            $vis fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown(word) => word,
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::Unknown(String::new())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use serde_json::json;

    words! {
        /// For the tests.
        pub(super) Status {
            /// Here.
            Active = "Active",
            /// Not yet.
            Coming = "Creating",
        }
    }

    #[test]
    fn a_word_that_is_not_known_is_kept_as_it_came() {
        for (word, status) in [
            ("Active", Status::Active),
            ("Creating", Status::Coming),
            ("active", Status::Unknown("active".to_owned())),
            ("Unknown", Status::Unknown("Unknown".to_owned())),
        ] {
            let read: Status = serde_json::from_value(json!(word)).unwrap();
            assert_eq!((read.as_str(), &read), (word, &status));
        }
        assert_eq!(Status::default().to_string(), "");
        assert!(serde_json::from_value::<Status>(json!({})).is_err());
    }
}
