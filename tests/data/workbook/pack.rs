//! Packs the text of a sheet into the smallest workbook that is one.

use std::io::{Cursor, Write};

/// The parts of a workbook beside its only sheet.
const PARTS: [(&str, &[u8]); 3] = [
    ("_rels/.rels", include_bytes!("relations.xml")),
    ("xl/workbook.xml", include_bytes!("workbook.xml")),
    ("xl/_rels/workbook.xml.rels", include_bytes!("relations_of_workbook.xml")),
];

/// A workbook whose only sheet has this text.
pub(crate) fn around_sheet(sheet: &[u8]) -> Vec<u8> {
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut packed = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in PARTS.into_iter().chain([("xl/worksheets/sheet1.xml", sheet)]) {
        packed.start_file(name, stored).expect("a name");
        packed.write_all(text).expect("memory");
    }
    packed.finish().expect("memory").into_inner()
}
