//! What the pipeline finds, as short texts and the mentions in them.

use crate::common::mentions::{mentions, rule, run};
use proptest::prelude::*;
use redstring::annotation::{Layers, Schema};
use redstring::corpus;
use redstring::extraction::{ExtractError, Extractor, Pipeline, Proposal};
use redstring::text::{Document, DocumentId};
use redstring::work::{Cancelled, Work};
use std::path::Path;

#[test]
fn what_is_found_is_the_same_on_one_thread_and_on_many() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let reading = corpus::read_folder(&seeds, &Work::default()).unwrap();
    let documents: Vec<_> = (1..).map(DocumentId).zip(reading.documents).collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut all = Vec::new();
        let mut found = |id, mentions: Vec<Proposal>| all.push((id, mentions));
        pool.install(|| Pipeline.extract(&documents, &Schema::default(), &Work::default(), &mut found)).unwrap();
        all
    };
    let one = on(1);
    assert!(documents.len() > 10 && one.iter().map(|(_, found)| found.len()).sum::<usize>() > 100);
    for threads in [2, 5] {
        assert_eq!(on(threads), one, "{threads} threads");
    }
}

#[test]
fn full_names_with_initials_particles_and_titles() {
    let text = "Yesterday Gen. Tobias K. Vant met President Ludwig van der Aa and Dr. Mila Sorel in the garden.";
    let people = ["Tobias K. Vant/Person", "Ludwig van der Aa/Person", "Mila Sorel/Person"];
    assert_eq!(mentions(&[text]), [&["Yesterday/Date"][..], &people].concat());
}

#[test]
fn a_particle_joins_a_name_that_no_list_knows() {
    let texts = ["The pilot told Cornelisz van Ryssel of the storm.", "Later Van Ryssel wrote home."];
    assert_eq!(mentions(&texts), ["Cornelisz van Ryssel/Person", "Van Ryssel/Person"]);
}

#[test]
fn a_surname_is_found_alone_bent_and_at_the_start_of_a_sentence() {
    let texts = [
        "The smuggler Oskar Brandl was caught. The court heard that Brandl had sailed. Brandl denied it.",
        "Nobody believed Brandli at first. Brandlin ship was empty.",
    ];
    let people = mentions(&texts);
    assert_eq!(
        people,
        ["Oskar Brandl", "Brandl", "Brandl", "Brandli", "Brandlin"].map(|name| format!("{name}/Person"))
    );
    // What the tagger thought is told behind it.
    assert!(rule(&texts, "Brandl").starts_with("surname of Oskar Brandl"));
    assert!(rule(&texts, "Brandli").starts_with("surname of Oskar Brandl, ending -i"));
}

#[test]
fn a_surname_that_is_an_ordinary_word_is_taken_where_it_acts() {
    let texts =
        ["Only once did they see Viktor Still here. Still was asleep, and they said that Still (left) had still not \
                  eaten. Still the ship sailed. Still, nobody minded. Still’s coat was wet."];
    let names: Vec<_> = mentions(&texts);
    assert_eq!(names, ["Viktor Still", "Still", "Still", "Still"].map(|name| format!("{name}/Person")));
}

#[test]
fn words_that_begin_sentences_are_no_names() {
    let text =
        "However, it rained. Last week was dry. According to them it will stay so. Carefully they left. Ships sank.";
    assert_eq!(mentions(&[text]), ["Last week/Date"]);
}

#[test]
fn function_words_glued_on_are_cut_off() {
    let text = "They spoke to Pedro Maltiwho had seen the film Field of Saltwhere nobody speaks. Everywhere it rained.";
    assert_eq!(mentions(&[text]), ["Pedro Malti/Person", "Field of Salt/Work"]);
}

#[test]
fn acronyms_are_tied_to_their_long_names() {
    let texts = ["The Harbour Safety Office (HSO) met the PLO (Port Labour Organisation).", "Later HSO left."];
    assert_eq!(
        mentions(&texts),
        [
            "Harbour Safety Office/Organisation",
            "HSO/Organisation",
            "PLO/Organisation",
            "Port Labour Organisation/Organisation",
            "HSO/Organisation"
        ]
    );
    assert!(rule(&texts, "HSO").starts_with("acronym of Harbour Safety Office"));
}

#[test]
fn organisations_places_and_peoples() {
    let text = "The Finnish navy and the Ministry of Tides of Norway met Gull & Partners Ltd in Bergen, near Lake Orrin. \
                The city of Marlow, Illinois, did not answer.";
    let found = mentions(&[text]);
    for wanted in [
        "Finnish/Group",
        "Gull & Partners Ltd/Organisation",
        "Bergen/Place",
        "Lake Orrin/Place",
        "Marlow/Place",
        "Illinois/Place",
    ] {
        assert!(found.iter().any(|m| m == wanted), "{wanted} in {found:?}");
    }
}

#[test]
fn dates_amounts_and_contacts() {
    let text = "On Friday, 3 May 2019, at 14:30, he paid $3.8 million, 12 % of it in EUR 4,100. Write to a.b@mole.example \
                or see https://mole.example/a_(b). Since 2014-05-01 and in the 1990s nothing happened; in March it did.";
    let wanted = [
        "Friday, 3 May 2019/Date",
        "14:30/Date",
        "$3.8 million/Quantity",
        "12 %/Quantity",
        "EUR 4,100/Quantity",
        "a.b@mole.example/Contact",
        "https://mole.example/a_(b)/Contact",
        "2014-05-01/Date",
        "1990s/Date",
        "March/Date",
    ];
    assert_eq!(mentions(&[text]), wanted);
}

#[test]
fn headlines_and_lines_do_not_grow_together() {
    let text = "COURT FREES SHIPPING AGENT\n\nAnna Berg\nLars Holm\n\n“It was Lars Holm,” said Anna Berg to the court.";
    assert_eq!(mentions(&[text]), ["Anna Berg", "Lars Holm", "Lars Holm", "Anna Berg"].map(|n| format!("{n}/Person")));
}

#[test]
fn works_after_the_word_for_them() {
    let text = "Two years ago she wrote the novel A Rope of Sand, and the film “Low Water” came of it. Many praised A Rope of Sand.";
    assert_eq!(
        mentions(&[text]),
        ["Two years ago/Date", "A Rope of Sand/Work", "Low Water/Work", "A Rope of Sand/Work"]
    );
}

#[test]
fn where_all_nouns_are_capitalised_only_names_are_found() {
    let text = "Der Kapitän hat das Schiff nach dem Sturm im Hafen von Oslo gelassen, und die Besatzung ist mit dem Zug \
                nach Hause gefahren. Der Anwalt Hans Vogt sagte, dass die Reederei die Kosten nicht zahlt.";
    assert_eq!(mentions(&[text]), ["Oslo/Place", "Hans Vogt/Person"]);
}

#[test]
fn without_case_only_patterns_are_found() {
    assert_eq!(
        mentions(&["قال في 12/05/2011 شيئا", "见 https://a.example/b 。"]),
        ["12/05/2011/Date", "https://a.example/b/Contact"]
    );
}

#[test]
fn a_mention_tells_which_layers_found_it() {
    let texts = ["The smuggler Oskar Brandl was caught in Oslo on Friday.", "Nobody believed Brandli at first."];
    let all = run(&texts);
    let layers = |text: &str| {
        let found = all.iter().flat_map(|(_, found)| found).find(|m| &*m.text == text);
        found.and_then(|m| m.evidence.as_ref()).map(|e| e.layers).unwrap_or_default()
    };
    assert!(layers("Oskar Brandl").has(Layers::TAGGER) && layers("Oskar Brandl").has(Layers::RULES));
    assert!(layers("Brandli").has(Layers::PROJECT));
}

#[test]
fn the_english_tagger_reads_no_other_language() {
    let texts = [
        "Der Kapitän Hans Vogt hat das Schiff nach dem Sturm im Hafen von Oslo gelassen, und die Besatzung fuhr nach Hause.",
        "Капитан Иванов оставил судно в порту Одесса, и команда поехала домой на поезде.",
    ];
    let all = run(&texts);
    let evidence = all.iter().flat_map(|(_, found)| found).filter_map(|m| m.evidence.as_ref());
    assert!(evidence.clone().count() > 0 && evidence.clone().all(|e| !e.layers.has(Layers::TAGGER)));
}

#[test]
fn a_type_that_is_off_is_never_proposed() {
    let off = Schema::default();
    let off = off.changed(off.for_label("GPE").unwrap(), |t| t.on = false).unwrap();
    let documents = [(DocumentId(0), Document::new("a.txt", "The agent Anna Berg flew from Oslo to Bangkok."))];
    let mut texts = Vec::new();
    let mut take = |_, found: Vec<Proposal>| texts.extend(found.into_iter().map(|m| m.text.to_string()));
    Pipeline::new().extract(&documents, &off, &Work::default(), &mut take).unwrap();
    assert_eq!(texts, ["Anna Berg"]);
}

#[test]
fn cancelled_work_stops() {
    let work = Work::default();
    work.cancel();
    let documents = [(DocumentId(1), Document::new("a.txt", "Anna Berg"))];
    let mut calls = 0;
    let end = Pipeline::new().extract(&documents, &Schema::default(), &work, &mut |_, _| calls += 1);
    assert_eq!((end, calls), (Err(ExtractError::Cancelled(Cancelled)), 0));
}

fn check(texts: &[&str]) {
    let all = run(texts);
    assert_eq!(all.len(), texts.len());
    for ((id, found), (i, text)) in all.iter().zip((0..).zip(texts)) {
        assert_eq!(*id, DocumentId(i));
        for mention in found {
            assert_eq!(mention.spans.len(), 1);
            let span = mention.spans[0];
            assert_eq!(span.check(text), Ok(()));
            assert_eq!(span.slice(text), Some(&*mention.text));
            assert_eq!(mention.text.trim(), &*mention.text);
        }
        let spans: Vec<_> = found.iter().map(|m| m.spans[0]).collect();
        for pair in spans.windows(2) {
            let nested = pair[0].contains(pair[1]) && pair[0] != pair[1];
            assert!(pair[0].start <= pair[1].start && (nested || pair[0].end <= pair[1].start), "{pair:?}");
        }
    }
}

#[test]
fn odd_texts_do_no_harm() {
    let marks = format!("A{} B", "\u{301}".repeat(5000));
    let brackets = format!("http://a.example/{}", ")".repeat(20_000));
    check(&["", "A", ".", "U.S", "A.B", "’s", "@", "a@b.c", "(A)", "$", "1", "De", "X (", "McX'S", &marks, &brackets]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_gives_spans_that_fit(a in any::<String>(), b in "\\PC*") {
        check(&[&a, &b]);
    }

    #[test]
    fn any_row_of_name_parts_gives_spans_that_fit(parts in prop::collection::vec(prop::sample::select(vec![
        "Viktor", "Still", "Stilli", "still", "But", "von", "der", "al-", "of", "the", "The", "USA", "U.S.", "J.", "'s", "’", "“", "”", "(",
        ")", ",", ". ", "\n", "\n\n", "said", "book", "Ministry", "3", "May", "2019", "$", "%", "@a.example", "http://", "Dr.", "é", "\u{301}",
        "🇩🇪", "中", "X", "MOX", "-", "&", "Norway", "who", "Sechinwho", "is", ":", "1.", "/",
    ]), 0..60), space in prop::bool::ANY) {
        check(&[&parts.join(if space { " " } else { "" }), &parts.join(" ")]);
    }
}
