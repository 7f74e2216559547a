//! A memo of two sheets of paper (`memo.docx`) for those who circulate text: verdict, one table,
//! two charts, and what made them. Word, WPS and `LibreOffice` open it.

mod picture;

use std::collections::BTreeMap;
use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, Docx, Footer, LineSpacing, LineSpacingType, PageMargin, Paragraph,
    Pic, Run, RunFonts, Shading, Table, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableLayoutType, TableRow, VAlignType, WidthType,
};

use crate::wording::text::Language;
use crate::wording::words::word;

use super::page::{Brief, RenderedPage};
use picture::picture;

/// Letters of text and of headings, as offices in China have them.
const TEXT: [&str; 2] = ["Times New Roman", "宋体"];
const HEADING: [&str; 2] = ["Arial", "黑体"];
/// Sizes of letters (half points).
const TITLE_SIZE: usize = 32;
const HEADING_SIZE: usize = 24;
const TEXT_SIZE: usize = 21;
const SMALL_SIZE: usize = 17;
/// A4 with its margins (twentieths of a point).
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: u32 = 1_134;
const WIDTH: u32 = PAGE.0 - 2 * MARGIN;
/// Sentences of the verdict on the first page; the page that opens in a browser has them all.
const SENTENCES: usize = 9;
/// Signs in a line of a column at most; what is longer is broken.
const LONGEST_LINE: usize = 30;
/// A twentieth of a point in the unit of pictures.
const PICTURE_UNIT: u32 = 635;
/// Height that charts share at most (twentieths of a point), so that all are on one page.
const CHARTS_HEIGHT: u32 = 10_400;
/// What is left to fill in by hand.
const BLANK: &str = "____________";
const SHADE: &str = "EEF3F8";
const FAINT: &str = "5F6B76";
const LINE: &str = "C3CBD3";

/// The memo of a page, its charts drawn as SVG texts by id; `None` of a page that has no brief.
///
/// # Errors
/// What keeps a chart from being drawn or the memo from being packed.
pub fn memo(
    drawn: &RenderedPage,
    charts: &BTreeMap<String, String>,
    language: Language,
) -> Option<Result<Vec<u8>, String>> {
    let brief = drawn.brief.as_ref()?;
    Some(Memo { language, paragraphs: 0 }.write(drawn, brief, charts))
}

/// A memo while it is written.
struct Memo {
    language: Language,
    /// Paragraphs so far: each has a number of its own, which the library would take from a
    /// counter of the whole process, so that the same memo would differ.
    paragraphs: u32,
}

impl Memo {
    fn write(
        &mut self,
        drawn: &RenderedPage,
        brief: &Brief,
        charts: &BTreeMap<String, String>,
    ) -> Result<Vec<u8>, String> {
        let cover = drawn.page.cover(self.language);
        let mut memo = Docx::new()
            .page_size(PAGE.0, PAGE.1)
            .page_margin(margins())
            .default_fonts(fonts(TEXT))
            .default_size(TEXT_SIZE);
        let title = Run::new().add_text(word(cover.heading, self.language));
        let title = title.size(TITLE_SIZE).bold().fonts(fonts(HEADING));
        memo = memo.add_paragraph(self.paragraph(title, 60).align(AlignmentType::Center));
        let subject = Run::new().add_text(&cover.title);
        memo = memo.add_paragraph(self.paragraph(subject, 60).align(AlignmentType::Center));
        memo = memo.add_paragraph(self.form(drawn));
        memo = memo.add_paragraph(self.heading("verdict"));
        for (at, sentence) in cover.verdict.iter().take(SENTENCES).enumerate() {
            let said = Run::new().add_text(sentence);
            memo = if at == 0 {
                memo.add_table(self.boxed(said.bold())).add_paragraph(self.gap())
            } else {
                memo.add_paragraph(self.paragraph(said, 50))
            };
        }
        memo = memo.add_paragraph(self.heading("key_figures"));
        memo = memo.add_table(self.table(brief));
        memo = memo.add_paragraph(self.note(brief.note.of(self.language)));
        let shown = self.charts(brief, charts)?;
        memo = shown.into_iter().fold(memo, Docx::add_paragraph);
        memo = memo.add_paragraph(self.heading("trust"));
        for sentence in &cover.trust {
            memo = memo.add_paragraph(self.note(sentence));
        }
        memo = memo.add_paragraph(self.note(word("basis_note", self.language)));
        memo = memo.footer(Footer::new().add_paragraph(self.made(&cover.made)));
        let mut packed = Cursor::new(Vec::new());
        memo.pack(&mut packed).map_err(|error| error.to_string())?;
        Ok(packed.into_inner())
    }

    /// A paragraph with what is left below it (twentieths of a point).
    fn paragraph(&mut self, run: Run, after: u32) -> Paragraph {
        self.paragraphs += 1;
        Paragraph::new()
            .id(format!("{:08X}", self.paragraphs))
            .line_spacing(LineSpacing::new().after(after))
            .add_run(run)
    }

    fn heading(&mut self, key: &str) -> Paragraph {
        let run = Run::new().add_text(word(key, self.language));
        let run = run.size(HEADING_SIZE).bold().fonts(fonts(HEADING));
        self.paragraph(run, 60).keep_next(true)
    }

    fn note(&mut self, text: &str) -> Paragraph {
        self.paragraph(Run::new().add_text(text).size(SMALL_SIZE).color(FAINT), 40)
    }

    /// A little space, since tables have none below them.
    fn gap(&mut self) -> Paragraph {
        let exactly = LineSpacing::new().line_rule(LineSpacingType::Exact).line(80).after(0);
        self.paragraph(Run::new(), 0).line_spacing(exactly)
    }

    /// Who draws it up, and when.
    fn form(&mut self, drawn: &RenderedPage) -> Paragraph {
        let language = self.language;
        let authority = drawn.form.authority.as_ref().map(|name| name.of(language).to_owned());
        let said = [("form_authority", authority), ("form_date", drawn.form.date.clone())].map(
            |(key, value)| {
                let colon = language.choose("：", ": ");
                format!("{}{colon}{}", word(key, language), value.as_deref().unwrap_or(BLANK))
            },
        );
        let run = Run::new().add_text(said.join("      "));
        self.paragraph(run, 120).align(AlignmentType::Center)
    }

    /// The verdict stands out.
    fn boxed(&mut self, run: Run) -> Table {
        let cell = TableCell::new()
            .add_paragraph(self.paragraph(run, 0))
            .shading(Shading::new().fill(SHADE))
            .width(WIDTH as usize, WidthType::Dxa);
        table(vec![TableRow::new(vec![cell])], vec![WIDTH as usize])
    }

    fn table(&mut self, brief: &Brief) -> Table {
        let widths = widths(brief, self.language);
        let mut rows = Vec::new();
        let lines = std::iter::once(&brief.heads).chain(&brief.rows);
        for (at, line) in lines.enumerate() {
            let is_head = at == 0;
            let cells = line.iter().zip(&widths).enumerate();
            let cells = cells.map(|(column, (text, width))| {
                let run = Run::new().add_text(text.of(self.language)).size(SMALL_SIZE);
                let run = if is_head { run.bold() } else { run };
                let side = if column == 0 { AlignmentType::Left } else { AlignmentType::Right };
                let cell = TableCell::new()
                    .add_paragraph(self.paragraph(run, 0).align(side))
                    .vertical_align(VAlignType::Center)
                    .width(*width, WidthType::Dxa);
                if is_head { cell.shading(Shading::new().fill(SHADE)) } else { cell }
            });
            rows.push(TableRow::new(cells.collect()).cant_split());
        }
        table(rows, widths)
    }

    /// The charts on a page of their own, each below what it shows.
    fn charts(
        &mut self,
        brief: &Brief,
        charts: &BTreeMap<String, String>,
    ) -> Result<Vec<Paragraph>, String> {
        let drawn = brief.charts.iter().filter_map(|(id, shows)| Some((shows, charts.get(id)?)));
        let pictures = drawn.map(|(shows, svg)| Ok((shows, picture(svg)?)));
        let pictures = pictures.collect::<Result<Vec<_>, String>>()?;
        // As wide as the page, unless all would then be too high.
        let all: u32 = pictures.iter().map(|(_, picture)| picture.height_of(WIDTH)).sum();
        let width = if all > CHARTS_HEIGHT { WIDTH * CHARTS_HEIGHT / all } else { WIDTH };
        let mut shown = Vec::new();
        for (at, (shows, picture)) in pictures.into_iter().enumerate() {
            let caption = Run::new().add_text(shows.of(self.language)).bold();
            let caption = self.paragraph(caption, 40).keep_next(true);
            shown.push(if at == 0 { caption.page_break_before(true) } else { caption });
            let size = [width, picture.height_of(width)].map(|side| side * PICTURE_UNIT);
            let drawing = Pic::new_with_dimensions(picture.bytes, picture.width, picture.height)
                .id(format!("rIdImage{at}"))
                .size(size[0], size[1]);
            let run = Run::new().add_image(drawing);
            shown.push(self.paragraph(run, 80).align(AlignmentType::Center));
        }
        Ok(shown)
    }

    /// What made it, at the foot of each page.
    fn made(&mut self, made: &[(&'static str, String)]) -> Paragraph {
        let said = made.iter().map(|(key, value)| format!("{} {value}", word(key, self.language)));
        let said = said.collect::<Vec<_>>().join(" · ");
        let run = Run::new().add_text(said).size(SMALL_SIZE - 3).color(FAINT);
        self.paragraph(run, 0).align(AlignmentType::Center)
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
fn widths(brief: &Brief, language: Language) -> Vec<usize> {
    // A Chinese sign is as wide as two others.
    let wide = |text: &str| text.chars().map(|sign| if sign.is_ascii() { 1 } else { 2 }).sum();
    let longest = |column: usize| {
        let cells = brief.rows.iter().filter_map(|row| row.get(column));
        let cells = cells.map(|cell| wide(cell.of(language)));
        // Heads may be broken.
        let head = brief.heads.get(column).map(|head| wide(head.of(language)) / 2);
        let longest: usize = cells.chain(head).max().unwrap_or_default();
        longest.clamp(1, LONGEST_LINE) + 2
    };
    let columns: Vec<usize> = (0..brief.heads.len()).map(longest).collect();
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
