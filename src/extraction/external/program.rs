//! Which program to run, and how long to wait for it.

use std::path::PathBuf;
use std::time::Duration;

/// How long to wait for a program before it is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For it to say who it is: loading a model takes a while.
    pub start: Duration,
    /// For an answer, and as much again for every [`Limits::CHARACTERS`] of the texts that it has before it.
    pub answer: Duration,
}

impl Limits {
    /// So many characters of text get the answer's limit once more.
    pub const CHARACTERS: u64 = 10_000;

    /// The longest limit that can be set, in seconds: a day.
    pub const MAX_SECONDS: u32 = 86_400;

    /// The same limit for the start and for an answer, in seconds, between 1 and [`Limits::MAX_SECONDS`].
    pub fn seconds(seconds: u32) -> Self {
        let limit = Duration::from_secs(seconds.clamp(1, Self::MAX_SECONDS).into());
        Self { start: limit, answer: limit }
    }

    /// How long to wait for the next answer while it has texts of so many characters before it.
    pub(super) fn answer_to(&self, characters: u64) -> Duration {
        let times = 1.0 + characters as f64 / Self::CHARACTERS as f64;
        Duration::try_from_secs_f64(self.answer.as_secs_f64() * times).unwrap_or(Duration::MAX)
    }
}

impl Default for Limits {
    /// A minute.
    fn default() -> Self {
        Self::seconds(60)
    }
}

/// Why a command line names no program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// There is nothing in it.
    #[error("type the command that starts the program")]
    Empty,
    /// A quotation mark has no partner, or nothing follows a last backslash.
    #[error("a quotation mark in the command is not closed, or a \\ ends it")]
    Unclosed,
    /// A NUL character, which no program can be given.
    #[error("the command has a character in it that no program can be given")]
    Nul,
}

/// A program to run as the extractor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    command: String,
    /// Never empty.
    words: Vec<String>,
    /// How long to wait for it.
    pub limits: Limits,
}

impl Program {
    /// The program of a command line. It is split into words as a shell does it (quotation marks, `\`), but no shell is
    /// run: no `$VARIABLES`, `*`, pipes. Only `~/` in front of a word is the home folder, as people expect of a path.
    ///
    /// # Errors
    /// [`CommandError`] when it names no program.
    pub fn new(command: &str, limits: Limits) -> Result<Self, CommandError> {
        if command.contains('\0') {
            return Err(CommandError::Nul);
        }
        let words = shlex::split(command).ok_or(CommandError::Unclosed)?;
        if words.first().is_none_or(String::is_empty) {
            return Err(CommandError::Empty);
        }
        let home = std::env::home_dir();
        let words = words.into_iter().map(|word| at_home(word, home.as_ref())).collect();
        Ok(Self { command: command.trim().to_owned(), words, limits })
    }

    /// The command line as it was typed.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// The program itself, as it was typed or with its home folder.
    pub(super) fn executable(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    pub(super) fn arguments(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }
}

fn at_home(word: String, home: Option<&PathBuf>) -> String {
    match word.strip_prefix("~/").zip(home) {
        Some((rest, home)) => home.join(rest).to_string_lossy().into_owned(),
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str) -> Result<Vec<String>, CommandError> {
        Program::new(command, Limits::default()).map(|p| p.words)
    }

    #[test]
    fn a_command_is_split_as_a_shell_does_and_not_expanded() {
        assert_eq!(words(r#" python3 'my tagger.py' --name "a b" c\ d "#).unwrap().len(), 5);
        assert_eq!(words("tag $HOME * | sh").unwrap(), ["tag", "$HOME", "*", "|", "sh"]);
        assert_eq!(words("tag ''").unwrap(), ["tag", ""]);
        assert_eq!(words("  "), Err(CommandError::Empty));
        assert_eq!(words("''"), Err(CommandError::Empty));
        assert_eq!(words("tag 'x"), Err(CommandError::Unclosed));
        assert_eq!(words("tag \0"), Err(CommandError::Nul));
    }

    #[test]
    fn the_home_folder_is_known() {
        let home = PathBuf::from("/home/ab");
        assert_eq!(at_home("~/bin/tag".into(), Some(&home)), home.join("bin/tag").to_string_lossy());
        assert_eq!(at_home("~x".into(), Some(&home)), "~x");
    }

    #[test]
    fn a_longer_text_is_given_longer() {
        let limits = Limits::seconds(10);
        assert_eq!(limits.answer_to(0), Duration::from_secs(10));
        assert_eq!(limits.answer_to(15_000), Duration::from_secs(25));
        assert!(Limits::seconds(u32::MAX).answer_to(u64::MAX) > Duration::from_secs(86_400));
        assert_eq!(Limits::seconds(0), Limits::seconds(1));
    }
}
