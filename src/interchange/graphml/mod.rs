//! GraphML (<http://graphml.graphdrawing.org/specification.html>): who is named where, as a graph for Gephi, yEd, Cytoscape
//! and networkx.
//!
//! ```xml
//! <node id="e3"><data key="kind">entity</data><data key="label">Viktor Bout</data>…</node>
//! <node id="d1"><data key="kind">document</data><data key="label">a.txt</data><data key="path">a.txt</data></node>
//! <node id="m7"><data key="kind">mention</data>…<data key="start">0</data><data key="end">11</data></node>
//! <edge source="m7" target="d1"><data key="relation">in</data></edge>
//! <edge source="m7" target="e3"><data key="relation">of</data></edge>
//! <edge source="e3" target="d1"><data key="relation">named in</data><data key="weight">2</data></edge>
//! ```
//!
//! | node | attributes |
//! | --- | --- |
//! | entity | `label`, `name`, `type`, `note`, `mentions` and `documents` (how many) |
//! | document | `label`, `path`, `mentions` |
//! | mention | `label`, `text`, `type`, `document`, `start`, `end`, `spans` (`0 6;12 16`, of several parts), `status`, `by` |
//!
//! For a graph of entities and documents alone leave out the nodes whose `kind` is `mention`. Offsets count code points,
//! end exclusive. Texts are not in the file: they are those of the project.
//!
//! **Read**: any GraphML whose keys have these names (`attr.name`), whatever their ids; nodes are told apart by `kind`, or
//! by what they have. Other keys, nodes and edges are ignored and counted. There is no entity expansion: only the five
//! entities of XML and character references are known.
//!
//! XML has no control characters but tab and line ends: others become `U+FFFD`. The words of such a mention are for the eye
//! only, and are not compared with the text.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// The attributes of nodes: name, and type in GraphML's words.
const OF_NODES: [(&str, &str); 15] = [
    ("kind", "string"),
    ("label", "string"),
    ("name", "string"),
    ("type", "string"),
    ("note", "string"),
    ("path", "string"),
    ("text", "string"),
    ("document", "string"),
    ("start", "int"),
    ("end", "int"),
    ("spans", "string"),
    ("status", "string"),
    ("by", "string"),
    ("mentions", "int"),
    ("documents", "int"),
];
/// Those of edges.
const OF_EDGES: [(&str, &str); 2] = [("relation", "string"), ("weight", "double")];
/// What stands for a character that XML cannot hold.
const REPLACED: char = '\u{fffd}';

#[cfg(test)]
mod tests {
    use crate::annotation::{Command, Status};
    use crate::interchange::testing::{
        assert_round_trip, corpus, imported, mangled, mark, projects, run, sample, statuses, telling, written,
    };
    use crate::interchange::{Files, Format, Loss, Telling};
    use proptest::prelude::*;

    fn read(text: &str) -> Telling {
        telling(Format::GraphMl, &Files::in_memory([("x.graphml", text.as_bytes().to_vec())]))
    }

    fn faults(text: &str) -> Vec<String> {
        read(text).faults.iter().map(ToString::to_string).collect()
    }

    const GOOD: &str = "<?xml version=\"1.0\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
        <key id=\"d0\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/><key id=\"d1\" attr.name=\"start\" for=\"node\"/>\n\
        <key id=\"d2\" attr.name=\"end\"/><key id=\"d3\" attr.name=\"path\"/><key id=\"d4\" attr.name=\"name\"/>\
        <key id=\"d5\" attr.name=\"text\"/><key id=\"d6\" attr.name=\"colour\"/><key id=\"d7\" attr.name=\"type\"><default>Person</default></key>\n\
        <graph edgedefault=\"directed\">\n\
        <edge source=\"n2\" target=\"n0\"/><edge source=\"n2\" target=\"n1\"/>\n\
        <node id=\"n0\"><data key=\"d3\">a &amp; b.txt</data></node>\n\
        <node id=\"n1\"><data key=\"d4\"><![CDATA[Viktor <Bout>]]></data><data key=\"d6\">red</data></node>\n\
        <node id=\"n2\"><data key=\"d1\"> 0 </data><data key=\"d2\">11</data><data key=\"d5\">Viktor&#13;\n&#x42;out</data></node>\n\
        <node id=\"n3\"><data key=\"d0\">animal</data></node><edge source=\"n0\" target=\"n1\"/>\n\
        </graph></graphml>";

    #[test]
    fn graphs_of_others_are_read_by_the_names_of_their_keys() {
        let told = read(GOOD);
        assert_eq!(told.faults, []);
        let mention = &told.mentions[0];
        assert_eq!(
            (&*mention.document, &mention.parts[..], mention.entity.as_deref()),
            ("a & b.txt", &[(0, 11)][..], Some("n1"))
        );
        assert_eq!((mention.text.as_deref(), &*mention.kind, mention.at.line), (Some("Viktor\r\nBout"), "Person", 9));
        assert_eq!(told.entities["n1"].name.as_deref(), Some("Viktor <Bout>"));
        let ignored: Vec<_> = told.ignored.iter().map(|(what, n)| (what.as_str(), *n)).collect();
        assert_eq!(ignored, [("Attribute “colour”", 1), ("Node “animal”", 1)]);
    }

    #[test]
    fn a_fault_says_where_and_what_was_expected() {
        let with = |from: &str, to: &str| faults(&GOOD.replace(from, to)).join("|");
        assert_eq!(with(">11<", ">x<"), "x.graphml: line 9: node “n2” has the end “x”; expected a whole number");
        assert_eq!(
            with("<edge source=\"n2\" target=\"n0\"/>", ""),
            "x.graphml: line 9: mention “n2” is in no document; expected an edge to one, or its path as “document”"
        );
        assert!(
            with("target=\"n1\"/>\n", "target=\"n9\"/>\n").contains("line 6: there is no node “n9”"),
            "{}",
            with("target=\"n1\"/>\n", "target=\"n9\"/>\n")
        );
        assert!(with("&amp;", "&bomb;").contains("line 7: there is no entity “bomb”; expected characters as they are"));
        assert!(with("</graph></graphml>", "</node>").starts_with("x.graphml: line 12: "));
        assert!(
            with("<node id=\"n1\">", "<node id=\"n0\">")
                .contains("line 8: expected an id of its own for each node, and “n0” is there twice")
        );
        assert!(faults("").join("|").contains("expected <graphml> with a <graph>"));
        let bomb = format!("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{}", GOOD.replace("&amp;", "&b;"));
        assert!(faults(&bomb).join("|").contains("there is no entity “b”"));
        let deep = format!("<graphml><graph>{}", "<node id=\"x\">".repeat(5000));
        assert!(faults(&deep).join("|").contains("nested"));
    }

    #[test]
    fn who_is_named_where_is_a_graph_with_weights() {
        let case = sample();
        let (files, report) = written(Format::GraphMl, &case);
        let text = String::from_utf8(files.head("graph.graphml", 100_000)).unwrap();
        for line in [
            "<node id=\"e1\"><data key=\"kind\">entity</data><data key=\"label\">the so-called “Merchant of Death”</data>",
            "<node id=\"d4\"><data key=\"kind\">document</data><data key=\"label\">b/four.md</data><data key=\"path\">b/four.md</data><data key=\"mentions\">3</data></node>",
            "<edge source=\"e1\" target=\"d4\"><data key=\"relation\">named in</data><data key=\"weight\">2</data></edge>",
            "A. Smulian &amp; Co. &lt;today&gt;",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
        assert!(text.contains("New&#13;\nYork"), "line ends survive a parser");
        let lost: Vec<_> = [Loss::Judgement, Loss::Schema].into_iter().filter(|l| report.losses.of(*l) > 0).collect();
        assert_eq!((lost.len(), report.losses.lines().count()), (2, 2), "{}", report.losses);
        assert_round_trip(Format::GraphMl, &case);
        let (project, _) = imported(&telling(Format::GraphMl, &files), Some(&case));
        let facts = |p: &crate::annotation::Project| {
            let mut entities: Vec<_> = p.entities().map(|e| (e.name.clone(), e.note.clone())).collect();
            entities.sort();
            (p.total(), entities, p.mentions().map(|m| m.by.clone()).collect::<Vec<_>>())
        };
        assert_eq!(facts(&project), facts(&case.0));
    }

    #[test]
    fn a_proposal_stays_one() {
        let case = statuses();
        let (files, report) = written(Format::GraphMl, &case);
        let told = telling(Format::GraphMl, &files);
        let seen: Vec<_> = told.mentions.iter().map(|m| (m.text.as_deref().unwrap_or(""), m.status)).collect();
        assert_eq!(seen, [("Bout", Status::Accepted), ("Ostend", Status::Proposed)]);
        let lost = [Loss::Proposal, Loss::Dismissed, Loss::Origin].map(|loss| report.losses.of(loss));
        assert_eq!(lost, [0, 1, 1]);
        assert_round_trip(Format::GraphMl, &case);
    }

    #[test]
    fn what_xml_cannot_hold_is_replaced_and_told() {
        let mut case = corpus(&[("a.txt", "Bo\u{1}ut and Smulian")]);
        let odd = mark(&mut case, "a.txt", &["Bo\u{1}ut"], "Person");
        run(&mut case.0, &Command::SplitOff(vec![odd]));
        let (files, report) = written(Format::GraphMl, &case);
        assert!(report.losses.of(Loss::Character) > 0 && report.losses.of(Loss::EntityName) == 0);
        assert_round_trip(Format::GraphMl, &case);
        let told = telling(Format::GraphMl, &files);
        assert_eq!((told.mentions[0].text.as_ref(), told.mentions[0].status), (None, Status::Accepted));
    }

    proptest! {
        #[test]
        fn any_project_comes_back(case in projects()) {
            assert_round_trip(Format::GraphMl, &case);
        }

        #[test]
        fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
            telling(Format::GraphMl, &Files::in_memory([("x.graphml", bytes)]));
        }
    }
}
