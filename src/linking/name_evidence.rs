//! What two names say together, whatever stands around them.

use super::alignment::{Alignment, LEAST_LIKENESS, align};
use super::class::Class;
use super::evidence::{Details, Gatherer};
use super::index::{FormId, Place};
use super::knowledge::Role;
use super::model::Values;
use super::name::{Name, NameWord, Sort};
use super::signal::Signal;
use super::spelling::alike;

/// A word of this weight and more is as rare as can be.
const RAREST: f32 = 7.0;
/// Two names less alike than this letter by letter are not nearly the same.
const LEAST_LETTERS: f32 = 0.7;
/// Where less than this share of a name has a partner, they do not share most of it.
const HALF: f32 = 0.5;

impl Gatherer<'_> {
    /// What the name of a mention and another name say together, in log odds.
    pub fn likeness(&self, place: &Place, form: FormId) -> f32 {
        self.model.evidence(&self.pair(place.form, form, self.classes.get(place.kind)))
    }

    /// What two names of a type say together.
    pub fn pair(&self, a: FormId, b: FormId, class: Class) -> Values {
        let mut values = Values::default();
        values.set(Signal::Name, 1.0);
        self.read_pair(a, b, class, &mut values, &mut Details::default());
        values
    }

    /// The words of that.
    pub fn say_pair(&self, a: FormId, b: FormId, class: Class, details: &mut Details) {
        self.read_pair(a, b, class, &mut Values::default(), details);
    }

    fn read_pair(&self, a: FormId, b: FormId, class: Class, values: &mut Values, details: &mut Details) {
        self.names(self.name(a), self.name(b), class, values, details);
        self.known((a, b), class, values, details);
    }

    /// The evidence of two names alone.
    fn names(&self, a: &Name, b: &Name, class: Class, values: &mut Values, details: &mut Details) {
        let pair = || format!("{} ~ {}", a.written, b.written);
        if a.core == b.core {
            values.set(Signal::SameName, 1.0);
            if a.words.len() < 2 {
                values.set(Signal::OneWord, 1.0);
            }
            if a.written != b.written {
                values.set(Signal::OtherSpelling, 1.0);
                details.say(Signal::OtherSpelling, pair);
            }
            self.rare(a.proper().map(|w| &*w.text), values, details);
            return;
        }
        if a.core.replace(' ', "") == b.core.replace(' ', "") {
            values.set(Signal::Together, 1.0);
            details.say(Signal::Together, pair);
            return;
        }
        if is_acronym_of(a, b) || is_acronym_of(b, a) {
            values.set(Signal::Acronym, 1.0);
            details.say(Signal::Acronym, pair);
        }
        let weight = |w: &NameWord| self.index.weight_of(&w.text) * w.says;
        let found = align(a, b, self.knowledge, &weight);
        let letters = alike(&a.solid, &b.solid, LEAST_LETTERS);
        if letters > LEAST_LETTERS && a.sort == Sort::Proper && b.sort == Sort::Proper {
            values.set(Signal::Letters, (letters - LEAST_LETTERS) / (1.0 - LEAST_LETTERS));
            details.say(Signal::Letters, pair);
        }
        if found.pairs.is_empty() {
            return;
        }
        match found.numbers {
            Some(true) => values.set(Signal::NumbersSame, 1.0),
            Some(false) => values.set(Signal::NumbersDiffer, 1.0),
            None => {}
        }
        let whole = found.covered[0].min(found.covered[1]) * found.likeness;
        if whole > HALF {
            values.set(Signal::Whole, (whole - HALF) / (1.0 - HALF));
        }
        self.parts(a, b, &found, values, details);
        if class == Class::Person {
            persons(a, b, &found, values, details);
        }
        let words = found.pairs.iter().filter(|p| p.2 > 0.9 && a.words[p.0].proper).map(|p| &*a.words[p.0].text);
        self.rare(words, values, details);
    }

    /// What is known of both.
    fn known(&self, (a, b): (FormId, FormId), class: Class, values: &mut Values, details: &mut Details) {
        let (a, b) = (&self.index.forms[a as usize], &self.index.forms[b as usize]);
        if a.name.core == b.name.core || a.facts.is_empty() || b.facts.is_empty() {
            return;
        }
        let is_name = |role: Role| matches!(role, Role::Name | Role::Code);
        let mut best: Option<(Signal, u32)> = None;
        for x in &a.facts {
            for y in b.facts.iter().filter(|y| y.id == x.id && self.is_of(y.id, class)) {
                let signal = match (x.role, y.role) {
                    (x, y) if is_name(x) && is_name(y) => Signal::Alias,
                    (Role::Demonym, _) | (_, Role::Demonym) => Signal::People,
                    _ => Signal::Stands,
                };
                if best.is_none_or(|(old, _)| signal < old) {
                    best = Some((signal, x.id));
                }
            }
        }
        let (signal, id) = match best {
            Some(found) => found,
            None if a.facts.iter().any(|f| is_name(f.role)) && b.facts.iter().any(|f| is_name(f.role)) => {
                (Signal::OtherKnown, a.facts[0].id)
            }
            None => return,
        };
        values.set(signal, 1.0);
        let thing = self.knowledge.name(id).unwrap_or_default();
        details.say(signal, || format!("{} ~ {} ({thing})", a.name.written, b.name.written));
    }

    /// Whether a thing that is known may be what a mention of a class names: a film is not the man whose nickname it has.
    fn is_of(&self, thing: u32, class: Class) -> bool {
        let known = self.knowledge.kind(thing).map_or(Class::Unknown, Class::from);
        let acts = |class: Class| matches!(class, Class::Place | Class::Organisation | Class::Group);
        known == class || class == Class::Unknown || (acts(known) && acts(class))
    }

    fn parts(&self, a: &Name, b: &Name, found: &Alignment, values: &mut Values, details: &mut Details) {
        let left = found.left[0].min(found.left[1]);
        let spelt = || {
            let pairs = found.pairs.iter().filter(|p| p.2 < 0.995);
            pairs.map(|&(i, j, _)| format!("{} ~ {}", a.words[i].text, b.words[j].text)).collect::<Vec<_>>().join(", ")
        };
        // Whether a word of a name is in both as it is.
        let same = found.pairs.iter().any(|p| p.2 > 0.96 && a.words[p.0].proper && a.words[p.0].text.len() > 1);
        if found.likeness < 0.995 {
            let likeness = ((found.likeness - LEAST_LIKENESS) / (1.0 - LEAST_LIKENESS)).max(0.0);
            values.set(Signal::Alike, likeness * found.covered[0].max(found.covered[1]));
            details.say(Signal::Alike, spelt);
        }
        let shorter = if a.words.len() <= b.words.len() { a } else { b };
        if left > 0.01 {
            values.set(Signal::Left, left);
            if found.heads > 0.9 {
                values.set(Signal::HeadAlone, 1.0);
                details.say(Signal::HeadAlone, || a.words[a.head].text.to_string());
            }
        } else if !same || (found.heads > 0.0 && found.likeness <= 0.96) {
            // What is spelt otherwise is told by how alike it is.
        } else if found.heads > 0.0 {
            values.set(Signal::ShortForm, 1.0);
            details.say(Signal::ShortForm, || shorter.written.to_string());
        } else {
            // "NATO" and "the NATO alliance", but not "Airbus" and "the Airbus A380".
            let plain = found.left[0].max(found.left[1]) == 0.0;
            let signal = if plain { Signal::PartPlain } else { Signal::PartOnly };
            values.set(signal, 1.0);
            details.say(signal, || shorter.written.to_string());
        }
    }

    fn rare<'w>(&self, words: impl Iterator<Item = &'w str>, values: &mut Values, details: &mut Details) {
        let rarest = words.map(|w| (self.index.weight_of(w), w)).max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((weight, word)) = rarest {
            values.set(Signal::Rare, (weight / RAREST).min(1.0));
            details.say(Signal::Rare, || word.to_owned());
        }
    }
}

fn is_acronym_of(short: &Name, long: &Name) -> bool {
    let said = long.bracketed.as_deref() == Some(&*short.core);
    said || (short.is_acronym() && long.initials().is_some_and(|i| i == *short.core))
}

/// What surnames and given names say.
fn persons(a: &Name, b: &Name, found: &Alignment, values: &mut Values, details: &mut Details) {
    let (Some(head_a), Some(head_b)) = (a.words.get(a.head), b.words.get(b.head)) else { return };
    // "Britney" for Britney Spears.
    for (short, long, swap) in [(a, b, false), (b, a, true)] {
        let first = (long.run..long.head).find(|&i| long.words[i].proper);
        let is_pair =
            |i: usize| found.pairs.iter().any(|p| if swap { (p.1, p.0) == (0, i) } else { (p.0, p.1) == (0, i) });
        if short.words.len() == 1 && short.words[0].text.len() > 1 && first.is_some_and(is_pair) {
            values.set(Signal::GivenAlone, 1.0);
            details.say(Signal::GivenAlone, || short.written.to_string());
            return;
        }
    }
    let pair = |x: &NameWord, y: &NameWord| format!("{} ~ {}", x.text, y.text);
    if found.heads > 0.96 {
        values.set(Signal::SurnameSame, 1.0);
        details.say(Signal::SurnameSame, || head_a.text.to_string());
    } else if found.heads > 0.0 {
        let alike = (found.heads - LEAST_LIKENESS) / (1.0 - LEAST_LIKENESS);
        values.set(Signal::SurnameAlike, alike.max(0.0) * alike.max(0.0));
        details.say(Signal::SurnameAlike, || pair(head_a, head_b));
    } else if !found.pairs.iter().any(|p| p.0 == a.head || p.1 == b.head) {
        values.set(Signal::SurnameDiffers, 1.0);
        details.say(Signal::SurnameDiffers, || pair(head_a, head_b));
    }
    let given = |n: &Name| (n.run..n.head).find(|&i| n.words[i].proper);
    let (Some(given_a), Some(given_b)) = (given(a), given(b)) else { return };
    let words = (&a.words[given_a], &b.words[given_b]);
    let (signal, text) = match found.pairs.iter().find(|p| p.0 == given_a && p.1 == given_b) {
        Some(p) if p.2 > 0.96 => (Signal::GivenSame, words.0.text.to_string()),
        Some(_) if words.0.initial || words.1.initial => (Signal::GivenInitial, pair(words.0, words.1)),
        Some(_) => (Signal::GivenForm, pair(words.0, words.1)),
        // A middle name that the other begins with is no other name.
        None if found.pairs.iter().any(|p| p.0 == given_a || p.1 == given_b) => return,
        None => (Signal::GivenDiffers, pair(words.0, words.1)),
    };
    values.set(signal, 1.0);
    details.say(signal, || text);
}
