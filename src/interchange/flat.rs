//! Mentions with one span each, for formats that have no others.

use super::source::{SourceDocument, quoted};
use super::{Loss, Report};
use crate::annotation::Mention;
use std::collections::HashSet;
use std::hash::Hash;

/// The mentions of a document with the place that the format gives to their hull, in order. Those that have no place
/// there, and those at whose place another one stands, are left out: a place tells one mention, and one that was whole
/// comes before one that is flattened.
pub(super) fn flat<'a, P: Copy + Eq + Hash>(
    document: &SourceDocument<'a>,
    report: &mut Report,
    place: impl Fn(&Mention) -> Option<P>,
) -> Vec<(&'a Mention, P)> {
    let mut taken = HashSet::new();
    let mut kept: Vec<Option<P>> = vec![None; document.mentions.len()];
    for whole in [true, false] {
        for (mention, kept) in document.mentions.iter().zip(&mut kept) {
            if (mention.spans.len() == 1) != whole {
                continue;
            }
            let example = || format!("{} ({})", quoted(&mention.text), document.record.path);
            match place(mention) {
                None => report.losses.note(Loss::Mention, example),
                Some(place) if !taken.insert(place) => report.losses.note(Loss::Crossing, example),
                Some(place) => {
                    if !whole {
                        report.losses.note(Loss::Flattened, example);
                    }
                    *kept = Some(place);
                }
            }
        }
    }
    document.mentions.iter().zip(kept).filter_map(|(mention, place)| Some((*mention, place?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::testing::{corpus, mark};
    use crate::interchange::{ExportOptions, Source};

    #[test]
    fn a_whole_mention_comes_before_one_that_is_flattened_onto_it() {
        let mut case = corpus(&[("a.txt", "Viktor A. Bout left")]);
        mark(&mut case, "a.txt", &["Viktor", "Bout"], "Person");
        let whole = mark(&mut case, "a.txt", &["Viktor A. Bout"], "Person");
        mark(&mut case, "a.txt", &["A.", "left"], "Person");
        let source = Source { project: &case.0, texts: &case.1, options: ExportOptions::default() };
        let document = source.documents().next().unwrap();
        let mut report = Report::default();
        let kept = flat(&document, &mut report, |m| Some((m.hull().start, m.hull().end)));
        assert_eq!(
            kept.iter().map(|(m, place)| (m.id == whole, *place)).collect::<Vec<_>>(),
            [(true, (0, 14)), (false, (7, 19))]
        );
        assert_eq!((report.losses.of(Loss::Crossing), report.losses.of(Loss::Flattened)), (1, 1));
    }
}
