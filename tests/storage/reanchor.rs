//! Finding mentions again in texts that changed.

use crate::common::dsl::Case;
use proptest::prelude::*;
use redstring::storage::{Basis, Contexts, Reanchoring, reanchor};
use redstring::text::{Document, DocumentId};

/// Re-anchors the one document of a case onto another text and performs it.
fn follow(case: &mut Case, new: &str, with_contexts: bool) -> Reanchoring {
    let texts = |id: DocumentId| case.documents.get(id.0 as usize - 1).cloned();
    let contexts = Contexts::collect(&case.project, &texts, &Contexts::default());
    let contexts = if with_contexts { contexts } else { Contexts::default() };
    let document = Document::new("0.txt", new);
    let answer = reanchor(&case.project, DocumentId(1), &contexts, &document);
    if *new != *case.documents[0].text {
        case.run(answer.command.clone()).unwrap();
    }
    for mention in case.project.mentions() {
        let parts: Vec<_> = mention.spans.iter().map(|s| s.slice(new).unwrap()).collect();
        assert_eq!(parts.join(" "), *mention.text);
    }
    answer
}

/// The new text with the named mentions marked where they are now: `[a:Bout]`.
fn marked(case: &Case, new: &str, names: &str) -> String {
    let mut edges: Vec<(u32, String)> = Vec::new();
    for name in names.split_whitespace().filter(|name| case.has(name)) {
        for span in &case.get(name).spans {
            edges.push((span.end, "]".to_owned()));
            edges.push((span.start, format!("[{name}:")));
        }
    }
    edges.sort_by_key(|e| std::cmp::Reverse(e.0));
    let mut text = new.to_owned();
    edges.iter().for_each(|(at, mark)| text.insert_str(*at as usize, mark));
    text
}

const STORY: &str = "[Viktor But]{a} was sold by [Buti]{b}. Years later [Bout]{c} met [Buti]{d} again in Sharjah. \
                     Nobody knew that [Bout]{e} was a pilot, or that [Viktor But]{f} spoke six languages.";

fn plain(story: &str) -> String {
    Case::of(&[story]).documents[0].text.to_string()
}

#[test]
fn an_insertion_before_moves_all() {
    for with_contexts in [true, false] {
        let mut case = Case::of(&[STORY]).entities("a f");
        let new = format!("Bout, a report. By Buti.\n\n{}", plain(STORY));
        let answer = follow(&mut case, &new, with_contexts);
        assert_eq!((answer.kept, answer.moved.len(), answer.lost.len()), (0, 6, 0));
        let by = new.len() - plain(STORY).len();
        let straight = |m: &redstring::storage::Moved| m.to[0].start == m.from[0].start + by as u32;
        assert!(answer.moved.iter().all(straight), "{:?}", answer.moved);
        assert_eq!(case.clusters(), "a f");
    }
}

#[test]
fn an_unchanged_text_keeps_all() {
    let mut case = Case::of(&[STORY]);
    let texts = case.documents[0].clone();
    let answer = reanchor(&case.project, DocumentId(1), &Contexts::default(), &texts);
    assert_eq!((answer.kept, answer.moved.len(), answer.lost.len()), (6, 0, 0));
    assert!(case.run(answer.command).is_err(), "nothing to do");
}

#[test]
fn a_deleted_mention_is_lost_and_listed() {
    for with_contexts in [true, false] {
        let mut case = Case::of(&[STORY]).entities("a f | c");
        let new = plain(STORY).replace(" Years later Bout met Buti again in Sharjah.", "");
        let answer = follow(&mut case, &new, with_contexts);
        let lost: Vec<_> = answer.lost.iter().map(|l| (&*l.text, l.entity.as_deref())).collect();
        assert_eq!(lost, [("Bout", Some("Bout")), ("Buti", None)], "with contexts: {with_contexts}");
        let expected = "[a:Viktor But] was sold by [b:Buti]. Nobody knew that [e:Bout] was a pilot, or that \
                        [f:Viktor But] spoke six languages.";
        assert_eq!(marked(&case, &new, "a b c d e f"), expected);
    }
}

#[test]
fn edits_all_around_are_followed() {
    let mut case = Case::of(&[STORY]);
    let new = plain(STORY)
        .replace("was sold by", "had been bought from")
        .replace("again in Sharjah", "once more, in Dubai, with Buti's brother")
        .replace("Nobody knew", "Few people knew then");
    let answer = follow(&mut case, &new, true);
    assert_eq!(answer.lost, []);
    let expected = "[a:Viktor But] had been bought from [b:Buti]. Years later [c:Bout] met [d:Buti] once more, in \
                    Dubai, with Buti's brother. Few people knew then that [e:Bout] was a pilot, or that \
                    [f:Viktor But] spoke six languages.";
    assert_eq!(marked(&case, &new, "a b c d e f"), expected);
}

#[test]
fn a_paragraph_that_was_carried_elsewhere_takes_its_mentions_along() {
    let first = "In the spring [Bout]{a} flew to Monrovia with a crew of four men.\n";
    let second = "In the autumn [Bout]{b} was seen in Kigali, buying an old Antonov.\n";
    let mut case = Case::of(&[&format!("{first}{second}")]);
    let new = format!("{}{}", plain(second), plain(first));
    let answer = follow(&mut case, &new, true);
    assert!(answer.moved.iter().all(|m| m.basis == Basis::Context));
    let expected = "In the autumn [b:Bout] was seen in Kigali, buying an old Antonov.\n\
                    In the spring [a:Bout] flew to Monrovia with a crew of four men.\n";
    assert_eq!(marked(&case, &new, "a b"), expected);
}

#[test]
fn repeated_names_keep_their_order() {
    // The same words around each, so that only the order tells them apart.
    let unit = "Then Bout said no. ";
    let marks: String = (0..40).map(|i| format!("Then [Bout]{{m{i}}} said no. ")).collect();
    for with_contexts in [true, false] {
        let mut case = Case::of(&[&marks]);
        let new = format!("{}Well. {}", unit.repeat(20), unit.repeat(20));
        let answer = follow(&mut case, &new, with_contexts);
        assert_eq!((answer.lost.len(), answer.kept), (0, 20));
        assert_eq!(case.get("m39").spans[0].end as usize, new.len() - " said no. ".len());
    }
}

#[test]
fn line_ends_and_white_space_may_change() {
    let story = "[Viktor\r\nBut]{a} was\r\nsold by\r\n[Buti]{b}.\r\n\r\nThen [Buti]{c}\r\nleft for  [Bout]{d}.\r\n";
    for with_contexts in [true, false] {
        let mut case = Case::of(&[story]);
        let new = plain(story).replace("\r\n", "\n").replace("  ", " ");
        let answer = follow(&mut case, &new, with_contexts);
        assert_eq!((answer.lost.len(), answer.moved.len()), (0, 4));
        let expected = "[a:Viktor\nBut] was\nsold by\n[b:Buti].\n\nThen [c:Buti]\nleft for [d:Bout].\n";
        assert_eq!(marked(&case, &new, "a b c d"), expected);
    }
}

#[test]
fn nested_and_dismissed_mentions_are_followed_too() {
    let mut case = Case::of(&["[[Viktor]{first} [But]{last}]{whole} and [he]{no!} left"]);
    let new = "So Viktor But and he left";
    follow(&mut case, new, false);
    assert_eq!((case.get("first").spans[0].start, case.get("whole").spans[0].start), (3, 3));
    assert_eq!((case.get("last").spans[0].start, case.get("no").spans[0].start), (10, 18));
}

#[test]
fn a_name_that_became_another_is_lost() {
    let mut case = Case::of(&["[Bout]{a} left."]);
    assert_eq!(follow(&mut case, "Bou\u{301}t left.", true).lost.len(), 1);
    let mut case = Case::of(&["[Bout]{a} left."]);
    // The letters stand there, but as part of another character than before.
    assert_eq!(follow(&mut case, "Bout\u{301} left.", true).lost.len(), 1);
    let mut case = Case::of(&["[Bout]{a} left."]);
    assert_eq!(follow(&mut case, "", true).lost.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn one_insertion_or_deletion_loses_only_what_it_touches(
        words in prop::collection::vec(0..12_usize, 30..120),
        at in any::<prop::sample::Index>(),
        gone in 0..30_usize,
        inserted in prop::collection::vec(0..12_usize, 0..20),
    ) {
        const WORDS: [&str; 12] =
            ["Bout", "Buti", "the", "flew", "sold", "arms", "Viktor", "met", "in", "Doha", "to", "six"];
        let spelt = |i: usize| WORDS[words[i]];
        let named = |i: usize| spelt(i).starts_with(char::is_uppercase);
        let text: Vec<_> = (0..words.len())
            .map(|i| if named(i) { format!("[{}]{{m{i}}}", spelt(i)) } else { spelt(i).to_owned() })
            .collect();
        let mut case = Case::of(&[&text.join(" ")]);
        let cut = at.index(words.len());
        let resume = (cut + gone).min(words.len());
        let mut new: Vec<_> = (0..cut).map(spelt).collect();
        new.extend(inserted.iter().map(|&w| WORDS[w]));
        new.extend((resume..words.len()).map(spelt));
        let new = new.join(" ");
        let answer = follow(&mut case, &new, true);
        let mentions = (0..words.len()).filter(|&i| named(i)).count();
        prop_assert_eq!(answer.kept + answer.moved.len() + answer.lost.len(), mentions);
        // Far from the edit every mention is where it must be.
        let before = |i: usize| (0..i).map(|j| spelt(j).len() + 1).sum::<usize>();
        for i in (0..words.len()).filter(|&i| named(i)) {
            let name = format!("m{i}");
            let old = before(i);
            if i + 12 < cut {
                prop_assert_eq!(case.get(&name).spans[0].start as usize, old);
            } else if i > resume + 12 {
                let shift = new.len() as i64 - case.documents[0].text.len() as i64;
                prop_assert_eq!(i64::from(case.get(&name).spans[0].start), old as i64 + shift);
            }
        }
    }
}
