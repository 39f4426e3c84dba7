//! What names and descriptions may be.

/// The bounds of a text, and the code of a text that breaks them.
pub(crate) struct TextRule {
    /// The fewest and the most characters.
    length: (usize, usize),
    /// Whether the first character must be a letter.
    begins_with_letter: bool,
    pub(crate) code: &'static str,
}

/// A name that may be empty. Source: reference, CreateCen and ModifyCenBandwidthPackageAttribute.
pub(crate) const NAME: TextRule = TextRule {
    length: (0, 128),
    begins_with_letter: false,
    code: "InvalidName",
};

/// A name that may not be empty. Source: reference, ModifyCenAttribute and CreateCenBandwidthPackage.
pub(crate) const STRICT_NAME: TextRule = TextRule {
    length: (2, 128),
    begins_with_letter: true,
    code: "InvalidName",
};

/// A description that may be empty. Source: reference, CreateCen and most others.
pub(crate) const DESCRIPTION: TextRule = TextRule {
    length: (0, 256),
    begins_with_letter: false,
    code: "InvalidDescription",
};

/// A description that may not be empty. Source: reference, ModifyCenAttribute.
pub(crate) const STRICT_DESCRIPTION: TextRule = TextRule {
    length: (2, 256),
    begins_with_letter: false,
    code: "InvalidDescription",
};

/// The name of a VPC. The reference gives no rule: it is taken to be that of a CEN, with a code of VPC's kind.
pub(crate) const VPC_NAME: TextRule = TextRule {
    length: (0, 128),
    begins_with_letter: false,
    code: "InvalidVpcName.Malformed",
};

impl TextRule {
    /// Tells whether a text keeps the rule. No text may begin as a web address.
    pub(crate) fn allows(&self, text: &str) -> bool {
        let (least, most) = self.length;
        let begins = |text: &str| text.chars().next().is_some_and(char::is_alphabetic);
        (least..=most).contains(&text.chars().count())
            && (!self.begins_with_letter || begins(text))
            && !text.starts_with("http://")
            && !text.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_within_its_length_and_no_address() {
        let long = "n".repeat(129);
        for (text, loose, strict) in [
            ("", true, false),
            ("n", true, false),
            ("hub", true, true),
            ("网络", true, true),
            ("1st", true, false),
            ("https://hub", false, false),
            (&long, false, false),
        ] {
            assert_eq!(NAME.allows(text), loose, "{text}");
            assert_eq!(STRICT_NAME.allows(text), strict, "{text}");
        }
        assert!(DESCRIPTION.allows("") && !STRICT_DESCRIPTION.allows(""));
    }
}
