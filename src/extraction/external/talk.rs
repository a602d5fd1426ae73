//! The conversation with a program: who it is, then document by document.

use super::check::Checker;
use super::child::{MAX_LINE, Running, Silence};
use super::protocol::{Handshake, Reply, quoted, quoted_line, request};
use super::{ExternalError, Fault, Losses, Program};
use crate::annotation::Schema;
use crate::extraction::Proposal;
use crate::text::{Document, DocumentId};
use crate::work::Work;
use std::collections::VecDeque;
use std::sync::Arc;

/// So many requests are under way at once, so that the program need not wait for the next one.
const UNDER_WAY: usize = 8;

/// One more request is sent only while those under way have no more characters than this in all.
const MUCH: u64 = 200_000;

/// At so many documents a program may crash or fall silent before it is given up.
const MAX_LOST: usize = 3;

/// Hears who a program is.
pub(super) fn greet(child: &mut Running, program: &Program, work: &Work) -> Result<Handshake, ExternalError> {
    let fault = match child.line(program.limits.start, work) {
        Ok(line) => match Handshake::parse(&line) {
            Ok(handshake) => return Ok(handshake),
            Err(why) => Fault::BadHandshake { line: quoted_line(&line), why },
        },
        Err(Silence::Cancelled) => Fault::Cancelled,
        Err(Silence::TimeLimit) => Fault::NoHandshake(program.limits.start.as_secs_f64().ceil() as u64),
        Err(Silence::TooLong) => Fault::TooLong(MAX_LINE >> 20),
        Err(Silence::Ended) => Fault::Ended { during: "before it said who it is".into(), how: child.how_it_ended() },
    };
    Err(with_last_words(fault, child))
}

/// A fault of a program, with what it said last.
fn with_last_words(fault: Fault, child: &mut Running) -> ExternalError {
    let said = if matches!(fault, Fault::Cancelled) { Vec::new() } else { child.last_words() };
    ExternalError { fault, said }
}

/// A request that waits for its answer.
#[derive(Clone, Copy)]
struct Asked {
    /// The document's place in the list.
    at: usize,
    characters: u64,
}

/// A run over many documents.
pub(super) struct Talk<'a> {
    program: &'a Program,
    documents: &'a [(DocumentId, Document)],
    work: &'a Work,
    found: &'a mut dyn FnMut(DocumentId, Vec<Proposal>),
    checker: Checker<'a>,
    /// The documents that nobody has been asked about, by their places.
    queue: VecDeque<usize>,
    asked: Vec<Asked>,
    /// How many requests may be under way: one, once the program has failed at a document.
    most: usize,
    /// Whether it ever answered.
    has_answered: bool,
    /// At how many documents it crashed or fell silent.
    lost: usize,
    documents_passed_over: Vec<(Arc<str>, String)>,
}

impl<'a> Talk<'a> {
    pub fn new(
        program: &'a Program,
        documents: &'a [(DocumentId, Document)],
        schema: &'a Schema,
        work: &'a Work,
        found: &'a mut dyn FnMut(DocumentId, Vec<Proposal>),
    ) -> Self {
        Self {
            program,
            documents,
            work,
            found,
            checker: Checker::new(schema),
            queue: (0..documents.len()).collect(),
            asked: Vec::new(),
            most: UNDER_WAY,
            has_answered: false,
            lost: 0,
            documents_passed_over: Vec::new(),
        }
    }

    /// What was passed over.
    pub fn losses(self) -> Losses {
        Losses { mentions: self.checker.passed_over, documents: self.documents_passed_over }
    }

    /// Talks until there is nothing left to ask.
    pub fn run(&mut self) -> Result<(), ExternalError> {
        self.work.start(self.documents.len() as u64);
        while !self.queue.is_empty() {
            self.work.check()?;
            let mut child = Running::start(self.program)?;
            let handshake = greet(&mut child, self.program, self.work)?;
            self.checker.listen_to(handshake.title());
            match self.talk(&mut child) {
                Ok(()) => child.end(),
                Err(fault) => self.after(with_last_words(fault, &mut child))?,
            }
        }
        Ok(())
    }

    /// What a fault means for the documents that are left: `Ok` to go on with those that are still in the queue.
    fn after(&mut self, error: ExternalError) -> Result<(), ExternalError> {
        let of_a_document = matches!(error.fault, Fault::Ended { .. } | Fault::Silent { .. });
        if !of_a_document || !self.has_answered || self.asked.is_empty() {
            return Err(error);
        }
        if let [asked] = self.asked[..] {
            self.lost += 1;
            if self.lost > MAX_LOST {
                return Err(error);
            }
            self.asked.clear();
            self.pass_over(asked.at, error.to_string());
        }
        // One at a time from here: then it is known at which document it fails.
        self.most = 1;
        for asked in self.asked.drain(..).rev() {
            self.queue.push_front(asked.at);
        }
        Ok(())
    }

    fn pass_over(&mut self, at: usize, why: String) {
        self.documents_passed_over.extend(self.documents.get(at).map(|(_, document)| (document.path.clone(), why)));
        self.work.advance(1);
    }

    fn talk(&mut self, child: &mut Running) -> Result<(), Fault> {
        loop {
            self.ask(child)?;
            if self.asked.is_empty() {
                return Ok(());
            }
            let characters = self.asked.iter().map(|a| a.characters).sum();
            let limit = self.program.limits.answer_to(characters);
            match child.line(limit, self.work) {
                Ok(line) => self.hear(&line)?,
                Err(Silence::Cancelled) => return Err(Fault::Cancelled),
                Err(Silence::TooLong) => return Err(Fault::TooLong(MAX_LINE >> 20)),
                Err(Silence::TimeLimit) => {
                    let seconds = limit.as_secs_f64().ceil() as u64;
                    return Err(Fault::Silent { during: self.during(), seconds });
                }
                Err(Silence::Ended) => {
                    return Err(Fault::Ended { during: self.during(), how: child.how_it_ended() });
                }
            }
        }
    }

    /// Sends as many requests as may be under way.
    fn ask(&mut self, child: &Running) -> Result<(), Fault> {
        while self.asked.len() < self.most
            && (self.asked.is_empty() || self.asked.iter().map(|a| a.characters).sum::<u64>() < MUCH)
            && let Some(at) = self.queue.pop_front()
        {
            let Some((_, document)) = self.documents.get(at) else { continue };
            let characters = document.text.chars().count() as u64;
            let line = request(at as u64, &document.text)
                .map_err(|error| Fault::Garbage { line: document.path.to_string(), why: error.to_string() })?;
            self.asked.push(Asked { at, characters });
            child.send(line);
        }
        Ok(())
    }

    fn hear(&mut self, line: &[u8]) -> Result<(), Fault> {
        let reply = Reply::parse(line).map_err(|why| Fault::Garbage { line: quoted_line(line), why })?;
        let place = self.asked.iter().position(|a| a.at as u64 == reply.id).ok_or(Fault::WrongId(reply.id))?;
        let at = self.asked.remove(place).at;
        let Some((id, document)) = self.documents.get(at) else { return Ok(()) };
        self.has_answered = true;
        if let Some(error) = reply.error {
            self.pass_over(at, format!("the program says: {}", quoted(error.trim(), 200)));
            return Ok(());
        }
        let proposals = self.checker.check(*id, &document.text, reply.mentions.unwrap_or_default());
        (self.found)(*id, proposals);
        self.work.advance(1);
        Ok(())
    }

    /// What the program was busy with: "while it read a.txt".
    fn during(&self) -> String {
        let path = |asked: &Asked| self.documents.get(asked.at).map(|(_, document)| &*document.path);
        match &self.asked[..] {
            [] => "with nothing left to read".to_owned(),
            [one] => format!("while it read {}", path(one).unwrap_or_default()),
            [first, ..] => {
                format!("while it read {} or one of the next documents", path(first).unwrap_or_default())
            }
        }
    }
}
