//! The full name of a role.

/// Returns the id of the account that owns a role, from its full name such as `acs:ram::1250000000000001:role/cen`; none if that is no
/// full name of a role.
pub fn account_of_role(arn: &str) -> Option<&str> {
    let (account, name) = arn.strip_prefix("acs:ram::")?.split_once(":role/")?;
    let is_account = !account.is_empty() && account.bytes().all(|c| c.is_ascii_digit());
    (is_account && !name.is_empty()).then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_of_a_role_stands_in_its_name() {
        assert_eq!(account_of_role("acs:ram::125:role/cen"), Some("125"));
        for wrong in [
            "",
            "cen",
            "acs:ram::125:user/cen",
            "acs:ram::125:role/",
            "acs:ram:::role/cen",
            "acs:ram::x:role/cen",
        ] {
            assert_eq!(account_of_role(wrong), None, "{wrong}");
        }
    }
}
