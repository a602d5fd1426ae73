//! Icons of the bundled icon font, by name. Each is one character, so it can stand in any text.

/// Phosphor `folder-open`.
pub const FOLDER_OPEN: &str = "\u{E256}";
/// Phosphor `file-text`.
pub const FILE_TEXT: &str = "\u{E23A}";
/// Phosphor `floppy-disk`.
pub const FLOPPY_DISK: &str = "\u{E248}";
/// Phosphor `arrow-u-up-left`.
pub const ARROW_U_UP_LEFT: &str = "\u{E08A}";
/// Phosphor `arrow-u-up-right`.
pub const ARROW_U_UP_RIGHT: &str = "\u{E08C}";
/// Phosphor `magnifying-glass`.
pub const MAGNIFYING_GLASS: &str = "\u{E30C}";
/// Phosphor `x`.
pub const X: &str = "\u{E4F6}";
/// Phosphor `plus`.
pub const PLUS: &str = "\u{E3D4}";
/// Phosphor `columns`.
pub const COLUMNS: &str = "\u{E546}";
/// Phosphor `rows`.
pub const ROWS: &str = "\u{E5A2}";
/// Phosphor `caret-down`.
pub const CARET_DOWN: &str = "\u{E136}";
/// Phosphor `caret-right`.
pub const CARET_RIGHT: &str = "\u{E13A}";
/// Phosphor `caret-left`.
pub const CARET_LEFT: &str = "\u{E138}";
/// Phosphor `caret-up`.
pub const CARET_UP: &str = "\u{E13C}";
/// Phosphor `check`.
pub const CHECK: &str = "\u{E182}";
/// Phosphor `trash`.
pub const TRASH: &str = "\u{E4A6}";
/// Phosphor `pencil-simple`.
pub const PENCIL_SIMPLE: &str = "\u{E3B4}";
/// Phosphor `scissors`.
pub const SCISSORS: &str = "\u{EAE0}";
/// Phosphor `link`.
pub const LINK: &str = "\u{E2E2}";
/// Phosphor `link-break`.
pub const LINK_BREAK: &str = "\u{E2E4}";
/// Phosphor `question`.
pub const QUESTION: &str = "\u{E3E8}";
/// Phosphor `sun`.
pub const SUN: &str = "\u{E472}";
/// Phosphor `moon`.
pub const MOON: &str = "\u{E330}";
/// Phosphor `command`.
pub const COMMAND: &str = "\u{E1C4}";
/// Phosphor `users`.
pub const USERS: &str = "\u{E4D6}";
/// Phosphor `keyboard`.
pub const KEYBOARD: &str = "\u{E2D8}";
/// Phosphor `arrows-out-line-horizontal`.
pub const ARROWS_OUT_LINE_HORIZONTAL: &str = "\u{E534}";
/// Phosphor `eye`.
pub const EYE: &str = "\u{E220}";
/// Phosphor `tag`.
pub const TAG: &str = "\u{E478}";
/// Phosphor `dots-three`.
pub const DOTS_THREE: &str = "\u{E1FE}";
/// Phosphor `note-pencil`.
pub const NOTE_PENCIL: &str = "\u{E34C}";
/// Phosphor `warning`.
pub const WARNING: &str = "\u{E4E0}";
/// Phosphor `info`.
pub const INFO: &str = "\u{E2CE}";
/// Phosphor `prohibit`.
pub const PROHIBIT: &str = "\u{E3DE}";
/// Phosphor `git-merge`.
pub const GIT_MERGE: &str = "\u{E280}";
/// Phosphor `git-branch`.
pub const GIT_BRANCH: &str = "\u{E278}";
/// Phosphor `list-checks`.
pub const LIST_CHECKS: &str = "\u{EADC}";
/// Phosphor `book-open`.
pub const BOOK_OPEN: &str = "\u{E0E6}";
/// Phosphor `cursor-text`.
pub const CURSOR_TEXT: &str = "\u{E7D8}";
/// Phosphor `sort-ascending`.
pub const SORT_ASCENDING: &str = "\u{E444}";
/// Phosphor `copy`.
pub const COPY: &str = "\u{E1CA}";
/// Phosphor `folder`.
pub const FOLDER: &str = "\u{E24A}";
/// Phosphor `files`.
pub const FILES: &str = "\u{E710}";
/// Phosphor `sign-out`.
pub const SIGN_OUT: &str = "\u{E42A}";
/// Phosphor `sidebar-simple`.
pub const SIDEBAR_SIMPLE: &str = "\u{EC24}";
/// Phosphor `arrow-right`.
pub const ARROW_RIGHT: &str = "\u{E06C}";
/// Phosphor `arrow-left`.
pub const ARROW_LEFT: &str = "\u{E058}";
/// Phosphor `minus`.
pub const MINUS: &str = "\u{E32A}";
/// Phosphor `note`.
pub const NOTE: &str = "\u{E348}";
/// Phosphor `path`.
pub const PATH: &str = "\u{E39C}";
/// Phosphor `arrow-counter-clockwise`.
pub const ARROW_COUNTER_CLOCKWISE: &str = "\u{E038}";
