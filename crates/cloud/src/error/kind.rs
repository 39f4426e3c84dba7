//! What the caller should do about an error, and what a table says of its code.

/// What the caller should do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrorKind {
    /// Too many calls: call again, more slowly.
    Throttled,
    /// Something is not in the state that the call needs, and may be later: call again then.
    Busy,
    /// Another change of the same thing is under way, and alone the call would have been taken: call again when that is done, and together with
    /// less.
    Locked,
    /// The thing is not there, or is somebody else's.
    NotFound,
    /// What was asked for is there already.
    AlreadyExists,
    /// The credential or the account may not do this: repair it, then call again.
    Denied,
    /// The request can never succeed as it is, or something else must be changed first.
    Invalid,
    /// A quota is used up.
    Quota,
    /// The server's answer does not tell whether the call took effect: look before calling again.
    Unknown,
    /// The request never left this machine: it had no effect.
    NotSent,
}

/// What is known of a code: code, kind, gist.
pub(crate) type CodeRow = (&'static str, ErrorKind, &'static str);
