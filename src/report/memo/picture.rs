//! Charts as pictures: SVG texts drawn on white, with letters that are compiled in, so that a
//! picture is the same on every machine, whatever letters are installed there.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::{Options, Tree};

/// Letters: ASCII, all of GB 2312 and the signs that reports use.
const LETTERS: &[u8] = include_bytes!("../../../assets/report/font/NotoSansCJKsc-GB2312.otf");
/// What these letters are called.
const FAMILY: &str = "Noto Sans CJK SC";
/// Dots for each unit of the drawing: what print on paper shows.
const SCALE: f32 = 2.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(LETTERS.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// A picture in PNG with its size in dots.
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Picture {
    /// How high it is when it is so wide.
    pub(super) fn height_of(&self, width: u32) -> u32 {
        width * self.height / self.width.max(1)
    }
}

/// Draws an SVG text.
///
/// # Errors
/// What keeps it from being drawn.
pub(super) fn picture(svg: &str) -> Result<Picture, String> {
    let options = Options {
        font_family: FAMILY.to_owned(),
        fontdb: Arc::clone(&FONTS),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or("a chart without size")?;
    let (width, height) = (size.width(), size.height());
    let mut dots = Pixmap::new(width, height).ok_or("a chart too large to be drawn")?;
    dots.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut dots.as_mut());
    let bytes = dots.encode_png().map_err(|error| error.to_string())?;
    Ok(Picture { bytes, width, height })
}

#[cfg(test)]
mod tests {
    use skrifa::{FontRef, MetadataProvider};

    use super::*;
    use crate::wording::words;

    /// A sign without a letter would be drawn as an empty box.
    #[test]
    fn every_sign_of_the_words_has_a_letter() {
        let letters = FontRef::new(LETTERS).expect("letters").charmap();
        let missing: Vec<char> = words::FILE
            .chars()
            .filter(|sign| !sign.is_control() && letters.map(*sign).is_none())
            .collect();
        assert_eq!(missing, Vec::<char>::new());
        assert!(letters.map('\u{9f98}').is_none(), "not in GB 2312");
    }

    #[test]
    fn letters_are_drawn() {
        let drawn = |text: &str| {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\">\
                 <text x=\"0\" y=\"16\" font-family=\"sans-serif\">{text}</text></svg>"
            );
            picture(&svg).expect("drawn")
        };
        let (land, blank) = (drawn("土地"), drawn(""));
        assert_eq!((land.width, land.height), (80, 40));
        assert!(land.bytes.len() > blank.bytes.len());
        assert_eq!(land.bytes, drawn("土地").bytes);
    }
}
