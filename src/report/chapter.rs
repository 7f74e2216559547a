//! The chapter of an implementation plan (项目实施方案) on the balance of income and financing, as
//! text (`.docx`) with its numbers filled in and the odds beside them.

use docx_rs::{AlignmentType, Docx, Footer, Paragraph, Run};

use crate::wording::text::Language;
use crate::wording::words::word;

use super::paper::{self, FAINT, Paper, SMALL_SIZE};
use super::plan::parts::{Part, PlanReport, ProjectReport, Section, Table};

/// Numbers of headings, as Chinese papers have them.
const NUMBERS: [&str; 6] = ["一", "二", "三", "四", "五", "六"];

/// Heading of a section, where one begins.
fn heading_of(part: Part) -> Option<&'static str> {
    match part {
        Part::Stated => Some("chapter_stated"),
        Part::Cover => Some("chapter_cover"),
        Part::Balance => Some("chapter_balance"),
        Part::Odds => Some("chapter_odds"),
        Part::Stress => Some("chapter_stress"),
        Part::Tests | Part::Falls => None,
    }
}

/// The chapter; each project begins on a page of its own.
///
/// # Errors
/// What keeps the document from being packed.
pub fn chapter(report: &PlanReport) -> Result<Vec<u8>, String> {
    let mut written = Chapter {
        document: paper::sheet(),
        paper: Paper::default(),
        language: report.language,
        headings: 0,
    };
    let title = written.paper.title(word("chapter_title", report.language));
    written.paragraph(title);
    for (at, part) in report.parts.iter().enumerate() {
        written.of_project(part, at > 0);
    }
    written.heading("chapter_notes");
    for note in &report.notes {
        let note = written.paper.note(note);
        written.paragraph(note);
    }
    written.packed()
}

/// The chapter while it is written.
struct Chapter {
    document: Docx,
    paper: Paper,
    language: Language,
    /// Headings of the project so far.
    headings: usize,
}

impl Chapter {
    fn paragraph(&mut self, paragraph: Paragraph) {
        self.document = std::mem::take(&mut self.document).add_paragraph(paragraph);
    }

    fn table(&mut self, table: docx_rs::Table) {
        self.document = std::mem::take(&mut self.document).add_table(table);
        let gap = self.paper.gap();
        self.paragraph(gap);
    }

    /// A heading with its number in the project.
    fn heading(&mut self, key: &str) {
        let number = match NUMBERS.get(self.headings) {
            Some(chinese) if self.language == Language::Chinese => format!("{chinese}、"),
            _ => format!("{}. ", self.headings + 1),
        };
        self.headings += 1;
        let heading = self.paper.heading(&(number + word(key, self.language)));
        self.paragraph(heading);
    }

    fn of_project(&mut self, report: &ProjectReport, on_new_page: bool) {
        self.headings = 0;
        let heading = self.paper.paragraph(Run::new().add_text(&report.heading).bold(), 80);
        self.paragraph(heading.align(AlignmentType::Center).page_break_before(on_new_page));
        let concluded = self.paper.boxed(Run::new().add_text(&report.conclusion).bold());
        self.table(concluded);
        for section in &report.sections {
            self.section(section);
        }
    }

    fn section(&mut self, section: &Section) {
        if let Some(key) = heading_of(section.part) {
            self.heading(key);
        }
        if let Some(table) = &section.table {
            let Table { heads, rows } = match section.part {
                // Plans have more years than a sheet has room for columns.
                Part::Balance => &table.turned(),
                _ => table,
            };
            let shown = self.paper.table(heads, rows);
            self.table(shown);
        }
        for line in &section.lines {
            let line = self.paper.paragraph(Run::new().add_text(line), 40);
            self.paragraph(line);
        }
    }

    /// The bytes, with what made them at the foot of each page.
    fn packed(mut self) -> Result<Vec<u8>, String> {
        let made = format!("landsim {}", env!("CARGO_PKG_VERSION"));
        let made = Run::new().add_text(made).size(SMALL_SIZE - 3).color(FAINT);
        let foot = self.paper.paragraph(made, 0).align(AlignmentType::Center);
        paper::packed(self.document.footer(Footer::new().add_paragraph(foot)))
    }
}
