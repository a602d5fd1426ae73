//! The document pane: what is read, hit, selected, shown.

use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, Vec2, pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use redstring::annotation::{Command, Evidence, Layers, MentionId, NewMention};
use redstring::session::{Action, InHand, NoDialogs, Runner, Session};
use redstring::text::{DocumentId, Span};
use redstring::ui::document_pane::{Geometry, PaneState, document_pane_ui};
use redstring::ui::theme;
use smallvec::smallvec;

/// A session with one document, a pane that shows it, and what the pane has asked for.
struct Desk {
    session: Session,
    pane: PaneState,
    geometry: Geometry,
    asked: Vec<String>,
    document: DocumentId,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("text.txt"), text).unwrap();
        let mut session = Session::new(Runner::Inline, Box::new(NoDialogs), None);
        session.dispatch(Action::OpenFolder(folder.path().to_owned()));
        session.settle();
        let found: Vec<MentionId> = session.project().mentions().map(|m| m.id).collect();
        if !found.is_empty() {
            session.dispatch(Action::Edit(Command::Remove(found)));
        }
        let document = session.project().documents().next().unwrap().id;
        assert_eq!(&*session.document(document).unwrap().text, text);
        Self {
            session,
            pane: PaneState::new(document),
            geometry: Geometry::default(),
            asked: vec![],
            document,
            _folder: folder,
        }
    }

    fn new_mention(&self, spans: &[Span], kind: &str, evidence: Option<Evidence>) -> NewMention {
        let text = &self.session.document(self.document).unwrap().text;
        let parts: Vec<&str> = spans.iter().map(|s| s.slice(text).unwrap()).collect();
        let kind = self.session.project().schema().by_name(kind).unwrap();
        let text = parts.join(" ").into();
        NewMention { document: self.document, spans: spans.iter().copied().collect(), text, kind, evidence }
    }

    /// A person marks the first `words` as a mention.
    fn mark(&mut self, words: &str, kind: &str) -> MentionId {
        let span = self.find(words);
        let before = self.ids();
        self.session.dispatch(Action::Edit(Command::CreateMention(self.new_mention(&[span], kind, None))));
        *self.ids().iter().find(|id| !before.contains(id)).unwrap()
    }

    /// The machine proposes the first `words` as a mention.
    fn propose(&mut self, words: &str, kind: &str) -> MentionId {
        let span = self.find(words);
        let evidence = Evidence { score: 0.9.into(), rule: "a rule".into(), layers: Layers::RULES };
        let before = self.ids();
        let mentions = vec![self.new_mention(&[span], kind, Some(evidence))];
        self.session.dispatch(Action::Edit(Command::Propose { mentions, replace: vec![] }));
        *self.ids().iter().find(|id| !before.contains(id)).unwrap()
    }

    fn ids(&self) -> Vec<MentionId> {
        self.session.project().mentions().map(|m| m.id).collect()
    }

    fn find(&self, words: &str) -> Span {
        let at = self.session.document(self.document).unwrap().text.find(words).unwrap();
        Span::from_usize(at, at + words.len())
    }

    fn selected(&self) -> Option<&str> {
        let (document, span) = self.session.selection()?;
        span.slice(&self.session.document(document)?.text)
    }

    fn frame(&mut self, ui: &mut egui::Ui) {
        self.geometry.clear();
        let mut out = Vec::new();
        let id = egui::Id::unique("pane");
        document_pane_ui(ui, id, &self.session, &mut self.pane, &mut self.geometry, &mut out);
        self.asked.extend(out.iter().map(|action| format!("{action:?}")));
        self.session.dispatch_all(out);
    }

    fn clicks(&self) -> Vec<&str> {
        self.asked.iter().map(String::as_str).filter(|a| a.starts_with("Click")).collect()
    }
}

fn show_sized(desk: Desk, size: Vec2) -> Harness<'static, Desk> {
    Harness::builder()
        .with_size(size)
        .with_max_steps(40)
        .with_step_dt(1.0 / 60.0)
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(|ui, desk: &mut Desk| desk.frame(ui), desk)
}

fn show(desk: Desk) -> Harness<'static, Desk> {
    show_sized(desk, vec2(420.0, 500.0))
}

const LETTER: &str = "Dr Marie Curie of Warsaw visited the Radium Institute in Paris.\n\n\
    Later she wrote to the Permanent Delegation of the Polish Society of Natural Philosophers in Paris about it, \
    and to Pierre, who had stayed behind.\n";

fn letter() -> Desk {
    let mut desk = Desk::new(LETTER);
    desk.mark("Dr Marie Curie", "Person");
    desk.mark("Marie Curie", "Person");
    desk.mark("Curie of Warsaw", "Organisation");
    desk.propose("Paris", "Place");
    desk.mark("the Permanent Delegation of the Polish Society of Natural Philosophers", "Organisation");
    desk
}

fn press(harness: &Harness<'_, Desk>, pos: Pos2, pressed: bool, modifiers: Modifiers) {
    harness.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
}

fn click_at(harness: &mut Harness<'_, Desk>, pos: Pos2) {
    harness.hover_at(pos);
    harness.run();
    press(harness, pos, true, Modifiers::NONE);
    harness.run();
    press(harness, pos, false, Modifiers::NONE);
    harness.run();
}

fn drag(harness: &mut Harness<'_, Desk>, from: Pos2, to: Pos2) {
    harness.hover_at(from);
    harness.run();
    press(harness, from, true, Modifiers::NONE);
    harness.run();
    for step in 1..=4 {
        harness.hover_at(from + (to - from) * (step as f32 / 4.0));
        harness.run();
    }
    press(harness, to, false, Modifiers::NONE);
    harness.run();
}

/// Where the first `words` are on screen: a mention is made of them, looked up, and taken back.
fn place_of(harness: &mut Harness<'_, Desk>, words: &str) -> Rect {
    let desk = harness.state_mut();
    let id = desk.mark(words, "Work");
    let name = format!("{}, Work, accepted", words.split_whitespace().collect::<Vec<_>>().join(" "));
    harness.run();
    let rect = harness.get_by_label(&name).rect();
    harness.state_mut().session.dispatch(Action::Edit(Command::Remove(vec![id])));
    harness.run();
    rect
}

#[test]
fn names_say_text_type_entity_and_status() {
    let mut desk = letter();
    let (doctor, marie) = (desk.ids()[0], desk.ids()[1]);
    desk.session.dispatch(Action::Edit(Command::Tie { mention: marie, onto: doctor }));
    let entity = desk.session.project().mention(marie).unwrap().entity.unwrap();
    desk.session.dispatch(Action::Edit(Command::Rename(entity, "Maria Skłodowska".into())));
    let harness = show(desk);
    harness.get_by_label("Paris, Place, proposed");
    harness.get_by_label("Marie Curie, Person, Maria Skłodowska, accepted");
    harness.get_by_role_and_label(egui::Role::Button, "Dr Marie Curie, Person, Maria Skłodowska, accepted");
}

#[test]
fn the_inner_mention_is_hit_and_the_outer_one_beside_it() {
    let mut harness = show(letter());
    let outer = harness.get_by_label("Dr Marie Curie, Person, accepted").rect();
    let inner = harness.get_by_label("Marie Curie, Person, accepted").rect();
    let ids = harness.state().ids();
    click_at(&mut harness, pos2(inner.left() + 8.0, inner.center().y));
    assert_eq!(harness.state().session.mention_in_hand(), Some(ids[1]));
    harness.state_mut().session.dispatch(Action::Take(None));
    click_at(&mut harness, pos2(outer.left() + 8.0, outer.center().y));
    assert_eq!(harness.state().session.mention_in_hand(), Some(ids[0]));
    assert!(outer.contains_rect(inner));
}

#[test]
fn a_covered_mention_can_be_clicked_by_assistive_technology() {
    let mut harness = show(letter());
    let crossing = harness.state().ids()[2];
    harness.get_by_label("Curie of Warsaw, Organisation, accepted").click_accesskit();
    harness.run();
    assert_eq!(harness.state().session.mention_in_hand(), Some(crossing));
}

#[test]
fn a_click_beside_a_mention_is_a_click_on_text() {
    let mut harness = show(letter());
    let paris = harness.get_by_label("Paris, Place, proposed").rect();
    let at = paris.right_center() + vec2(4.0, 0.0);
    click_at(&mut harness, at);
    assert_eq!(harness.state().session.mention_in_hand(), None);
    let clicks = harness.state().clicks();
    assert!(clicks.len() == 1 && clicks[0].starts_with("ClickText"), "{clicks:?}");
}

#[test]
fn a_drag_that_starts_on_a_mention_selects_and_does_not_click() {
    let mut harness = show(letter());
    let inner = harness.get_by_label("Marie Curie, Person, accepted").rect();
    let end = harness.get_by_label("Curie of Warsaw, Organisation, accepted").rect();
    drag(&mut harness, inner.left_center() + vec2(0.5, 0.0), end.right_center() - vec2(0.5, 0.0));
    assert_eq!(harness.state().selected(), Some("Marie Curie of Warsaw"));
    assert!(harness.state().clicks().is_empty());
}

#[test]
fn a_mention_over_several_rows_is_one_node() {
    let name = "the Permanent Delegation of the Polish Society of Natural Philosophers, Organisation, accepted";
    let harness = show(letter());
    assert_eq!(harness.query_all_by_label(name).count(), 1);
    let rect = harness.get_by_label(name).rect();
    assert!(rect.height() > 40.0, "the node bounds all rows: {rect:?}");
}

#[test]
fn every_row_of_a_mention_can_be_clicked() {
    let mut harness = show(letter());
    let id = harness.state().ids()[4];
    harness.state_mut().session.dispatch(Action::Take(Some(InHand::Mention(id))));
    harness.run();
    let rows = harness.state().geometry.panes[0].lit[0].rects.clone();
    assert!(rows.len() >= 2);
    for row in rows {
        harness.state_mut().session.dispatch(Action::Take(None));
        click_at(&mut harness, row.center());
        assert_eq!(harness.state().session.mention_in_hand(), Some(id));
    }
}

#[test]
fn parts_of_a_discontinuous_mention_are_one_node() {
    let mut desk = Desk::new("The First and the Second Bank of Sofia");
    let spans = [Span::new(4, 9), Span::new(25, 38)];
    let mention = desk.new_mention(&spans, "Organisation", None);
    desk.session.dispatch(Action::Edit(Command::CreateMention(mention)));
    let id = desk.ids()[0];
    let mut harness = show(desk);
    assert_eq!(harness.query_all_by_label("First Bank of Sofia, Organisation, accepted").count(), 1);
    harness.state_mut().session.dispatch(Action::Take(Some(InHand::Mention(id))));
    harness.run();
    let lit = harness.state().geometry.panes[0].lit[0].clone();
    assert_eq!(lit.rects.len(), 2);
    assert!(lit.rects[0].right() < lit.rects[1].left());
}

#[test]
fn dismissed_mentions_are_not_shown() {
    let mut desk = letter();
    let paris = desk.ids()[3];
    desk.session.dispatch(Action::Edit(Command::Dismiss(vec![paris])));
    assert!(show(desk).query_by_label_contains("Paris, Place").is_none());
}

#[test]
fn it_settles_and_then_rests() {
    let mut desk = letter();
    desk.session.dispatch(Action::Take(Some(InHand::Mention(desk.ids()[1]))));
    let mut harness = show(desk);
    assert!(harness.run() <= 4);
    assert!(!harness.ctx.has_requested_repaint());
    assert!(harness.state().asked.is_empty());
}

#[test]
fn a_selection_across_blocks_has_the_right_bytes() {
    let text = "Café Łódź 👩‍👩‍👧 first\r\nline two é\r\n\r\nSecond block – naïve\r\n";
    let mut harness = show(Desk::new(text));
    let from = place_of(&mut harness, "Łódź");
    let to = place_of(&mut harness, "naïve");
    drag(&mut harness, from.left_center() + vec2(0.5, 0.0), to.right_center() - vec2(0.5, 0.0));
    assert_eq!(harness.state().selected(), Some("Łódź 👩‍👩‍👧 first\r\nline two é\r\n\r\nSecond block – naïve"));
}

#[test]
fn a_selection_does_not_cut_a_grapheme() {
    let mut harness = show(Desk::new("x 👩‍👩‍👧 y"));
    let family = place_of(&mut harness, "👩‍👩‍👧");
    let x = place_of(&mut harness, "x");
    for share in [0.1, 0.3, 0.5, 0.7, 0.9] {
        drag(&mut harness, x.left_center(), pos2(family.left() + share * family.width(), family.center().y));
        let selected = harness.state().selected().map(str::to_owned);
        assert!(matches!(selected.as_deref(), Some("x " | "x 👩‍👩‍👧")), "{share}: {selected:?}");
    }
}

#[test]
fn two_clicks_take_a_word_three_a_block_and_shift_extends() {
    let mut harness = show(Desk::new("One two three four.\n\nFive six."));
    let two = place_of(&mut harness, "two");
    let six = place_of(&mut harness, "six");
    // Apart in time, or the first clicks below would count with these.
    harness.hover_at(two.center());
    harness.run();
    for (count, expected) in [(2, "two"), (3, "One two three four.")] {
        for _ in 0..40 {
            harness.step();
        }
        for _ in 0..count {
            press(&harness, two.center(), true, Modifiers::NONE);
            press(&harness, two.center(), false, Modifiers::NONE);
        }
        harness.run();
        assert_eq!(harness.state().selected(), Some(expected));
    }
    for _ in 0..40 {
        harness.step();
    }
    click_at(&mut harness, two.left_center() + vec2(0.5, 0.0));
    assert_eq!(harness.state().selected(), None);
    harness.hover_at(six.center());
    harness.event(Event::ModifiersChanged(Modifiers::SHIFT));
    press(&harness, six.right_center() - vec2(0.5, 0.0), true, Modifiers::SHIFT);
    press(&harness, six.right_center() - vec2(0.5, 0.0), false, Modifiers::SHIFT);
    harness.run();
    assert_eq!(harness.state().selected(), Some("two three four.\n\nFive six"));
}

#[test]
fn the_selection_is_copied() {
    let mut harness = show(Desk::new("One two three"));
    let document = harness.state().document;
    harness.state_mut().session.dispatch(Action::SelectText(Some((document, Span::new(4, 7)))));
    harness.run();
    harness.event(Event::Copy);
    harness.step();
    let copied = harness.output().platform_output.commands.clone();
    assert!(copied.iter().any(|c| matches!(c, egui::OutputCommand::CopyText(text) if text == "two")), "{copied:?}");
}

/// 1 MB of numbered paragraphs.
fn long_text() -> String {
    (0..6000).map(|i| format!("Paragraph {i} tells of Number{i}, and then of many other things that do not matter here, at such a length that it needs several rows of text.\n\n")).collect()
}

#[test]
fn reveal_brings_a_place_into_view_and_moves_nothing_that_is_in_view() {
    let mut desk = Desk::new(&long_text());
    let id = desk.mark("Number4321", "Work");
    let span = desk.find("Number4321");
    let mut harness = show(desk);
    assert!(harness.query_by_label_contains("Number4321").is_none());
    harness.state_mut().pane.reveal(span);
    harness.run();
    let rect = harness.get_by_label("Number4321, Work, accepted").rect();
    assert!((100.0..230.0).contains(&rect.top()), "a third down the page: {rect:?}");
    let top = harness.state().pane.top();
    harness.state_mut().pane.reveal(Span::new(span.start + 100, span.end + 100));
    harness.run();
    assert_eq!(harness.state().pane.top(), top);
    assert_eq!(harness.state().ids(), [id]);
    // The first and last bytes can be shown too.
    let bytes = harness.state().session.document(harness.state().document).unwrap().text.len();
    harness.state_mut().pane.reveal(Span::from_usize(bytes - 2, bytes - 1));
    harness.run();
    assert!(harness.state().pane.top() as usize > bytes - 2000);
    harness.state_mut().pane.reveal(Span::new(0, 3));
    harness.run();
    assert_eq!(harness.state().pane.top(), 0);
}

#[test]
fn a_resize_keeps_the_top_row_and_comes_back_to_it() {
    let mut harness = show(Desk::new(&long_text()));
    let offset = harness.state().find("Number3000").start;
    harness.state_mut().pane.set_top(offset);
    harness.run();
    let top = harness.state().pane.top();
    assert!(offset - top < 60);
    let id = harness.state_mut().mark("Number3000", "Work");
    harness.run();
    let before = harness.get_by_label("Number3000, Work, accepted").rect();
    for width in [300.0, 260.0, 700.0, 523.0, 420.0] {
        harness.set_size(vec2(width, 500.0));
        harness.run();
        assert_eq!(harness.state().pane.top(), top);
        let rect = harness.get_by_label("Number3000, Work, accepted").rect();
        assert!(rect.top() < 100.0, "{width}: {rect:?}");
    }
    assert_eq!(harness.get_by_label("Number3000, Work, accepted").rect(), before);
    assert_eq!(harness.state().ids(), [id]);
}

#[test]
fn wheel_and_keys_scroll() {
    let mut harness = show(Desk::new(&long_text()));
    harness.hover_at(pos2(200.0, 200.0));
    harness.run();
    for _ in 0..3 {
        harness.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, -120.0),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        harness.run_ok();
    }
    for _ in 0..60 {
        harness.step();
    }
    let wheeled = harness.state().pane.top();
    assert!((300..2500).contains(&wheeled), "{wheeled}");
    harness.key_press(Key::PageDown);
    harness.run();
    assert!(harness.state().pane.top() > wheeled);
    harness.key_press(Key::PageUp);
    harness.run();
    assert_eq!(harness.state().pane.top(), wheeled);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::End);
    harness.run();
    assert!(harness.state().pane.top() > 800_000);
    harness.key_press(Key::Home);
    harness.run();
    assert_eq!(harness.state().pane.top(), 0);
    assert!(!harness.ctx.has_requested_repaint());
}

#[test]
fn a_selection_dragged_past_the_edge_scrolls_on() {
    let mut harness = show(Desk::new(&long_text()));
    let from = place_of(&mut harness, "Number0");
    harness.hover_at(from.center());
    harness.run();
    press(&harness, from.left_center(), true, Modifiers::NONE);
    harness.step();
    harness.hover_at(pos2(200.0, 560.0));
    for _ in 0..90 {
        harness.step();
    }
    assert!(harness.state().pane.top() > 300, "{}", harness.state().pane.top());
    press(&harness, pos2(200.0, 560.0), false, Modifiers::NONE);
    harness.run();
    let selected = harness.state().selected().unwrap();
    assert!(selected.starts_with("Number0, and") && selected.len() > 1000, "{}", selected.len());
    // It outlives scrolling away.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::End);
    harness.run();
    assert!(harness.state().selected().is_some());
}

#[test]
fn the_ruler_has_ticks_and_jumps() {
    let mut desk = Desk::new(&long_text());
    let spans: Vec<Span> = (0..6000).step_by(2).map(|i| desk.find(&format!("Number{i},"))).collect();
    let mentions: Vec<NewMention> = spans
        .iter()
        .map(|s| NewMention {
            spans: smallvec![Span::new(s.start, s.end - 1)],
            ..desk.new_mention(&[*s], "Work", None)
        })
        .collect();
    desk.session.dispatch(Action::Edit(Command::Propose { mentions, replace: vec![] }));
    let ids = desk.ids();
    desk.session.dispatch(Action::Edit(Command::TieAll { mentions: ids[1..].to_vec(), onto: ids[0] }));
    let mut harness = show(desk);
    assert_eq!(harness.state().pane.tick_count(), 0);
    harness.state_mut().session.dispatch(Action::Take(Some(InHand::Mention(ids[0]))));
    harness.run();
    // 3000 mentions on 500 rows of pixels run into one bar.
    assert_eq!(harness.state().pane.tick_count(), 1);
    let pane = &harness.state().geometry.panes[0];
    assert!(pane.above == 0 && pane.below > 2900 && !pane.lit.is_empty());
    assert_eq!(pane.above + pane.below + pane.lit.len(), 3000);
    // Four of them, far apart, are four ticks.
    harness.state_mut().session.dispatch(Action::Edit(Command::Untie(
        ids.iter().copied().enumerate().filter(|(i, _)| i % 750 != 0).map(|(_, id)| id).collect(),
    )));
    harness.run();
    assert_eq!(harness.state().pane.tick_count(), 4);
    let page = harness.state().geometry.panes[0].clip;
    click_at(&mut harness, pos2(page.right() + 5.0, page.center().y));
    let (top, bytes) = (harness.state().pane.top() as usize, long_text().len());
    assert!(top.abs_diff(bytes / 2) < 2000, "{top} of {bytes}");
    let pane = &harness.state().geometry.panes[0];
    let above = spans.iter().step_by(750).filter(|span| (span.start as usize) < top).count();
    assert_eq!((pane.above, pane.lit.len(), pane.below), (above, 0, 4 - above));
}

#[test]
fn the_reading_face_has_one_glyph_for_each_character() {
    let ctx = egui::Context::default();
    theme::install(&ctx);
    let ranges = [0x20..0x7F, 0xA0..0x250, 0x1E00..0x1F00, 0x370..0x400, 0x1F00..0x2000, 0x400..0x530];
    let mut broken = String::new();
    let output = ctx.run_ui(egui::RawInput::default(), |ui| {
        for c in ranges.iter().cloned().flatten().filter_map(char::from_u32).filter(|c| c.is_alphabetic()) {
            let job = egui::text::LayoutJob::simple_singleline(
                format!("a{c}b"),
                theme::reading_font(16.5),
                egui::Color32::BLACK,
            );
            let glyphs: usize = ui.fonts_mut(|f| f.layout_job(job)).rows.iter().map(|r| r.row.glyphs.len()).sum();
            if glyphs != 3 {
                broken.push(c);
            }
        }
    });
    output.drop_without_applying_deltas();
    for needed in ["ḥṭṣḍẓḫḳṃṇāīū", "ŁódźžřąÆß", "Βούτ", "Бут"] {
        assert!(!needed.chars().any(|c| broken.contains(c)), "{needed} in {broken}");
    }
    assert!(broken.is_empty(), "{broken}");
}

#[test]
fn hebrew_words_stand_from_right_to_left_and_mentions_where_their_words_are() {
    let text = "שלום עולם Viktor Bout טוב (מאוד) 1967 סוף";
    let mut harness = show_sized(Desk::new(text), vec2(620.0, 300.0));
    let words = ["שלום", "עולם", "Viktor", "Bout", "טוב", "מאוד", "1967", "סוף"];
    let rects: Vec<Rect> = words.iter().map(|w| place_of(&mut harness, w)).collect();
    let left = |i: usize| rects[i].center().x;
    // The paragraph runs to the left, the name in it to the right.
    assert!(left(0) > left(1) && left(1) > left(3) && left(2) < left(3) && left(2) > left(4));
    assert!(left(4) > left(5) && left(5) > left(6) && left(6) > left(7));
    assert!(rects.iter().all(|r| r.top() == rects[0].top() && r.width() > 5.0));
    // Flush right in the column.
    let column = harness.state().geometry.panes[0].column;
    assert!((rects[0].right() - column.right()).abs() < 2.0, "{rects:?} in {column:?}");
    // What is clicked is what is there.
    for (word, rect) in words.iter().zip(&rects) {
        let id = harness.state_mut().mark(word, "Work");
        harness.run();
        click_at(&mut harness, rect.center());
        assert_eq!(harness.state().session.mention_in_hand(), Some(id), "{word}");
        harness.state_mut().session.dispatch(Action::Edit(Command::Remove(vec![id])));
        harness.state_mut().session.dispatch(Action::Take(None));
    }
    // A drag from the first word's right edge to the second one's left edge takes both.
    drag(&mut harness, rects[0].right_center() - vec2(0.5, 0.0), rects[1].left_center() + vec2(0.5, 0.0));
    assert_eq!(harness.state().selected(), Some("שלום עולם"));
}

#[test]
fn a_long_hebrew_text_wraps_and_scrolls() {
    let text = "שלום עולם אמר ויקטור בוט בעיר סופיה ביום ראשון.\n".repeat(300);
    let mut harness = show(Desk::new(&text));
    harness.key_press(Key::PageDown);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::End);
    harness.run();
    assert!(harness.state().pane.top() as usize > text.len() / 2);
    // The top is where a row begins, at its right end, and a resize keeps it.
    let offset = text.len() as u32 / 2;
    harness.state_mut().pane.set_top(offset);
    harness.run();
    let top = harness.state().pane.top() as usize;
    assert!(text[..top].ends_with([' ', '\n']), "{top}");
    for width in [250.0, 600.0, 420.0] {
        harness.set_size(vec2(width, 500.0));
        harness.run();
        assert_eq!(harness.state().pane.top() as usize, top);
    }
}

#[test]
fn a_press_makes_the_document_the_active_one() {
    let mut desk = letter();
    desk.session.dispatch(Action::ActivateDocument(None));
    let mut harness = show(desk);
    click_at(&mut harness, pos2(200.0, 400.0));
    assert_eq!(harness.state().session.active_document(), Some(harness.state().document));
}

#[test]
fn an_empty_document_says_so() {
    let harness = show(Desk::new("  \n\n "));
    harness.get_by_label("This document is empty");
}

#[test]
fn a_mention_has_a_menu() {
    let mut harness = show(letter());
    harness.get_by_label("Paris, Place, proposed").click_secondary();
    harness.run();
    assert!(harness.query_all_by_label_contains("Dismiss").count() > 0);
    assert!(harness.state().clicks().is_empty());
}

#[test]
fn of_two_panes_of_one_document_the_keys_move_the_one_that_was_pressed() {
    let desk = Desk::new(&long_text());
    let other = PaneState::new(desk.document);
    let mut harness =
        Harness::builder().with_size(vec2(800.0, 500.0)).with_context_setup(theme::install).build_ui_state(
            |ui, (desk, other): &mut (Desk, PaneState)| {
                let (left, right) = ui.max_rect().split_left_right_at_fraction(0.5);
                let mut left = ui.new_child(egui::UiBuilder::new().max_rect(left).id_salt("left"));
                desk.frame(&mut left);
                let mut right = ui.new_child(egui::UiBuilder::new().max_rect(right).id_salt("right"));
                let (id, mut out) = (egui::Id::unique("other"), Vec::new());
                document_pane_ui(&mut right, id, &desk.session, other, &mut desk.geometry, &mut out);
                desk.session.dispatch_all(out);
            },
            (desk, other),
        );
    for (x, expected) in [(600.0, [false, true]), (200.0, [true, true])] {
        let at = pos2(x, 250.0);
        for pressed in [true, false] {
            let modifiers = Modifiers::NONE;
            harness.event(Event::PointerMoved(at));
            harness.event(Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers });
            harness.run();
        }
        harness.key_press(Key::PageDown);
        harness.run();
        let (desk, other) = harness.state();
        assert_eq!([desk.pane.top() > 0, other.top() > 0], expected);
    }
}

#[test]
fn the_pointer_on_a_mention_is_told_to_who_paints_strings() {
    let mut harness = show(letter());
    let paris = harness.get_by_label("Paris, Place, proposed").rect();
    harness.hover_at(paris.center());
    harness.run();
    let hovered = harness.state().geometry.hovered.unwrap();
    assert_eq!(hovered.mention, harness.state().ids()[3]);
    assert!(hovered.rect.contains(paris.center()));
    // The tooltip comes, and then nothing more.
    harness.run_steps(60);
    harness.get_by_label("Not tied to an entity yet");
    assert!(!harness.ctx.has_requested_repaint(), "a resting pointer costs nothing");
}

#[test]
fn a_pane_without_room_forgets_nothing() {
    let mut desk = Desk::new(&long_text());
    let span = desk.find("Number4321");
    desk.mark("Number4321", "Work");
    desk.pane.reveal(span);
    let mut harness = show_sized(desk, vec2(420.0, 0.0));
    harness.run();
    harness.set_size(vec2(420.0, 500.0));
    harness.run();
    let top = harness.state().pane.top();
    harness.get_by_label("Number4321, Work, accepted");
    harness.set_size(vec2(5.0, 0.0));
    harness.run();
    harness.set_size(vec2(420.0, 500.0));
    harness.run();
    assert_eq!(harness.state().pane.top(), top);
}

#[test]
fn the_cursor_is_painted_where_it_is_said_to_be() {
    let mut desk = Desk::new("Anna Sorin left.\n");
    let mention = desk.mark("Anna Sorin", "Person");
    desk.session.dispatch(Action::GoTo(mention));
    let mut harness = show(desk);
    let rings = |harness: &Harness<'_, Desk>| {
        let colour = theme::of(&harness.ctx).palette.focus_ring;
        let ring = |shape: &egui::Shape| matches!(shape, egui::Shape::Rect(rect) if rect.stroke.color == colour);
        harness.output().shapes.iter().filter(|clipped| ring(&clipped.shape)).count()
    };
    assert_eq!(rings(&harness), 1);
    harness.state_mut().pane.show_cursor(false);
    harness.run();
    assert_eq!(rings(&harness), 0, "it is in another pane of the document");
}
