//! A session at work on a few short documents: what the scenarios of `session` and `ui` start from.
//!
//! A document is written with its mentions in brackets, `[Viktor But]` or, with a type, `[Aden:Place]`. They are
//! proposed by the machine, in one step, instead of what extraction found: so scenarios do not depend on its rules,
//! and nobody's work is unsaved when they begin.

use redstring::annotation::{Command, EntityId, Evidence, Layers, Mention, MentionId, NewMention};
use redstring::session::{
    Action, Answer, DialogAnswer, DialogRequest, FileDialogs, NoDialogs, Runner, Session, UserCommand, ViewRequest,
};
use redstring::text::{DocumentId, Span};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use tempfile::TempDir;

/// Two articles on one man whose name nobody spells alike.
pub const ARTICLES: &[(&str, &str)] = &[
    (
        "1_dealer.txt",
        "The dealer\n\n[Viktor But] sold arms. They caught [Buti] in [Bangkok:Place] at last, and [Butin] said nothing.\n",
    ),
    (
        "2_trial.txt",
        "The trial\n\n[Viktor Bout] was tried in [New York:Place]. Friends of [Bout] waited, and [Bout] wept for [Bangkok:Place].\n",
    ),
];

/// Two documents with three names in both; one of them three times in the first.
pub const NEWS: &[(&str, &str)] = &[
    (
        "1_arms.txt",
        "Arms\n\n[Viktor Bout] landed in [Aden:Place]. [Russia:Place] kept silent, as [Russia:Place] does.\n\nNot even [Russia:Place] knew [Zebulon Quirk].\n",
    ),
    ("2_trial.txt", "Trial\n\n[Viktor Bout] was tried, and [Russia:Place] protested. In [Aden:Place] it rained.\n"),
];

/// Three documents that name somebody in the same way.
pub const PETROVS: &[(&str, &str)] = &[
    ("1.txt", "[Ivan Petrov] met nobody.\n"),
    ("2.txt", "[Ivan Petrov] met somebody.\n"),
    ("3.txt", "[Ivan Petrov] met everybody.\n"),
];

/// A document without its brackets, and what stood in them: spans and types.
fn unbracketed(marked: &str) -> (String, Vec<(Span, String)>) {
    let (mut text, mut open, mut found) = (String::new(), Vec::new(), Vec::new());
    let mut chars = marked.chars();
    while let Some(c) = chars.next() {
        match c {
            '[' => open.push(text.len()),
            ']' => found.push((Span::from_usize(open.pop().expect("a bracket opens"), text.len()), "Person".into())),
            ':' if !open.is_empty() => {
                let kind = chars.by_ref().take_while(|&c| c != ']').collect();
                found.push((Span::from_usize(open.pop().expect("a bracket opens"), text.len()), kind));
            }
            c => text.push(c),
        }
    }
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    (text, found)
}

/// A folder of files.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// A session that does its jobs at once, on a machine without file dialogs, and keeps nothing between projects.
pub fn session() -> Session {
    Session::new(Runner::Inline, Box::new(NoDialogs), None)
}

/// Answers the system's file dialogs in order, and notes what was asked. One that was not foreseen is cancelled.
#[derive(Clone, Default)]
pub struct Dialogs {
    answers: Rc<RefCell<VecDeque<DialogAnswer>>>,
    asked: Rc<RefCell<Vec<DialogRequest>>>,
}

impl Dialogs {
    /// The next dialog ends so.
    pub fn will(&self, answer: DialogAnswer) {
        self.answers.borrow_mut().push_back(answer);
    }

    /// The next dialog ends with this path.
    pub fn will_pick(&self, path: &Path) {
        self.will(DialogAnswer::Picked(path.to_owned()));
    }

    /// The dialogs that were shown.
    pub fn asked(&self) -> Vec<DialogRequest> {
        self.asked.borrow().clone()
    }
}

impl FileDialogs for Dialogs {
    fn show(&mut self, request: &DialogRequest, answer: Box<dyn FnOnce(DialogAnswer) + Send>) {
        self.asked.borrow_mut().push(request.clone());
        answer(self.answers.borrow_mut().pop_front().unwrap_or(DialogAnswer::Cancelled));
    }
}

/// A session at work, and the folder that it works on.
pub struct Scene {
    pub session: Session,
    pub dialogs: Dialogs,
    folder: TempDir,
}

impl Deref for Scene {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl DerefMut for Scene {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.session
    }
}

impl Scene {
    /// The two articles.
    pub fn articles() -> Self {
        Self::of(ARTICLES)
    }

    /// These documents, with their mentions in brackets.
    pub fn of(documents: &[(&str, &str)]) -> Self {
        let dialogs = Dialogs::default();
        let plain: Vec<_> = documents.iter().map(|(path, marked)| (*path, unbracketed(marked))).collect();
        let files: Vec<_> = plain.iter().map(|(path, (text, _))| (*path, text.as_str())).collect();
        let folder = folder(&files);
        let mut session = Session::new(Runner::Inline, Box::new(dialogs.clone()), None);
        session.dispatch(Action::OpenFolder(folder.path().to_owned()));
        session.settle();
        // What extraction found is forgotten, as if it had not run yet.
        while session.history().undo_step().is_some() {
            session.dispatch(Action::User(UserCommand::Undo));
            session.settle();
        }
        let mut scene = Self { session, dialogs, folder };
        let mut mentions = Vec::new();
        for (path, (text, marks)) in &plain {
            let document = scene.document_at(path);
            mentions.extend(marks.iter().map(|(span, kind)| scene.new_mention(document, *span, text, kind)));
        }
        if !mentions.is_empty() {
            scene.dispatch(Action::Edit(Command::Propose { mentions, replace: vec![] }));
        }
        for toast in scene.session.toasts().to_vec() {
            scene.session.dispatch(Action::CloseToast(toast.serial));
        }
        scene
    }

    fn new_mention(&self, document: DocumentId, span: Span, text: &str, kind: &str) -> NewMention {
        let kind = self.project().schema().by_name(kind).expect("a type of the schema");
        let text: Arc<str> = span.slice(text).unwrap().into();
        let evidence = Some(Evidence { score: 0.9.into(), rule: "a scenario".into(), layers: Layers::RULES });
        NewMention { document, spans: smallvec::smallvec![span], text, kind, evidence }
    }

    /// The folder of the documents.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// A path beside the documents' folder, which is gone when the scene is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The session, without what belongs to the scene; the folder lives as long as its guard.
    pub fn into_parts(self) -> (Session, TempDir) {
        (self.session, self.folder)
    }

    pub fn document_at(&self, path: &str) -> DocumentId {
        self.project().documents().find(|d| &*d.path == path).expect("a document with this path").id
    }

    /// Where some words stand in a document.
    pub fn span_of(&self, path: &str, words: &str) -> (DocumentId, Span) {
        let document = self.document_at(path);
        let at = self.document(document).unwrap().text.find(words).expect("these words");
        (document, Span::from_usize(at, at + words.len()))
    }

    pub fn m(&self, name: &str) -> MentionId {
        mention(&self.session, name)
    }

    pub fn mention(&self, name: &str) -> &Mention {
        self.project().mention(self.m(name)).unwrap()
    }

    /// The entity of a mention.
    pub fn entity_of(&self, name: &str) -> Option<EntityId> {
        self.mention(name).entity
    }

    /// The texts of the mentions of a mention's entity, in order.
    pub fn cluster_of(&self, name: &str) -> Vec<String> {
        let entity = self.entity_of(name).expect("it is tied");
        self.project().mentions_of(entity).map(|m| m.text.to_string()).collect()
    }

    pub fn click(&mut self, name: &str) {
        let mention = self.m(name);
        self.dispatch(Action::ClickMention { mention, extend: false });
    }

    /// Clicks one mention after another, and lets go.
    pub fn tie(&mut self, names: &[&str]) {
        for name in names {
            self.click(name);
        }
        self.dispatch(Action::Take(None));
    }

    /// As the session's, so that what is dispatched can be looked up in the scene.
    pub fn dispatch(&mut self, action: Action) {
        self.session.dispatch(action);
    }

    /// A command by key, menu or palette.
    pub fn user(&mut self, command: UserCommand) {
        self.dispatch(Action::User(command));
        self.settle();
    }

    pub fn edit(&mut self, command: Command) {
        self.dispatch(Action::Edit(command));
    }

    pub fn answer(&mut self, answer: Answer) {
        self.dispatch(Action::Answer(answer));
        self.settle();
    }

    pub fn undo(&mut self) {
        self.user(UserCommand::Undo);
    }

    pub fn redo(&mut self) {
        self.user(UserCommand::Redo);
    }

    /// The last message.
    pub fn told(&self) -> &str {
        self.toasts().last().map_or("", |t| &t.text)
    }

    /// Whether the window was asked to close since this was last asked.
    pub fn wants_to_quit(&mut self) -> bool {
        self.take_view_requests().contains(&ViewRequest::Quit)
    }

    /// The mention that the keyboard's cursor is on.
    pub fn at(&self) -> String {
        self.cursor().and_then(|id| self.project().mention(id)).map(|m| m.text.to_string()).unwrap_or_default()
    }
}

/// The mention with this text: the first in the corpus, or with `Bout#2` the second. Of two with one text that start
/// together the longer comes first.
pub fn mention(session: &Session, name: &str) -> MentionId {
    let (text, nth) = name.split_once('#').map_or((name, 1), |(text, nth)| (text, nth.parse().expect("a number")));
    let mut found: Vec<_> = session.project().mentions().filter(|m| m.is_live() && &*m.text == text).collect();
    found.sort_by_key(|m| (m.document, m.hull().start, std::cmp::Reverse(m.hull().end), m.id));
    found.get(nth - 1).unwrap_or_else(|| panic!("there is no mention {name}")).id
}
