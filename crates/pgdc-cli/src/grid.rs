//! Columns of text under each other.

use comfy_table::{CellAlignment, ContentLineStyle, LineStyle, Table, TableStyle};

/// No lines but that under the header.
const RULED: TableStyle = TableStyle::new()
    .header_lines(ContentLineStyle::none().junction('│'))
    .header_separator(LineStyle::none().fill('─').junction('┼'))
    .content_lines(ContentLineStyle::none().junction('│'));

/// Rows under a header; columns of numbers stand to the right.
pub(crate) fn ruled(header: &[(String, bool)], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(RULED).set_header(header.iter().map(|(name, _)| name)).add_rows(rows);
    for (column, (_, is_number)) in table.column_iter_mut().zip(header) {
        if *is_number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    lines(&table).map(|line| line + "\n").collect()
}

/// Rows alone, a line each.
pub(crate) fn plain(rows: Vec<Vec<String>>) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(TableStyle::new()).add_rows(rows);
    lines(&table).collect()
}

fn lines(table: &Table) -> impl Iterator<Item = String> {
    table.lines().map(|line| line.trim_end().to_owned())
}
