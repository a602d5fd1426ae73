//! One block of text laid out: where its bytes are, and which byte is at a point.
//!
//! Two ways behind one interface. Nearly all blocks are one unstyled galley. egui 0.37 does not know
//! right-to-left text, and for some characters it gives more or fewer glyphs than characters, after which
//! every position on the row is wrong (emilk/egui#8576); such blocks are laid out word by word.

use super::word_boxes::WordBoxes;
use crate::text::{Block, is_grapheme_boundary};
use egui::epaint::text::{CharIndex, FontsView, Galley, LayoutJob, TextFormat};
use egui::{Color32, FontId, Painter, Pos2, Rect, Vec2, pos2, vec2};
use smallvec::SmallVec;
use std::rc::Rc;
use std::sync::Arc;

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

    /// The byte offset nearest to a point (relative to the block's top left corner), on a grapheme boundary.
    pub fn offset_at(&self, point: Vec2) -> usize {
        let at = match &self.kind {
            Kind::Galley(galley) => galley.cursor_from_pos(point).index.0,
            Kind::Words(words) => words.char_at(point),
        };
        let mut offset = self.byte_of(at);
        while offset > 0 && !is_grapheme_boundary(self.text, offset) {
            offset -= 1;
        }
        offset
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
