//! How early something comes if nothing else decides.

/// How early something comes if nothing else decides. What waits for what follows from the rules of
/// `order`, never from this: phases only lay out side by side what may run in any order. `lower`
/// looks at differences in the same order, so that what others need is judged before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// CENs and VPCs come into being or become ours, and packages become ours.
    Create,
    /// Texts are edited, packages bought, networks granted.
    Prepare,
    /// Bandwidth is given back, and what was set up for routes is taken away.
    Release,
    /// Networks and packages leave their CENs, and packages change their size.
    Detach,
    /// Networks and packages come to their CENs, and grants that are used no more are revoked.
    Attach,
    /// Bandwidth is raised, routes are set up, and VPCs and packages without a CEN are deleted.
    Use,
    /// CENs are deleted.
    Delete,
}
