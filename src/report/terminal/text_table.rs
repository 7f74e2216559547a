//! Tables of the terminal: columns without lines, heads underlined, numbers to the right.

use std::fmt::Write as _;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Row, Table, TableComponent};

/// A table without heads.
pub(super) fn plain() -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// A table with underlined heads.
pub(super) fn headed(heads: impl Into<Row>) -> Table {
    let mut table = plain();
    table.set_style(TableComponent::HeaderLines, '─');
    table.set_style(TableComponent::MiddleHeaderIntersections, '─');
    table.set_header(heads);
    table
}

/// Lets every column but the first stand to the right.
pub(super) fn align_right(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// A table's lines without spaces at their ends, each with a line end.
pub(super) fn lines(table: &Table) -> String {
    let mut text = String::new();
    for line in table.to_string().lines() {
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
