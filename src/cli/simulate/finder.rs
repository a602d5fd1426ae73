//! Finding an entity in the list by typing: what it costs at best.

use crate::annotation::{EntityId, MentionId, Project};
use std::cmp::Reverse;

/// The keys to find an entity for a mention: one to begin, the letters of a filter until the entity is found among what
/// is left of the list, an arrow key for each that stands before it, and Enter. The letters are the first of the
/// entity's name or of the mention, whichever takes fewer; the list is that of the window, in which an entity is
/// found by its name and by the texts of its mentions, larger ones first.
pub(super) fn keys_to_find(project: &Project, entity: EntityId, mention: MentionId) -> usize {
    let mut all: Vec<_> = project.entities().map(|e| (Reverse(project.cluster(e.id).mentions), e.id)).collect();
    all.sort_unstable();
    let words = |id: EntityId| -> Vec<String> {
        let name = project.entity(id).map(|e| e.name.to_lowercase());
        let mut words: Vec<_> =
            name.into_iter().chain(project.mentions_of(id).map(|m| m.text.to_lowercase())).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let list: Vec<(EntityId, Vec<String>)> = all.into_iter().map(|(_, id)| (id, words(id))).collect();
    let name = project.entity(entity).map(|e| e.name.to_lowercase());
    let seen = project.mention(mention).map(|m| m.text.to_lowercase());
    let best = name.into_iter().chain(seen).filter_map(|text| letters_and_arrows(&list, entity, &text)).min();
    2 + best.unwrap_or(list.len())
}

/// The fewest letters of a text and arrow keys after them that lead to an entity. `None` when the text does not find it.
fn letters_and_arrows(list: &[(EntityId, Vec<String>)], entity: EntityId, text: &str) -> Option<usize> {
    let mut left: Vec<&(EntityId, Vec<String>)> = list.iter().collect();
    let mut best: Option<usize> = None;
    let ends = std::iter::once(0).chain(text.char_indices().map(|(at, c)| at + c.len_utf8()));
    for (letters, end) in ends.enumerate() {
        if best.is_some_and(|best| letters >= best) {
            break;
        }
        left.retain(|(_, words)| words.iter().any(|word| word.contains(&text[..end])));
        let Some(before) = left.iter().position(|(id, _)| *id == entity) else { break };
        best = Some(best.map_or(letters + before, |best| best.min(letters + before)));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<(EntityId, Vec<String>)> {
        (1..).zip(names).map(|(id, name)| (EntityId(id), vec![(*name).to_owned()])).collect()
    }

    #[test]
    fn letters_are_typed_as_long_as_arrows_take_more() {
        let list = list(&["boeing", "airbus", "air france", "airbus uk"]);
        let keys = |id, text| letters_and_arrows(&list, EntityId(id), text);
        assert_eq!(keys(1, "boeing"), Some(0), "it is the first");
        assert_eq!(keys(2, "airbus"), Some(1), "an arrow, or the letter a");
        assert_eq!(keys(3, "air france"), Some(2), "two arrows, or a letter and an arrow");
        assert_eq!(keys(4, "airbus uk"), Some(3));
        assert_eq!(keys(4, "uk"), Some(2), "u finds Airbus too, uk only this one");
        assert_eq!(keys(1, "planes"), Some(0), "no letter has to be typed");
    }
}
