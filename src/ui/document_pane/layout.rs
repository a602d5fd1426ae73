//! The layout of one document: what is on screen of it, and where.
//!
//! Only blocks in view are laid out, each frame, through egui's galley cache (which keeps what the last frame used).
//! Where the page stands is a place in the text (a [`Place`]), never a height from the top, and the ruler counts bytes.
//! So nobody needs the heights of blocks out of view: there is nothing to estimate, nothing that could make the text
//! jump when an estimate proves wrong, and a document costs the same whether it has ten blocks or a hundred thousand.

use super::block_layout::{BlockLayout, Rects, Setting};
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
    /// The layout of a document in this setting. Lays nothing out yet.
    pub fn new(ctx: &Context, document: &Document, setting: Setting, sizes: &Sizes) -> Self {
        Self {
            metrics: measure_letters(ctx, &setting),
            setting,
            text: document.text.clone(),
            paragraph_gap: sizes.paragraph_gap.round(),
            margin: sizes.page_margin.round(),
            words: HashMap::new(),
        }
    }

    /// Whether it is the layout of this text in this setting.
    pub fn fits(&self, document: &Document, setting: &Setting) -> bool {
        self.setting == *setting && Arc::ptr_eq(&self.text, &document.text)
    }

    /// How the text is set.
    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// The place at which the page's top is `below` the top of a byte's row. Without `below`: at the row, or, when it is
    /// a block's first, at the room above it, so that a paragraph does not stick to the edge.
    pub fn place_of(&mut self, ctx: &Context, document: &Document, offset: u32, below: Option<f32>) -> Place {
        let blocks = document.blocks();
        let Some(block) = blocks.at(offset) else { return Place::default() };
        let inside = offset.saturating_sub(blocks.as_slice()[block].span.start) as usize;
        let row = self.lay_out(ctx, document, block).row_of(inside).0;
        let gap = self.gap(block, blocks.as_slice());
        Place { block, offset: row + gap + below.unwrap_or(if row > 0.0 { 0.0 } else { -gap }) }
    }

    /// The place of a byte position that need not be a boundary, for the ruler: measured along the block's height.
    pub fn place_near(&mut self, ctx: &Context, document: &Document, position: f64) -> Place {
        let blocks = document.blocks();
        let Some(block) = blocks.at(position.max(0.0) as u32) else { return Place::default() };
        let span = blocks.as_slice()[block].span;
        let share = (position - f64::from(span.start)) / f64::from(span.len().max(1));
        let height = self.lay_out(ctx, document, block).height();
        Place { block, offset: self.gap(block, blocks.as_slice()) + height * share.clamp(0.0, 1.0) as f32 }
    }

    /// Lays one block out.
    pub fn lay_out<'t>(&mut self, ctx: &Context, document: &'t Document, index: usize) -> BlockLayout<'t> {
        let blocks = document.blocks().as_slice();
        let block = &blocks[index];
        let text = &document.text[block.span.range()];
        let (setting, words) = (&self.setting, &mut self.words);
        ctx.fonts_mut(|fonts| {
            BlockLayout::new(fonts, setting, text, block, |fonts| {
                if words.len() >= KEPT_WORD_BLOCKS {
                    words.clear();
                }
                words.entry(index).or_insert_with(|| Rc::new(WordBoxes::new(fonts, setting, text))).clone()
            })
        })
    }

    /// A block's height with the room above and below it.
    fn height(&mut self, ctx: &Context, document: &Document, index: usize) -> f32 {
        self.lay_out(ctx, document, index).height() + self.room(index, document.blocks().as_slice())
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
        let blocks = document.blocks().as_slice();
        let count = blocks.len();
        let mut page = Page { clip, blocks: Vec::new(), metrics: self.metrics };
        // A second pass, and at most one, is needed where the document ends above the page's end.
        for _ in 0..2 {
            self.settle(ctx, document, place);
            page.blocks.clear();
            let mut y = clip.top() - place.offset;
            let mut next = place.block;
            while next < count && y < clip.bottom() {
                let layout = self.lay_out(ctx, document, next);
                let gap = self.gap(next, blocks);
                // Whole pixels: text that lies between two is blurred.
                let top = (y + gap) * self.setting.pixels_per_point;
                let origin = Pos2::new(left, top.round() / self.setting.pixels_per_point);
                y += layout.height() + self.room(next, blocks);
                page.blocks.push(Visible { index: next, span: blocks[next].span, origin, layout });
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
        let count = document.blocks().len();
        if count == 0 {
            *place = Place::default();
            return;
        }
        place.block = place.block.min(count - 1);
        while place.offset < 0.0 && place.block > 0 {
            place.block -= 1;
            place.offset += self.height(ctx, document, place.block);
        }
        place.offset = place.offset.max(0.0);
        loop {
            let height = self.height(ctx, document, place.block);
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
        let y = pos.y.clamp(self.clip.top(), self.clip.bottom());
        let below = |b: &&Visible| y < b.origin.y + b.layout.height();
        let block = self.blocks.iter().find(below).or(self.blocks.last())?;
        let inside = vec2(pos.x, y.max(block.origin.y)) - block.origin.to_vec2();
        Some(block.span.start + block.layout.offset_at(inside) as u32)
    }

    /// The byte position at a height on screen, measured along the blocks' heights: for the ruler, whose shade must move
    /// smoothly.
    pub fn position_at(&self, y: f32) -> f64 {
        let Some(block) = self.blocks.iter().find(|b| y < b.origin.y + b.layout.height()).or(self.blocks.last()) else {
            return 0.0;
        };
        let share = ((y - block.origin.y) / block.layout.height().max(1.0)).clamp(0.0, 1.0);
        f64::from(block.span.start) + f64::from(share) * f64::from(block.span.len())
    }

    /// The first byte of the page's top row, and how far the page's top is below that row's.
    pub fn top(&self) -> (u32, f32) {
        let below = |b: &&Visible| self.clip.top() < b.origin.y + b.layout.height();
        let Some(block) = self.blocks.iter().find(below).or(self.blocks.last()) else { return (0, 0.0) };
        let inside = (self.clip.top() - block.origin.y).max(0.0);
        let (offset, row) = block.layout.row_at(inside);
        (block.span.start + offset as u32, self.clip.top() - block.origin.y - row)
    }
}

/// Where letters stand in a row.
fn measure_letters(ctx: &Context, setting: &Setting) -> RowMetrics {
    let galley = ctx.fonts_mut(|f| f.layout_job(setting.job("x", f32::INFINITY)));
    let glyph = galley.rows.first().and_then(|row| row.row.glyphs.first());
    glyph.map(|g| RowMetrics { top: (g.pos.y - g.font_ascent).max(0.0), baseline: g.pos.y }).unwrap_or_default()
}
