//! Two clicks tie.

use crate::common::scene::Scene;
use redstring::annotation::{Command, Evidence, Layers, NewMention, Status, Verdict};
use redstring::session::{Action, Answer, InHand, Mode, OccurrenceDeed, Question, UserCommand};
use redstring::text::Span;

#[test]
fn a_click_and_another_click_in_another_document_tie() {
    let mut scene = Scene::articles();
    scene.click("Viktor But");
    assert_eq!(scene.mention_in_hand(), Some(scene.m("Viktor But")));
    assert_eq!(scene.project().entities().len(), 0, "taking in hand changes nothing");
    scene.click("Viktor Bout");
    assert_eq!(scene.cluster_of("Viktor But"), ["Viktor But", "Viktor Bout"]);
    assert_eq!(scene.project().entities().len(), 1);
    assert_eq!(scene.mention("Viktor Bout").status, Status::Accepted, "who ties agrees that it is a mention");
    assert_eq!(scene.told(), "Tied “Viktor Bout” to Viktor But");
    assert_eq!(scene.toasts()[0].undoes, Some(scene.history().position()));
    scene.undo();
    assert_eq!(scene.entity_of("Viktor But"), None);
    assert_eq!(scene.mention("Viktor Bout").status, Status::Proposed);
}

#[test]
fn clicking_on_ties_on() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti", "Viktor Bout", "Bout", "Bout#2"]);
    assert_eq!(scene.cluster_of("Buti"), ["Viktor But", "Buti", "Viktor Bout", "Bout", "Bout"]);
    assert_eq!(scene.history().done().len(), 1 + 4, "every tie is one step");
}

#[test]
fn an_entity_is_called_by_the_name_that_says_more() {
    let mut scene = Scene::articles();
    scene.tie(&["Buti", "Viktor Bout"]);
    let entity = scene.entity_of("Buti").unwrap();
    assert_eq!(&*scene.project().entity(entity).unwrap().name, "Viktor Bout");
}

#[test]
fn esc_lets_go_and_the_next_click_begins_anew() {
    let mut scene = Scene::articles();
    scene.click("Viktor But");
    scene.user(UserCommand::LetGo);
    assert_eq!(scene.in_hand(), None);
    scene.click("Viktor Bout");
    assert_eq!(scene.project().entities().len(), 0);
    assert_eq!(scene.mention_in_hand(), Some(scene.m("Viktor Bout")));
}

#[test]
fn a_click_on_plain_text_or_on_the_same_mention_lets_go() {
    let mut scene = Scene::articles();
    scene.click("Viktor But");
    let document = scene.document_at("1_dealer.txt");
    scene.dispatch(Action::ClickText { document, offset: 0 });
    assert_eq!(scene.in_hand(), None);
    scene.click("Viktor But");
    scene.click("Viktor But");
    assert_eq!(scene.in_hand(), None);
    assert_eq!(scene.project().entities().len(), 0);
}

#[test]
fn in_read_mode_clicks_show_and_nothing_changes() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Viktor Bout"]);
    let before = scene.project().clone();
    scene.dispatch(Action::SetMode(Mode::Read));
    for name in ["Buti", "Viktor But", "Bangkok", "Viktor Bout"] {
        scene.click(name);
    }
    assert_eq!(scene.focus(), scene.entity_of("Viktor But"), "the last one clicked shows its string");
    let (document, span) = scene.span_of("1_dealer.txt", "at last");
    scene.dispatch(Action::SelectText(Some((document, span))));
    for &command in UserCommand::ALL {
        use UserCommand as C;
        let modes = [C::Review, C::LinkQueue, C::ModeMentions, C::ModeLink];
        let leaves = modes.contains(&command) || matches!(command, C::CloseProject | C::Undo | C::FindMentions);
        let asks_system = matches!(command, C::OpenFolder | C::OpenProject | C::Save | C::SaveAs | C::Quit);
        // Another file is written, not this project changed.
        let asks = matches!(command, C::Export | C::Adjudicate);
        if !leaves && !asks_system && !asks {
            scene.user(command);
        }
    }
    assert!(scene.question().is_none());
    assert!(*scene.project() == before);
}

#[test]
fn in_mentions_mode_a_click_picks() {
    let mut scene = Scene::articles();
    scene.dispatch(Action::SetMode(Mode::Mentions));
    scene.click("Viktor But");
    scene.click("Viktor Bout");
    assert_eq!(scene.project().entities().len(), 0);
    assert_eq!(scene.at(), "Viktor Bout");
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.mention("Viktor Bout").status, Status::Accepted);
}

fn two_clusters() -> Scene {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    scene.tie(&["Viktor Bout", "Bout"]);
    scene
}

#[test]
fn joining_two_entities_of_several_mentions_asks_once() {
    let mut scene = two_clusters();
    scene.click("Buti");
    scene.click("Bout");
    let Some(Question::Tie { preview, .. }) = scene.question() else { panic!("it asks") };
    assert_eq!(preview.kept, scene.entity_of("Buti"));
    assert_eq!(preview.absorbed, scene.entity_of("Bout"));
    scene.answer(Answer::Yes);
    assert!(scene.question().is_none());
    assert_eq!(scene.cluster_of("Buti"), ["Viktor But", "Buti", "Viktor Bout", "Bout"]);
    assert_eq!(scene.project().entities().len(), 1);
    scene.undo();
    assert_eq!(scene.cluster_of("Buti"), ["Viktor But", "Buti"], "one undo takes them apart again");
    assert_eq!(scene.cluster_of("Bout"), ["Viktor Bout", "Bout"]);
}

#[test]
fn keeping_two_entities_apart_changes_nothing() {
    let mut scene = two_clusters();
    let before = scene.project().clone();
    scene.click("Buti");
    scene.click("Bout");
    scene.answer(Answer::Cancel);
    assert!(scene.question().is_none());
    assert!(*scene.project() == before);
    assert_eq!(scene.mention_in_hand(), Some(scene.m("Buti")), "what was in hand still is");
}

#[test]
fn an_entity_of_one_mention_joins_without_asking() {
    let mut scene = two_clusters();
    let lone = scene.m("Butin");
    scene.edit(Command::SplitOff(vec![lone]));
    scene.tie(&["Bout", "Butin"]);
    assert!(scene.question().is_none());
    assert_eq!(scene.cluster_of("Butin"), ["Butin", "Viktor Bout", "Bout"]);
}

#[test]
fn an_entity_from_the_list_takes_what_is_clicked() {
    let mut scene = two_clusters();
    let entity = scene.entity_of("Viktor But").unwrap();
    scene.dispatch(Action::Take(Some(InHand::Entity(entity))));
    scene.click("Butin");
    scene.click("Bout#2");
    assert_eq!(scene.entity_of("Butin"), Some(entity));
    assert_eq!(scene.entity_of("Bout#2"), Some(entity));
    assert_eq!(scene.focus(), Some(entity));
}

#[test]
fn a_tie_against_an_earlier_different_asks() {
    let mut scene = Scene::articles();
    let (but, bout) = (scene.m("Viktor But"), scene.m("Viktor Bout"));
    scene.edit(Command::Judge(but, bout, Verdict::Different));
    scene.click("Viktor But");
    scene.click("Viktor Bout");
    let Some(Question::Tie { preview, .. }) = scene.question() else { panic!("it asks") };
    assert_eq!(preview.overruled.len(), 1);
    scene.answer(Answer::Cancel);
    assert_eq!(scene.entity_of("Viktor Bout"), None);
    scene.click("Viktor Bout");
    scene.answer(Answer::Yes);
    assert_eq!(scene.cluster_of("Viktor Bout"), ["Viktor But", "Viktor Bout"]);
    assert!(scene.project().judgement(but, bout).is_none_or(|j| j.verdict != Verdict::Different));
}

#[test]
fn not_this_one_and_unsure_are_remembered_of_hand_and_cursor() {
    let mut scene = Scene::articles();
    scene.click("Viktor But");
    let (but, bout, buti) = (scene.m("Viktor But"), scene.m("Viktor Bout"), scene.m("Buti"));
    scene.dispatch(Action::GoTo(bout));
    scene.user(UserCommand::NotThisOne);
    scene.dispatch(Action::GoTo(buti));
    scene.user(UserCommand::Unsure);
    assert_eq!(scene.project().judgement(but, bout).unwrap().verdict, Verdict::Different);
    assert_eq!(scene.project().judgement(but, buti).unwrap().verdict, Verdict::Unsure);
}

#[test]
fn all_with_one_text_are_tied_after_a_preview() {
    let mut scene = Scene::articles();
    let bout = scene.m("Bout");
    scene.dispatch(Action::AskOccurrences(bout, OccurrenceDeed::Tie));
    let Some(Question::Occurrences { occurrences, .. }) = scene.question() else { panic!("it asks") };
    let all: Vec<_> = occurrences.iter().filter(|o| o.ticked).map(|o| o.mention).collect();
    assert_eq!(all, [bout, scene.m("Bout#2")]);
    scene.answer(Answer::These(all));
    assert_eq!(scene.cluster_of("Bout"), ["Bout", "Bout"]);
    scene.undo();
    assert_eq!(scene.project().entities().len(), 0, "bulk work is one step");
}

#[test]
fn of_all_with_one_text_those_of_another_entity_are_not_ticked() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor Bout", "Bout#2"]);
    scene.dispatch(Action::AskOccurrences(scene.m("Bout"), OccurrenceDeed::Tie));
    let Some(Question::Occurrences { occurrences, .. }) = scene.question() else { panic!("it asks") };
    assert_eq!(occurrences.iter().map(|o| o.ticked).collect::<Vec<_>>(), [true, false]);
    scene.answer(Answer::Cancel);
    assert_eq!(scene.cluster_of("Bout#2"), ["Viktor Bout", "Bout"]);
}

#[test]
fn marked_mentions_split_off_into_an_entity_of_their_own() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti", "Viktor Bout", "Bout"]);
    let document = scene.document_at("1_dealer.txt");
    scene.dispatch(Action::ClickText { document, offset: 0 });
    for name in ["Viktor Bout", "Bout"] {
        let mention = scene.m(name);
        scene.dispatch(Action::ClickMention { mention, extend: true });
    }
    scene.user(UserCommand::NewEntity);
    assert_eq!(scene.cluster_of("Bout"), ["Viktor Bout", "Bout"]);
    assert_eq!(scene.cluster_of("Buti"), ["Viktor But", "Buti"]);
    assert!(scene.marked().is_empty());
}

#[test]
fn untying_the_last_mention_removes_the_entity() {
    let mut scene = Scene::articles();
    scene.tie(&["Viktor But", "Buti"]);
    scene.click("Buti");
    scene.user(UserCommand::Untie);
    assert_eq!(scene.cluster_of("Viktor But"), ["Viktor But"]);
    scene.dispatch(Action::GoTo(scene.m("Viktor But")));
    scene.user(UserCommand::Untie);
    assert_eq!(scene.project().entities().len(), 0);
    assert!(scene.project().faults().is_empty());
}

#[test]
fn what_was_looked_at_in_another_mode_is_not_in_hand() {
    let mut scene = Scene::articles();
    scene.dispatch(Action::SetMode(Mode::Read));
    scene.click("Viktor But");
    scene.dispatch(Action::SetMode(Mode::Link));
    scene.click("Bangkok");
    assert!(scene.entity_of("Bangkok").is_none(), "the click takes in hand and ties nothing");
}

#[test]
fn tying_all_leaves_out_what_was_judged_different() {
    let mut scene = Scene::articles();
    scene.edit(Command::Judge(scene.m("Bangkok"), scene.m("Bangkok#2"), Verdict::Different));
    scene.dispatch(Action::AskOccurrences(scene.m("Bangkok"), OccurrenceDeed::Tie));
    let Some(Question::Occurrences { occurrences, .. }) = scene.question() else { panic!("nothing is asked") };
    let other = occurrences.iter().find(|o| o.mention == scene.m("Bangkok#2")).unwrap();
    assert!(other.different && !other.ticked);
}

#[test]
fn the_machine_has_no_second_thoughts_where_a_person_has_spoken() {
    let mut scene = Scene::articles();
    let mention = scene.mention("Viktor Bout").clone();
    scene.edit(Command::Accept(vec![mention.id]));
    let inside = Span::new(mention.hull().start, mention.hull().start + 6);
    let proposal = NewMention {
        document: mention.document,
        spans: [inside].into_iter().collect(),
        text: "Viktor".into(),
        kind: mention.kind,
        evidence: Some(Evidence { score: 0.5.into(), rule: "a rule".into(), layers: Layers::RULES }),
    };
    let count = scene.project().mentions().len();
    scene.edit(Command::Propose { mentions: vec![proposal], replace: Vec::new() });
    assert_eq!(scene.project().mentions().len(), count);
}

#[test]
fn no_step_of_many_joins_what_was_judged_different() {
    use crate::common::scene::PETROVS;
    let scene = || {
        let mut scene = Scene::of(PETROVS);
        let (second, third) = (scene.m("Ivan Petrov#2"), scene.m("Ivan Petrov#3"));
        scene.edit(Command::Judge(second, third, Verdict::Different));
        scene
    };
    let all = |scene: &Scene| ["Ivan Petrov", "Ivan Petrov#2", "Ivan Petrov#3"].map(|name| scene.m(name));
    // Of a new entity.
    let mut made = scene();
    let marked = all(&made).to_vec();
    made.dispatch(Action::Edit(Command::SplitOff(marked)));
    assert!(made.told().contains("were judged different"), "{}", made.told());
    assert_eq!(made.project().entities().len(), 0);
    // Of all with one text, even when both are ticked.
    let mut tied = scene();
    let [first, second, third] = all(&tied);
    tied.dispatch(Action::AskOccurrences(first, OccurrenceDeed::Tie));
    let Some(Question::Occurrences { occurrences, .. }) = tied.question() else { panic!("it asks") };
    let ticked: Vec<_> = occurrences.iter().filter(|o| o.ticked).map(|o| o.mention).collect();
    assert!(ticked.contains(&second) && !ticked.contains(&third), "{occurrences:?}");
    tied.answer(Answer::These(vec![first, second, third]));
    let whose = |scene: &Scene, id| scene.project().mention(id).and_then(|m| m.entity);
    assert_eq!(whose(&tied, first), whose(&tied, second));
    assert_eq!(whose(&tied, third), None);
    assert!(tied.told().contains("1 mention was left out"), "{}", tied.told());
    assert_eq!(tied.project().judgement(second, third).map(|j| j.verdict), Some(Verdict::Different));
}
