//! Facts of transit routers that are not verified: for each a switch with the answers that the
//! cloud may give, the one that is taken by default first.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One answer to an open question, written `NAME=CHOICE`, such as `old-attach=refuse`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    name: String,
    choice: String,
}

/// Why a text is no assumption.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no assumption; they are {}", known())]
pub struct AssumptionError {
    text: String,
}

/// Lists every name with its choices, the default first.
fn known() -> String {
    let lines: Vec<_> = Assumptions::KNOWN
        .iter()
        .map(|(name, choices)| format!("{name}={}", choices.join("|")))
        .collect();
    lines.join(", ")
}

macro_rules! assumptions {
    ($(
        $(#[$doc:meta])*
        $field:ident $name:literal $kind:ident {
            $(#[$usual_doc:meta])* $usual:ident $usual_word:literal,
            $($(#[$choice_doc:meta])* $choice:ident $word:literal,)+
        }
    )+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
            pub(crate) enum $kind {
                $(#[$usual_doc])*
                #[default]
                $usual,
                $($(#[$choice_doc])* $choice,)+
            }

            impl $kind {
                fn of(word: &str) -> Option<Self> {
                    match word {
                        $usual_word => Some(Self::$usual),
                        $($word => Some(Self::$choice),)+
                        _ => None,
                    }
                }

                fn word(self) -> &'static str {
                    match self {
                        Self::$usual => $usual_word,
                        $(Self::$choice => $word,)+
                    }
                }
            }
        )+

        /// The answer to each open question.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Assumptions {
            $($(#[$doc])* pub(crate) $field: $kind,)+
        }

        impl Assumptions {
            /// Each name with its choices, the default first.
            pub const KNOWN: &[(&str, &[&str])] = &[$(($name, &[$usual_word, $($word),+]),)+];

            /// Takes over one answer. Returns whether name and choice are known.
            fn set(&mut self, name: &str, choice: &str) -> bool {
                match name {
                    $($name => $kind::of(choice).map(|choice| self.$field = choice).is_some(),)+
                    _ => false,
                }
            }

            /// Returns the choice for each name.
            fn words(&self) -> BTreeMap<&'static str, &'static str> {
                BTreeMap::from([$(($name, self.$field.word()),)+])
            }
        }
    };
}

assumptions! {
    /// What AttachCenChildInstance does in a region that sells Enterprise and has no router yet.
    old_attach "old-attach" OldAttach {
        /// It makes a Basic one.
        Basic "basic",
        /// It is refused.
        Refuse "refuse",
        /// It makes an Enterprise router and an attachment of it.
        Convert "convert",
    }
    /// Whether DescribeCenAttachedChildInstances shows attachments of transit routers.
    children_list "children-list" ChildrenList {
        /// It shows those of the Basic Edition only.
        Basic "basic",
        /// It shows all.
        All "all",
    }
    /// Whether DescribeCenInterRegionBandwidthLimits shows peer attachments.
    limits_list "limits-list" LimitsList {
        /// It shows limits of the Basic Edition only.
        Basic "basic",
        /// It shows all.
        All "all",
    }
    /// How a peer attachment is listed from its other end.
    peer_list "peer-list" PeerList {
        /// As from the end that made it.
        Both "both",
        /// With the two ends swapped.
        Swapped "swapped",
        /// Not at all.
        Creator "creator",
    }
    /// Which way one AutoPublishRouteEnabled of a peer attachment works.
    publish "publish" Publish {
        /// Both ways.
        Both "both",
        /// From the end that made it to the other.
        OneWay "one-way",
    }
    /// Whether routes learned over one peer attachment are published over another.
    transitive "transitive" Transitive {
        /// They are not.
        No "no",
        /// They are.
        Yes "yes",
    }
    /// Whether static entries are synchronized into VPC tables.
    sync_static "sync-static" SyncStatic {
        /// They are.
        Yes "yes",
        /// They are not.
        No "no",
    }
    /// What becomes of an attachment with one zone in a region of several.
    one_zone "one-zone" OneZone {
        /// It is made.
        Accept "accept",
        /// It is refused.
        Refuse "refuse",
    }
    /// What is locked while something on a transit router changes.
    blocking "blocking" Blocking {
        /// That router.
        Router "router",
        /// The whole CEN.
        Cen "cen",
    }
    /// What a ClientToken brings whose call was answered with Operation.Blocking.
    token_after_blocking "token-after-blocking" TokenAfterBlocking {
        /// The call is looked at afresh.
        Fresh "fresh",
        /// The refusal is repeated.
        Replay "replay",
    }
    /// What the deletion of an attachment that does not exist is answered with.
    delete_unknown "delete-unknown" DeleteUnknown {
        /// Success.
        Ok "ok",
        /// InvalidTransitRouterAttachmentId.NotFound.
        NotFound "not-found",
    }
    /// In which order an attachment leaves a route table.
    unuse_first "unuse-first" UnuseFirst {
        /// In any.
        Free "free",
        /// The propagation is disabled before the association is taken away.
        PropagationFirst "propagation-first",
    }
    /// What DeleteCen does while the CEN has Enterprise routers without anything on them.
    delete_cen "delete-cen" DeleteCen {
        /// It is refused.
        RefuseRouters "refuse-routers",
        /// It takes them with it.
        TakeRouters "take-routers",
    }
    /// The code for an attachment without a grant.
    missing_grant "missing-grant" MissingGrant {
        /// Forbbiden.AttachChildInstanceAcrossUid, as for Basic attachments.
        AcrossUid "across-uid",
        /// InvalidInstanceId.NotFound, as for an instance that is not there.
        NotFound "not-found",
    }
    /// How grants of transit routers name a VBR.
    grant_kind "grant-kind" GrantKind {
        /// VBR or ExpressConnect.
        Either "either",
        /// ExpressConnect only.
        Strict "strict",
    }
    /// Whether the service-linked role exists in a new account.
    role "role" RoleAtFirst {
        /// It does.
        Made "made",
        /// It does not.
        Missing "missing",
    }
}

impl FromStr for Assumption {
    type Err = AssumptionError;

    fn from_str(text: &str) -> Result<Self, AssumptionError> {
        let (name, choice) = text.split_once('=').unwrap_or((text, ""));
        if !Assumptions::default().set(name, choice) {
            return Err(AssumptionError {
                text: text.to_owned(),
            });
        }
        Ok(Self {
            name: name.to_owned(),
            choice: choice.to_owned(),
        })
    }
}

impl Assumptions {
    /// Takes over one answer.
    pub(crate) fn assume(&mut self, assumption: &Assumption) {
        self.set(&assumption.name, &assumption.choice);
    }
}

impl Serialize for Assumptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.words().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Assumptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut assumptions = Self::default();
        for assumption in assumed(deserializer)? {
            assumptions.assume(&assumption);
        }
        Ok(assumptions)
    }
}

/// Reads a map of names and choices. YAML reads `no` and `yes` as truth values.
pub(crate) fn assumed<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Assumption>, D::Error> {
    let words = BTreeMap::<String, Word>::deserialize(deserializer)?;
    let read = |(name, word): (String, Word)| {
        let choice = match word {
            Word::Text(text) => text,
            Word::Truth(true) => "yes".to_owned(),
            Word::Truth(false) => "no".to_owned(),
        };
        format!("{name}={choice}")
            .parse()
            .map_err(serde::de::Error::custom)
    };
    words.into_iter().map(read).collect()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Word {
    Truth(bool),
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_read_and_comes_back() {
        assert_eq!(Assumptions::KNOWN.len(), 16);
        for (name, choices) in Assumptions::KNOWN {
            assert_eq!(Assumptions::default().words()[name], choices[0]);
            for choice in *choices {
                let mut held = Assumptions::default();
                held.assume(&format!("{name}={choice}").parse().unwrap());
                assert_eq!(held.words()[name], *choice);
                let text = serde_json::to_string(&held).unwrap();
                assert_eq!(serde_json::from_str::<Assumptions>(&text).unwrap(), held);
            }
        }
    }

    #[test]
    fn an_unknown_name_or_choice_is_refused_with_all_that_are_known() {
        for text in ["", "role", "role=", "role=perhaps", "roles=made"] {
            let error = text.parse::<Assumption>().unwrap_err().to_string();
            assert!(error.contains("old-attach=basic|refuse|convert"), "{error}");
            assert!(error.contains("role=made|missing"), "{error}");
        }
    }
}
