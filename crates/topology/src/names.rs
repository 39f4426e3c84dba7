//! Identifiers and quantities of the model, as types that cannot be confused.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::shared_text::SharedText;

/// Declares newtypes over a text that print as it and serialise as a plain string. A copy shares the text.
macro_rules! text_newtypes {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(SharedText);

        impl $name {
            /// Takes the text as it is; the reader of the text checks what it may contain.
            pub fn new(text: impl Into<SharedText>) -> Self {
                Self(text.into())
            }

            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the text as something that shares it.
            pub fn shared(&self) -> SharedText {
                self.0.clone()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&$name> for SharedText {
            fn from(name: &$name) -> Self {
                name.shared()
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }
    )*};
}

text_newtypes! {
    /// The name of a topology: the ownership mark of everything it creates.
    TopologyName;
    /// The file's own key of an account.
    AccountName;
    /// The file's own key of a VPC, VBR or CCN.
    NetworkName;
    /// The file's own key of a CEN.
    CenName;
    /// The digits that identify an Alibaba Cloud account (its UID).
    AccountId;
    /// A region such as `cn-hangzhou`, or a CCN area such as `ccn-cn-shanghai`.
    RegionId;
    /// The id of a network instance: `vpc-…`, `vbr-…` or `ccn-…`.
    InstanceId;
    /// The id of a CEN: `cen-…`.
    CenId;
    /// The id of a bandwidth package: `cenbwp-…`.
    PackageId;
    /// The id of a route map: `cenrmap-…`.
    RouteMapId;
    /// The id of a transit router: `tr-…`.
    RouterId;
    /// The id of an attachment of a transit router, of a network or a link: `tr-attach-…`.
    AttachmentId;
    /// The id of a route table of a transit router: `vtb-…`.
    RouteTableId;
    /// A route table in an address: its id, or `system` for the default one of its router.
    TableName;
    /// The id of a vSwitch: `vsw-…`.
    VswitchId;
    /// A zone of a region, such as `cn-hangzhou-j`.
    ZoneId;
}

impl AccountId {
    /// Reads the id of an account: a number (the API's type is `Long`) without leading zeros, so that
    /// one account has one spelling.
    pub fn parse(text: &str) -> Option<Self> {
        let is_number = !text.starts_with('0') && text.bytes().all(|c| c.is_ascii_digit());
        let is_long = text.parse::<i64>().is_ok();
        (is_number && is_long).then(|| Self::new(text))
    }
}

/// The kind of a network instance that a CEN joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum NetworkKind {
    /// A virtual private cloud.
    Vpc,
    /// A virtual border router, the end of a leased line.
    Vbr,
    /// A cloud connect network, the branch offices of Smart Access Gateway.
    Ccn,
}

impl NetworkKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Vpc, Self::Vbr, Self::Ccn];

    /// Reads a kind without regard to case: the file says `vpc`, the API `VPC`.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }

    /// Returns the API's word for the kind: `VPC`, `VBR` or `CCN`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vpc => "VPC",
            Self::Vbr => "VBR",
            Self::Ccn => "CCN",
        }
    }
}

impl fmt::Display for NetworkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Megabits per second.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Mbps(pub u32);

impl fmt::Display for Mbps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} Mbps", self.0))
    }
}

impl std::iter::Sum for Mbps {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|amount| amount.0).fold(0, u32::saturating_add))
    }
}

/// Tells whether a text has the form of a key or name of the file.
pub(crate) fn is_name(name: &str) -> bool {
    let rest = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    name.len() <= 63 && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_one_spelling() {
        assert!(AccountId::parse("1250000000000001").is_some());
        for text in [
            "",
            "0",
            "0125",
            "+1",
            "-1",
            "1_0",
            " 1",
            "1.0",
            "99999999999999999999",
            "१",
        ] {
            assert_eq!(AccountId::parse(text), None, "{text}");
        }
    }
}
