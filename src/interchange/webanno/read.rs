//! WebAnno TSV files to documents, mentions and entities.

use super::dkpro::document_of;
use super::header::Header;
use super::page::Page;
use crate::annotation::Scope;
use crate::interchange::files::each_line;
use crate::interchange::{At, Files, ReadError, Telling};
use crate::text::OffsetUnit;
use crate::work::Work;

/// Where in a file one is.
enum Place {
    Start,
    Header(Header),
    Body(Box<Page>),
    /// It is of no use.
    Lost,
}

pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Utf16;
    telling.scope = Scope::Document;
    for file in files.meant(".tsv") {
        work.check()?;
        let mut place = Place::Start;
        each_line(files, &file, work, telling, |telling, number, line| match &mut place {
            Place::Start => {
                place = match Header::of_first_line(line) {
                    Ok(header) => Place::Header(header),
                    Err(told) => {
                        telling.fault(At::line(&file, number), told);
                        Place::Lost
                    }
                }
            }
            Place::Header(header) => {
                if !header.add(line) {
                    let mut page = Page::new(file.clone(), std::mem::take(header));
                    page.line(telling, number, line);
                    place = Place::Body(Box::new(page));
                }
            }
            Place::Body(page) => page.line(telling, number, line),
            Place::Lost => {}
        })?;
        let page = match place {
            Place::Start => {
                telling.fault(At::line(&file, 1), "expected “#FORMAT=WebAnno TSV 3.3”, and the file is empty");
                continue;
            }
            Place::Header(header) => Box::new(Page::new(file.clone(), header)),
            Place::Body(page) => page,
            Place::Lost => continue,
        };
        page.finish(telling, document_of(&file, ".tsv"));
    }
    Ok(())
}
