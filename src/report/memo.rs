//! A memo of two sheets of paper (`memo.docx`) for those who circulate text: verdict, one table,
//! two charts, and what made them. Word, WPS and `LibreOffice` open it.

mod picture;

use std::collections::BTreeMap;

use docx_rs::{AlignmentType, Docx, Footer, Paragraph, Pic, Run, Table};

use crate::wording::text::{Language, Text};
use crate::wording::words::word;

use super::page::{Brief, RenderedPage};
use super::paper::{self, Paper, WIDTH};
use picture::picture;

/// Sentences of the verdict on the first page; the page that opens in a browser has them all.
const SENTENCES: usize = 9;
/// A twentieth of a point in the unit of pictures.
const PICTURE_UNIT: u32 = 635;
/// Height that charts share at most (twentieths of a point), so that all are on one page.
const CHARTS_HEIGHT: u32 = 10_400;
/// What is left to fill in by hand.
const BLANK: &str = "____________";

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
    Some(Memo { language, paper: Paper::default() }.write(drawn, brief, charts))
}

/// A memo while it is written.
struct Memo {
    language: Language,
    paper: Paper,
}

impl Memo {
    fn write(
        &mut self,
        drawn: &RenderedPage,
        brief: &Brief,
        charts: &BTreeMap<String, String>,
    ) -> Result<Vec<u8>, String> {
        let cover = drawn.page.cover(self.language);
        let mut memo = paper::sheet();
        memo = memo.add_paragraph(self.paper.title(word(cover.heading, self.language)));
        let subject = Run::new().add_text(&cover.title);
        memo = memo.add_paragraph(self.paper.paragraph(subject, 60).align(AlignmentType::Center));
        memo = memo.add_paragraph(self.form(drawn));
        memo = memo.add_paragraph(self.heading("verdict"));
        for (at, sentence) in cover.verdict.iter().take(SENTENCES).enumerate() {
            let said = Run::new().add_text(sentence);
            memo = if at == 0 {
                memo.add_table(self.paper.boxed(said.bold())).add_paragraph(self.paper.gap())
            } else {
                memo.add_paragraph(self.paper.paragraph(said, 50))
            };
        }
        memo = memo.add_paragraph(self.heading("key_figures"));
        memo = memo.add_table(self.table(brief));
        memo = memo.add_paragraph(self.paper.note(brief.note.of(self.language)));
        let shown = self.charts(brief, charts)?;
        memo = shown.into_iter().fold(memo, Docx::add_paragraph);
        memo = memo.add_paragraph(self.heading("trust"));
        for sentence in &cover.trust {
            memo = memo.add_paragraph(self.paper.note(sentence));
        }
        memo = memo.add_paragraph(self.paper.note(word("basis_note", self.language)));
        memo = memo.footer(Footer::new().add_paragraph(self.made(&cover.made)));
        paper::packed(memo)
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
        self.paper.paragraph(run, 120).align(AlignmentType::Center)
    }

    fn heading(&mut self, key: &str) -> Paragraph {
        self.paper.heading(word(key, self.language))
    }

    fn table(&mut self, brief: &Brief) -> Table {
        let line = |line: &Vec<Text>| {
            line.iter().map(|text| text.of(self.language).to_owned()).collect::<Vec<String>>()
        };
        let rows: Vec<Vec<String>> = brief.rows.iter().map(line).collect();
        self.paper.table(&line(&brief.heads), &rows)
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
            let caption = self.paper.paragraph(caption, 40).keep_next(true);
            shown.push(if at == 0 { caption.page_break_before(true) } else { caption });
            let size = [width, picture.height_of(width)].map(|side| side * PICTURE_UNIT);
            let drawing = Pic::new_with_dimensions(picture.bytes, picture.width, picture.height)
                .id(format!("rIdImage{at}"))
                .size(size[0], size[1]);
            let run = Run::new().add_image(drawing);
            shown.push(self.paper.paragraph(run, 80).align(AlignmentType::Center));
        }
        Ok(shown)
    }

    /// What made it, at the foot of each page.
    fn made(&mut self, made: &[(&'static str, String)]) -> Paragraph {
        let said = made.iter().map(|(key, value)| format!("{} {value}", word(key, self.language)));
        let said = said.collect::<Vec<_>>().join(" · ");
        let run = Run::new().add_text(said).size(paper::SMALL_SIZE - 3).color(paper::FAINT);
        self.paper.paragraph(run, 0).align(AlignmentType::Center)
    }
}
