//! The program at work: three threads that talk with it, and the certainty that it ends.
//!
//! On Unix the program leads a process group, and the whole group is ended: also what it started itself, unless that
//! left the group of its own will. Elsewhere only the program itself is; what it started sees its pipes close.

use super::protocol::quoted;
use super::{ExternalError, Fault, Program};
use crate::work::Work;
use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The longest line that is listened to, in bytes.
pub(super) const MAX_LINE: usize = 32 << 20;

/// How often a wait looks whether it was cancelled.
const TICK: Duration = Duration::from_millis(15);

/// How long a program may take to end by itself, once its input has ended.
const GRACE: Duration = Duration::from_millis(800);

/// So many lines of its standard error are kept, so many bytes of each.
const LAST_WORDS: usize = 8;
const MAX_WORDS: u64 = 400;

/// Requests that may wait to be written.
const WAITING: usize = 8;

/// A program that runs. It has ended when this is dropped.
pub(super) struct Running {
    child: Child,
    /// How it ended, once it has and is no longer a zombie.
    ended: Option<ExitStatus>,
    /// `None` once its input is closed.
    requests: Option<SyncSender<Vec<u8>>>,
    replies: Receiver<Line>,
    said: Arc<Mutex<VecDeque<String>>>,
    /// Disconnected once its standard error has ended.
    silent: Receiver<()>,
}

enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// Why there is no line.
pub(super) enum Silence {
    Cancelled,
    TimeLimit,
    Ended,
    TooLong,
}

impl Running {
    pub fn start(program: &Program) -> Result<Self, ExternalError> {
        let mut command = Command::new(program.executable());
        command.args(program.arguments()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        apart(&mut command);
        let mut child = command.spawn().map_err(|error| not_started(program.executable(), error))?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (requests, to_write) = sync_channel(WAITING);
        let (to_read, replies) = sync_channel(1);
        let (to_end, silent) = sync_channel(0);
        let said: Arc<Mutex<VecDeque<String>>> = Arc::default();
        // From here on it is ended, whatever fails.
        let running = Self { child, ended: None, requests: Some(requests), replies, said: said.clone(), silent };
        let Some(((stdin, stdout), stderr)) = stdin.zip(stdout).zip(stderr) else {
            return Err(not_started(program.executable(), io::Error::other("it has no pipes")).into());
        };
        let spawn = |what: &str, body: Box<dyn FnOnce() + Send>| {
            thread::Builder::new().name(format!("extractor {what}")).spawn(body).map_err(Fault::NoThread)
        };
        spawn("input", Box::new(move || write_requests(stdin, &to_write)))?;
        spawn("output", Box::new(move || read_lines(stdout, &to_read)))?;
        spawn(
            "errors",
            Box::new(move || {
                keep_last_words(stderr, &said);
                drop(to_end);
            }),
        )?;
        Ok(running)
    }

    /// Sends a line; `line` ends with its line end. When the program is not there any more, its silence will tell.
    pub fn send(&self, line: Vec<u8>) {
        if let Some(requests) = &self.requests {
            let _ = requests.send(line);
        }
    }

    /// Waits for a line, no longer than `limit`.
    pub fn line(&mut self, limit: Duration, work: &Work) -> Result<Vec<u8>, Silence> {
        let until = Instant::now().checked_add(limit);
        loop {
            if work.is_cancelled() {
                return Err(Silence::Cancelled);
            }
            let left = until.map_or(TICK, |until| until.saturating_duration_since(Instant::now()));
            match self.replies.recv_timeout(left.min(TICK)) {
                Ok(Line::Whole(line)) => return Ok(line),
                Ok(Line::TooLong) => return Err(Silence::TooLong),
                Err(RecvTimeoutError::Disconnected) => return Err(Silence::Ended),
                // What it started may hold its output open although it has ended itself.
                Err(RecvTimeoutError::Timeout) if left.is_zero() => {
                    return Err(if self.has_ended() { Silence::Ended } else { Silence::TimeLimit });
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.has_ended();
                }
            }
        }
    }

    /// Whether it has ended. Then nothing that it started goes on either.
    fn has_ended(&mut self) -> bool {
        if self.ended.is_none()
            && let Ok(Some(status)) = self.child.try_wait()
        {
            self.ended = Some(status);
            // At once: the number of its group is free for others as soon as nobody is in it.
            end_group(&self.child);
        }
        self.ended.is_some()
    }

    fn wait_for_end(&mut self) {
        let until = Instant::now() + GRACE;
        while !self.has_ended() && Instant::now() < until {
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Closes its input, which asks it to end, and gives it a moment to do so before it must.
    pub fn end(mut self) {
        self.requests = None;
        self.wait_for_end();
    }

    /// How it ended, in words, once its output has.
    pub fn how_it_ended(&mut self) -> String {
        self.wait_for_end();
        match self.ended {
            Some(status) => how(status),
            None => "it closed its output".to_owned(),
        }
    }

    /// The last lines that it wrote to its standard error.
    pub fn last_words(&mut self) -> Vec<String> {
        // What it wrote before it ended may still be on its way.
        let _ = self.silent.recv_timeout(if self.ended.is_some() { GRACE } else { TICK });
        self.said.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.requests = None;
        if self.ended.is_none() {
            end_group(&self.child);
            // An error here says that it has ended already.
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn not_started(program: &str, error: io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::NotFound => Fault::NotFound(program.to_owned()),
        io::ErrorKind::PermissionDenied => Fault::NotAllowed(program.to_owned()),
        _ => Fault::NotStarted(program.to_owned(), error),
    }
}

/// Writes requests until there will be no more, or nobody reads them.
fn write_requests(mut stdin: ChildStdin, requests: &Receiver<Vec<u8>>) {
    for request in requests {
        if stdin.write_all(&request).and_then(|()| stdin.flush()).is_err() {
            return;
        }
    }
}

/// Hands over line by line until the output ends or nobody listens.
fn read_lines(stdout: ChildStdout, lines: &SyncSender<Line>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let read = (&mut stdout).take(MAX_LINE as u64 + 1).read_until(b'\n', &mut line);
        let line = match read {
            Ok(0) | Err(_) => return,
            Ok(_) if line.len() > MAX_LINE => Line::TooLong,
            Ok(_) => Line::Whole(line),
        };
        let last = matches!(line, Line::TooLong);
        if lines.send(line).is_err() || last {
            return;
        }
    }
}

/// Reads a standard error to its end, so that nobody waits to write there, and keeps the last of it.
fn keep_last_words(stderr: ChildStderr, said: &Mutex<VecDeque<String>>) {
    let mut stderr = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        match (&mut stderr).take(MAX_WORDS).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        // Of a line that is written over (a progress bar) only the last state counts.
        let text = String::from_utf8_lossy(&line);
        let text = quoted(text.trim_end().rsplit('\r').next().unwrap_or_default(), MAX_WORDS as usize);
        if !text.trim().is_empty() {
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            if said.len() == LAST_WORDS {
                said.pop_front();
            }
            said.push_back(text);
        }
    }
}

fn how(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("signal {signal}");
    }
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => "no exit code".to_owned(),
    }
}

/// A group of its own, so that it can be ended with all that it starts.
#[cfg(unix)]
fn apart(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

/// No window of its own.
#[cfg(windows)]
fn apart(command: &mut Command) {
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    std::os::windows::process::CommandExt::creation_flags(command, CREATE_NO_WINDOW);
}

#[cfg(not(any(unix, windows)))]
fn apart(_command: &mut Command) {}

#[cfg(unix)]
fn end_group(child: &Child) {
    let leader = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(leader) = leader {
        // There may be nobody left in it.
        let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
    }
}

#[cfg(not(unix))]
fn end_group(_child: &Child) {}
