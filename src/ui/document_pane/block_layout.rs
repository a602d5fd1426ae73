//! One block of text laid out: where its bytes are, and which byte is at a point.
//!
//! Two ways behind one interface. Nearly all blocks are one unstyled galley. egui 0.37 does not know
//! right-to-left text, and for some characters it gives more or fewer glyphs than characters, after which
//! every position on the row is wrong (emilk/egui#8576); such blocks are laid out word by word.

use super::word_boxes::WordBoxes;
use crate::text::Block;
use egui::epaint::text::{CharIndex, FontsView, Galley, LayoutJob, PlacedRow, TextFormat};
use egui::{Color32, FontId, Painter, Pos2, Rect, Vec2, pos2, vec2};
use smallvec::SmallVec;
use std::rc::Rc;
use std::sync::Arc;
use unicode_segmentation::UnicodeSegmentation as _;

/// The rectangles of a stretch of text: one for each row, more only where directions mix.
pub type Rects = SmallVec<[Rect; 2]>;

/// What is narrower than this cannot be seen: the least width of a rectangle, points.
const LEAST_WIDTH: f32 = 1.0;

/// How text is set: everything that a layout depends on, besides the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    /// The reading face and its size.
    pub font: FontId,
    /// Height of a row.
    pub line: f32,
    /// Width of the column.
    pub width: f32,
    /// Physical pixels in a point.
    pub pixels_per_point: f32,
}

impl Setting {
    /// The format of unstyled text.
    pub fn format(&self) -> TextFormat {
        // The colour is chosen when painting: a change of scheme lays nothing out again.
        TextFormat { line_height: Some(self.line), ..TextFormat::simple(self.font.clone(), Color32::PLACEHOLDER) }
    }

    /// A job in this setting, wrapped at `width`.
    pub fn job(&self, text: &str, width: f32) -> LayoutJob {
        let mut job = LayoutJob::single_section(text.to_owned(), self.format());
        job.wrap.max_width = width;
        job
    }
}

/// One block, laid out. Lives one frame: a galley must not outlive the font atlas that it was made for.
#[derive(Clone, Debug)]
pub(super) struct BlockLayout<'t> {
    text: &'t str,
    ascii: bool,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Galley(Arc<Galley>),
    Words(Rc<WordBoxes>),
}

impl<'t> BlockLayout<'t> {
    /// Lays a block out. `text` is the block's, `words` keeps word boxes from frame to frame, because unlike
    /// galleys egui keeps none.
    pub fn new(
        fonts: &mut FontsView<'_>,
        setting: &Setting,
        text: &'t str,
        block: &Block,
        words: impl FnOnce(&mut FontsView<'_>) -> Rc<WordBoxes>,
    ) -> Self {
        let ascii = text.is_ascii();
        if !block.right_to_left {
            let galley = fonts.layout_job(setting.job(text, setting.width));
            let chars = if ascii { text.len() } else { text.chars().count() };
            if glyph_count(&galley) == chars {
                return Self { text, ascii, kind: Kind::Galley(galley) };
            }
            log::debug!("a block has {} glyphs for {chars} characters: laid out by words", glyph_count(&galley));
        }
        Self { text, ascii, kind: Kind::Words(words(fonts)) }
    }

    /// The block's text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Height of all rows.
    pub fn height(&self) -> f32 {
        match &self.kind {
            Kind::Galley(galley) => galley.rect.height(),
            Kind::Words(words) => words.height(),
        }
    }

    /// Whether it is laid out word by word.
    pub fn is_by_words(&self) -> bool {
        matches!(self.kind, Kind::Words(_))
    }

    /// The galley, when the block is one.
    pub fn galley(&self) -> Option<&Galley> {
        match &self.kind {
            Kind::Galley(galley) => Some(galley),
            Kind::Words(_) => None,
        }
    }

    /// The rectangles of the bytes `from..to`, relative to the block's top left corner, rows in full height.
    /// Offsets past the end count as the end, those inside a character as its start.
    pub fn rects(&self, from: usize, to: usize) -> Rects {
        let (from, to) = (self.char_of(from), self.char_of(to));
        let mut rects = match &self.kind {
            Kind::Galley(galley) => galley_rects(galley, from, to),
            Kind::Words(words) => words.rects(from, to),
        };
        for rect in &mut rects {
            rect.max.x = rect.max.x.max(rect.min.x + LEAST_WIDTH);
        }
        rects
    }

    /// Top and height of the row that holds a byte.
    pub fn row_of(&self, offset: usize) -> (f32, f32) {
        let at = self.char_of(offset);
        match &self.kind {
            Kind::Galley(galley) => {
                let row = row_at(galley, at).0;
                galley.rows.get(row).map_or((0.0, 0.0), |r| (r.pos.y, r.row.size.y))
            }
            Kind::Words(words) => words.row_of(at),
        }
    }

    /// The first byte and the top of the row at a height.
    pub fn row_at(&self, y: f32) -> (usize, f32) {
        match &self.kind {
            Kind::Galley(galley) => {
                let mut first = 0;
                for (i, row) in galley.rows.iter().enumerate() {
                    if y < row.pos.y + row.row.size.y || i + 1 == galley.rows.len() {
                        return (self.byte_of(first), row.pos.y);
                    }
                    first += row.char_count_including_newline().0;
                }
                (0, 0.0)
            }
            Kind::Words(words) => words.row_at(y),
        }
    }

    /// The byte offset nearest to a point (relative to the block's top left corner), on a grapheme boundary.
    pub fn offset_at(&self, point: Vec2) -> usize {
        match &self.kind {
            Kind::Galley(galley) => self.offset_in_galley(galley, point),
            Kind::Words(words) => words.offset_at(self.text, point),
        }
    }

    /// Not by egui's own search: that finds characters inside of graphemes, and is off beside combining marks.
    fn offset_in_galley(&self, galley: &Galley, point: Vec2) -> usize {
        let mut first = 0;
        let below = |row: &&PlacedRow| {
            let is_last = galley.rows.last().is_some_and(|last| std::ptr::eq(last, *row));
            let found = point.y < row.pos.y + row.row.size.y || is_last;
            first += if found { 0 } else { row.char_count_including_newline().0 };
            found
        };
        let Some(row) = galley.rows.iter().find(below) else { return 0 };
        let start = self.byte_of(first);
        // A carriage return has a glyph, but belongs to the line's end.
        let text = self.text[start..self.byte_of(first + row.row.glyphs.len())].trim_end_matches('\r');
        let mut column = 0;
        let edges = text.grapheme_indices(true).map(|(at, cluster)| {
            let edge = (start + at, column);
            column += cluster.chars().count();
            edge
        });
        let last = std::iter::once((start + text.len(), text.chars().count()));
        let distance = |column: usize| (row.pos.x + row.x_offset(CharIndex(column)) - point.x).abs();
        let nearest = edges.chain(last).min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        nearest.map_or(start, |(at, _)| at)
    }

    /// Paints the text.
    pub fn paint(&self, painter: &Painter, setting: &Setting, origin: Pos2, colour: Color32) {
        match &self.kind {
            Kind::Galley(galley) => {
                painter.galley(origin, galley.clone(), colour);
            }
            Kind::Words(words) => words.paint(painter, setting, self.text, origin, colour),
        }
    }

    /// How many characters lie before a byte.
    pub fn char_of(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        if self.ascii {
            return offset;
        }
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        self.text[..offset].chars().count()
    }

    fn byte_of(&self, at: usize) -> usize {
        if self.ascii {
            return at.min(self.text.len());
        }
        self.text.char_indices().nth(at).map_or(self.text.len(), |(i, _)| i)
    }
}

/// Glyphs and line ends of a galley: as many as characters, or its positions cannot be trusted.
pub(super) fn glyph_count(galley: &Galley) -> usize {
    galley.rows.iter().map(|row| row.char_count_including_newline().0).sum()
}

/// The row of the character `at`, and the number of the row's first character.
fn row_at(galley: &Galley, at: usize) -> (usize, usize) {
    let mut first = 0;
    for (i, row) in galley.rows.iter().enumerate() {
        let next = first + row.char_count_including_newline().0;
        if at < next {
            return (i, first);
        }
        if i + 1 == galley.rows.len() {
            return (i, first);
        }
        first = next;
    }
    (0, 0)
}

fn galley_rects(galley: &Galley, from: usize, to: usize) -> Rects {
    let (start, mut first) = row_at(galley, from);
    let mut rects = Rects::new();
    for row in &galley.rows[start.min(galley.rows.len())..] {
        if first >= to && first > from {
            break;
        }
        let left = row.x_offset(CharIndex(from.saturating_sub(first)));
        // What goes on in the next row ends here with its last letter, not with the space behind it.
        let end = (to - first.min(to)).min(row.row.glyphs.len());
        let letters = row.row.glyphs[..end].iter().rposition(|g| !g.chr.is_whitespace()).map_or(0, |i| i + 1);
        let right = if first + end < to { row.x_offset(CharIndex(letters)) } else { row.x_offset(CharIndex(end)) };
        first += row.char_count_including_newline().0;
        if first < to && right <= left {
            continue;
        }
        rects.push(Rect::from_min_size(
            pos2(row.pos.x + left.min(right), row.pos.y),
            vec2((right - left).max(0.0), row.row.size.y),
        ));
    }
    rects
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Blocks;
    use crate::ui::theme;

    const TEXTS: [&str; 7] = [
        "Plain words, some of them long enough that the column must break them into several rows of text.",
        "Café, naïve, Łódź, al-Ḥusaynī; Ελληνικά και Русский; e\u{301}te\u{301} in pieces, 42 of them.",
        "hard\r\nwrapped lines\r\nof a mail, and one that is long enough to be wrapped once more",
        "שלום עולם, אמר Viktor Bout (היום) בשנת 1967 היה טוב. הפסקה הזאת ארוכה יותר כדי שתימשך על פני כמה שורות.",
        "An English line with שלום עולם inside and then going on in English until it must be broken.",
        "السلام عليكم يا فيكتور بوت، هل كنت في عام 1967 في مدينة (صوفيا) أم لا؟",
        "https://example.org/a/very/long/address/without/any/space/that/cannot/be/broken/at/one",
    ];

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
        #[test]
        fn no_text_breaks_it(
            text in "(\\PC|[a-z ]|[א-ת]|[ا-ي]|[٠-٩]|[\\x00-\\x1F]|👩‍👩‍👧|\u{200F}|\u{202E}|\u{301}|\r\n|中文){1,80}",
            by_words: bool,
            x in -50.0_f32..400.0,
            y in -50.0_f32..400.0,
        ) {
            let blocks = Blocks::of(&text);
            for block in blocks.as_slice() {
                let text = &text[block.span.range()];
                with_layout(text, by_words, |layout, _| {
                    let at = layout.offset_at(vec2(x, y));
                    assert!(crate::text::is_grapheme_boundary(text, at), "{at} in {text:?}");
                    assert!(layout.height() > 0.0);
                    for to in at..=text.len() + 1 {
                        assert!(layout.rects(at, to).iter().all(|r| r.is_finite() && !r.is_negative()), "{text:?}");
                        assert!(layout.row_of(to).0 <= layout.height());
                    }
                    let (first, top) = layout.row_at(y);
                    assert!(first <= text.len() && top <= layout.height());
                });
            }
        }
    }

    fn with_layout(text: &str, by_words: bool, check: impl FnOnce(&BlockLayout<'_>, &Setting)) {
        let ctx = egui::Context::default();
        theme::install(&ctx);
        let output = ctx.run_ui(egui::RawInput::default(), |_| {});
        output.drop_without_applying_deltas();
        let setting = Setting { font: theme::reading_font(16.0), line: 26.0, width: 240.0, pixels_per_point: 1.0 };
        let Some(mut block) = Blocks::of(text).as_slice().first().copied() else { return };
        block.right_to_left |= by_words;
        let layout = ctx
            .fonts_mut(|f| BlockLayout::new(f, &setting, text, &block, |f| Rc::new(WordBoxes::new(f, &setting, text))));
        check(&layout, &setting);
    }

    #[test]
    fn what_is_painted_somewhere_is_found_there() {
        for (text, by_words) in TEXTS.into_iter().flat_map(|t| [(t, false), (t, true)]) {
            with_layout(text, by_words, |layout, setting| {
                for (at, cluster) in text.grapheme_indices(true).filter(|(_, g)| !g.trim().is_empty()) {
                    let end = at + cluster.len();
                    let rects = layout.rects(at, end);
                    assert_eq!(rects.len(), 1, "{cluster:?} of {text:?}");
                    let rect = rects[0];
                    assert!(rect.min.y >= 0.0 && rect.max.y <= layout.height() + 0.1, "{cluster:?} of {text:?}");
                    // egui lets the last letter of an unbreakable word stand out by a little.
                    assert!(rect.min.x >= -0.5 && rect.max.x <= setting.width + 8.0, "{cluster:?} {rect} of {text:?}");
                    assert_eq!(layout.row_of(at).0, rect.min.y, "{cluster:?} of {text:?}");
                    // Tofu of a face without the script can have no width: nothing to point at.
                    if rect.width() > 2.0 {
                        let hit = layout.offset_at(rect.center().to_vec2());
                        assert!((at..=end).contains(&hit), "{cluster:?} at {at} is found at {hit} of {text:?}");
                    }
                }
            });
        }
    }

    #[test]
    fn the_whole_block_is_one_rectangle_a_row() {
        for (text, by_words) in TEXTS.into_iter().flat_map(|t| [(t, false), (t, true)]) {
            with_layout(text, by_words, |layout, setting| {
                let rects = layout.rects(0, text.len());
                assert_eq!(rects.len(), (layout.height() / setting.line).round() as usize, "{text:?}: {rects:?}");
                assert!(rects.windows(2).all(|pair| pair[0].min.y < pair[1].min.y), "{text:?}: {rects:?}");
            });
        }
    }

    #[test]
    fn both_layouts_agree_on_plain_text() {
        let mut heights = Vec::new();
        let mut ends = Vec::new();
        for by_words in [false, true] {
            with_layout(TEXTS[0], by_words, |layout, _| {
                assert_eq!(layout.is_by_words(), by_words);
                heights.push(layout.height());
                ends.push(layout.rects(6, 11)[0]);
            });
        }
        assert_eq!(heights[0], heights[1]);
        assert!((ends[0].min.x - ends[1].min.x).abs() < 2.0 && (ends[0].max.x - ends[1].max.x).abs() < 2.0);
    }
}
