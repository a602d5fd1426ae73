//! The layout of one document: how high everything is, and what is on screen.
//!
//! Only blocks in view are laid out, each frame, through egui's galley cache (which keeps what the last frame used).
//! Of the others only the height is known: guessed, then corrected once they were in view. Where the page stands is
//! not a height but a place in the text (a [`Place`]), so correcting heights never makes the text jump.

use super::block_layout::{BlockLayout, Rects, Setting};
use super::heights::Heights;
use super::word_boxes::WordBoxes;
use crate::text::{Block, Document, Gap, Span};
use crate::ui::theme::Sizes;
use egui::{Context, FontId, Pos2, Rect, vec2};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// Blocks whose word boxes are kept between frames.
const KEPT_WORD_BLOCKS: usize = 256;

/// Where the page stands: so far below the top of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Place {
    /// The block.
    pub block: usize,
    /// Points below its top, its gap included. Negative or past its end until the page is laid out.
    pub offset: f32,
}

/// Where letters stand in a row, points below its top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct RowMetrics {
    /// Top of the tallest letters.
    pub top: f32,
    /// The line that letters stand on.
    pub baseline: f32,
}

/// One document's layout at one setting.
#[derive(Debug)]
pub(super) struct Layout {
    setting: Setting,
    text: Arc<str>,
    heights: Heights,
    metrics: RowMetrics,
    paragraph_gap: f32,
    margin: f32,
    words: HashMap<usize, Rc<WordBoxes>>,
}

/// A block in view.
#[derive(Clone, Debug)]
pub(super) struct Visible<'t> {
    /// Which.
    pub index: usize,
    /// Where it lies in the text.
    pub span: Span,
    /// Top left corner of its text on screen.
    pub origin: Pos2,
    /// Its layout.
    pub layout: BlockLayout<'t>,
}

/// What is on screen of a document.
#[derive(Clone, Debug)]
pub(super) struct Page<'t> {
    /// Where the text can be seen.
    pub clip: Rect,
    /// The blocks in view, in order.
    pub blocks: Vec<Visible<'t>>,
    /// Where letters stand in a row.
    pub metrics: RowMetrics,
}

impl Setting {
    /// Reading text in a column of this width (whole points, so that a hair's change of a pane lays nothing out).
    pub fn reading(font: FontId, sizes: &Sizes, width: f32, ctx: &Context) -> Self {
        let pixels_per_point = ctx.pixels_per_point();
        let line = (sizes.reading_line * pixels_per_point).round() / pixels_per_point;
        Self { font, line, width: width.max(1.0).floor(), pixels_per_point }
    }
}

impl Layout {
    /// Guesses all heights. Linear in the document, at memory speed.
    pub fn new(ctx: &Context, document: &Document, setting: Setting, sizes: &Sizes) -> Self {
        let (metrics, letter) = measure_letters(ctx, &setting);
        let mut layout = Self {
            setting,
            text: document.text.clone(),
            heights: Heights::default(),
            metrics,
            paragraph_gap: sizes.paragraph_gap.round(),
            margin: sizes.page_margin.round(),
            words: HashMap::new(),
        };
        let blocks = document.blocks().as_slice();
        let per_row = (layout.setting.width / letter).max(1.0);
        let guess = |(i, block): (usize, &Block)| {
            let rows = guess_rows(document.text[block.span.range()].as_bytes(), per_row);
            layout.room(i, blocks) + rows * layout.setting.line
        };
        layout.heights = Heights::new(blocks.iter().enumerate().map(guess));
        layout
    }

    /// Whether it is the layout of this text in this setting.
    pub fn fits(&self, document: &Document, setting: &Setting) -> bool {
        self.setting == *setting && Arc::ptr_eq(&self.text, &document.text)
    }

    /// How the text is set.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// Height of the whole document, as far as it is known.
    pub fn total(&self) -> f64 {
        self.heights.total()
    }

    /// Height of everything above a place.
    pub fn y_of(&self, place: Place) -> f64 {
        self.heights.above(place.block) + f64::from(place.offset)
    }

    /// The place at a height.
    pub fn place_at(&self, y: f64) -> Place {
        let (block, offset) = self.heights.find(y);
        Place { block, offset: offset as f32 }
    }

    /// The place at which a byte's row is at the top of the page.
    pub fn place_of(&mut self, ctx: &Context, document: &Document, offset: u32) -> Place {
        let Some(block) = document.blocks().at(offset) else { return Place::default() };
        let start = document.blocks().as_slice()[block].span.start;
        let layout = self.lay_out(ctx, document, block);
        let row = layout.row_of(offset.saturating_sub(start) as usize).0;
        // The first row takes the room above it along: a heading does not stick to the edge.
        let gap = self.gap(block, document.blocks().as_slice());
        Place { block, offset: if row > 0.0 { gap + row } else { 0.0 } }
    }

    /// Lays one block out and notes its height.
    pub fn lay_out<'t>(&mut self, ctx: &Context, document: &'t Document, index: usize) -> BlockLayout<'t> {
        let blocks = document.blocks().as_slice();
        let block = &blocks[index];
        let text = &document.text[block.span.range()];
        let (setting, words) = (&self.setting, &mut self.words);
        let layout = ctx.fonts_mut(|fonts| {
            BlockLayout::new(fonts, setting, text, block, |fonts| {
                if words.len() >= KEPT_WORD_BLOCKS {
                    words.clear();
                }
                words.entry(index).or_insert_with(|| Rc::new(WordBoxes::new(fonts, setting, text))).clone()
            })
        });
        self.heights.set(index, self.room(index, blocks) + layout.height());
        layout
    }

    /// Lays out what is on screen when the page's top is at `place`, and moves `place` to where it can be:
    /// inside a block, and neither above the document nor (unless that is short) past its end.
    pub fn page<'t>(
        &mut self,
        ctx: &Context,
        document: &'t Document,
        place: &mut Place,
        clip: Rect,
        left: f32,
    ) -> Page<'t> {
        let count = self.heights.len();
        let mut page = Page { clip, blocks: Vec::new(), metrics: self.metrics };
        // Each pass corrects heights; in the worst case, at the end of a document of unmeasured blocks, it takes a few.
        for _ in 0..8 {
            self.settle(ctx, document, place);
            page.blocks.clear();
            let mut y = clip.top() - place.offset;
            let mut next = place.block;
            while next < count && y < clip.bottom() {
                let layout = self.lay_out(ctx, document, next);
                let gap = self.gap(next, document.blocks().as_slice());
                // Whole pixels: text that lies between two is blurred.
                let top = (y + gap) * self.setting.pixels_per_point;
                let origin = Pos2::new(left, top.round() / self.setting.pixels_per_point);
                let span = document.blocks().as_slice()[next].span;
                page.blocks.push(Visible { index: next, span, origin, layout });
                y += self.heights.get(next);
                next += 1;
            }
            let missing = clip.bottom() - y;
            if next < count || missing <= 0.5 || (place.block == 0 && place.offset <= 0.0) {
                break;
            }
            place.offset -= missing;
        }
        page
    }

    /// Moves a place into a block: measures the blocks that it passes.
    fn settle(&mut self, ctx: &Context, document: &Document, place: &mut Place) {
        let count = self.heights.len();
        if count == 0 {
            *place = Place::default();
            return;
        }
        place.block = place.block.min(count - 1);
        while place.offset < 0.0 && place.block > 0 {
            place.block -= 1;
            self.lay_out(ctx, document, place.block);
            place.offset += self.heights.get(place.block);
        }
        place.offset = place.offset.max(0.0);
        loop {
            self.lay_out(ctx, document, place.block);
            let height = self.heights.get(place.block);
            if place.offset < height || place.block + 1 == count {
                place.offset = place.offset.min(height);
                return;
            }
            place.offset -= height;
            place.block += 1;
        }
    }

    /// Room above a block's text.
    fn gap(&self, index: usize, blocks: &[Block]) -> f32 {
        match blocks.get(index) {
            _ if index == 0 => self.margin,
            Some(block) if block.gap == Gap::Paragraph => self.paragraph_gap,
            _ => 0.0,
        }
    }

    /// Room above and (after the last one) below a block's text.
    fn room(&self, index: usize, blocks: &[Block]) -> f32 {
        self.gap(index, blocks) + if index + 1 == blocks.len() { 2.0 * self.margin } else { 0.0 }
    }
}

impl Page<'_> {
    /// The bytes of the blocks in view.
    pub fn span(&self) -> Span {
        match (self.blocks.first(), self.blocks.last()) {
            (Some(first), Some(last)) => Span::new(first.span.start, last.span.end),
            _ => Span::new(0, 0),
        }
    }

    /// Where a stretch of text is on screen (also just outside of the clip), rows in full height.
    pub fn rects(&self, span: Span) -> Rects {
        let mut rects = Rects::new();
        let first = self.blocks.partition_point(|b| b.span.end <= span.start);
        for block in self.blocks[first..].iter().take_while(|b| b.span.start < span.end) {
            let from = span.start.saturating_sub(block.span.start) as usize;
            let to = span.end.min(block.span.end).saturating_sub(block.span.start) as usize;
            rects.extend(block.layout.rects(from, to).into_iter().map(|r| r.translate(block.origin.to_vec2())));
        }
        rects
    }

    /// The byte nearest to a point on screen, on a grapheme boundary.
    pub fn offset_at(&self, pos: Pos2) -> Option<u32> {
        let below = |b: &&Visible| pos.y < b.origin.y + b.layout.height();
        let block = self.blocks.iter().find(below).or(self.blocks.last())?;
        let inside = vec2(pos.x, pos.y.max(block.origin.y)) - block.origin.to_vec2();
        Some(block.span.start + block.layout.offset_at(inside) as u32)
    }

    /// The block that holds a byte, if it is in view.
    pub fn block_of(&self, offset: u32) -> Option<&Visible<'_>> {
        self.blocks.iter().find(|b| b.span.start <= offset && offset <= b.span.end)
    }
}

/// Where letters stand in a row, and how wide one is on average.
fn measure_letters(ctx: &Context, setting: &Setting) -> (RowMetrics, f32) {
    const SAMPLE: &str = "The weapons of the dealer were sent from the east, it is said, in an old aircraft";
    let galley = ctx.fonts_mut(|f| f.layout_job(setting.job(SAMPLE, f32::INFINITY)));
    let glyph = galley.rows.first().and_then(|row| row.row.glyphs.first());
    let metrics =
        glyph.map(|g| RowMetrics { top: (g.pos.y - g.font_ascent).max(0.0), baseline: g.pos.y }).unwrap_or_default();
    (metrics, (galley.size().x / SAMPLE.len() as f32).max(1.0))
}

/// How many rows some text probably takes. Two counts that the compiler makes vector code of.
fn guess_rows(text: &[u8], letters_per_row: f32) -> f32 {
    let lines = 1 + text.iter().filter(|&&b| b == b'\n').count();
    let letters = text.iter().filter(|&&b| b & 0xC0 != 0x80).count();
    let lines = lines as f32;
    // A row is not filled to its end: words don't break.
    lines * (1.04 * letters as f32 / lines / letters_per_row).ceil().max(1.0)
}
