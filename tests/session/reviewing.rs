//! Review: the walk through the proposals, what it leaves out, and the way back; bulk decisions; layers on screen.

use crate::common::scene::Scene;
use redstring::annotation::{Command, Evidence, Layers, MentionId, NewMention, ProposalFilter, Status, TypeId};
use redstring::session::bulk::BulkDeed;
use redstring::session::{Action, Answer, Mode, Question, ReviewProgress, ShownLayer, UserCommand, ViewRequest};

fn progress(scene: &Scene) -> ReviewProgress {
    scene.review_progress().expect("a review")
}

/// Where the walk is, of how many.
fn place(scene: &Scene) -> (Option<usize>, usize) {
    (progress(scene).position, progress(scene).total)
}

fn kind(scene: &Scene, name: &str) -> TypeId {
    scene.project().schema().by_name(name).unwrap()
}

fn reviewing() -> Scene {
    let mut scene = Scene::articles();
    scene.user(UserCommand::Review);
    scene
}

/// Proposes the words of a document with this score.
fn propose(scene: &mut Scene, path: &str, words: &str, score: f32) {
    let (document, span) = scene.span_of(path, words);
    let kind = kind(scene, "Person");
    let evidence = Some(Evidence { score: score.into(), rule: "a test".into(), layers: Layers::TAGGER });
    let mention = NewMention { document, spans: [span].into_iter().collect(), text: words.into(), kind, evidence };
    scene.edit(Command::Propose { mentions: vec![mention], replace: vec![] });
}

#[test]
fn a_review_walks_through_all_documents_and_ends() {
    let mut scene = reviewing();
    assert_eq!(scene.mode(), Mode::Mentions);
    let mut visited = Vec::new();
    while scene.reviewed().is_some() {
        visited.push(scene.at());
        scene.user(UserCommand::AcceptAndGoOn);
    }
    let order = ["Viktor But", "Buti", "Bangkok", "Butin", "Viktor Bout", "New York", "Bout", "Bout", "Bangkok"];
    assert_eq!(visited, order);
    let end = progress(&scene);
    assert_eq!((end.accepted, end.left, end.total, end.position), (9, 0, 9, None));
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.reviewed(), None, "there is nothing to go round to");
}

#[test]
fn each_decision_is_counted_for_what_it_was() {
    let mut scene = reviewing();
    let (place_type, name) = (kind(&scene, "Place"), kind(&scene, "Name"));
    scene.user(UserCommand::AcceptAndGoOn);
    scene.user(UserCommand::Dismiss);
    assert_eq!(scene.at(), "Bangkok");
    scene.dispatch(Action::Edit(Command::Retype(scene.targets(), name)));
    assert_eq!(scene.at(), "Butin", "another type is a decision too");
    scene.dispatch(Action::Edit(Command::Retype(scene.targets(), kind(&scene, "Person"))));
    assert_eq!(scene.at(), "Viktor Bout", "and so is the type that it had");
    let p = progress(&scene);
    assert_eq!((p.accepted, p.dismissed, p.retyped, p.respanned, p.left), (2, 1, 1, 0, 5));
    assert_eq!(scene.mention("Bangkok").kind, name);
    assert_ne!(name, place_type);
    assert_eq!(place(&scene), (Some(5), 9));
}

#[test]
fn fixing_a_span_is_a_decision_and_goes_on() {
    let mut scene = reviewing();
    scene.user(UserCommand::NextMention);
    scene.user(UserCommand::FixSpan);
    let words = scene.span_of("1_dealer.txt", "caught Buti");
    scene.dispatch(Action::SelectText(Some(words)));
    scene.user(UserCommand::Take);
    assert_eq!(scene.mention("caught Buti").status, Status::Accepted);
    assert_eq!(scene.at(), "Bangkok");
    assert_eq!(progress(&scene).respanned, 1);
}

#[test]
fn an_edge_can_be_moved_twice_before_going_on() {
    let mut scene = reviewing();
    scene.user(UserCommand::WidenRight);
    scene.user(UserCommand::WidenRight);
    assert_eq!(scene.at(), "Viktor But sold arms");
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.at(), "Buti");
    assert_eq!((progress(&scene).respanned, progress(&scene).left), (1, 8));
}

#[test]
fn skipping_leaves_a_proposal_and_the_end_leads_back_to_it() {
    let mut scene = reviewing();
    scene.user(UserCommand::NextMention);
    assert_eq!(place(&scene), (Some(2), 9));
    scene.user(UserCommand::PreviousMention);
    assert_eq!((scene.at().as_str(), place(&scene)), ("Viktor But", (Some(1), 9)));
    scene.user(UserCommand::PreviousMention);
    assert_eq!(scene.at(), "Viktor But", "there is none before the first");
    scene.user(UserCommand::NextMention);
    (0..8).for_each(|_| scene.user(UserCommand::AcceptAndGoOn));
    assert_eq!((scene.reviewed(), progress(&scene).left), (None, 1));
    scene.user(UserCommand::PreviousMention);
    assert_eq!(scene.at(), "Viktor But");
    scene.user(UserCommand::NextMention);
    assert_eq!(scene.reviewed(), None, "past the last");
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.at(), "Viktor But", "and around");
}

#[test]
fn undo_goes_back_to_the_proposal_and_redo_on_from_it() {
    let mut scene = reviewing();
    scene.user(UserCommand::AcceptAndGoOn);
    scene.user(UserCommand::Dismiss);
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!(scene.at(), "Butin");
    scene.undo();
    assert_eq!((scene.at().as_str(), place(&scene)), ("Bangkok", (Some(3), 9)));
    scene.undo();
    assert_eq!((scene.at().as_str(), place(&scene)), ("Buti", (Some(2), 9)));
    assert_eq!((progress(&scene).accepted, progress(&scene).dismissed), (1, 0));
    scene.redo();
    assert_eq!((scene.at().as_str(), progress(&scene).dismissed), ("Bangkok", 1));
    scene.undo();
    scene.user(UserCommand::AcceptAndGoOn);
    assert_eq!((progress(&scene).accepted, progress(&scene).dismissed), (2, 0), "what was undone is forgotten");
}

#[test]
fn undo_after_the_last_one_goes_back_to_it() {
    let mut scene = reviewing();
    (0..9).for_each(|_| scene.user(UserCommand::AcceptAndGoOn));
    assert_eq!(scene.reviewed(), None);
    scene.undo();
    assert_eq!((scene.at().as_str(), place(&scene)), ("Bangkok", (Some(9), 9)));
}

#[test]
fn a_review_goes_on_where_it_was_left() {
    let mut scene = reviewing();
    (0..3).for_each(|_| scene.user(UserCommand::AcceptAndGoOn));
    scene.user(UserCommand::LetGo);
    assert!(scene.review().is_none());
    let (document, span) = scene.span_of("2_trial.txt", "waited");
    scene.dispatch(Action::ClickText { document, offset: span.start });
    assert_eq!(scene.cursor(), None);
    scene.user(UserCommand::Review);
    assert_eq!(scene.at(), "Butin");
    scene.user(UserCommand::Review);
    scene.dispatch(Action::GoTo(scene.m("New York")));
    scene.user(UserCommand::Review);
    assert_eq!(scene.at(), "New York", "the cursor says where");
}

#[test]
fn filters_leave_out_types_layers_scores_and_documents() {
    let mut scene = reviewing();
    propose(&mut scene, "2_trial.txt", "Friends", 0.4);
    let place_type = kind(&scene, "Place");
    let second = scene.document_at("2_trial.txt");
    let all = ProposalFilter::default;
    let walk = |scene: &mut Scene, filter: ProposalFilter| {
        scene.dispatch(Action::GoTo(scene.m("Viktor But")));
        scene.dispatch(Action::FilterReview(filter));
        let mut seen = Vec::new();
        while scene.reviewed().is_some() {
            seen.push(scene.at());
            scene.user(UserCommand::NextMention);
        }
        assert_eq!(seen.len(), progress(scene).left);
        seen
    };
    let kinds = [place_type].into();
    assert_eq!(walk(&mut scene, ProposalFilter { kinds, ..all() }), ["Bangkok", "New York", "Bangkok"]);
    assert_eq!(walk(&mut scene, ProposalFilter { layers: Layers::TAGGER, ..all() }), ["Friends"]);
    assert_eq!(walk(&mut scene, ProposalFilter { from: 0.5.into(), ..all() }).len(), 9);
    let here = walk(&mut scene, ProposalFilter { document: Some(second), ..all() });
    assert_eq!(here, ["Viktor Bout", "New York", "Friends", "Bout", "Bout", "Bangkok"]);
}

#[test]
fn decisions_are_counted_only_where_the_filter_lets_them_through() {
    let mut scene = reviewing();
    scene.user(UserCommand::AcceptAndGoOn);
    let kinds = [kind(&scene, "Place")].into();
    scene.dispatch(Action::FilterReview(ProposalFilter { kinds, ..ProposalFilter::default() }));
    assert_eq!((place(&scene), progress(&scene).done()), ((Some(1), 3), 0));
    scene.dispatch(Action::FilterReview(ProposalFilter::default()));
    assert_eq!(progress(&scene).done(), 1);
}

#[test]
fn what_extraction_finds_meanwhile_joins_the_walk() {
    let mut scene = reviewing();
    scene.user(UserCommand::AcceptAndGoOn);
    propose(&mut scene, "1_dealer.txt", "arms", 0.7);
    assert_eq!((scene.at().as_str(), place(&scene)), ("Buti", (Some(3), 10)), "one came before the cursor");
    scene.user(UserCommand::PreviousMention);
    assert_eq!(scene.at(), "arms");
    // Another reading that does not find it takes it away again.
    let first = scene.document_at("1_dealer.txt");
    scene.edit(Command::Propose { mentions: vec![], replace: vec![first] });
    assert_eq!(scene.at(), "Viktor Bout", "the walk goes on at the next that is left");
    assert_eq!(progress(&scene).done(), 1, "the machine decides nothing");
}

#[test]
fn all_with_one_text_are_decided_together_and_taken_back_together() {
    let mut scene = reviewing();
    scene.dispatch(Action::GoTo(scene.m("Bout")));
    assert_eq!(scene.reviewed_alike().len(), 2);
    scene.user(UserCommand::AcceptAlike);
    assert_eq!(scene.told(), "Accepted “Bout” and 1 more");
    assert_eq!((scene.mention("Bout#2").status, scene.at().as_str()), (Status::Accepted, "Bangkok"));
    scene.user(UserCommand::DismissAlike);
    assert_eq!((progress(&scene).accepted, progress(&scene).dismissed), (2, 2));
    scene.undo();
    scene.undo();
    assert_eq!((scene.at().as_str(), progress(&scene).done()), ("Bout", 0));
}

#[test]
fn another_mode_and_another_project_end_the_review() {
    let mut scene = reviewing();
    scene.user(UserCommand::ModeLink);
    assert!(scene.review().is_none());
    scene.user(UserCommand::Review);
    scene.user(UserCommand::CloseProject);
    assert!(scene.review().is_none() && !scene.is_open());
    scene.user(UserCommand::Review);
    assert!(scene.review().is_none());
}

#[test]
fn the_proposal_is_brought_into_the_middle() {
    let mut scene = Scene::articles();
    scene.take_view_requests();
    scene.user(UserCommand::Review);
    let (document, span) = scene.span_of("1_dealer.txt", "Viktor But");
    assert_eq!(scene.take_view_requests(), [ViewRequest::Centre(document, span)]);
}

#[test]
fn all_above_a_score_are_accepted_but_those_that_were_unticked() {
    let mut scene = Scene::articles();
    propose(&mut scene, "2_trial.txt", "Friends", 0.4);
    scene.user(UserCommand::AcceptAbove);
    assert!(matches!(scene.question(), Some(Question::Bulk(BulkDeed::AcceptAbove))));
    let rows = scene.bulk_rows().expect("they are there").clone();
    assert_eq!(rows.rows.len(), 10);
    let second = rows.documents[1].clone();
    assert_eq!(rows.rows[second.1.start].mention, scene.m("Friends"), "the weakest of its document comes first");
    let taken: Vec<MentionId> = rows
        .documents
        .iter()
        .flat_map(|(_, range)| rows.taken(range, BulkDeed::AcceptAbove, 0.5.into()))
        .map(|at| rows.rows[at].mention)
        .filter(|id| *id != scene.m("New York"))
        .collect();
    assert_eq!(taken.len(), 8);
    let steps = scene.history().done().len();
    scene.answer(Answer::Bulk(BulkDeed::AcceptAbove, taken));
    assert_eq!(scene.history().done().len(), steps + 1);
    assert_eq!(scene.project().total().accepted, 8);
    assert_eq!(
        (scene.mention("New York").status, scene.mention("Friends").status),
        (Status::Proposed, Status::Proposed)
    );
    scene.undo();
    assert_eq!(scene.project().total().accepted, 0);
}

#[test]
fn all_below_a_score_are_dismissed() {
    let mut scene = Scene::articles();
    propose(&mut scene, "2_trial.txt", "Friends", 0.4);
    scene.user(UserCommand::DismissBelow);
    let rows = scene.bulk_rows().unwrap().clone();
    let below = |range| rows.taken(range, BulkDeed::DismissBelow, 0.5.into()).map(|at| rows.rows[at].mention);
    let taken: Vec<_> = rows.documents.iter().flat_map(|(_, range)| below(range)).collect();
    assert_eq!(taken, [scene.m("Friends")]);
    scene.answer(Answer::Bulk(BulkDeed::DismissBelow, taken));
    assert_eq!((scene.project().total().rejected, scene.project().total().proposed), (1, 9));
}

#[test]
fn a_bulk_preview_follows_the_project_and_touches_nothing_that_was_decided_meanwhile() {
    let mut scene = Scene::articles();
    scene.user(UserCommand::AcceptAbove);
    let (but, buti) = (scene.m("Viktor But"), scene.m("Buti"));
    propose(&mut scene, "2_trial.txt", "Friends", 0.4);
    scene.settle();
    assert_eq!(scene.bulk_rows().unwrap().rows.len(), 10);
    scene.edit(Command::Dismiss(vec![but]));
    scene.settle();
    scene.answer(Answer::Bulk(BulkDeed::AcceptAbove, vec![but, buti]));
    let status = |id| scene.project().mention(id).unwrap().status;
    assert_eq!((status(but), status(buti)), (Status::Rejected, Status::Accepted));
    assert!(scene.bulk_rows().is_none());
}

#[test]
fn one_layer_is_shown_and_walked_alone() {
    let mut scene = Scene::articles();
    scene.edit(Command::Accept(vec![scene.m("Buti"), scene.m("New York")]));
    scene.user(UserCommand::ShowPeople);
    scene.user(UserCommand::NextMention);
    assert_eq!(scene.at(), "Buti");
    scene.user(UserCommand::NextMention);
    assert_eq!(scene.at(), "New York");
    scene.user(UserCommand::ShowMachine);
    assert_eq!(scene.cursor(), None, "what is hidden has no cursor");
    scene.user(UserCommand::ShowPeople);
    scene.user(UserCommand::Review);
    assert_eq!(scene.shown_layer(), ShownLayer::All, "what is reviewed must be seen");
    scene.user(UserCommand::ShowPeople);
    assert!(scene.review().is_none());
}

#[test]
fn machine_and_people_are_counted_apart() {
    let mut scene = Scene::articles();
    let first = scene.document_at("1_dealer.txt");
    scene.edit(Command::Accept(vec![scene.m("Buti")]));
    scene.edit(Command::Dismiss(vec![scene.m("Butin")]));
    let (document, span) = scene.span_of("1_dealer.txt", "arms");
    scene.dispatch(Action::SelectText(Some((document, span))));
    scene.user(UserCommand::MarkSelection);
    let counts = scene.project().counts(first);
    assert_eq!((counts.proposed, counts.found, counts.made(), counts.rejected), (2, 1, 1, 1));
    let total = scene.project().total();
    assert_eq!((total.proposed, total.found, total.made()), (7, 1, 1));
}
