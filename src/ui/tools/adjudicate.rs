//! Deciding between annotators: the cards at the left, the readings of the chosen one side by side at the right.

use crate::adjudication::{Adjudication, Card, LinkCard, MentionCard, Reading, Rule, View};
use crate::annotation::MentionId;
use crate::session::{Action, Actions, Answer, Decision, Mode, Session, UserCommand};
use crate::text::{DocumentId, Span, hull};
use crate::ui::place_list::context;
use crate::ui::repair::list::{Choice, pressed, row_ui, rows_ui};
use crate::ui::repair::{column_ui, empty_ui, head_ui, quiet};
use crate::ui::theme::{self, icons};
use crate::ui::widgets::{counted, elided, icon_button, key_cap, key_hint, paint_type_mark, strong, text_between};
use egui::{Button, FontId, Id, Key, Modal, Popup, RichText, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

/// The keys that take a reader's reading.
const TAKES: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// What the panel keeps while it is open.
#[derive(Default)]
pub struct AdjudicateView {
    choice: Choice,
    /// The card that is shown in the panes: its place and the state that the cards are of.
    shown: Option<(usize, Option<u64>)>,
}

/// Paints the panel.
pub fn adjudicate_ui(ui: &mut Ui, session: &Session, state: &mut AdjudicateView, out: &mut Actions) {
    let adjudicating = session.adjudicating();
    let cards = adjudicating.cards.clone();
    let all = match &adjudicating.compared {
        Some(Ok(all)) => Some(all.clone()),
        _ => None,
    };
    head_ui(ui, "Adjudicate", out, |ui, out| {
        let Some(all) = &all else { return };
        let names: Vec<_> = all.readers().iter().map(|r| elided(&r.name, 20)).collect();
        ui.label(format!("between {}", names.join(", ")));
        if adjudicating.of.is_some() {
            quiet(ui, format!("{} to decide", counted(cards.len(), "card")));
        }
        if !cards.is_empty() && session.mode() != Mode::Read {
            rules_ui(ui, all, out);
        }
        if let Some(aside) = all.aside().first() {
            let told = format!("{} left out", counted(all.aside().len(), "document"));
            ui.label(RichText::new(told).color(theme::of(ui.ctx()).palette.warning)).on_hover_text(aside.to_string());
        }
    });
    match (&adjudicating.compared, &all) {
        (Some(Err(why)), _) => return empty_ui(ui, why),
        (_, None) => return empty_ui(ui, "Reading the annotators' projects…"),
        _ if adjudicating.of.is_none() => return empty_ui(ui, "Looking for what is to be decided…"),
        _ if cards.is_empty() => return empty_ui(ui, "Everything is decided"),
        _ => {}
    }
    let Some(all) = all else { return };
    state.choice.step(ui, cards.len());
    let at = (*state.choice.at.get_or_insert(0)).min(cards.len() - 1);
    state.choice.at = Some(at);
    let shown = Some((at, adjudicating.of));
    if state.shown != shown && session.question().is_none() {
        state.shown = shown;
        out.extend(cards.get(at).cloned().map(|card| Action::ShowCard(Box::new(card))));
    }
    let height = ui.available_height();
    ui.horizontal_top(|ui| {
        let width = ui.available_width() * 0.3;
        column_ui(ui, vec2(width, height), |ui| cards_ui(ui, session, &all, &cards, &mut state.choice));
        ui.separator();
        let rest = vec2(ui.available_width(), height);
        column_ui(ui, rest, |ui| {
            if let Some(card) = cards.get(at) {
                card_ui(ui, session, &all, card, out);
            }
        });
    });
}

/// What decides many cards at once.
fn rules_ui(ui: &mut Ui, all: &Adjudication, out: &mut Actions) {
    let button = ui.button("Decide many…").on_hover_text("Decide all cards that a rule decides, as one step");
    let names: Vec<_> = all.readers().iter().map(|r| elided(&r.name, 24)).collect();
    Popup::menu(&button).show(|ui| {
        let mut rule = |ui: &mut Ui, label: String, rule: Rule| {
            if ui.button(label).clicked() {
                out.push(Action::DecideAll(rule));
                ui.close();
            }
        };
        for (take, name) in names.iter().enumerate() {
            for (silent, other) in names.iter().enumerate().filter(|(other, _)| *other != take) {
                rule(ui, format!("Take {name} where {other} has no mention"), Rule::WhereSilent { take, silent });
            }
        }
        ui.separator();
        if names.len() > 2 {
            rule(ui, "Take what most have".to_owned(), Rule::Majority);
        }
        rule(ui, "Take the longest mentions".to_owned(), Rule::Longest);
        rule(ui, "Take the shortest mentions".to_owned(), Rule::Shortest);
        ui.separator();
        for (reader, name) in names.iter().enumerate() {
            rule(ui, format!("Take {name} everywhere"), Rule::Take(reader));
        }
    });
}

fn cards_ui(ui: &mut Ui, session: &Session, all: &Adjudication, cards: &[Card], choice: &mut Choice) {
    let theme = theme::of(ui.ctx());
    let mut clicked = None;
    rows_ui(ui, "cards", theme.sizes.row, cards.len(), choice, |ui, at, chosen| {
        let Some(card) = cards.get(at) else { return };
        let (sign, text, told) = summary(session, all, card);
        let response = row_ui(ui, theme.sizes.row, &format!("{text}: {told}"), chosen, |ui, rect| {
            let (y, small) = (rect.center().y, FontId::proportional(theme.sizes.small));
            let icon = theme::icon_font(13.0);
            ui.painter().text(pos2(rect.left(), y), egui::Align2::LEFT_CENTER, sign, icon, theme.palette.soft_ink);
            let half = rect.left() + 20.0 + (rect.width() - 20.0) * 0.5;
            let font = theme::reading_font(14.0);
            text_between(ui, rect.left() + 20.0, half - 6.0, y, &text, font, theme.palette.ink);
            text_between(ui, half, rect.right(), y, &told, small, theme.palette.soft_ink);
        });
        if response.clicked() {
            clicked = Some(at);
        }
    });
    if let Some(at) = clicked {
        choice.set(at);
    }
}

/// A sign, the text, and who says what.
fn summary(session: &Session, all: &Adjudication, card: &Card) -> (&'static str, String, String) {
    let name = |reader: usize| all.readers().get(reader).map(|r| elided(&r.name, 12)).unwrap_or_default();
    match card {
        Card::Mention(card) => {
            let text =
                card.variants.iter().max_by_key(|v| v.text.len()).map(|v| elided(&v.text, 40)).unwrap_or_default();
            let has =
                |reader: usize| card.variants.iter().any(|v| matches!(v.readings.get(reader), Some(Reading::As(_))));
            let (with, without): (Vec<_>, Vec<_>) = (0..all.readers().len()).partition(|r| has(*r));
            let names = |all: &[usize]| all.iter().map(|r| name(*r)).collect::<Vec<_>>().join(", ");
            let told = match without.is_empty() {
                true if card.variants.len() > 1 => "other bounds".to_owned(),
                true => "another type".to_owned(),
                false => format!("{}, not {}", names(&with), names(&without)),
            };
            (icons::CURSOR_TEXT, text, told)
        }
        Card::Link(card) => {
            let first = card.links.first().and_then(|link| session.project().mention(link.mention));
            let text = first.map(|m| elided(&m.text, 40)).unwrap_or_default();
            let more = card.links.len().saturating_sub(1);
            let told = if more > 0 { format!("whose? and {more} more") } else { "whose?".to_owned() };
            (icons::LINK, text, told)
        }
    }
}

fn card_ui(ui: &mut Ui, session: &Session, all: &Adjudication, card: &Card, out: &mut Actions) {
    let readers = all.readers().len();
    let current = session.adjudicating().of == Some(session.project().revision());
    let decides = session.mode() != Mode::Read;
    let foot = 34.0;
    let height = (ui.available_height() - foot).max(60.0);
    let gap = 12.0;
    let width = (ui.available_width() - gap * readers as f32) / readers as f32;
    // Many readers do not fit side by side.
    let area = ScrollArea::horizontal().id_salt("readings").auto_shrink([false, false]).max_height(height);
    area.show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            for reader in 0..readers {
                column_ui(ui, vec2(width.max(190.0), height), |ui| {
                    reading_ui(ui, session, all, card, reader, decides, out);
                });
            }
        });
    });
    if !decides {
        quiet(ui, "Read mode changes nothing: choose Mentions or Link to decide");
        return;
    }
    // Until the cards fit the project again no key decides.
    if !current {
        ui.disable();
    }
    for (reader, key) in (0..readers).zip(TAKES) {
        if pressed(ui, key) {
            decide(card, Decision::Take(reader), out);
        }
    }
    ui.horizontal(|ui| {
        let (both, neither) = match card {
            Card::Mention(_) if readers == 2 => ("both are mentions", "no mention"),
            Card::Mention(_) => ("all are mentions", "no mention"),
            Card::Link(_) if readers == 2 => ("both: one entity", "by itself"),
            Card::Link(_) => ("all: one entity", "by itself"),
        };
        let deeds = [
            (Key::B, "B", both, Decision::Both),
            (Key::Num0, "0", neither, Decision::Neither),
            (Key::U, "U", "unsure", Decision::Unsure),
        ];
        for (key, label, what, decision) in deeds {
            if deed(ui, label, what) || pressed(ui, key) {
                decide(card, decision, out);
            }
        }
        if deed(ui, "Enter", "edit in the text") || pressed(ui, Key::Enter) {
            out.push(Action::ShowCard(Box::new(card.clone())));
            out.push(Action::SetMode(Mode::Mentions));
            out.push(Action::User(UserCommand::LetGo));
        }
        key_hint(ui, "↑ ↓", "another card");
    });
}

fn decide(card: &Card, decision: Decision, out: &mut Actions) {
    out.push(Action::Decide(Box::new(card.clone()), decision));
}

/// A key and what it does, as something to click.
fn deed(ui: &mut Ui, key: &str, what: &str) -> bool {
    let theme = theme::of(ui.ctx());
    key_cap(ui, key);
    let button = Button::new(RichText::new(what).size(theme.sizes.small)).frame(false);
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, what));
    ui.add_space(8.0);
    response.clicked()
}

/// What one reader says.
fn reading_ui(
    ui: &mut Ui,
    session: &Session,
    all: &Adjudication,
    card: &Card,
    reader: usize,
    decides: bool,
    out: &mut Actions,
) {
    let theme = theme::of(ui.ctx());
    let name = all.readers().get(reader).map(|r| elided(&r.name, 24)).unwrap_or_default();
    ui.horizontal(|ui| {
        key_cap(ui, &(reader + 1).to_string());
        ui.label(strong(&name, theme.sizes.ui));
        let button = ui.add_enabled(decides, Button::new("Take").small());
        button.widget_info(|| WidgetInfo::labeled(Role::Button, decides, format!("Take {name}")));
        if button.clicked() {
            decide(card, Decision::Take(reader), out);
        }
    });
    ui.spacing_mut().item_spacing.y = 3.0;
    let list = ScrollArea::vertical().id_salt(("reading", reader)).auto_shrink([false, false]);
    list.show(ui, |ui| match card {
        Card::Mention(card) => mention_reading_ui(ui, session, card, reader),
        Card::Link(card) => link_reading_ui(ui, session, card, reader),
    });
}

fn mention_reading_ui(ui: &mut Ui, session: &Session, card: &MentionCard, reader: usize) {
    let mut said = false;
    for variant in &card.variants {
        match variant.readings.get(reader) {
            Some(Reading::As(kind)) => {
                said = true;
                let name = kind.map(|kind| session.project().schema().get(kind).name.to_string());
                let name = name.unwrap_or_else(|| "a type that is gone".to_owned());
                place_ui(ui, session, card.document, hull(&variant.spans), true);
                ui.horizontal(|ui| {
                    if let Some(kind) = kind {
                        let (rect, _) = ui.allocate_exact_size(vec2(12.0, 12.0), Sense::hover());
                        paint_type_mark(ui, session.project().schema(), *kind, rect.center(), 9.0);
                    }
                    quiet(ui, name);
                });
            }
            Some(Reading::NoDocument) => {
                said = true;
                quiet(ui, "Has not read this document");
            }
            _ => {}
        }
    }
    if !said {
        place_ui(ui, session, card.document, card.span, false);
        quiet(ui, "No mention here");
    }
}

fn link_reading_ui(ui: &mut Ui, session: &Session, card: &LinkCard, reader: usize) {
    place_ui(ui, session, card.document, card.span, true);
    match card.views.get(reader) {
        None | Some(View::NotThere) => drop(quiet(ui, "Does not have this mention")),
        Some(View::Alone) => drop(quiet(ui, "By itself")),
        Some(View::With { name, count, mentions }) => {
            let name = elided(name, 40);
            ui.horizontal(|ui| {
                ui.label(theme::icon(icons::LINK, 13.0));
                ui.label(name);
                quiet(ui, counted(*count, "mention"));
            });
            for id in mentions {
                mention_ui(ui, session, *id);
            }
        }
    }
}

fn mention_ui(ui: &mut Ui, session: &Session, id: MentionId) {
    if let Some(mention) = session.project().mention(id) {
        place_ui(ui, session, mention.document, mention.hull(), true);
    }
}

/// A place in its context, on one line.
fn place_ui(ui: &mut Ui, session: &Session, document: DocumentId, span: Span, marked: bool) {
    let theme = theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme.sizes.row), Sense::hover());
    let [before, word, after] = match session.keyword_in_context(document, span, 60) {
        Some((before, word, after)) => [before, word, after],
        None => return,
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{before}{word}{after}")));
    context(ui, rect, rect, [&before, &word, &after], marked, theme);
}

/// Paints the window in which it is said between whom.
pub fn readers_ui(ui: &mut Ui, session: &Session, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    let waiting = session.dialog().is_some();
    let frame = egui::Frame::popup(ui.style()).inner_margin(22).corner_radius(12);
    let modal = Modal::new(Id::unique("adjudicate")).backdrop_color(theme.palette.shade).frame(frame);
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(480.0_f32.min(ui.ctx().content_rect().width() - 80.0));
        ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
        ui.add_enabled_ui(!waiting, |ui| {
            ui.label(strong("Adjudicate", 17.0));
            let what = "Choose the projects of two annotators or more who worked on the same texts. A new project begins \
                with all that they agree about, and asks you about the rest. Their projects stay as they are.";
            ui.add(egui::Label::new(RichText::new(what).color(theme.palette.soft_ink)).wrap());
            let readers = &session.adjudicating().readers;
            for (at, path) in readers.iter().enumerate() {
                ui.horizontal(|ui| {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    ui.label(elided(&name, 46)).on_hover_text(path.display().to_string());
                    if icon_button(ui, icons::X, &format!("Leave out {name}")).clicked() {
                        out.push(Action::RemoveReader(at));
                    }
                });
            }
            if ui.button("Add project…").clicked() {
                out.push(Action::ChooseReader);
            }
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                let ready = readers.len() > 1;
                let words = RichText::new("Begin…").color(theme.palette.on_string);
                let button = Button::new(words).fill(theme.palette.string).min_size(vec2(96.0, 32.0));
                if ui.add_enabled(ready, button).clicked() {
                    out.push(Action::BeginAdjudication);
                }
                if ui.add(Button::new("Cancel").min_size(vec2(96.0, 32.0))).clicked() {
                    out.push(Action::Answer(Answer::Cancel));
                }
            });
        });
    });
    if shown.should_close() && !waiting {
        out.push(Action::Answer(Answer::Cancel));
    }
}
