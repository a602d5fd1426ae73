//! The kinds of evidence. Each has one weight, in `assets/linking/weights.txt`.

macro_rules! signals {
    ($($name:ident $written:literal $words:literal;)+) => {
        /// A kind of evidence for or against a tie.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(super) enum Signal { $($name),+ }

        impl Signal {
            /// All of them, in the order of their numbers.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// What it is called in the file of weights.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $written),+ }
            }

            /// What it says, to be followed by what it says it of; nothing for what is true of every pair.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words),+ }
            }
        }
    };
}

signals! {
    // Names.
    Name "name" "";
    SameName "same_name" "same name";
    OneWord "one_word" "a name of one word";
    OtherSpelling "other_spelling" "written otherwise";
    Together "together" "the same but for spaces";
    ShortForm "short_form" "one is in the other";
    PartOnly "part_only" "one is only a part of the other";
    PartPlain "part_plain" "one only adds ordinary words";
    Alike "alike" "nearly the same spelling";
    Left "left" "each has a word of its own";
    Whole "whole" "most of both is the same";
    Letters "letters" "nearly the same letters";
    HeadAlone "head_alone" "only the last word is the same";
    GivenSame "given_same" "given name equal";
    GivenForm "given_form" "given name in another form";
    GivenInitial "given_initial" "initial fits";
    GivenDiffers "given_differs" "given names differ";
    GivenAlone "given_alone" "the given name alone";
    SurnameSame "surname_same" "same surname";
    SurnameAlike "surname_alike" "same surname after transliteration";
    SurnameDiffers "surname_differs" "surnames differ";
    NumbersSame "numbers_same" "same number";
    NumbersDiffer "numbers_differ" "numbers differ";
    Acronym "acronym" "acronym and long name";
    Alias "alias" "known by both names";
    Stands "stands" "stands for it";
    People "people" "the people of the place";
    OtherKnown "other_known" "known to be another";
    Rare "rare" "a telling word";
    Introduced "introduced" "the full name stands before it here";
    OtherIntroduced "other_introduced" "another full name stands before it here";
    Clash "clash" "does not go with";
    // Both.
    TypeSame "type_same" "same type";
    TypeDiffers "type_differs" "types differ";
    Context "context" "both near";
    Neighbours "neighbours" "both named beside";
    SameDocument "same_document" "in the same document";
    HeadShared "head_shared" "one mention holds the other, with one head";
    Within "within" "one mention holds the other, with another head";
    Apposed "apposed" "stands right beside it";
    Lead "lead" "in the title or lead";
    // Descriptions.
    Nominal "nominal" "";
    SamePhrase "same_phrase" "same words";
    PhraseElsewhere "phrase_elsewhere" "same words in another document";
    SameHead "same_head" "called the same";
    HeadFits "head_fits" "called much the same";
    HeadOfName "head_of_name" "the word is in the name";
    NewThing "new_thing" "begins with “a”: something new";
    Known "known" "begins with “the”: something known";
    NominalNear "nominal_near" "the last one named before it";
    NominalSalient "nominal_salient" "often named here";
    NumberFits "number_fits" "singular and plural fit";
    NumberDiffers "number_differs" "one is singular, one plural";
    // Pronouns.
    Pronoun "pronoun" "";
    PronounNear "pronoun_near" "the last one named before it";
    PronounSalient "pronoun_salient" "often named here";
    PronounFits "pronoun_fits" "the pronoun fits";
    PronounDiffers "pronoun_differs" "the pronoun does not fit";
    SamePronoun "same_pronoun" "the same pronoun stands for it";
    Relative "relative" "stands right before it";
    Speaker "speaker" "most spoken of here";
}

#[cfg(test)]
mod tests {
    use super::Signal;

    #[test]
    fn every_signal_has_a_name_of_its_own() {
        let mut names: Vec<_> = Signal::ALL.iter().map(|s| s.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Signal::ALL.len());
    }
}
