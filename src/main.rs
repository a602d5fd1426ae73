//! Arguments, then a window or one headless command. Exit codes: 0 done, 1 failed, 2 the arguments do not fit.

use clap::{Parser, Subcommand};
use redstring::adjudication::SplitOptions;
use redstring::cli::{
    self, AgreeCommand, AgreeMatching, Averaging, CliError, ConvertCommand, ExportCommand, ExtractOptions,
    ImportCommand, LinkOptions, Matching, MergeCommand, Offsets, Reach, ScoreCommand, SimulateCommand, SplitCommand,
    TagOptions, WeighOptions,
};
use redstring::interchange::{ExportOptions, Format};
use redstring::session::{Action, ExtractorChoice, Runner, Session, Waker};
use redstring::ui::{App, SystemDialogs, theme};
use redstring::work::Work;
use std::io::{self, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Follow one person, place or organisation through many documents.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// A folder of texts, text files, or a .ron project to open
    paths: Vec<PathBuf>,
    #[command(subcommand)]
    command: Option<Headless>,
}

/// What of a project is written, and how.
#[derive(clap::Args)]
struct Written {
    /// Leave proposals out that nobody has decided about
    #[arg(long)]
    accepted_only: bool,
    /// CoNLL-2012: only the columns that every scorer reads, not all twelve
    #[arg(long)]
    conll_minimal: bool,
    /// CoNLL-2012: how much is one "#begin document"; else as much as entities reach over
    #[arg(long, value_enum, value_name = "REACH")]
    conll_blocks: Option<Reach>,
}

impl From<Written> for ExportOptions {
    fn from(written: Written) -> Self {
        let Written { accepted_only, conll_minimal, conll_blocks } = written;
        Self { accepted_only, conll_minimal, conll_blocks: conll_blocks.map(Into::into) }
    }
}

#[derive(Subcommand)]
enum Headless {
    /// Find the mentions in a folder or file, without a window
    Extract {
        /// The folder or file
        path: PathBuf,
        /// Write JSON lines to standard output (the default without -o)
        #[arg(long)]
        jsonl: bool,
        /// Write a project file
        #[arg(short, long, value_name = "OUT.ron")]
        output: Option<PathBuf>,
        /// Tag the names of a list (name, type, entity; as text, CSV or TSV), and never those of the type "never"
        #[arg(long, value_name = "LIST")]
        gazetteer: Option<PathBuf>,
        /// What offsets count
        #[arg(long, value_enum, default_value_t)]
        offsets: Offsets,
        /// A program to find the mentions with, instead of Redstring's own extractor: its command line, which runs
        /// with your rights (`assets/extractors/README.md` has the protocol)
        #[arg(long, value_name = "COMMAND")]
        extractor: Option<String>,
        /// How long to wait for that program, in seconds: at its start, and for an answer (longer for long texts)
        #[arg(long, value_name = "SECONDS", requires = "extractor", default_value_t = ExtractorChoice::SECONDS,
            value_parser = clap::value_parser!(u32).range(1..=i64::from(ExtractorChoice::MAX_SECONDS)))]
        time_limit: u32,
    },
    /// What the English tagger alone makes of a folder or file: JSON lines of tokens and entities, on one core
    Tag {
        /// The folder or file
        path: PathBuf,
        /// Use these tokens: JSON lines {"doc", "tokens": [[start, end, norm], ...]}, offsets in code points
        #[arg(long, value_name = "FILE")]
        tokens: Option<PathBuf>,
        /// Use these 32-bit weights, written by assets/tagger/convert.py --f32
        #[arg(long, value_name = "FILE")]
        weights: Option<PathBuf>,
        /// Tag everything so many times and tell how long each took
        #[arg(long, default_value_t = 1)]
        rounds: usize,
    },
    /// Make a project of another tool's files. Nothing is written if anything in them is faulty
    Import {
        /// The file or folder to read
        file: PathBuf,
        /// Its format (see `redstring formats`); found by itself where files show it
        #[arg(long, value_parser = format)]
        format: Option<Format>,
        /// The folder of the texts, where the files bring none, or to use texts that are there
        #[arg(long, value_name = "DIR")]
        corpus: Option<PathBuf>,
        /// Where the texts go that the files bring along; else beside the project, in a folder of its name
        #[arg(long, value_name = "DIR", conflicts_with = "corpus")]
        texts: Option<PathBuf>,
        /// What offsets in the files count, if not what the format says
        #[arg(long, value_enum)]
        offsets: Option<Offsets>,
        /// Leave the entities out: mentions only
        #[arg(long)]
        no_entities: bool,
        /// Go on without what is faulty, and list it
        #[arg(long)]
        lenient: bool,
        /// Who is said to have marked the mentions
        #[arg(long, value_name = "NAME", default_value = "gold")]
        by: String,
        /// The project file to write
        #[arg(short, long, value_name = "OUT.ron")]
        output: PathBuf,
    },
    /// Write a project in another tool's format. It is read back and compared; what the format cannot hold is listed
    Export {
        /// The project
        project: PathBuf,
        /// The format (see `redstring formats`); else by the ending of the output
        #[arg(long, value_parser = format)]
        format: Option<Format>,
        #[command(flatten)]
        written: Written,
        /// The file or folder to write
        #[arg(short, long, value_name = "OUT")]
        output: PathBuf,
    },
    /// Read one format and write another; a project (.ron) is one too
    Convert {
        /// The file or folder to read
        input: PathBuf,
        /// The file or folder to write
        output: PathBuf,
        /// The format of the input; found by itself where files show it
        #[arg(long, value_parser = format)]
        from: Option<Format>,
        /// The format of the output; else by its ending
        #[arg(long, value_parser = format)]
        to: Option<Format>,
        /// The folder of the texts, where the input brings none
        #[arg(long, value_name = "DIR")]
        corpus: Option<PathBuf>,
        /// Go on without what is faulty, and list it
        #[arg(long)]
        lenient: bool,
        #[command(flatten)]
        written: Written,
    },
    /// List the formats that can be read and written
    Formats,
    /// Score who belongs together in one annotation against another: MUC, B³, CEAF, BLANC, LEA and their kin
    Score {
        /// What is taken for right: a project, or a file or folder of any format
        key: PathBuf,
        /// What is scored, of any kind too
        response: PathBuf,
        /// The format of the key; found by itself where files show it
        #[arg(long, value_parser = format)]
        key_format: Option<Format>,
        /// The format of the response
        #[arg(long, value_parser = format)]
        response_format: Option<Format>,
        /// The folder of the texts, for files that bring none
        #[arg(long, value_name = "DIR")]
        corpus: Option<PathBuf>,
        /// When two mentions are one; head and partial are those of the CorefUD scorer
        #[arg(long = "match", value_enum, default_value_t)]
        matching: Matching,
        /// Write JSON, scores from 0 to 1
        #[arg(long)]
        json: bool,
        /// List what differs: mentions, types, links, split and merged entities
        #[arg(long)]
        errors: bool,
        /// How far a cluster reaches: it is cut where a document or a folder ends (as far as those of the side that reach
        /// furthest)
        #[arg(long, value_enum)]
        scope: Option<Reach>,
        /// How the scores of several documents or folders become one
        #[arg(long, value_enum, default_value_t)]
        average: Averaging,
        /// Leave clusters of one mention out
        #[arg(long)]
        drop_singletons: bool,
        /// Leave mentions without an entity out; else each is a cluster of its own
        #[arg(long)]
        drop_untied: bool,
        /// Only mentions of these types
        #[arg(long, value_name = "TYPE", num_args = 1..)]
        only: Vec<String>,
        /// Go on without what is faulty, and list it
        #[arg(long)]
        lenient: bool,
    },
    /// How far annotators of one corpus agree: mentions, types, links; F1, kappa, alpha
    Agree {
        /// The annotations: projects, or files or folders of any format
        #[arg(required = true, num_args = 2..)]
        annotations: Vec<PathBuf>,
        /// The format of those that are no project; found by itself where files show it
        #[arg(long, value_parser = format)]
        format: Option<Format>,
        /// The folder of the texts, for files that bring none
        #[arg(long, value_name = "DIR")]
        corpus: Option<PathBuf>,
        /// When mentions are one, for types and links
        #[arg(long = "match", value_enum, default_value_t)]
        matching: AgreeMatching,
        /// Write JSON
        #[arg(long)]
        json: bool,
        /// How far a cluster reaches: it is cut where a document or a folder ends
        #[arg(long, value_enum)]
        scope: Option<Reach>,
        /// Leave clusters of one mention out
        #[arg(long)]
        drop_singletons: bool,
        /// Leave mentions without an entity out; else each is a cluster of its own
        #[arg(long)]
        drop_untied: bool,
        /// Only mentions of these types
        #[arg(long, value_name = "TYPE", num_args = 1..)]
        only: Vec<String>,
        /// Go on without what is faulty, and list it
        #[arg(long)]
        lenient: bool,
    },
    /// Tie the mentions of a project, or of a folder or file, to entities without a person
    Link {
        /// The project, folder or file
        path: PathBuf,
        /// How likely a tie must be, from 0 to 1
        #[arg(long, value_name = "T", default_value_t = 0.5, value_parser = share)]
        threshold: f32,
        /// Which mentions may be tied to which
        #[arg(long, value_enum, default_value_t)]
        scope: Reach,
        /// Write JSON lines to standard output (the default without -o)
        #[arg(long)]
        jsonl: bool,
        /// What offsets count
        #[arg(long, value_enum, default_value_t)]
        offsets: Offsets,
        /// Write a project file
        #[arg(short, long, value_name = "OUT.ron")]
        output: Option<PathBuf>,
    },
    /// Play somebody who knows the answer through linking, and count the keys: with the linker, with equal names only, and
    /// without suggestions
    Simulate {
        /// A project whose entities are right
        project: PathBuf,
        /// Write JSON
        #[arg(long)]
        json: bool,
        /// Which mentions may be tied to which; entities are cut there
        #[arg(long, value_enum, default_value_t)]
        within: Reach,
    },
    /// Write the evidence for every candidate that somebody who knows the answer would be shown: what the weights of the
    /// linker are fitted from (`assets/linking/fit.py`)
    Weigh {
        /// A project whose entities are right
        project: Option<PathBuf>,
        /// Pairs of names: a table with the columns schema, name1, name2 and is_match
        #[arg(long, value_name = "PAIRS.csv")]
        names: Option<PathBuf>,
    },
    /// Make one project of what two people made of one. Exit code 1: done, and they changed something differently, which is
    /// listed. For git: a merge driver with `redstring merge %O %A %B -o %A`
    Merge {
        /// What both began with; an empty file for nothing
        base: PathBuf,
        /// The one side, kept where the two do not go together
        ours: PathBuf,
        /// The other side
        theirs: PathBuf,
        /// The project file to write; may be OURS, which is then replaced
        #[arg(short, long, value_name = "OUT.ron")]
        output: PathBuf,
    },
    /// Hand the documents of a project out to several people: a project for each
    Split {
        /// The project
        project: PathBuf,
        /// Who, with commas between
        #[arg(long, value_name = "NAMES", value_delimiter = ',', required = true)]
        to: Vec<String>,
        /// The share of documents, from 0 to 1, that several people read
        #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share)]
        overlap: f32,
        /// How many people read each of these
        #[arg(long, value_name = "COUNT", default_value_t = 2)]
        per_document: usize,
        /// Another number chooses other documents for several people
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        seed: u64,
        /// The folder to write into
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
    },
    /// Check a project against its documents: one line a fault, exit code 1 if there are any
    Check {
        /// The project file
        project: PathBuf,
    },
}

fn format(name: &str) -> Result<Format, String> {
    Format::by_name(name).ok_or_else(|| {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        format!("one of {} is expected", names.join(", "))
    })
}

fn share(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1 is expected".to_owned()),
    }
}

fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("error,redstring=warn")).init();
    let arguments = Arguments::parse();
    let result = match arguments.command {
        None => window(arguments.paths),
        Some(Headless::Extract { path, jsonl, output, gazetteer, offsets, extractor, time_limit }) => {
            let extractor = ExtractorChoice::of(extractor, time_limit);
            let options = ExtractOptions { path, jsonl, project: output, gazetteer, offsets, extractor };
            cli::extract(&options, &interruptible(), &mut io::stdout().lock(), &mut io::stderr().lock())
                .map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Tag { path, tokens, weights, rounds }) => {
            let options = TagOptions { path, tokens, weights, rounds };
            cli::tag(&options, &mut io::stdout().lock(), &mut io::stderr().lock()).map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Import { file, format, corpus, texts, offsets, no_entities, lenient, by, output }) => {
            let offsets = offsets.map(Into::into);
            let command = ImportCommand { file, format, corpus, texts, offsets, no_entities, lenient, by, output };
            cli::import(&command, &interruptible(), &mut io::stderr().lock()).map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Export { project, format, written, output }) => {
            let command = ExportCommand { project, format, options: written.into(), output };
            cli::export(&command, &interruptible(), &mut io::stderr().lock()).map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Convert { input, output, from, to, corpus, lenient, written }) => {
            let options = written.into();
            let command = ConvertCommand { input, output, from, to, corpus, lenient, options };
            cli::convert(&command, &interruptible(), &mut io::stderr().lock()).map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Formats) => cli::formats(&mut io::stdout().lock()).map(|()| ExitCode::SUCCESS),
        Some(Headless::Score {
            key,
            response,
            key_format,
            response_format,
            corpus,
            matching,
            json,
            errors,
            scope,
            average,
            drop_singletons,
            drop_untied,
            only,
            lenient,
        }) => {
            let command = ScoreCommand {
                key,
                response,
                key_format,
                response_format,
                corpus,
                matching,
                json,
                errors,
                scope,
                average,
                drop_singletons,
                drop_untied,
                only,
                lenient,
            };
            cli::score(&command, &interruptible(), &mut io::stdout().lock(), &mut io::stderr().lock())
                .map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Agree {
            annotations,
            format,
            corpus,
            matching,
            json,
            scope,
            drop_singletons,
            drop_untied,
            only,
            lenient,
        }) => {
            let command = AgreeCommand {
                annotations,
                format,
                corpus,
                matching,
                json,
                scope,
                drop_singletons,
                drop_untied,
                only,
                lenient,
            };
            cli::agree(&command, &interruptible(), &mut io::stdout().lock(), &mut io::stderr().lock())
                .map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Link { path, threshold, scope, jsonl, offsets, output }) => {
            let options = LinkOptions { path, threshold, scope: scope.into(), jsonl, offsets, project: output };
            cli::link(&options, &interruptible(), &mut io::stdout().lock(), &mut io::stderr().lock())
                .map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Simulate { project, json, within }) => {
            let command = SimulateCommand { project, json, within };
            cli::simulate(&command, &interruptible(), &mut io::stdout().lock(), &mut io::stderr().lock())
                .map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Weigh { project, names }) => {
            let options = WeighOptions { project, names };
            cli::weigh(&options, &interruptible(), &mut io::stdout().lock(), &mut io::stderr().lock())
                .map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Merge { base, ours, theirs, output }) => {
            let command = MergeCommand { base, ours, theirs, output };
            cli::merge(&command, &mut io::stderr().lock())
                .map(|conflicts| if conflicts == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Some(Headless::Split { project, to, overlap, per_document, seed, output }) => {
            let names = to.iter().map(|name| name.trim().into()).collect();
            let options = SplitOptions { names, overlap, per_document, seed };
            let command = SplitCommand { project, options, folder: output };
            cli::split(&command, &mut io::stdout().lock(), &mut io::stderr().lock()).map(|()| ExitCode::SUCCESS)
        }
        Some(Headless::Check { project }) => cli::check(&project, &mut io::stdout().lock())
            .map(|faults| if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }),
    };
    result.unwrap_or_else(|error| {
        let _ = writeln!(io::stderr(), "redstring: {error}");
        ExitCode::FAILURE
    })
}

/// Work that ends in order when this program is interrupted (Ctrl+C): a program that it runs must not outlive it.
fn interruptible() -> Arc<Work> {
    let work = Arc::new(Work::default());
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        let interrupted = work.clone();
        let listen = move |mut signals: signal_hook::iterator::Signals| {
            for signal in signals.forever() {
                if interrupted.is_cancelled() {
                    // Whoever asks twice does not want to wait.
                    std::process::exit(128 + signal);
                }
                interrupted.cancel();
            }
        };
        let listening = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])
            .and_then(|signals| std::thread::Builder::new().name("signals".to_owned()).spawn(move || listen(signals)));
        if let Err(error) = listening {
            log::warn!("an interruption will not be orderly: {error}");
        }
    }
    work
}

/// Opens the window. Returns when it is closed.
fn window(paths: Vec<PathBuf>) -> Result<ExitCode, CliError> {
    if let Some(missing) = paths.iter().find(|p| !p.exists()) {
        let _ = writeln!(io::stderr(), "redstring: there is no file or folder {}", missing.display());
        return Ok(ExitCode::from(2));
    }
    if cfg!(all(unix, not(target_os = "macos"))) {
        let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        if !set("DISPLAY") && !set("WAYLAND_DISPLAY") {
            return Err(CliError(NO_DISPLAY.to_owned()));
        }
    }
    // A panic of the windowing system (a library that is missing, say) becomes one sentence, not a backtrace.
    std::panic::set_hook(Box::new(|info| log::error!("{info}")));
    match catch_unwind(AssertUnwindSafe(|| run(paths))) {
        Ok(Ok(())) => Ok(ExitCode::SUCCESS),
        Ok(Err(error)) => {
            log::debug!("{error}");
            Err(CliError(why_no_window(&error)))
        }
        Err(_) => Err(CliError("the window system failed; work that was saved is safe in its file".to_owned())),
    }
}

/// Why there is no window, as a person needs to know it.
fn why_no_window(error: &eframe::Error) -> String {
    let reason = match error {
        eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => {
            "the display does not answer. Start it in a graphical session"
        }
        eframe::Error::NoGlutinConfigs(..) | eframe::Error::Glutin(_) | eframe::Error::OpenGL(_) => {
            "this display cannot draw with OpenGL. On Linux, install libgl1 and libgl1-mesa-dri"
        }
        _ => "the window system refused it",
    };
    format!("no window can be opened: {reason}, or use `redstring extract` and `redstring check`, which need none")
}

const NO_DISPLAY: &str = "there is no display to open a window on. Start it in a graphical session, \
or use `redstring extract` and `redstring check`, which need none";

fn run(paths: Vec<PathBuf>) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Redstring")
        .with_app_id("redstring")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([720.0, 480.0]);
    let options = eframe::NativeOptions { viewport, ..Default::default() };
    eframe::run_native(
        "redstring",
        options,
        Box::new(move |context| {
            theme::install(&context.egui_ctx);
            let ctx = context.egui_ctx.clone();
            // Egui's own zoom keys would act beside those of the command table.
            ctx.options_mut(|o| o.zoom_with_keyboard = false);
            let waker: Waker = Arc::new(move || ctx.request_repaint());
            let folder = config_folder();
            let mut session = Session::new(Runner::Threads(waker), Box::new(SystemDialogs), folder);
            if !paths.is_empty() {
                session.dispatch(Action::OpenPaths(paths));
            }
            Ok(Box::new(App::new(session)))
        }),
    )
}

/// Where preferences and samples are kept.
fn config_folder() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "redstring").map(|d| d.config_dir().to_owned())
}
