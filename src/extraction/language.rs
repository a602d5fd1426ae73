//! The language of each document: the English tagger is for English.

use super::lists::{self, FUNCTION, ORDINARY};
use crate::text::Document;
use whatlang::Lang;

/// What is known of a document's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Other,
    /// Too little text, or none in words.
    Unclear,
}

/// As much of a document is looked at, in bytes.
const SAMPLE: usize = 16 << 10;
/// With fewer words than this, a document says little about its language.
const FEW_WORDS: usize = 12;

/// The language of every document. One that is too short to tell is in the language of most others.
pub(super) fn of_all(documents: &[&Document]) -> Vec<Language> {
    let mut all: Vec<Language> = documents.iter().map(|d| of(&d.text)).collect();
    let count = |wanted: Language| all.iter().filter(|&&l| l == wanted).count();
    let (english, other) = (count(Language::English), count(Language::Other));
    let most = if other > english { Language::Other } else { Language::English };
    for (language, document) in all.iter_mut().zip(documents) {
        let latin = || document.text.chars().take(SAMPLE).any(|c| c.is_ascii_alphabetic());
        if *language == Language::Unclear {
            *language = if latin() { most } else { Language::Other };
        }
    }
    all
}

/// The language that a text shows by itself.
///
/// Machine-translated news is English although half of its words are foreign names, which misleads letter statistics.
/// So English is known by its small words first; the letters decide where these are few.
pub(super) fn of(text: &str) -> Language {
    let mut end = text.len().min(SAMPLE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let (mut small, mut english, mut plain, mut words) = (0, 0, 0, 0);
    let mut lower = String::new();
    for word in sample.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
        let Some(first) = word.chars().next().filter(|c| c.is_alphabetic()) else { continue };
        words += 1;
        // Names tell nothing of the language around them.
        let shouted = word.chars().all(|c| !c.is_lowercase());
        if first.is_uppercase() && !shouted {
            continue;
        }
        plain += 1;
        lower.clear();
        lower.extend(word.chars().flat_map(char::to_lowercase));
        let roles = lists::roles(&lower);
        small += usize::from(ENGLISH.contains(&&*lower));
        english += usize::from(roles & ORDINARY != 0 || (roles & FUNCTION != 0 && lower.is_ascii()));
    }
    if plain >= FEW_WORDS && small * 5 >= plain && english * 3 >= plain * 2 {
        return Language::English;
    }
    if plain >= FEW_WORDS && english * 10 >= plain * 9 {
        return Language::English;
    }
    let info = whatlang::detect(sample);
    match info {
        // Letters of another script say it all.
        Some(info) if info.script() != whatlang::Script::Latin => Language::Other,
        Some(info) if words >= FEW_WORDS && info.lang() != Lang::Eng && info.is_reliable() => Language::Other,
        Some(info) if words >= FEW_WORDS && info.lang() == Lang::Eng && english * 2 >= plain => Language::English,
        Some(_) if plain >= FEW_WORDS && english * 3 < plain => Language::Other,
        Some(_) if plain >= 4 && english * 10 >= plain * 8 => Language::English,
        _ => Language::Unclear,
    }
}

/// The most frequent words of English that are frequent in no other language of its letters.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "that", "is", "was", "for", "with", "his", "he", "by", "from", "at", "which", "who",
    "has", "had", "were", "are", "not", "this", "have", "been", "their", "they", "it", "its", "as", "or", "would",
    "will", "about", "said", "also", "after", "when", "what", "there", "you", "her", "she", "but", "be", "on", "in",
    "a",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_translated_news_full_of_foreign_names_is_english() {
        let text = "Oleksandr Tkachuk and Bohdana Lysenko told to the newspaper Vechirnia Poltava that Hryhorii Zinchenko \
                    with Mykhailo Bondar from Kremenchuk not received the documents of the company Dnipro-Zerno.";
        assert_eq!(of(text), Language::English);
    }

    #[test]
    fn a_headline_in_capitals_is_english() {
        assert_eq!(
            of("THE COURT FREES THE AGENT WHO SOLD THE SHIP THREE TIMES TO A FIRM THAT DOES NOT EXIST"),
            Language::English
        );
    }

    #[test]
    fn other_languages_are_others() {
        let others = [
            "Der Kapitän hat das Schiff nach dem Sturm im Hafen von Oslo gelassen, und die Besatzung fuhr nach Hause.",
            "Капитан оставил судно в порту, и команда поехала домой на поезде, сказал адвокат Иванов.",
            "El capitán dejó el barco en el puerto y la tripulación se fue a casa en tren, dijo el abogado.",
            "Le capitaine a laissé le navire dans le port et l’équipage est rentré chez lui en train, dit l’avocat.",
            "Kapitán nechal loď v přístavu a posádka odjela domů vlakem, řekl právník společnosti.",
            "قال المحامي إن القبطان ترك السفينة في الميناء",
        ];
        for text in others {
            assert_eq!(of(text), Language::Other, "{text}");
        }
    }

    #[test]
    fn a_short_text_is_in_the_language_of_the_others() {
        let texts = [
            "Anna Berg",
            "The captain has left the ship in the harbour of Oslo and the crew went home by train.",
            "Привет",
        ];
        let documents = texts.map(|text| Document::new("a.txt", text));
        let all = of_all(&documents.iter().collect::<Vec<_>>());
        assert_eq!(all, [Language::English, Language::English, Language::Other]);
    }
}
