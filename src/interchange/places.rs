//! One mention at a place. A project has no two mentions with the same spans; formats of layers do.

use super::{Telling, Told};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The mentions of one document, each place once, in the order in which they are told.
#[derive(Debug, Default)]
pub(super) struct Places {
    told: Vec<Told>,
    at: HashMap<Vec<(u32, u32)>, usize>,
}

impl Places {
    /// Takes a mention. One that stands where another one does gives that what it lacks: its entity, and with it its
    /// type. What is left of it is noted as ignored.
    pub fn add(&mut self, telling: &mut Telling, mut told: Told) {
        let first = match self.at.entry(told.parts.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(self.told.len());
                self.told.push(told);
                return;
            }
            Entry::Occupied(occupied) => &mut self.told[*occupied.get()],
        };
        if first.entity.is_none() && told.entity.is_some() {
            std::mem::swap(first, &mut told);
        }
        if first.kind.is_empty() {
            std::mem::swap(&mut first.kind, &mut told.kind);
        }
        if !told.kind.is_empty() && told.kind != first.kind {
            telling.ignore("Second type of a mention");
        }
        if told.entity.is_some() && told.entity != first.entity {
            telling.ignore("Second entity of a mention");
        }
    }

    /// Tells all.
    pub fn finish(self, telling: &mut Telling) {
        telling.mentions.extend(self.told);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::At;

    #[test]
    fn a_second_one_gives_what_the_first_lacks() {
        let (mut places, mut telling) = (Places::default(), Telling::default());
        let told = |line, kind: &str, entity: Option<&str>| Told {
            kind: kind.into(),
            entity: entity.map(Into::into),
            ..Told::new(At::line(&"x".into(), line), "a.txt".into(), vec![(0, 4)])
        };
        for (line, kind, entity) in
            [(1, "PER", None), (2, "", None), (3, "ORG", Some("e1")), (4, "ORG", Some("e1")), (5, "LOC", Some("e2"))]
        {
            places.add(&mut telling, told(line, kind, entity));
        }
        places.finish(&mut telling);
        assert_eq!(telling.mentions, [told(3, "ORG", Some("e1"))]);
        let ignored: Vec<_> = telling.ignored.iter().map(|(what, count)| (what.as_str(), *count)).collect();
        assert_eq!(ignored, [("Second entity of a mention", 1), ("Second type of a mention", 2)]);
    }
}
