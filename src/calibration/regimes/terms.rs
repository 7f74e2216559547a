//! What of a change is explained beside its regime.

/// What a change depends on beside its regime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Whether part of the last change carries over.
    pub momentum: bool,
    /// Whether prices are pulled to a line.
    pub pull: bool,
}

impl Terms {
    /// Changes that depend on the regime alone.
    pub const NONE: Self = Self { momentum: false, pull: false };
    /// Changes that depend on the regime and on the last change.
    pub const MOMENTUM: Self = Self { momentum: true, pull: false };
}
