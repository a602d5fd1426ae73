//! The layout for text that egui cannot lay out: one galley a word, words ordered by UAX #9.
//!
//! A paragraph's direction is that of its first strong letter; right-to-left paragraphs are set flush right.
//! Inside a right-to-left word positions are interpolated from its right edge. When egui has learned bidi
//! (emilk/egui#8577), this file can go.

use super::block_layout::{Rects, Setting};
use egui::epaint::text::FontsView;
use egui::{Align2, Color32, Painter, Pos2, Rect, Vec2, pos2, vec2};
use std::ops::Range;
use unicode_bidi::{BidiClass, BidiInfo, Direction, Level, bidi_class, get_base_direction_full};
use unicode_segmentation::UnicodeSegmentation as _;

/// What is longer, characters, is cut, so that a line can break in a web address.
const LONGEST_BOX: usize = 24;

/// A stretch of one direction without a space, or a run of spaces.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct WordBox {
    /// Its bytes in the block.
    pub range: Range<usize>,
    /// Its characters in the block.
    pub chars: Range<usize>,
    /// Where it is, relative to the block's top left corner.
    pub rect: Rect,
    /// Whether its first letter is at its right edge.
    pub right_to_left: bool,
    /// Whether it is white space: it has room, but is not painted.
    blank: bool,
    level: Level,
    row: usize,
}

/// A block, word by word. Positions only: the words' galleys come from egui's cache when they are painted.
#[derive(Clone, Debug, Default)]
pub(super) struct WordBoxes {
    /// In the order of the text.
    boxes: Vec<WordBox>,
    /// For each box and each of its characters (and the end): x from the block's left edge.
    edges: Vec<f32>,
    rows: usize,
    line: f32,
}

impl WordBoxes {
    /// Lays a block's text out.
    pub fn new(fonts: &mut FontsView<'_>, setting: &Setting, text: &str) -> Self {
        let right_to_left = get_base_direction_full(text) == Direction::Rtl;
        let base = if right_to_left { Level::rtl() } else { Level::ltr() };
        let info = BidiInfo::new(text, Some(base));
        let mut boxes = cut(text, &info.levels);
        let mut own_edges = Vec::new();
        for word in &mut boxes {
            measure(fonts, setting, text, word, &mut own_edges);
        }
        let rows = break_lines(text, &mut boxes, setting.width);
        for row in 0..rows {
            place_row(&mut boxes, row, base, setting);
        }
        let mut edges = own_edges;
        let mut at = 0;
        for word in &boxes {
            for edge in &mut edges[at..=at + word.chars.len()] {
                *edge = edge.min(word.rect.width()) + word.rect.min.x;
            }
            at += word.chars.len() + 1;
        }
        Self { boxes, edges, rows, line: setting.line }
    }

    /// Height of all rows.
    pub fn height(&self) -> f32 {
        self.rows.max(1) as f32 * self.line
    }

    /// Top and height of the row of a character.
    pub fn row_of(&self, at: usize) -> (f32, f32) {
        let row = self.boxes.partition_point(|b| b.chars.end <= at).min(self.boxes.len().saturating_sub(1));
        (self.boxes.get(row).map_or(0.0, |b| b.rect.min.y), self.line)
    }

    /// The first byte and the top of the row at a height.
    pub fn row_at(&self, y: f32) -> (usize, f32) {
        let row = ((y.max(0.0) / self.line) as usize).min(self.rows.saturating_sub(1));
        let first = self.boxes.partition_point(|b| b.row < row);
        (self.boxes.get(first).map_or(0, |b| b.range.start), row as f32 * self.line)
    }

    /// The rectangles of some characters; neighbours on a row become one.
    pub fn rects(&self, from: usize, to: usize) -> Rects {
        let mut rects = Rects::new();
        let start = self.boxes.partition_point(|b| b.chars.end <= from);
        for (i, word) in self.boxes.iter().enumerate().skip(start) {
            if word.chars.start >= to {
                break;
            }
            // A space at a row's end has no room.
            if word.rect.width() <= 0.0 {
                continue;
            }
            let a = self.edge(i, from.max(word.chars.start));
            let b = self.edge(i, to.min(word.chars.end));
            let rect = Rect::from_x_y_ranges(a.min(b)..=a.max(b), word.rect.y_range());
            match rects.iter_mut().find(|r| r.min.y == rect.min.y && touch(r, &rect)) {
                Some(neighbour) => *neighbour = neighbour.union(rect),
                None => rects.push(rect),
            }
        }
        merge(&mut rects);
        rects
    }

    /// The byte nearest to a point, on a grapheme boundary.
    pub fn offset_at(&self, text: &str, point: Vec2) -> usize {
        let row = (point.y.max(0.0) / self.line) as usize;
        if row >= self.rows {
            return text.len();
        }
        let on_row = self.boxes.iter().enumerate().filter(|(_, b)| b.row == row);
        let nearest = on_row.min_by(|(_, a), (_, b)| {
            let distance = |r: &Rect| (r.min.x - point.x).max(point.x - r.max.x).max(0.0);
            distance(&a.rect).total_cmp(&distance(&b.rect))
        });
        let Some((i, word)) = nearest else { return 0 };
        let mut at = word.chars.start;
        let edges = text[word.range.clone()].grapheme_indices(true).map(|(offset, cluster)| {
            let edge = (word.range.start + offset, at);
            at += cluster.chars().count();
            edge
        });
        let last = std::iter::once((word.range.end, word.chars.end));
        let distance = |at: usize| (self.edge(i, at) - point.x).abs();
        let near = edges.chain(last).min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        near.map_or(word.range.start, |(offset, _)| offset)
    }

    /// Paints the words that can be seen.
    pub fn paint(&self, painter: &Painter, setting: &Setting, text: &str, origin: Pos2, colour: Color32) {
        let clip = painter.clip_rect();
        for word in self.boxes.iter().filter(|b| !b.blank) {
            let rect = word.rect.translate(origin.to_vec2());
            if !rect.intersects(clip) {
                continue;
            }
            let galley = painter.ctx().fonts_mut(|f| f.layout_job(setting.job(&shown(text, word), f32::INFINITY)));
            painter.galley(Align2::LEFT_TOP.anchor_size(rect.min, galley.size()).min, galley, colour);
        }
    }

    /// x of the edge before the character `at` of the box `i`.
    fn edge(&self, i: usize, at: usize) -> f32 {
        let word = &self.boxes[i];
        // Every box before this one has an edge more than it has characters, and boxes cover the text.
        self.edges.get(at + i).copied().unwrap_or(word.rect.min.x)
    }
}

/// Cuts a text into boxes. They cover it.
fn cut(text: &str, levels: &[Level]) -> Vec<WordBox> {
    let mut boxes: Vec<WordBox> = Vec::new();
    let mut chars = 0;
    let mut last: Option<(Kind, Level)> = None;
    for (at, cluster) in text.grapheme_indices(true) {
        let level = levels.get(at).copied().unwrap_or_else(Level::ltr);
        let kind = kind(cluster, level);
        let count = cluster.chars().count();
        let joins = last == Some((kind, level)) && !matches!(kind, Kind::LineEnd | Kind::Sign);
        match boxes.last_mut() {
            Some(word) if joins && (word.right_to_left || word.chars.len() < LONGEST_BOX) => {
                word.range.end = at + cluster.len();
                word.chars.end = chars + count;
            }
            _ => boxes.push(WordBox {
                range: at..at + cluster.len(),
                chars: chars..chars + count,
                rect: Rect::ZERO,
                right_to_left: level.is_rtl(),
                blank: matches!(kind, Kind::Blank | Kind::LineEnd),
                level,
                row: 0,
            }),
        }
        chars += count;
        last = Some((kind, level));
    }
    boxes
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Letters and whatever else runs on.
    Word,
    /// A box of its own: in right-to-left text, what comes from another face than the letters (egui would put it on
    /// the wrong side); a Chinese character (a line may break beside it).
    Sign,
    Blank,
    LineEnd,
}

fn kind(cluster: &str, level: Level) -> Kind {
    let first = cluster.chars().next().unwrap_or(' ');
    match bidi_class(first) {
        _ if matches!(cluster, "\n" | "\r\n" | "\r") => Kind::LineEnd,
        _ if first.is_whitespace() => Kind::Blank,
        BidiClass::R | BidiClass::AL | BidiClass::NSM | BidiClass::BN => Kind::Word,
        _ if level.is_rtl() => Kind::Sign,
        // Lines of Chinese and Japanese break between any two characters.
        _ if matches!(first, '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}') => Kind::Sign,
        _ => Kind::Word,
    }
}

/// What to paint for a box: a sign in right-to-left text faces the other way.
fn shown(text: &str, word: &WordBox) -> String {
    let own = text.get(word.range.clone()).unwrap_or_default();
    if !word.right_to_left || own.chars().count() != 1 {
        return own.to_owned();
    }
    let mirrored = |c| match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '›' => '‹',
        c => c,
    };
    own.chars().map(mirrored).collect()
}

/// Finds a box's width and, relative to its left edge, the edges of its characters.
fn measure(fonts: &mut FontsView<'_>, setting: &Setting, text: &str, word: &mut WordBox, edges: &mut Vec<f32>) {
    let count = word.chars.len();
    if word.blank && text[word.range.clone()].starts_with(['\n', '\r']) {
        edges.extend(std::iter::repeat_n(0.0, count + 1));
        return;
    }
    let galley = fonts.layout_job(setting.job(&shown(text, word), f32::INFINITY));
    let width = galley.size().x;
    word.rect = Rect::from_min_size(Pos2::ZERO, vec2(width, setting.line));
    let row = galley.rows.first().filter(|row| !word.right_to_left && row.row.glyphs.len() == count);
    match row {
        Some(row) => edges.extend(row.row.glyphs.iter().map(|g| g.pos.x).chain([width])),
        None => {
            let step = width / count.max(1) as f32;
            let edge = |i: usize| if word.right_to_left { width - step * i as f32 } else { step * i as f32 };
            edges.extend((0..=count).map(edge));
        }
    }
}

/// Gives every box its row. A word is what lies between spaces, of however many boxes. Returns the number of rows.
fn break_lines(text: &str, boxes: &mut [WordBox], width: f32) -> usize {
    let (mut row, mut x, mut start) = (0, 0.0, 0);
    while start < boxes.len() {
        let blank = boxes[start].blank;
        let end = (start + 1..boxes.len()).find(|&i| blank || boxes[i].blank).unwrap_or(boxes.len());
        let room: f32 = boxes[start..end].iter().map(|b| b.rect.width()).sum();
        if !blank && x > 0.0 && x + room > width && room <= width {
            row += 1;
            x = 0.0;
        }
        for word in &mut boxes[start..end] {
            // What is wider than the column is broken wherever it must.
            if room > width && x > 0.0 && x + word.rect.width() > width && !blank {
                row += 1;
                x = 0.0;
            }
            word.row = row;
            x += word.rect.width();
        }
        if blank && text[boxes[start].range.clone()].starts_with(['\n', '\r']) {
            row += 1;
            x = 0.0;
        }
        start = end;
    }
    row + usize::from(boxes.last().is_some_and(|b| b.row == row))
}

/// Puts the boxes of a row beside each other, in the order in which they are seen (UAX #9, rules L1 and L2).
fn place_row(boxes: &mut [WordBox], row: usize, base: Level, setting: &Setting) {
    let start = boxes.partition_point(|b| b.row < row);
    let end = boxes.partition_point(|b| b.row <= row);
    let boxes = &mut boxes[start..end];
    // Spaces at the row's end take no room and the paragraph's direction.
    let letters = boxes.iter().rposition(|b| !b.blank).map_or(0, |i| i + 1);
    for space in &mut boxes[letters..] {
        space.level = base;
        space.right_to_left = base.is_rtl();
        space.rect.max.x = space.rect.min.x;
    }
    let levels: Vec<Level> = boxes.iter().map(|b| b.level).collect();
    let order = BidiInfo::reorder_visual(&levels);
    let room: f32 = boxes.iter().map(|b| b.rect.width()).sum();
    let mut x = if base.is_rtl() { (setting.width - room).max(0.0) } else { 0.0 };
    for i in order {
        let word = &mut boxes[i];
        word.rect = Rect::from_min_size(pos2(x, row as f32 * setting.line), word.rect.size());
        word.rect.set_height(setting.line);
        x += word.rect.width();
    }
}

fn touch(a: &Rect, b: &Rect) -> bool {
    a.min.x <= b.max.x + 0.5 && b.min.x <= a.max.x + 0.5
}

/// Joins rectangles that a third has bridged.
fn merge(rects: &mut Rects) {
    let mut i = 0;
    while i < rects.len() {
        let joins = (i + 1..rects.len()).find(|&j| rects[i].min.y == rects[j].min.y && touch(&rects[i], &rects[j]));
        match joins {
            Some(j) => {
                rects[i] = rects[i].union(rects[j]);
                rects.remove(j);
            }
            None => i += 1,
        }
    }
}
