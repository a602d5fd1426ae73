//! Votes for the type of a name: one for every reason, with its weight. Those of all mentions of a name are added up.

use super::Kind;

/// The kinds that names vote for: [`Kind::Person`] to [`Kind::Name`].
pub(super) const KINDS: [Kind; 8] =
    [Kind::Person, Kind::Organisation, Kind::Place, Kind::Group, Kind::Work, Kind::Event, Kind::Product, Kind::Name];

/// A reason for a type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Cue {
    #[default]
    Capital,
    Acronym,
    GivenName,
    Initials,
    Particle,
    Title,
    Occupation,
    Speech,
    Speaker,
    Age,
    Who,
    Inverted,
    OrgWord,
    OrgAround,
    Pair,
    ShortForm,
    Shape,
    PlaceWord,
    PlaceBefore,
    PlaceList,
    OrgList,
    In,
    CommaPlace,
    People,
    Fighters,
    Title2,
    QuotedWork,
    AboutWork,
    TwoWords,
    The,
    Tagger,
    Leaning,
    Town,
    Surname,
    SurnameFirst,
    SurnameEnding,
    Row,
    Club,
    Apposition,
    Kin,
    PlaceAround,
    PersonList,
    WorkList,
    Nickname,
    Letters,
}

impl Cue {
    /// The rule in words, as the second half of "Viktor Bout: ...".
    pub fn words(self) -> &'static str {
        match self {
            Self::Capital => "capitalised in mid-sentence",
            Self::Acronym => "all capitals",
            Self::GivenName => "begins with a given name",
            Self::Initials => "has initials",
            Self::Particle => "name with a particle",
            Self::Title => "a title stands before it",
            Self::Occupation => "an occupation stands before it",
            Self::Speech => "says something",
            Self::Speaker => "names who speaks",
            Self::Age => "an age stands beside it",
            Self::Who => "followed by “who”",
            Self::Inverted => "surname, given name",
            Self::OrgWord => "has a word for an organisation in it",
            Self::OrgAround => "a word for an organisation stands beside it",
            Self::Pair => "long name with its acronym in brackets",
            Self::ShortForm => "short form of an organisation’s name",
            Self::Shape => "written like a brand",
            Self::PlaceWord => "has a word for a place in it",
            Self::PlaceBefore => "a word for a place stands before it",
            Self::PlaceList => "in the list of places",
            Self::OrgList => "in the list of organisations",
            Self::In => "stands behind a word like “in”",
            Self::CommaPlace => "a place follows behind a comma",
            Self::People => "in the list of peoples",
            Self::Fighters => "a word for a group follows",
            Self::Title2 => "a word like “book” stands before it",
            Self::QuotedWork => "in quotation marks behind a word like “book”",
            Self::AboutWork => "in a sentence about a book or film",
            Self::TwoWords => "capitalised words that are no ordinary words",
            Self::The => "an article stands before it",
            Self::Tagger => "neural tagger",
            Self::Leaning => "neural tagger, second choice",
            Self::Town => "in the list of towns",
            Self::Surname => "in the list of surnames",
            Self::SurnameEnding => "ends like a surname",
            Self::SurnameFirst => "begins with a surname",
            Self::PlaceAround => "a word for a place stands beside it",
            Self::Kin => "somebody’s relation, friend or lawyer stands before it",
            Self::PersonList => "in the list of people",
            Self::WorkList => "in the list of works",
            Self::Apposition => "what it is follows behind a comma",
            Self::Club => "a club’s name in a text about sport",
            Self::Nickname => "somebody is called so",
            Self::Letters => "initials of a person’s name",
            Self::Row => "in a row with names of this type",
        }
    }
}

/// What one vote of the tagger on a name is worth when it has `count` of them: all together at most [`TAGGER_MOST`] times
/// one.
fn tagger_share(count: u32) -> f32 {
    let count = count.max(1) as f32;
    count.sqrt().min(TAGGER_MOST) / count
}

const TAGGER_MOST: f32 = 1.5;

/// Votes for the kinds of one name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Votes {
    /// By what the name itself is made of: the same at every mention.
    own: [f32; KINDS.len()],
    /// By what stands around it.
    weights: [f32; KINDS.len()],
    /// Those of the tagger. It reads the same word at every mention, so many of its votes say hardly more than a few.
    tagger: [f32; KINDS.len()],
    /// How many mentions the tagger voted on.
    tagged: u32,
    cues: [Cue; KINDS.len()],
    strongest: [f32; KINDS.len()],
}

impl Votes {
    pub fn add(&mut self, kind: Kind, weight: f32, cue: Cue) {
        let i = kind as usize;
        let Some(sum) = self.weights.get_mut(i) else { return };
        *sum += weight;
        self.note(i, weight, cue);
    }

    /// Counts what was voted so far as votes of the name itself.
    pub fn close_own(&mut self) {
        self.own = std::mem::take(&mut self.weights);
    }

    /// What the tagger says of one mention: weights by kind.
    pub fn add_tagger(&mut self, weights: impl IntoIterator<Item = (Kind, f32)>, cue: Cue) {
        self.tagged += 1;
        for (kind, weight) in weights {
            let i = kind as usize;
            let Some(sum) = self.tagger.get_mut(i) else { continue };
            *sum += weight;
            self.note(i, weight, cue);
        }
    }

    fn note(&mut self, i: usize, weight: f32, cue: Cue) {
        if weight > self.strongest[i] {
            self.strongest[i] = weight;
            self.cues[i] = cue;
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.tagged += other.tagged;
        for i in 0..KINDS.len() {
            self.own[i] = self.own[i].max(other.own[i]);
            self.weights[i] += other.weights[i];
            self.tagger[i] += other.tagger[i];
            self.note(i, other.strongest[i], other.cues[i]);
        }
    }

    pub fn of(&self, kind: Kind) -> f32 {
        let i = kind as usize;
        let tagger = self.tagger.get(i).map_or(0.0, |sum| sum * tagger_share(self.tagged));
        self.by_cues(kind) + tagger
    }

    /// By what stands around the mentions alone.
    pub fn around(&self, kind: Kind) -> f32 {
        self.weights.get(kind as usize).copied().unwrap_or(0.0)
    }

    /// Without the tagger's.
    pub fn by_cues(&self, kind: Kind) -> f32 {
        self.weights.get(kind as usize).zip(self.own.get(kind as usize)).map_or(0.0, |(around, own)| around + own)
    }

    /// The kind that has `ahead` more votes than any other.
    pub fn sure(&self, ahead: f32) -> Option<Kind> {
        let (best, weight, _) = self.best();
        let second = KINDS.iter().filter(|&&kind| kind != best).map(|&kind| self.of(kind)).fold(0.0, f32::max);
        (best != Kind::Name && weight - second >= ahead).then_some(best)
    }

    /// The kind with the most votes, its weight and its strongest cue; [`Kind::Name`] when none has more than nothing.
    pub fn best(&self) -> (Kind, f32, Cue) {
        let mut best = (Kind::Name, 0.25, Cue::Capital);
        for (i, &kind) in KINDS.iter().enumerate() {
            let weight = self.of(kind);
            if weight > best.1 {
                best = (kind, weight, self.cues[i]);
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The votes of one mention: of the name itself, and of what stands around it.
    fn mention(own: &[(Kind, f32)], around: &[(Kind, f32)]) -> Votes {
        let mut votes = Votes::default();
        own.iter().for_each(|&(kind, weight)| votes.add(kind, weight, Cue::GivenName));
        votes.close_own();
        around.iter().for_each(|&(kind, weight)| votes.add(kind, weight, Cue::In));
        votes
    }

    fn tagged(kind: Kind, times: usize) -> Votes {
        let mut all = Votes::default();
        for _ in 0..times {
            let mut one = Votes::default();
            one.add_tagger([(kind, 1.0)], Cue::Tagger);
            all.merge(&one);
        }
        all
    }

    #[test]
    fn many_votes_of_the_tagger_weigh_little_more_than_a_few() {
        let [one, few, many] = [1, 3, 1000].map(|times| tagged(Kind::Place, times).of(Kind::Place));
        assert_eq!(one, 1.0);
        assert!(few > one && few <= many);
        assert!((many - TAGGER_MOST).abs() < 0.01, "{many}");
        // Two cues of another type are enough against any number of them.
        let mut all = tagged(Kind::Place, 1000);
        (0..2).for_each(|_| all.merge(&mention(&[], &[(Kind::Person, 1.0)])));
        assert_eq!(all.best().0, Kind::Person);
    }

    #[test]
    fn where_the_tagger_disagrees_with_itself_each_type_has_its_share() {
        let mut all = tagged(Kind::Place, 30);
        all.merge(&tagged(Kind::Person, 10));
        assert_eq!(all.best().0, Kind::Place);
        assert!((all.of(Kind::Place) / all.of(Kind::Person) - 3.0).abs() < 0.01);
        assert!((all.of(Kind::Place) + all.of(Kind::Person) - TAGGER_MOST).abs() < 0.01);
    }

    #[test]
    fn what_a_name_is_made_of_votes_once_and_what_stands_around_it_at_every_mention() {
        let mut all = Votes::default();
        (0..4).for_each(|_| all.merge(&mention(&[(Kind::Person, 2.5)], &[(Kind::Place, 1.0)])));
        assert_eq!((all.of(Kind::Person), all.around(Kind::Person)), (2.5, 0.0));
        assert_eq!((all.of(Kind::Place), all.around(Kind::Place)), (4.0, 4.0));
        assert_eq!(all.best(), (Kind::Place, 4.0, Cue::In));
    }

    #[test]
    fn cues_count_without_the_tagger_where_they_are_asked_for_alone() {
        let mut all = mention(&[(Kind::Person, 1.5)], &[(Kind::Person, 1.0)]);
        all.merge(&tagged(Kind::Person, 1));
        assert_eq!((all.by_cues(Kind::Person), all.of(Kind::Person)), (2.5, 3.5));
    }

    #[test]
    fn a_type_is_sure_when_it_is_ahead_of_every_other() {
        let votes = mention(&[(Kind::Person, 3.0)], &[(Kind::Place, 1.5)]);
        assert_eq!((votes.sure(1.0), votes.sure(2.0)), (Some(Kind::Person), None));
        assert_eq!(Votes::default().sure(0.0), None);
    }
}
