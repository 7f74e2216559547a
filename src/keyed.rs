//! Closed lists of names, and arrays with one value for each of them: declared together, so
//! that a place in an array has a name and a longer list needs no edit of what goes over
//! all of it.
//!
//! # Why
//!
//! `[f64; 2]` by use of land and `[f64; 4]` by kind of floor area are both indexed by small
//! numbers, and `gfa[1]` says neither which of the two it is nor what 1 means. An array
//! that only its own enum indexes cannot be mixed up, says `gfa[FloorKind::Affordable]`,
//! and costs nothing. Names stand beside the variants, so the keys of a file, the columns
//! of a table and the variant cannot drift apart.

/// Declares an enum with a name in files for each variant, and an array that it indexes.
///
/// A line is one variant, its name in files after `=`; doc comments before the two names go
/// to the enum and to the array.
macro_rules! keyed {
    (
        $(#[$attribute:meta])*
        $key:ident, $(#[$array_attribute:meta])* $array:ident:
        $($(#[$variant_attribute:meta])* $variant:ident = $name:literal;)+
    ) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $key {
            $($(#[$variant_attribute])* $variant,)+
        }

        impl $key {
            /// All keys, in the order of whatever there is one of for each.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant,)+];
            /// Number of keys.
            pub const COUNT: usize = [$($name,)+].len();
            /// Names in files and tables, in the order of [`Self::ALL`].
            pub const NAMES: [&'static str; Self::COUNT] = [$($name,)+];

            /// Name of the key in files and tables.
            pub fn name(self) -> &'static str {
                Self::NAMES[self as usize]
            }
        }

        $(#[$array_attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
        pub struct $array<T>([T; $key::COUNT]);

        impl<T> $array<T> {
            /// An array of values in the order of the keys.
            pub const fn new(values: [T; $key::COUNT]) -> Self {
                Self(values)
            }

            /// The value of each key, worked out one after another.
            pub fn of(value: impl FnMut($key) -> T) -> Self {
                Self($key::ALL.map(value))
            }

            /// An array in which every value is changed alike.
            #[inline]
            pub fn map<U>(self, change: impl FnMut(T) -> U) -> $array<U> {
                $array(self.0.map(change))
            }

            /// An array of references to the values.
            pub fn each_ref(&self) -> $array<&T> {
                $array(self.0.each_ref())
            }

            /// All values in the order of the keys.
            pub fn iter(&self) -> std::slice::Iter<'_, T> {
                self.0.iter()
            }

            /// All values in the order of the keys, to be changed.
            pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
                self.0.iter_mut()
            }

            /// Keys and values in order.
            pub fn entries(&self) -> impl Iterator<Item = ($key, &T)> {
                $key::ALL.into_iter().zip(&self.0)
            }

            /// The values as an array in the order of the keys.
            pub fn values(self) -> [T; $key::COUNT] {
                self.0
            }
        }

        impl<T> std::ops::Index<$key> for $array<T> {
            type Output = T;

            #[inline]
            fn index(&self, key: $key) -> &T {
                &self.0[key as usize]
            }
        }

        impl<T> std::ops::IndexMut<$key> for $array<T> {
            #[inline]
            fn index_mut(&mut self, key: $key) -> &mut T {
                &mut self.0[key as usize]
            }
        }

        impl<T> IntoIterator for $array<T> {
            type Item = T;
            type IntoIter = std::array::IntoIter<T, { $key::COUNT }>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.into_iter()
            }
        }

        impl<'a, T> IntoIterator for &'a $array<T> {
            type Item = &'a T;
            type IntoIter = std::slice::Iter<'a, T>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter()
            }
        }

        impl<'a, T> IntoIterator for &'a mut $array<T> {
            type Item = &'a mut T;
            type IntoIter = std::slice::IterMut<'a, T>;

            fn into_iter(self) -> Self::IntoIter {
                self.0.iter_mut()
            }
        }
    };
}
pub(crate) use keyed;
