//! The rule of every field: what one side changed is taken; what both changed differently is a conflict.

/// Whose value a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Ours, or both alike.
    Ours,
    /// Theirs alone changed it.
    Theirs,
    /// Both changed it, each in its own way.
    Conflict,
}

impl Whose {
    /// Of two sides and what they began with, if they began with anything.
    pub fn of<T: PartialEq + ?Sized>(base: Option<&T>, ours: &T, theirs: &T) -> Self {
        if ours == theirs || base == Some(theirs) {
            Self::Ours
        } else if base == Some(ours) {
            Self::Theirs
        } else {
            Self::Conflict
        }
    }

    /// The value, ours in a conflict.
    pub fn pick<T>(self, ours: T, theirs: T) -> T {
        if self == Self::Theirs { theirs } else { ours }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_side_changed_is_taken() {
        assert_eq!(Whose::of(Some(&1), &1, &2), Whose::Theirs);
        assert_eq!(Whose::of(Some(&1), &2, &1), Whose::Ours);
        assert_eq!(Whose::of(Some(&1), &2, &2), Whose::Ours);
        assert_eq!(Whose::of(Some(&1), &2, &3), Whose::Conflict);
        assert_eq!(Whose::of(None, &2, &3), Whose::Conflict);
    }
}
