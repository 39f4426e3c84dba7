//! Rectangles, and what stands in them. All lengths are pixels of an unscaled picture.

/// The space around the whole picture.
pub(super) const MARGIN: i32 = 20;

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// Something and its place.
pub(super) struct Placed<T> {
    pub(super) frame: Frame,
    pub(super) what: T,
}
