//! What everybody knows of names (`assets/linking`): other names of places, organisations and people, their peoples,
//! capitals and seats, forms of given names, titles, legal forms, and the common nouns that stand for a name.
//!
//! The built-in lists are read once. A project may add lines of its own, in the same format.

mod fold;
mod read;
mod words;

pub use fold::folded;
pub use read::{KnowledgeError, KnowledgeFault};
pub use words::{Gender, HeadGroup, LegalForm, Title};

use fold::key;
use smallvec::SmallVec;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use words::Words;

/// What a thing is that a name stands for, or a common noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A human being, a figure of a story.
    Person,
    /// A firm, an authority, a party, a club, a band, an armed group.
    Organisation,
    /// A country, a town, a region, a building.
    Place,
    /// People who have something in common: a people, a family, a creed.
    Group,
    /// A book, a film, a law.
    Work,
    /// A war, a match, a storm.
    Event,
    /// What is made and sold: a phone, an aircraft.
    Product,
}

/// How a name says what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It is the thing: by any of its names, spellings, acronyms.
    Name,
    /// It is who belongs to it, or its adjective: `German`, `Tory`.
    Demonym,
    /// It is its capital, which may stand for its government: `Paris`.
    Capital,
    /// It is a building or an office that stands for its government or its management: `Kremlin`.
    Seat,
    /// It is a code of it, which is a word or nothing when it is not in capitals: `DE`.
    Code,
}

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// The thing that it names: see [`Knowledge::name`].
    pub id: u32,
    /// How it names it.
    pub role: Role,
    /// Whether that holds of the name in capitals alone: `WHO`, `US`, and all codes.
    pub capitals: bool,
}

/// A thing that has names.
#[derive(Clone, Debug)]
struct Thing {
    name: Box<str>,
    kind: Kind,
    within: Option<u32>,
}

/// What is known of names. Names are asked for [`folded`]; hyphens and an article in front don't matter.
#[derive(Clone, Debug, Default)]
pub struct Knowledge {
    things: Vec<Thing>,
    names: HashMap<Box<str>, SmallVec<[Fact; 2]>>,
    given: HashMap<Box<str>, SmallVec<[u32; 4]>>,
    given_groups: Vec<Box<str>>,
    words: Words,
}

static BUILTIN: LazyLock<Knowledge> = LazyLock::new(Knowledge::read_builtin);

impl Knowledge {
    /// What Redstring brings along. Read at the first call, in some milliseconds.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// This and the lines of a project of its own, in the format of `assets/linking/README.md`. A line that begins with
    /// a name that is known already adds to it. Ids that were given stay.
    ///
    /// # Errors
    /// The first line that is not of the format.
    pub fn with(&self, extra: &str) -> Result<Self, KnowledgeError> {
        let mut more = self.clone();
        more.read(extra)?;
        Ok(more)
    }

    /// The file with a project's own lines, beside the project's file: `bout.knowledge` beside `bout.ron`.
    pub fn beside(project: &Path) -> PathBuf {
        project.with_extension("knowledge")
    }

    /// What a folded name may be, in the order of the lists.
    pub fn ids(&self, folded: &str) -> impl Iterator<Item = Fact> {
        let key = key(folded);
        let without_article = || key.strip_prefix("the ").and_then(|bare| self.names.get(bare));
        self.names.get(&*key).or_else(without_article).into_iter().flatten().copied()
    }

    /// The name that a thing is best known by; nothing for an id that was never given. What stands in brackets tells
    /// two of one name apart: `Georgia (United States)`.
    pub fn name(&self, id: u32) -> Option<&str> {
        self.thing(id).map(|thing| &*thing.name)
    }

    /// What kind of thing an id is.
    pub fn kind(&self, id: u32) -> Option<Kind> {
        self.thing(id).map(|thing| thing.kind)
    }

    /// The country or the region that a thing lies in or belongs to, where the lists say so.
    pub fn within(&self, id: u32) -> Option<u32> {
        self.thing(id)?.within
    }

    /// The groups of given names that a folded one belongs to: two names that share a group may be one person's.
    pub fn given_names(&self, folded: &str) -> &[u32] {
        self.given.get(&*key(folded)).map_or(&[], SmallVec::as_slice)
    }

    /// The name that heads a group of given names.
    pub fn given_name(&self, group: u32) -> Option<&str> {
        self.given_groups.get(group as usize).map(|name| &**name)
    }

    /// What a folded word or words before or behind a person's name say.
    pub fn title(&self, folded: &str) -> Option<Title> {
        self.words.title(&key(folded))
    }

    /// The legal form in the name of an organisation, which stands behind it (`gazprom pao`, the longest that fits) or
    /// else before it (`ooo gazprom`). Never the whole name.
    pub fn legal_form(&self, folded_words: &[&str]) -> Option<LegalForm> {
        self.words.legal_form(folded_words)
    }

    /// Whether a folded word says little in an organisation's name: `group`, `international`.
    pub fn weighs_little(&self, folded: &str) -> bool {
        self.words.weighs_little(&key(folded))
    }

    /// The groups of near synonyms that a folded common noun belongs to, in the singular or the plural: `arms dealer`.
    pub fn heads(&self, folded: &str) -> &[HeadGroup] {
        self.words.heads(&key(folded))
    }

    /// The group of nouns that says the same less precisely: of `planemaker` that of `manufacturer`.
    pub fn broader_head(&self, group: u32) -> Option<u32> {
        self.words.broader(group)
    }

    fn thing(&self, id: u32) -> Option<&Thing> {
        self.things.get(id as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(name: &str) -> Vec<(&'static str, Role)> {
        let known = Knowledge::builtin();
        known.ids(&folded(name)).filter_map(|fact| Some((known.name(fact.id)?, fact.role))).collect()
    }

    #[test]
    fn a_country_is_known_by_its_names_its_people_its_capital_its_seats_and_its_codes() {
        assert!(facts("Federal Republic of Germany").contains(&("Germany", Role::Name)));
        assert!(facts("Deutschland").contains(&("Germany", Role::Name)));
        assert!(facts("Germans").contains(&("Germany", Role::Demonym)));
        assert!(facts("Berlin").contains(&("Germany", Role::Capital)));
        assert!(facts("the Kremlin").contains(&("Russia", Role::Seat)));
        assert!(facts("DEU").contains(&("Germany", Role::Code)));
        assert!(facts("Kiev").contains(&("Ukraine", Role::Capital)));
        assert!(facts("Kiev").contains(&("Kyiv", Role::Name)));
        assert!(facts("Cote d’Ivoire").contains(&("Ivory Coast", Role::Name)));
    }

    #[test]
    fn names_in_capitals_say_that_they_are() {
        let known = Knowledge::builtin();
        assert!(known.ids("who").any(|fact| fact.role == Role::Name && fact.capitals));
        assert!(known.ids("us").any(|fact| fact.role == Role::Name && fact.capitals));
        assert!(known.ids("germany").all(|fact| !fact.capitals));
        assert!(known.ids("de").filter(|fact| fact.role == Role::Code).all(|fact| fact.capitals));
    }

    #[test]
    fn hyphens_articles_and_ampersands_do_not_count() {
        assert!(facts("al Qaeda").contains(&("Al-Qaeda", Role::Name)));
        assert!(facts("The United Kingdom").contains(&("United Kingdom", Role::Name)));
        assert!(facts("Hague").contains(&("The Hague", Role::Name)));
        assert!(facts("Johnson and Johnson").contains(&("Johnson & Johnson", Role::Name)));
    }

    #[test]
    fn organisations_and_people_have_other_names() {
        assert!(facts("Main Intelligence Directorate").contains(&("GRU", Role::Name)));
        assert!(facts("Usama bin Ladin").contains(&("Osama bin Laden", Role::Name)));
        let known = Knowledge::builtin();
        let gru = known.ids("gru").next().unwrap();
        assert_eq!(known.kind(gru.id), Some(Kind::Organisation));
        assert_eq!(known.within(gru.id).and_then(|id| known.name(id)), Some("Russia"));
    }

    #[test]
    fn forms_of_a_given_name_share_a_group() {
        let known = Knowledge::builtin();
        let share = |a: &str, b: &str| known.given_names(a).iter().any(|group| known.given_names(b).contains(group));
        assert!(share("bill", "william"));
        assert!(share("sasha", "oleksandr"));
        assert!(share("mohamed", "muhammad"));
        assert!(!share("bill", "robert"));
        let names: Vec<_> = known.given_names("sasha").iter().filter_map(|&group| known.given_name(group)).collect();
        assert!(names.contains(&"Alexander") && names.contains(&"Alexandra"));
    }

    #[test]
    fn titles_tell_gender_and_generation() {
        let title = |word: &str| Knowledge::builtin().title(word);
        assert_eq!(title("mr").and_then(|t| t.gender), Some(Gender::Man));
        assert_eq!(title("frau").and_then(|t| t.gender), Some(Gender::Woman));
        assert_eq!(title("dr").map(|t| (t.gender, t.generation)), Some((None, false)));
        assert!(title("jr").is_some_and(|t| t.generation));
        assert_ne!(title("jr").map(|t| t.id), title("sr").map(|t| t.id));
        assert_eq!(title("mister").map(|t| t.id), title("mr").map(|t| t.id));
        assert_eq!(title("table"), None);
    }

    #[test]
    fn a_legal_form_stands_behind_or_before_a_name_and_is_never_all_of_it() {
        let form = |words: &[&str]| Knowledge::builtin().legal_form(words);
        assert_eq!(form(&["acme", "ltd"]).map(|f| f.at), Some(1..2));
        let long = form(&["acme", "gesellschaft", "mit", "beschrankter", "haftung"]).unwrap();
        assert_eq!(long.at, 1..5);
        assert_eq!(Some(long.id), form(&["acme", "gmbh"]).map(|f| f.id));
        assert_eq!(form(&["ooo", "romashka"]).map(|f| f.at), Some(0..1));
        assert_eq!(form(&["ltd"]), None);
        assert_eq!(form(&[]), None);
        assert!(Knowledge::builtin().weighs_little("holding"));
        assert!(!Knowledge::builtin().weighs_little("gazprom"));
    }

    #[test]
    fn nouns_that_say_the_same_share_a_group_in_singular_and_plural() {
        let known = Knowledge::builtin();
        let group = |noun: &str| known.heads(noun).first().copied();
        assert_eq!(group("arms dealer").map(|g| g.id), group("weapons smuggler").map(|g| g.id));
        assert_eq!(group("arms dealer").map(|g| (g.kind, g.plural)), Some((Kind::Person, false)));
        assert_eq!(group("arms dealers").map(|g| (g.kind, g.plural)), Some((Kind::Person, true)));
        assert_eq!(group("companies").map(|g| g.kind), Some(Kind::Organisation));
        assert_eq!(group("heads of state").map(|g| g.id), group("head of state").map(|g| g.id));
        let broader = group("planemaker").and_then(|g| known.broader_head(g.id));
        assert!(known.heads("manufacturer").iter().any(|g| Some(g.id) == broader));
    }

    #[test]
    fn a_project_adds_lines_of_its_own() {
        let known = Knowledge::builtin();
        let more =
            known.with("[organisation]\nAcme Rockets | AR Corp\nGRU | Aquarium\n\n[given name]\nXeni; Xen").unwrap();
        let name = |folded: &str| more.ids(folded).filter_map(|fact| more.name(fact.id)).next();
        assert_eq!(name("ar corp"), Some("Acme Rockets"));
        assert_eq!(name("aquarium"), Some("GRU"));
        assert_eq!(more.given_names("xen"), more.given_names("xeni"));
        assert_eq!(known.ids("aquarium").next(), None);
        let gru = known.ids("gru").next().unwrap();
        assert_eq!(more.name(gru.id), Some("GRU"));
    }

    #[test]
    fn a_wrong_line_is_named_with_what_was_expected() {
        let error = |text: &str| Knowledge::builtin().with(text).unwrap_err();
        assert_eq!((error("Acme").line, error("Acme").fault), (1, KnowledgeFault::NoSection));
        assert_eq!(error("# ours\n[planet]").line, 2);
        assert_eq!(error("[planet]").fault, KnowledgeFault::UnknownSection("planet".to_owned()));
        assert_eq!(error("[person]\nA B | C | D").fault, KnowledgeFault::Columns(2));
        assert_eq!(error("[person]\n| C").fault, KnowledgeFault::NoName);
        assert_eq!(error("[city: Atlantis]").fault, KnowledgeFault::UnknownPlace("Atlantis".to_owned()));
        assert!(error("[person]\n| C").to_string().starts_with("line 2: "));
    }
}
