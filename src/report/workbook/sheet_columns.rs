//! The columns of a sheet, their places and heads from one list.

/// Declares the columns of a sheet from left to right, each with the key of the word above it.
macro_rules! sheet_columns {
    ($(#[$attribute:meta])* $name:ident: $($column:ident = $key:literal,)*) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum $name {
            $($column,)*
        }

        impl $name {
            /// The words above the columns.
            fn heads(language: $crate::wording::text::Language) -> Vec<&'static str> {
                let keys = [$($key,)*];
                keys.map(|key| $crate::wording::words::word(key, language)).to_vec()
            }

            /// The column's cell in a row.
            fn at(self, row: u32) -> super::sheet::Cell {
                (row, self as u16)
            }
        }
    };
}
pub(super) use sheet_columns;
