//! The open project against another annotation: scores at the left, what differs at the right.

use crate::annotation::Scope;
use crate::evaluation::{Average, HEAD_RULE, Match, Options, Scores};
use crate::interchange::Format;
use crate::session::{Action, Actions, Compared, Comparing, DifferenceKind, Differing, DifferingPlace, Session};
use crate::ui::place_list::context;
use crate::ui::proposal_filter::menu;
use crate::ui::repair::list::{Choice, row_ui, rows_ui};
use crate::ui::repair::{column_ui, empty_ui, head_ui, quiet};
use crate::ui::theme;
use crate::ui::widgets::{Tick, choice_ui, counted, elided, grouped, strong, text_between};
use egui::{Align, FontId, Layout, Popup, Rect, RichText, ScrollArea, Ui, pos2, vec2};

/// Width of the scores, in points.
const SCORES: f32 = 292.0;
/// So much of a row is for what kind of difference it is, in points.
const KIND: f32 = 118.0;

/// What the panel keeps while it is open.
#[derive(Default)]
pub struct CompareView {
    choice: Choice,
    /// Only differences of this kind; of all when there is none.
    only: Option<DifferenceKind>,
    /// The comparison that the rest is of, by its serial.
    of: u64,
    /// How many differences of each kind there are, in the order of the kinds.
    counts: [usize; DifferenceKind::ALL.len()],
    /// The differences that are listed, by their places.
    shown: Vec<usize>,
}

/// Paints the panel.
pub fn compare_ui(ui: &mut Ui, session: &Session, state: &mut CompareView, out: &mut Actions) {
    let comparing = session.comparing();
    head_ui(ui, "Compare", out, |ui, out| head_row_ui(ui, comparing, out));
    if comparing.path.is_none() {
        return empty_ui(
            ui,
            "Choose another annotation of these texts: a Redstring project, or a file or folder of another tool.",
        );
    }
    options_ui(ui, comparing, out);
    match &comparing.compared {
        None => empty_ui(ui, "Comparing…"),
        Some(Err(why)) => empty_ui(ui, why),
        Some(Ok(compared)) => {
            let height = ui.available_height();
            ui.horizontal_top(|ui| {
                column_ui(ui, vec2(SCORES, height), |ui| {
                    let area = ScrollArea::vertical().id_salt("scores").auto_shrink([false, false]);
                    area.show(ui, |ui| scores_ui(ui, session, compared, out));
                });
                ui.separator();
                let rest = vec2(ui.available_width(), height);
                column_ui(ui, rest, |ui| differences_ui(ui, session, compared, state, out));
            });
        }
    }
}

fn head_row_ui(ui: &mut Ui, comparing: &Comparing, out: &mut Actions) {
    let mut other_is_key = comparing.other_is_key;
    if let Some(path) = &comparing.path {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        ui.label(format!("with {}", elided(&name, 32))).on_hover_text(path.display().to_string());
        let choices = [
            (true, "It is the key", "The other annotation is taken for right, this project is the response"),
            (false, "This project is", "This project is taken for right, the other annotation is the response"),
        ];
        choice_ui(ui, &mut other_is_key, &choices);
        ui.add_space(6.0);
    }
    for (label, folder) in [("Choose file…", false), ("Choose folder…", true)] {
        if ui.button(label).clicked() {
            out.push(Action::ChooseCompared { folder });
        }
    }
    if other_is_key != comparing.other_is_key {
        out.push(Action::CompareAs {
            format: comparing.format,
            other_is_key,
            options: Box::new(comparing.options.clone()),
        });
    }
}

fn options_ui(ui: &mut Ui, comparing: &Comparing, out: &mut Actions) {
    let (mut format, mut options) = (comparing.format, comparing.options.clone());
    ui.horizontal_wrapped(|ui| {
        let shown = format.map_or("By its looks", Format::title);
        let button = menu(ui, shown, "Format", format.is_some());
        Popup::menu(&button).show(|ui| {
            ui.selectable_value(&mut format, None, "By its looks");
            for choice in Format::ALL {
                ui.selectable_value(&mut format, Some(choice), choice.title());
            }
        });
        matching_ui(ui, &mut options);
        scope_ui(ui, &mut options);
        ui.add(Tick::of(&mut options.drop_singletons, "Without singletons"))
            .on_hover_text("Clusters of one mention are left out on both sides");
        ui.add(Tick::of(&mut options.drop_untied, "Without untied mentions"))
            .on_hover_text("Else a mention without an entity is a cluster of its own");
    });
    if format != comparing.format || options != comparing.options {
        let other_is_key = comparing.other_is_key;
        out.push(Action::CompareAs { format, other_is_key, options: Box::new(options) });
    }
}

fn matching_ui(ui: &mut Ui, options: &mut Options) {
    let shown = format!("Mentions match: {}", options.matching.word());
    let button = menu(ui, &shown, "When mentions match", options.matching != Match::Exact);
    Popup::menu(&button).show(|ui| {
        for (choice, told) in [
            (Match::Exact, "the same text".to_owned()),
            (Match::Head, format!("the same head ({HEAD_RULE})")),
            (Match::Partial, "inside the other one, with its head".to_owned()),
            (Match::Overlap, "some text in common".to_owned()),
        ] {
            ui.selectable_value(&mut options.matching, choice, format!("{}: {told}", choice.word()));
        }
    });
}

fn scope_ui(ui: &mut Ui, options: &mut Options) {
    let across = match options.scope {
        Scope::Corpus => "Clusters over the whole corpus".to_owned(),
        scope => format!("Clusters by {}, {}", scope.word(), options.average.word()),
    };
    let button = menu(ui, &across, "How far clusters reach", options.scope != Scope::Corpus);
    Popup::menu(&button).show(|ui| {
        for (scope, told) in [
            (Scope::Corpus, "over the whole corpus"),
            (Scope::Folder, "cut where a folder ends"),
            (Scope::Document, "cut where a document ends"),
        ] {
            ui.selectable_value(&mut options.scope, scope, told);
        }
        ui.separator();
        ui.selectable_value(&mut options.average, Average::Micro, "micro: what is counted is added up");
        ui.selectable_value(&mut options.average, Average::Macro, "macro: the mean of the scores");
    });
}

fn scores_ui(ui: &mut Ui, session: &Session, compared: &Compared, out: &mut Actions) {
    let theme = theme::of(ui.ctx());
    table_ui(ui, &compared.report.scores);
    ui.add_space(4.0);
    let side = |name: &str, side: &crate::evaluation::Side| {
        format!("{name}: {} in {}", counted(side.mentions, "mention"), counted(side.clusters, "cluster"))
    };
    quiet(ui, side("Key", &compared.report.key));
    quiet(ui, side("Response", &compared.report.response));
    if !compared.notes.is_empty() {
        let told = match compared.notes.len() {
            1 => "One thing was left out".to_owned(),
            n => format!("{} things were left out", grouped(n)),
        };
        let notes: Vec<_> = compared.notes.iter().take(20).map(String::as_str).collect();
        let label = ui.label(RichText::new(told).size(theme.sizes.small).color(theme.palette.warning));
        label.on_hover_text(notes.join("\n"));
    }
    if compared.revision != session.project().revision()
        && ui.button("Compare again").on_hover_text("The project has changed since").clicked()
    {
        let c = session.comparing();
        out.push(Action::CompareAs {
            format: c.format,
            other_is_key: c.other_is_key,
            options: Box::new(c.options.clone()),
        });
    }
}

fn table_ui(ui: &mut Ui, scores: &Scores) {
    let theme = theme::of(ui.ctx());
    // Nothing in the table is pressed.
    ui.spacing_mut().interact_size.y = theme.sizes.ui + 4.0;
    egui::Grid::new("scores").num_columns(4).spacing(vec2(14.0, 3.0)).show(ui, |ui| {
        let small = |text: &str| RichText::new(text).size(theme.sizes.small).color(theme.palette.soft_ink);
        ui.label("");
        for name in ["Recall", "Precision", "F1"] {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(small(name)));
        }
        ui.end_row();
        let number = |ui: &mut Ui, share: f64, is_strong: bool| {
            let text = format!("{:.2}", share * 100.0);
            let text = if is_strong { strong(text, theme.sizes.ui) } else { RichText::new(text) };
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
        };
        for (_, name, rates) in scores.all() {
            ui.label(name);
            number(ui, rates.recall, false);
            number(ui, rates.precision, false);
            number(ui, rates.f1, true);
            ui.end_row();
        }
        ui.label(strong("CoNLL", theme.sizes.ui));
        ui.label("");
        ui.label("");
        number(ui, scores.conll, true);
        ui.end_row();
    });
}

impl CompareView {
    /// Lists the differences of the chosen kind.
    fn follow(&mut self, compared: &Compared) {
        if std::mem::replace(&mut self.of, compared.serial) != compared.serial {
            self.choice = Choice::default();
            let count = |kind| compared.differences.iter().filter(|d| d.kind == kind).count();
            self.counts = DifferenceKind::ALL.map(|(kind, _)| count(kind));
            self.list(compared);
        }
    }

    fn list(&mut self, compared: &Compared) {
        let fits = |d: &Differing| self.only.is_none_or(|kind| d.kind == kind);
        self.shown = compared.differences.iter().enumerate().filter(|(_, d)| fits(d)).map(|(at, _)| at).collect();
    }
}

fn differences_ui(ui: &mut Ui, session: &Session, compared: &Compared, state: &mut CompareView, out: &mut Actions) {
    state.follow(compared);
    let before = state.only;
    ui.horizontal_wrapped(|ui| {
        let all = format!("All ({})", grouped(compared.differences.len()));
        let kinds = DifferenceKind::ALL.into_iter().zip(state.counts);
        let named = kinds.filter(|(_, count)| *count > 0);
        let named: Vec<_> = named.map(|((kind, name), count)| (kind, format!("{name} ({})", grouped(count)))).collect();
        let mut choices = vec![(None, all.as_str(), "Everything that differs")];
        choices.extend(named.iter().map(|(kind, name)| (Some(*kind), name.as_str(), meaning(*kind))));
        choice_ui(ui, &mut state.only, &choices);
    });
    if state.only != before {
        state.choice = Choice::default();
        state.list(compared);
    }
    if state.shown.is_empty() {
        return empty_ui(ui, "Nothing differs");
    }
    if state.choice.step(ui, state.shown.len()) {
        out.extend(state.choice.at.and_then(|at| state.shown.get(at)).map(|at| Action::ShowDifference(*at)));
    }
    let theme = theme::of(ui.ctx());
    let mut clicked = None;
    let CompareView { choice, shown, .. } = state;
    rows_ui(ui, "differences", theme.sizes.row, shown.len(), choice, |ui, at, chosen| {
        let difference = shown.get(at).and_then(|at| compared.differences.get(*at));
        let Some(difference) = difference else { return };
        if difference_row(ui, session, difference, chosen) {
            clicked = Some(at);
        }
    });
    if let Some(at) = clicked {
        state.choice.set(at);
        out.extend(state.shown.get(at).map(|at| Action::ShowDifference(*at)));
    }
}

const fn meaning(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Missing => "Mentions of the key that the response lacks",
        DifferenceKind::Extra => "Mentions of the response that the key lacks",
        DifferenceKind::Type => "Mentions of both that are of two types",
        DifferenceKind::MissedLink => "Mentions of one entity of the key that the response keeps apart",
        DifferenceKind::WrongLink => "Mentions of one entity of the response that the key keeps apart",
        DifferenceKind::Split => "Entities of the key that the response has in parts",
        DifferenceKind::Merged => "Entities of the response with parts of several of the key",
    }
}

/// One difference. Whether it was clicked.
fn difference_row(ui: &mut Ui, session: &Session, difference: &Differing, chosen: bool) -> bool {
    let theme = theme::of(ui.ctx());
    let word = match difference.kind {
        DifferenceKind::Missing => "Missing",
        DifferenceKind::Extra => "Extra",
        DifferenceKind::Type => "Other type",
        DifferenceKind::MissedLink => "Missed link",
        DifferenceKind::WrongLink => "Wrong link",
        DifferenceKind::Split => "Split",
        DifferenceKind::Merged => "Merged",
    };
    let texts: Vec<_> = difference.places.iter().take(2).map(|place| words(session, place)).collect();
    let name = format!("{word}: {}", texts.iter().map(|t| t[1].as_str()).collect::<Vec<_>>().join(" and "));
    let response = row_ui(ui, theme.sizes.row, &name, chosen, |ui, rect| {
        let small = FontId::proportional(theme.sizes.small);
        let y = rect.center().y;
        text_between(ui, rect.left(), rect.left() + KIND - 8.0, y, word, small.clone(), theme.palette.soft_ink);
        let mut rest = rect.with_min_x(rect.left() + KIND);
        if !difference.told.is_empty() {
            let width = 128.0;
            let told = pos2(rest.right() - width, y);
            text_between(ui, told.x, rest.right(), y, &difference.told, small, theme.palette.soft_ink);
            rest = rest.with_max_x(told.x - 8.0);
        }
        contexts_ui(ui, rest, &texts);
    });
    response.clicked()
}

/// A place in its context: what is before, the place, what is after.
fn words(session: &Session, place: &DifferingPlace) -> [String; 3] {
    let around = session.keyword_in_context(place.document, place.span, 60);
    let (before, word, after) = around.unwrap_or_default();
    [before, word, after]
}

/// One context over the whole width, or two side by side.
fn contexts_ui(ui: &Ui, rect: Rect, texts: &[[String; 3]]) {
    let theme = theme::of(ui.ctx());
    let gap = theme.sizes.panel_margin;
    let halves = match texts {
        [_, _, ..] => vec![rect.with_max_x(rect.center().x - gap / 2.0), rect.with_min_x(rect.center().x + gap / 2.0)],
        _ => vec![rect],
    };
    for ([before, word, after], half) in texts.iter().zip(halves) {
        context(ui, half, half, [before, word, after], true, theme);
    }
}
