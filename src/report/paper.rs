//! Text on paper (`.docx`): sheet, letters, headings and tables that the memo and the chapter
//! share. Word, WPS and `LibreOffice` open it.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, Docx, LineSpacing, LineSpacingType, PageMargin, Paragraph, Run,
    RunFonts, Shading, Table, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableLayoutType, TableRow, VAlignType, WidthType,
};

/// Letters of text and of headings, as offices in China have them.
const TEXT: [&str; 2] = ["Times New Roman", "宋体"];
const HEADING: [&str; 2] = ["Arial", "黑体"];
/// Sizes of letters (half points).
const TITLE_SIZE: usize = 32;
const HEADING_SIZE: usize = 24;
const TEXT_SIZE: usize = 21;
pub(super) const SMALL_SIZE: usize = 17;
const NARROW_SIZE: usize = 14;
/// Columns beyond which a table has narrow letters, and heads of several lines.
const MANY: usize = 8;
/// A4 with its margins (twentieths of a point).
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: u32 = 1_134;
/// Width between the margins (twentieths of a point).
pub(super) const WIDTH: u32 = PAGE.0 - 2 * MARGIN;
/// Signs in a line of a column at most; what is longer is broken.
const LONGEST_LINE: usize = 30;
const SHADE: &str = "EEF3F8";
pub(super) const FAINT: &str = "5F6B76";
const LINE: &str = "C3CBD3";

/// An empty document of A4 sheets.
pub(super) fn sheet() -> Docx {
    Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margins())
        .default_fonts(fonts(TEXT))
        .default_size(TEXT_SIZE)
}

/// The bytes of a document.
///
/// # Errors
/// What keeps it from being packed.
pub(super) fn packed(document: Docx) -> Result<Vec<u8>, String> {
    let mut packed = Cursor::new(Vec::new());
    document.pack(&mut packed).map_err(|error| error.to_string())?;
    Ok(packed.into_inner())
}

/// A document while it is written.
#[derive(Debug, Default)]
pub(super) struct Paper {
    /// Paragraphs so far: each has a number of its own, which the library would take from a
    /// counter of the whole process, so that the same document would differ.
    paragraphs: u32,
}

impl Paper {
    /// A paragraph with what is left below it (twentieths of a point).
    pub(super) fn paragraph(&mut self, run: Run, after: u32) -> Paragraph {
        self.paragraphs += 1;
        Paragraph::new()
            .id(format!("{:08X}", self.paragraphs))
            .line_spacing(LineSpacing::new().after(after))
            .add_run(run)
    }

    pub(super) fn title(&mut self, text: &str) -> Paragraph {
        let run = Run::new().add_text(text).size(TITLE_SIZE).bold().fonts(fonts(HEADING));
        self.paragraph(run, 60).align(AlignmentType::Center)
    }

    pub(super) fn heading(&mut self, text: &str) -> Paragraph {
        let run = Run::new().add_text(text).size(HEADING_SIZE).bold().fonts(fonts(HEADING));
        self.paragraph(run, 60).keep_next(true)
    }

    pub(super) fn note(&mut self, text: &str) -> Paragraph {
        self.paragraph(Run::new().add_text(text).size(SMALL_SIZE).color(FAINT), 40)
    }

    /// A little space, since tables have none below them.
    pub(super) fn gap(&mut self) -> Paragraph {
        let exactly = LineSpacing::new().line_rule(LineSpacingType::Exact).line(80).after(0);
        self.paragraph(Run::new(), 0).line_spacing(exactly)
    }

    /// What stands out.
    pub(super) fn boxed(&mut self, run: Run) -> Table {
        let cell = TableCell::new()
            .add_paragraph(self.paragraph(run, 0))
            .shading(Shading::new().fill(SHADE))
            .width(WIDTH as usize, WidthType::Dxa);
        table(vec![TableRow::new(vec![cell])], vec![WIDTH as usize])
    }

    /// A table as wide as the page, in narrow letters where it has many columns. A list of names
    /// and amounts has no heads.
    pub(super) fn table(&mut self, heads: &[String], rows: &[Vec<String>]) -> Table {
        let widths = widths(heads, rows);
        let size = if widths.len() > MANY { NARROW_SIZE } else { SMALL_SIZE };
        let head = (!heads.is_empty()).then_some((true, heads));
        let lines = rows.iter().map(|row| (false, row.as_slice()));
        let lines = head.into_iter().chain(lines).map(|(is_head, line)| {
            let cells = line.iter().zip(&widths).enumerate();
            let cells = cells.map(|(column, (text, width))| {
                let run = Run::new().add_text(text).size(size);
                let run = if is_head { run.bold() } else { run };
                let aligned = if column == 0 { AlignmentType::Left } else { AlignmentType::Right };
                let cell = TableCell::new()
                    .add_paragraph(self.paragraph(run, 0).align(aligned))
                    .vertical_align(VAlignType::Center)
                    .width(*width, WidthType::Dxa);
                if is_head { cell.shading(Shading::new().fill(SHADE)) } else { cell }
            });
            TableRow::new(cells.collect()).cant_split()
        });
        let lines = lines.collect();
        table(lines, widths)
    }
}

fn fonts([latin, chinese]: [&str; 2]) -> RunFonts {
    RunFonts::new().ascii(latin).hi_ansi(latin).east_asia(chinese)
}

fn margins() -> PageMargin {
    let margin = i32::try_from(MARGIN).unwrap_or_default();
    PageMargin::new().top(margin).bottom(margin).left(margin).right(margin).header(567).footer(567)
}

/// Widths of a table's columns (twentieths of a point), by what stands in them.
fn widths(heads: &[String], rows: &[Vec<String>]) -> Vec<usize> {
    // A Chinese sign is as wide as two others.
    let wide = |text: &String| text.chars().map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum();
    let count = rows.iter().map(Vec::len).chain([heads.len()]).max().unwrap_or_default();
    // Heads may be broken; the edges of many cells take more of the page than those of few.
    let (head_lines, edges) = if count > MANY { (5, 4) } else { (2, 2) };
    let longest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(wide);
        let head = heads.get(column).map(|head| -> usize { wide(head) / head_lines });
        let longest: usize = cells.chain(head).max().unwrap_or_default();
        longest.clamp(1, LONGEST_LINE) + edges
    };
    let columns: Vec<usize> = (0..count).map(longest).collect();
    let all = columns.iter().sum::<usize>().max(1);
    columns.into_iter().map(|column| WIDTH as usize * column / all).collect()
}

fn table(rows: Vec<TableRow>, widths: Vec<usize>) -> Table {
    let sides = [
        TableBorderPosition::Top,
        TableBorderPosition::Bottom,
        TableBorderPosition::Left,
        TableBorderPosition::Right,
        TableBorderPosition::InsideH,
        TableBorderPosition::InsideV,
    ];
    let border = |side| TableBorder::new(side).color(LINE).size(4).border_type(BorderType::Single);
    let borders = sides.into_iter().map(border).fold(TableBorders::new(), TableBorders::set);
    let width = widths.iter().sum();
    Table::new(rows)
        .set_grid(widths)
        .layout(TableLayoutType::Fixed)
        .width(width, WidthType::Dxa)
        .set_borders(borders)
}
