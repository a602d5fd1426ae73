//! The command table: what a person can do by menu, key or palette, each told once.

use super::action::TypeFor;
use super::{InHand, Mode, Overlay, Session, ShownLayer};
use crate::annotation::Status;

/// A menu of the menu bar, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// Files and projects.
    File,
    /// Undo, find.
    Edit,
    /// Mentions.
    Mention,
    /// Entities.
    Entity,
    /// Moving about.
    Go,
    /// The project against other annotations.
    Tools,
    /// Panes and looks.
    View,
    /// Help.
    Help,
}

impl Menu {
    /// All menus, in order.
    pub const ALL: [Self; 8] =
        [Self::File, Self::Edit, Self::Mention, Self::Entity, Self::Go, Self::View, Self::Tools, Self::Help];

    /// Its name.
    pub const fn title(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::Mention => "Mention",
            Self::Entity => "Entity",
            Self::Go => "Go",
            Self::View => "View",
            Self::Tools => "Tools",
            Self::Help => "Help",
        }
    }
}

/// A key with its modifiers. `key` is a key's name as egui spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    /// The key's name.
    pub key: &'static str,
    /// Ctrl, or Command on a Mac.
    pub ctrl: bool,
    /// Shift.
    pub shift: bool,
    /// Alt.
    pub alt: bool,
}

const fn plain(key: &'static str) -> Shortcut {
    Shortcut { key, ctrl: false, shift: false, alt: false }
}

const fn ctrl(key: &'static str) -> Shortcut {
    Shortcut { ctrl: true, ..plain(key) }
}

const fn shift(key: &'static str) -> Shortcut {
    Shortcut { shift: true, ..plain(key) }
}

const fn alt(key: &'static str) -> Shortcut {
    Shortcut { alt: true, ..plain(key) }
}

const fn ctrl_shift(key: &'static str) -> Shortcut {
    Shortcut { shift: true, ..ctrl(key) }
}

impl Shortcut {
    /// How it is written on screen: `Ctrl+Shift+S`.
    pub fn label(self) -> String {
        let mut label = String::new();
        for (on, name) in [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")] {
            if on {
                label.push_str(name);
            }
        }
        label.push_str(match self.key {
            "Questionmark" => "?",
            "Slash" => "/",
            "OpenBracket" => "[",
            "CloseBracket" => "]",
            "Backslash" => "\\",
            "Escape" => "Esc",
            "Right" => "→",
            "Left" => "←",
            "Up" => "↑",
            "Down" => "↓",
            "Plus" => "+",
            "Minus" => "−",
            "Equals" => "=",
            key => key,
        });
        label
    }

    /// Whether it is a bare letter or sign, which a text field would type.
    pub const fn types_text(self) -> bool {
        !self.ctrl && !self.alt
    }
}

/// One row of the table.
struct Row {
    menu: Menu,
    title: &'static str,
    tooltip: &'static str,
    keys: &'static [Shortcut],
}

macro_rules! commands {
    ($($name:ident => $menu:ident, $title:literal, $tooltip:literal, [$($key:expr),*];)+) => {
        /// What a person can do by menu, key or palette, in the order of the palette.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum UserCommand { $(#[doc = $tooltip] $name),+ }

        impl UserCommand {
            /// All commands, in order.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            fn row(self) -> Row {
                match self {
                    $(Self::$name => Row { menu: Menu::$menu, title: $title, tooltip: $tooltip, keys: const { &[$($key),*] } },)+
                }
            }
        }
    };
}

commands! {
    OpenFolder => File, "Open folder…", "Open a folder of texts as a new project", [ctrl("O")];
    OpenProject => File, "Open project…", "Open a saved Redstring project", [ctrl_shift("O")];
    Save => File, "Save", "Save the project to its file", [ctrl("S")];
    SaveAs => File, "Save as…", "Save the project to another file", [ctrl_shift("S")];
    Import => File, "Import…", "Take in what another tool has annotated: brat, CoNLL, CorefUD, ECB+, INCEpTION, Label Studio and others", [];
    Export => File, "Export…", "Write the project in another tool's format; what that cannot hold is shown first", [ctrl_shift("X")];
    ShowSkipped => File, "Files not read…", "List the files of the folder that were not read, and why", [];
    Annotator => File, "Annotator…", "Say who annotates: the name stands beside what you decide", [];
    CloseProject => File, "Close project", "Go back to the welcome screen", [];
    Quit => File, "Quit", "Close the window", [ctrl("Q")];
    Undo => Edit, "Undo", "Take back the last step", [ctrl("Z")];
    Redo => Edit, "Redo", "Do the step again that was taken back", [ctrl_shift("Z"), ctrl("Y")];
    Find => Edit, "Find…", "Look for text in the documents", [plain("Slash"), ctrl("F")];
    FindNext => Edit, "Find next", "Go to the next occurrence", [plain("F3")];
    FindPrevious => Edit, "Find previous", "Go to the previous occurrence", [shift("F3")];
    Gazetteer => Edit, "Gazetteer…", "The names that are always tagged, or never, in this project", [];
    ImportNames => Edit, "Import list of names…", "Read names from a text file or table, and mark their occurrences after a preview", [];
    ExportNames => Edit, "Save gazetteer as…", "Write the project's names to a table", [];
    FindMentions => Edit, "Find mentions again", "Look for mentions anew; what people decided stays", [];
    MentionTypes => Edit, "Mention types…", "Name, colour, switch off, add and remove the types of mentions", [ctrl("T")];
    Extractor => Edit, "Extractor…", "Choose what finds the mentions: Redstring itself, or a program of yours", [];
    AcceptAndGoOn => Mention, "Accept and go on", "Agree that this is a mention, and go to the next proposal", [plain("Space")];
    Dismiss => Mention, "Dismiss", "Say that this is no mention; it will not be proposed again", [plain("Backspace")];
    Retype => Mention, "Change type…", "Give the mention another type", [plain("T")];
    FixSpan => Mention, "Fix span…", "Select the text that the mention should cover", [plain("F")];
    WidenRight => Mention, "Widen to the right", "Take the next word into the mention", [shift("Right")];
    NarrowRight => Mention, "Narrow from the right", "Drop the mention's last word", [shift("Left")];
    WidenLeft => Mention, "Widen to the left", "Take the word before into the mention", [alt("Left")];
    NarrowLeft => Mention, "Narrow from the left", "Drop the mention's first word", [alt("Right")];
    MarkSelection => Mention, "Mark selected text", "Make a mention of the selected text, or of what find is at", [plain("M")];
    AnnotateAll => Mention, "Mark all occurrences…", "Mark every occurrence of this text in all documents, with a preview", [shift("M")];
    AlwaysTag => Mention, "Always tag as…", "Give this text one type in all documents, now and from then on", [];
    NeverTag => Mention, "Dismiss all like this", "Dismiss it and all proposals like it; this text will not be proposed again", [];
    RetypeAll => Mention, "Change type of all with this text…", "Give every mention with this text another type, with a preview", [];
    Review => Mention, "Review mentions", "Walk through the proposals in order and decide about each", [plain("R")];
    AcceptAlike => Mention, "Accept all with this text", "Accept every proposal of the review that has this text", [shift("Space")];
    DismissAlike => Mention, "Dismiss all of the review with this text", "Dismiss every proposal of the review that has this text", [ctrl("Backspace")];
    AcceptAbove => Mention, "Accept above a score…", "Accept all proposals that the machine is sure enough of, with a preview", [];
    DismissBelow => Mention, "Dismiss below a score…", "Dismiss all proposals that the machine is too unsure of, with a preview", [];
    RemoveMention => Mention, "Remove mention", "Remove the mention without a trace", [shift("Backspace")];
    DismissAll => Mention, "Dismiss all with this text…", "Dismiss every mention with this text, with a preview", [];
    Take => Entity, "Take in hand or tie", "Take the mention in hand, or tie it to the one in hand", [plain("Enter")];
    LetGo => Entity, "Let go", "Let go of what is in hand", [plain("Escape")];
    TieAll => Entity, "Tie all with this text…", "Tie every mention with this text to one entity, with a preview", [plain("A")];
    Untie => Entity, "Untie", "Cut the mention loose from its entity", [plain("X")];
    NewEntity => Entity, "New entity", "Make a new entity of the mention, or of the marked ones", [plain("E")];
    NotThisOne => Entity, "Not this one", "Remember that this mention and the one in hand are different", [plain("N")];
    Unsure => Entity, "Unsure", "Remember that it cannot be told whether this mention and the one in hand are the same", [plain("U")];
    LinkQueue => Entity, "Link mentions in order", "Go through the mentions without an entity, with suggestions for each", [plain("L")];
    TieAbove => Entity, "Tie all above a score…", "Tie all mentions whose best suggestion is sure enough, with a preview", [];
    GroupApart => Entity, "Take the group apart", "Decide about this mention alone, not about all with its name that are offered together", [plain("G")];
    NextCandidate => Entity, "Next suggestion", "Look at the next suggestion for the mention", [plain("Down")];
    PreviousCandidate => Entity, "Previous suggestion", "Look at the suggestion before", [plain("Up")];
    Rename => Entity, "Rename…", "Give the entity in hand another name", [plain("F2")];
    EntityType => Entity, "Entity type…", "Give the entity another type; its mentions keep theirs", [shift("T")];
    WhyTogether => Entity, "Why are these together?", "Show what ties the mentions of the entity in hand together, the weakest tie first", [];
    MoveTo => Entity, "Move to entity…", "Give the marked mentions to another entity", [shift("E")];
    MergeEntities => Entity, "Merge entities…", "Make one entity of those chosen in the list, with a preview", [];
    CheckEntities => Entity, "Check entities…", "Look for entities that may be the same, and for those that may be two", [ctrl_shift("E")];
    Judgements => Entity, "Judgements…", "What was said to be the same, different or unsure: look through it and change it", [ctrl("J")];
    Contradictions => Entity, "Contradictions…", "Mentions said to be different that other words make the same", [];
    Weights => Entity, "What the evidence weighs…", "How much each kind of evidence counts in suggestions, as shipped and as you have taught it", [];
    Coverage => Entity, "Coverage…", "How much is linked, and what likely links nobody has judged", [];
    DeleteEntity => Entity, "Delete entity", "Remove the entity in hand; its mentions become untied", [];
    NextMention => Go, "Next mention", "Go to the next mention in the document", [plain("J"), plain("Right")];
    PreviousMention => Go, "Previous mention", "Go to the previous mention in the document", [plain("K"), plain("Left")];
    AlongNext => Go, "Along the string", "Go to the entity's next mention, through all documents", [plain("CloseBracket")];
    AlongPrevious => Go, "Back along the string", "Go to the entity's previous mention, through all documents", [plain("OpenBracket")];
    NextPane => Go, "Next pane", "Make the next pane the active one", [plain("F6")];
    FilterEntities => Go, "Filter entities", "Put the keyboard into the entity filter", [ctrl("E")];
    ModeRead => View, "Read mode", "A click only shows", [ctrl("1")];
    ModeMentions => View, "Mentions mode", "A click picks a mention to accept, dismiss, retype or fix", [ctrl("2")];
    ModeLink => View, "Link mode", "A click ties", [ctrl("3")];
    Solo => View, "Solo", "Show only the mentions of the entity in hand", [plain("O")];
    ShowAll => View, "All mentions", "Show what people decided and what the machine proposes", [];
    ShowPeople => View, "Only by people", "Show only the mentions that a person marked or accepted", [];
    ShowMachine => View, "Only what nobody has decided yet", "Show only the proposals that nobody has decided about", [];
    SplitColumns => View, "Split side by side", "Open a second pane beside the active one", [ctrl("Backslash")];
    SplitRows => View, "Split one above the other", "Open a second pane below the active one", [ctrl_shift("Backslash")];
    ClosePane => View, "Close pane", "Close the active pane", [ctrl("W")];
    ToggleSidebar => View, "Documents and entities", "Show or hide the panel on the left", [ctrl("B")];
    ToggleInspector => View, "Card", "Show or hide the panel on the right", [ctrl_shift("B")];
    ZoomIn => View, "Larger", "Show everything larger", [ctrl("Plus"), ctrl("Equals")];
    ZoomOut => View, "Smaller", "Show everything smaller", [ctrl("Minus")];
    ZoomReset => View, "Normal size", "Show everything in its normal size", [ctrl("0")];
    SwitchScheme => View, "Light or dark", "Switch between paper by day and by lamplight", [];
    Compare => Tools, "Compare…", "Score the project against another annotation, and go through what differs", [ctrl_shift("C")];
    Adjudicate => Tools, "Adjudicate…", "Decide between annotators who worked on the same texts, disagreement by disagreement", [ctrl_shift("A")];
    Palette => Help, "Command palette…", "Find a command by its name", [ctrl("P")];
    Help => Help, "Keys…", "Show all keys", [plain("Questionmark"), plain("F1")];
    About => Help, "About Redstring…", "What Redstring is, its version and licences", [];
}

impl UserCommand {
    /// The menu it is in.
    pub fn menu(self) -> Menu {
        self.row().menu
    }

    /// What it is called in menus and the palette.
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// What it does, one sentence.
    pub fn tooltip(self) -> &'static str {
        self.row().tooltip
    }

    /// Its keys, the one to show first.
    pub fn shortcuts(self) -> &'static [Shortcut] {
        self.row().keys
    }

    /// Its first key as written on screen, or nothing.
    pub fn key_label(self) -> String {
        self.shortcuts().first().map(|s| s.label()).unwrap_or_default()
    }

    /// What it is called now: as [`UserCommand::title`], with the step for undo and redo.
    pub fn title_now(self, session: &Session) -> String {
        let step = match self {
            Self::Undo => session.history().undo_step(),
            Self::Redo => session.history().redo_step(),
            _ => None,
        };
        step.map_or_else(|| self.title().to_owned(), |step| format!("{}: {}", self.title(), step.label()))
    }

    /// Whether it can be done now.
    pub fn is_enabled(self, session: &Session) -> bool {
        let cursor = session.cursor().and_then(|id| session.project().mention(id));
        let free = session.dialog().is_none();
        let hand = session.mention_in_hand();
        let editing = session.is_open() && session.mode() != Mode::Read;
        match self {
            Self::OpenFolder | Self::OpenProject => free,
            Self::Save | Self::SaveAs => session.is_open() && free,
            Self::Import => free && (editing || !session.is_open()),
            Self::Export => session.is_open() && free,
            Self::ShowSkipped => !session.corpus().skipped.is_empty(),
            Self::Adjudicate
            | Self::Quit
            | Self::Palette
            | Self::Help
            | Self::About
            | Self::Annotator
            | Self::Extractor => true,
            Self::ZoomIn | Self::ZoomOut | Self::ZoomReset | Self::SwitchScheme => true,
            Self::Undo => editing && session.history().undo_step().is_some(),
            Self::Redo => editing && session.history().redo_step().is_some(),
            // What readers disagree about is proposed: finding anew would take it for the machine's and drop it.
            Self::FindMentions => editing && session.readers.is_empty(),
            Self::Gazetteer | Self::AnnotateAll => editing,
            Self::MentionTypes => editing || !session.is_open(),
            Self::ImportNames => editing && free,
            Self::ExportNames => free && session.is_open() && session.project().gazetteer().len() > 0,
            Self::FindNext | Self::FindPrevious => !session.find().hits.is_empty(),
            Self::AcceptAndGoOn if session.review().is_some() || session.link_queue().is_some() => editing,
            Self::LinkQueue => session.is_open(),
            Self::TieAbove => editing && session.linker().is_some(),
            Self::GroupApart => editing && (session.queued_group().len() > 1 || session.is_group_apart()),
            Self::NextCandidate | Self::PreviousCandidate => {
                session.queued().is_some() && session.suggestions().len() > 1
            }
            Self::NotThisOne | Self::Unsure if session.queued().is_some() => {
                editing && session.looked_at().is_some_and(|s| s.barred.is_none())
            }
            Self::AcceptAndGoOn | Self::Dismiss | Self::Retype => {
                editing && (cursor.is_some() || !session.marked().is_empty())
            }
            Self::Review => session.review().is_some() || session.project().total().proposed > 0,
            Self::AcceptAlike | Self::DismissAlike => editing && session.reviewed().is_some(),
            Self::AcceptAbove | Self::DismissBelow => editing && session.project().total().proposed > 0,
            Self::FixSpan | Self::WidenRight | Self::NarrowRight | Self::WidenLeft | Self::NarrowLeft => {
                editing && cursor.is_some_and(|m| m.spans.len() == 1)
            }
            Self::RemoveMention
            | Self::DismissAll
            | Self::TieAll
            | Self::RetypeAll
            | Self::AlwaysTag
            | Self::NeverTag => editing && cursor.is_some(),
            Self::NewEntity => editing && (cursor.is_some() || !session.marked().is_empty()),
            Self::MarkSelection => editing && (session.selection().is_some() || session.find().current_hit().is_some()),
            Self::Take => cursor.is_some() || session.selection().is_some(),
            Self::LetGo => session.is_open() || session.overlay().is_some(),
            Self::Untie => editing && (cursor.is_some_and(|m| m.entity.is_some()) || !session.marked().is_empty()),
            Self::NotThisOne | Self::Unsure => {
                editing && hand.zip(session.cursor()).is_some_and(|(hand, cursor)| hand != cursor)
            }
            Self::WhyTogether => session.focus().is_some_and(|e| session.project().cluster(e).mentions > 1),
            Self::MoveTo => {
                let some = cursor.is_some() || !session.marked().is_empty();
                editing && some && session.project().entities().len() > 0
            }
            Self::MergeEntities => editing && session.chosen_entities().len() > 1,
            Self::CheckEntities => session.project().entities().len() > 0,
            Self::Judgements => session.project().judgements().len() > 0,
            Self::Contradictions => !session.contradictions().is_empty(),
            Self::Rename | Self::DeleteEntity => editing && session.focus().is_some(),
            Self::AlongNext | Self::AlongPrevious => session.focus().is_some(),
            Self::Solo => session.in_hand().is_some() || session.focus().is_some(),
            Self::EntityType => editing && session.focus().is_some(),
            _ => session.is_open(),
        }
    }

    /// Whether a panel below the texts stays open when it is done from there.
    const fn is_beside_repair(self) -> bool {
        use UserCommand as C;
        matches!(
            self,
            C::Undo | C::Redo | C::Save | C::SwitchScheme | C::ZoomIn | C::ZoomOut | C::ZoomReset | C::NextPane
        ) || matches!(self, C::ToggleSidebar | C::ToggleInspector | C::ModeRead | C::ModeMentions | C::ModeLink)
            || matches!(self, C::SplitColumns | C::SplitRows | C::ClosePane)
    }

    /// Whether it is on: a mode that is set, solo.
    pub fn is_on(self, session: &Session) -> bool {
        match self {
            Self::ModeRead => session.mode() == Mode::Read,
            Self::ModeMentions => session.mode() == Mode::Mentions,
            Self::ModeLink => session.mode() == Mode::Link,
            Self::Solo => session.is_solo(),
            Self::Review => session.review().is_some(),
            Self::LinkQueue => session.link_queue().is_some(),
            Self::GroupApart => session.is_group_apart(),
            Self::ShowAll => session.shown_layer() == ShownLayer::All,
            Self::ShowPeople => session.shown_layer() == ShownLayer::People,
            Self::ShowMachine => session.shown_layer() == ShownLayer::Machine,
            _ => false,
        }
    }
}

impl Session {
    /// Performs a command of the table, when it can be done now.
    pub(super) fn perform(&mut self, command: UserCommand) {
        use super::ViewRequest as View;
        use UserCommand as C;
        if !command.is_enabled(self) {
            return;
        }
        // A command chosen from an overlay closes it.
        let mending = self.overlay.is_some_and(Overlay::is_panel);
        let stays = matches!(command, C::LetGo) || mending && command.is_beside_repair();
        if !stays {
            self.overlay = None;
        }
        if self.queued().is_some() && self.marked.is_empty() && self.perform_in_queue(command) {
            return;
        }
        match command {
            C::OpenFolder => self.show_dialog(super::DialogRequest::OpenFolder),
            C::OpenProject => self.show_dialog(super::DialogRequest::OpenProject),
            C::Save => self.save(),
            C::SaveAs => self.save_as(),
            C::Import => self.ask_import(),
            C::Export => self.ask_export(),
            C::Compare => self.ask_compare(),
            C::Adjudicate => self.ask_adjudicate(),
            C::ShowSkipped => self.overlay = Some(Overlay::Skipped),
            C::Weights => self.overlay = Some(Overlay::Weights),
            C::CloseProject => self.guard(super::AfterSaving::CloseProject),
            C::Quit => self.guard(super::AfterSaving::Quit),
            C::Undo => self.undo(),
            C::Redo => self.redo(),
            C::Find => self.view.push(View::FocusFind),
            C::FindNext => self.step_hit(1),
            C::FindPrevious => self.step_hit(-1),
            C::Gazetteer => self.overlay = Some(Overlay::Gazetteer),
            C::MentionTypes => self.overlay = Some(Overlay::MentionTypes),
            C::ImportNames => self.show_dialog(super::DialogRequest::ImportNames),
            C::ExportNames => self.ask_export_names(),
            C::FindMentions => self.start_extraction(),
            C::AcceptAndGoOn if self.queue.is_some() => self.step_queue(true),
            C::AcceptAndGoOn => self.set_status_of_targets(Status::Accepted),
            C::Dismiss => self.set_status_of_targets(Status::Rejected),
            C::Retype => self.view.push(View::AskType(TypeFor::Mentions)),
            C::RetypeAll => self.view.push(View::AskType(TypeFor::AllWithText)),
            C::AnnotateAll => self.ask_annotate_all_here(),
            C::AlwaysTag => self.view.push(View::AskType(TypeFor::Always)),
            C::NeverTag => self.never_tag_cursor(),
            C::EntityType => self.view.push(View::AskType(TypeFor::Entity)),
            C::FixSpan => self.fix_span(),
            C::WidenRight | C::NarrowRight | C::WidenLeft | C::NarrowLeft => self.nudge_span(command),
            C::MarkSelection => self.mark_selection_or_hit(),
            C::Review => self.toggle_review(),
            C::AcceptAlike => self.decide_alike(Status::Accepted),
            C::DismissAlike => self.decide_alike(Status::Rejected),
            C::AcceptAbove => self.ask_bulk(super::bulk::BulkDeed::AcceptAbove),
            C::DismissBelow => self.ask_bulk(super::bulk::BulkDeed::DismissBelow),
            C::RemoveMention => self.remove_cursor(),
            C::DismissAll => self.ask_occurrences_of_cursor(super::OccurrenceDeed::Dismiss),
            C::TieAll => self.ask_occurrences_of_cursor(super::OccurrenceDeed::Tie),
            C::Take => self.take(),
            C::LetGo => self.let_go(),
            C::Untie => self.untie_targets(),
            C::NewEntity => self.split_off_targets(),
            C::NotThisOne => self.judge(crate::annotation::Verdict::Different),
            C::Unsure => self.judge(crate::annotation::Verdict::Unsure),
            C::LinkQueue => self.toggle_queue(),
            C::TieAbove => self.ask_tie_above(),
            C::GroupApart => self.toggle_group(),
            C::NextCandidate => self.step_candidate(true),
            C::PreviousCandidate => self.step_candidate(false),
            C::WhyTogether => self.open_repair(Overlay::Together),
            C::MoveTo => self.overlay = Some(Overlay::MoveTo),
            C::MergeEntities => self.ask_merge(self.chosen_entities().iter().copied().collect()),
            C::CheckEntities => self.open_repair(Overlay::Check),
            C::Judgements => self.open_repair(Overlay::Judgements),
            C::Contradictions => self.open_repair(Overlay::Contradictions),
            C::Coverage => self.open_repair(Overlay::Coverage),
            C::Rename => self.ask_rename(),
            C::DeleteEntity => self.delete_focus(),
            C::NextMention => self.step_mention(true),
            C::PreviousMention => self.step_mention(false),
            C::AlongNext => self.step_along(true),
            C::AlongPrevious => self.step_along(false),
            C::NextPane => self.view.push(View::NextPane),
            C::ToggleSidebar => self.view.push(View::ToggleSidebar),
            C::ToggleInspector => self.view.push(View::ToggleInspector),
            C::FilterEntities => self.view.push(View::FocusFilter),
            C::ModeRead => self.set_mode(Mode::Read),
            C::ModeMentions => self.set_mode(Mode::Mentions),
            C::ModeLink => self.set_mode(Mode::Link),
            C::Solo => self.solo = !self.solo,
            C::ShowAll => self.show_layer(ShownLayer::All),
            C::ShowPeople => self.show_layer(ShownLayer::People),
            C::ShowMachine => self.show_layer(ShownLayer::Machine),
            C::SplitColumns => self.view.push(View::Split(crate::storage::Direction::Columns)),
            C::SplitRows => self.view.push(View::Split(crate::storage::Direction::Rows)),
            C::ClosePane => self.view.push(View::ClosePane),
            C::ZoomIn => self.view.push(View::Zoom(1)),
            C::ZoomOut => self.view.push(View::Zoom(-1)),
            C::ZoomReset => self.view.push(View::Zoom(0)),
            C::SwitchScheme => self.switch_scheme(),
            C::Palette => self.overlay = Some(Overlay::Palette),
            C::Help => self.overlay = Some(Overlay::Help),
            C::Extractor => {
                self.end_trial();
                self.overlay = Some(Overlay::Extractor);
            }
            C::Annotator => self.overlay = Some(Overlay::Annotator),
            C::About => self.overlay = Some(Overlay::About),
        }
    }

    /// The field for the name is in the card, which find covers.
    fn ask_rename(&mut self) {
        if self.find.is_active() {
            self.start_find(super::find::FindOptions::default());
        }
        self.view.extend(self.focus().map(super::ViewRequest::Rename));
    }

    fn delete_focus(&mut self) {
        if let Some(entity) = self.focus() {
            self.edit(crate::annotation::Command::DeleteEntity(entity));
        }
    }

    /// Takes the cursor's mention in hand or ties it, or acts on the selection.
    fn take(&mut self) {
        if self.selection.is_some() {
            self.mark_selection(None);
        } else if let Some(mention) = self.cursor {
            self.click_mention(mention, false);
        }
    }

    /// Closes what is uppermost: an overlay, a selection, a fix, what is in hand, what find found.
    fn let_go(&mut self) {
        if self.overlay == Some(Overlay::Extractor) {
            self.end_trial();
        }
        if self.overlay.take().is_some() || self.selection.take().is_some() || self.fixing.take().is_some() {
            return;
        }
        if self.choose_none() {
        } else if !self.marked.is_empty() {
            self.marked.clear();
        } else if self.review.is_some() {
            self.end_review();
        } else if self.queue.is_some() && self.find.is_active() {
            // What was found covers the suggestions.
            self.start_find(Default::default());
        } else if self.queue.is_some() {
            self.end_queue();
        } else if self.in_hand.is_some() || self.shown.is_some() {
            self.put_in_hand(None);
        } else if self.find.is_active() {
            self.start_find(Default::default());
        } else {
            self.cursor = None;
        }
    }

    pub(super) fn put_in_hand(&mut self, in_hand: Option<InHand>) {
        self.in_hand = in_hand;
        self.shown = None;
        if in_hand.is_none() {
            self.solo = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_commands_share_a_key() {
        let mut seen: Vec<(Shortcut, UserCommand)> = Vec::new();
        for &command in UserCommand::ALL {
            for &key in command.shortcuts() {
                let twin = seen.iter().find(|(k, _)| *k == key);
                assert!(twin.is_none(), "{command:?} and {twin:?}");
                seen.push((key, command));
            }
        }
    }

    #[test]
    fn wording_follows_the_house_style() {
        for &command in UserCommand::ALL {
            assert!(!command.tooltip().ends_with('.'), "{command:?}");
            let title: Vec<_> = command.title().split(' ').collect();
            let sentence_case = title[1..].iter().all(|w| w.chars().next().is_some_and(|c| !c.is_uppercase()));
            assert!(sentence_case || command == UserCommand::About, "{command:?}");
        }
    }
}
