//! The window: the same frame that eframe runs, found and driven by accessible names only. No GPU.

mod adjudicating;
mod annotating;
mod comparing;
mod entities;
mod exchange;
mod extractor;
mod keyboard;
mod linking;
mod looks;
mod menus;
mod monkey;
mod narrow;
mod panes;
mod repairing;
mod reviewing;
mod text;
mod tying;
mod types;
mod window;
