//! Tests of the CAS JSON reader and writer.

use crate::annotation::Scope;
use crate::interchange::testing::{assert_round_trip, imported, mangled, projects, sample, shown, telling, written};
use crate::interchange::{Files, Format, Loss, Telling};
use proptest::prelude::*;

const GOOD: &str = r#"{
  "%TYPES" : {
    "webanno.custom.Span" : { "%NAME" : "webanno.custom.Span", "%SUPER_TYPE" : "uima.tcas.Annotation",
      "role" : { "%NAME" : "role", "%RANGE" : "uima.cas.String" } },
    "my.Firm" : { "%NAME" : "my.Firm", "%SUPER_TYPE" : "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity" },
    "webanno.custom.Tie" : { "%NAME" : "webanno.custom.Tie", "%SUPER_TYPE" : "uima.tcas.Annotation" }
  },
  "%FEATURE_STRUCTURES" : [
    { "%ID" : 2, "%TYPE" : "uima.cas.Sofa", "sofaNum" : 1, "sofaID" : "_InitialView", "sofaString" : "Bout \uD83D\uDE0A sold \"%TYPE\": arms. He" },
    { "%ID" : 1, "%TYPE" : "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData", "@sofa" : 2, "begin" : 0, "end" : 30, "documentTitle" : "a/doc.txt" },
    { "%ID" : 3, "%TYPE" : "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token", "@sofa" : 2, "begin" : 0, "end" : 4, "order" : 0 },
    { "%ID" : 4, "%TYPE" : "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", "@sofa" : 2, "begin" : 0, "end" : 4, "value" : "PER", "identifier" : "http://x/Q1" },
    { "%ID" : 5, "%TYPE" : "my.Firm", "@sofa" : 2, "^begin" : 5, "^end" : 7, "value" : "ORG" },
    { "%ID" : 6, "%TYPE" : "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink", "@sofa" : 2, "begin" : 0, "end" : 4, "@next" : 7, "referenceType" : "nam" },
    { "%ID" : 7, "%TYPE" : "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink", "@sofa" : 2, "begin" : 28, "end" : 30 },
    { "%ID" : 8, "%TYPE" : "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceChain", "@sofa" : 2, "@first" : 6 },
    { "%ID" : 9, "%TYPE" : "webanno.custom.Span", "@sofa" : 2, "begin" : 8, "end" : 12, "role" : "Deed", "@slots" : 12 },
    { "%ID" : 10, "%TYPE" : "webanno.custom.Tie", "@sofa" : 2, "begin" : 8, "end" : 12, "@Governor" : 9, "@Dependent" : 4 },
    { "%ID" : 11, "%TYPE" : "de.tudarmstadt.ukp.dkpro.core.api.coref.type.CoreferenceLink", "@sofa" : 2, "begin" : 8, "end" : 12 },
    { "%ID" : 12, "%TYPE" : "uima.cas.FSArray", "%ELEMENTS" : [ 4 ] },
    { "%ID" : 13, "%TYPE" : "webanno.custom.Span", "@sofa" : 2, "begin" : 8, "end" : 8 }
  ],
  "%VIEWS" : { "_InitialView" : { "%SOFA" : 2, "%MEMBERS" : [ 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13 ] } }
}
"#;

fn read(name: &'static str, text: &str) -> Telling {
    telling(Format::Cas, &Files::in_memory([(name, text.as_bytes().to_vec())]))
}

/// Begin, type and entity of each mention.
fn mentions(telling: &Telling) -> Vec<(u32, &str, &str)> {
    telling.mentions.iter().map(|m| (m.parts[0].0, &*m.kind, m.entity.as_deref().unwrap_or_default())).collect()
}

#[test]
fn a_file_with_all_that_the_format_has_is_read() {
    let telling = read("doc.txt.json", GOOD);
    assert_eq!(telling.faults, []);
    assert_eq!(&*telling.documents[0].text, "Bout 😊 sold \"%TYPE\": arms. He");
    assert_eq!(&*telling.documents[0].path, "a/doc.txt", "the title has more folders than the file");
    assert_eq!(telling.documents[0].tokens.len(), 1);
    let q1 = "http://x/Q1";
    assert_eq!(mentions(&telling), [(0, "PER", q1), (5, "ORG", ""), (28, "PER", q1), (8, "Deed", "")]);
    let lines: Vec<_> = telling.mentions.iter().map(|m| m.at.line).collect();
    assert_eq!(lines, [12, 13, 15, 17]);
    let ignored: Vec<_> = telling.ignored.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    let expected = [
        ("referenceType of a link", 1),
        ("“CoreferenceLink”", 1),
        ("“FSArray”", 1),
        ("“Span” of no width", 1),
        ("“Tie”", 1),
        ("“slots” of “Span”", 1),
    ];
    assert_eq!(ignored, expected);
    assert_eq!(telling.scope, Scope::Corpus);
    assert_eq!(&*read("other.json", GOOD).documents[0].path, "other.txt", "a title that is another name is none");
}

/// The feature structures by their ids instead of in an array.
fn as_map(text: &str) -> String {
    let mut all: Vec<_> = text.lines().map(str::to_owned).collect();
    for line in &mut all {
        if let Some(rest) = line.trim().strip_prefix("{ \"%ID\" : ") {
            let (id, rest) = rest.split_once(", ").unwrap();
            *line = format!("\"{id}\" : {{ {rest}");
        } else if line.contains("STRUCTURES") {
            *line = line.replace('[', "{");
        } else if line.trim() == "]," {
            *line = "},".to_owned();
        }
    }
    all.join("\n")
}

#[test]
fn structures_may_be_a_map_or_all_that_there_is() {
    let map = as_map(GOOD);
    assert!(map.contains("\"4\" : { \"%TYPE\""), "{map}");
    let there = read("doc.txt.json", GOOD);
    assert_eq!(read("doc.txt.json", &map), there);
    let (from, to) = (GOOD.find("[\n").unwrap(), GOOD.find("],").unwrap());
    let bare = read("doc.txt.json", &GOOD[from..=to]);
    let firm = mentions(&there)[1];
    assert_eq!(
        mentions(&bare),
        mentions(&there).into_iter().filter(|m| *m != firm).collect::<Vec<_>>(),
        "a type unknown"
    );
}

#[test]
fn a_chain_is_an_entity_of_its_document() {
    let plain = GOOD.replace("\"http://x/Q1\"", "null");
    let telling = read("a/doc.txt.json", &plain);
    assert_eq!(mentions(&telling)[0], (0, "PER", "a/doc.txt#8"));
    assert_eq!(mentions(&telling)[2], (28, "PER", "a/doc.txt#8"));
    assert_eq!(telling.scope, Scope::Document);
}

#[test]
fn a_fault_says_where() {
    for (from, to, expected) in [
        (
            "\"@first\" : 6",
            "\"@first\" : 60",
            "x.json: line 16: expected the %ID of a link as @first, and there is no 60",
        ),
        (
            "\"end\" : 30 },\n    { \"%ID\" : 8",
            "\"end\" : 30, \"@next\" : 6 },\n    { \"%ID\" : 8",
            "x.json: line 15: expected a link in one chain, once, and 6 is in another",
        ),
        ("{ \"%ID\" : 5", "{ \"%ID\" : 4", "x.json: line 13: expected an %ID of its own, and it is there twice"),
        ("\"%ID\" : 5, ", "", "x.json: line 13: expected a feature structure with a whole number as %ID"),
        ("\"^begin\" : 5", "\"^begin\" : -5", "x.json: line 13: expected “Firm” with a begin before its end"),
        ("my.Firm\", \"@sofa\" : 2", "my.Firm\", \"@sofa\" : 3", "x.json: line 13: expected @sofa of “Firm” to be"),
        ("\"sofaString\"", "\"sofaURI\"", "x.json: line 1: expected a uima.cas.Sofa with a sofaString"),
        (
            "\"^end\" : 7,",
            "\"^end\" : 7;",
            "x.json: line 13, column 76: expected `,` or `}`; expected a CAS with %TYPES",
        ),
        ("\"%FEATURE_STRUCTURES\"", "\"STRUCTURES\"", "x.json: line 24, column 1: missing field"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let faults = read("x.json", &GOOD.replacen(from, to, 1)).faults;
        assert!(faults.len() == 1 && faults[0].to_string().starts_with(expected), "{faults:#?}");
    }
    let deep = format!("{{\"%FEATURE_STRUCTURES\":[{}", "[".repeat(100_000));
    assert_eq!(read("x.json", &deep).faults.len(), 1);
    let empty = read("x.json", "{\"%TYPES\":{},\"%FEATURE_STRUCTURES\":[],\"%VIEWS\":{}}");
    assert_eq!((empty.faults.len(), empty.ignored.len(), empty.documents.len()), (0, 1, 0));
}

#[test]
fn each_text_of_a_file_is_a_document() {
    let two = GOOD.replace(
        "    { \"%ID\" : 1, ",
        "    { \"%ID\" : 20, \"%TYPE\" : \"uima.cas.Sofa\", \"sofaID\" : \"de\", \"sofaString\" : \"Bout\" },\n    { \"%ID\" : 1, ",
    );
    let telling = read("a/doc.txt.json", &two);
    assert_eq!(telling.faults, []);
    let paths: Vec<_> = telling.documents.iter().map(|d| &*d.path).collect();
    assert_eq!(paths, ["a/doc.txt", "a/doc.de.txt"]);
}

#[test]
fn all_of_the_sample_comes_back() {
    let case = sample();
    let (files, report) = written(Format::Cas, &case);
    let lost = |loss| report.losses.of(loss);
    assert_eq!((lost(Loss::WhiteSpace), lost(Loss::Flattened), lost(Loss::EntityNote)), (0, 1, 1), "{}", report.losses);
    assert_round_trip(Format::Cas, &case);
    let (project, texts) = imported(&telling(Format::Cas, &files), None);
    let all = |(p, t): (&crate::annotation::Project, &std::collections::HashMap<_, crate::text::Document>)| {
        let texts: Vec<_> = p.documents().map(|d| (d.path.clone(), t[&d.id].text.clone())).collect();
        let entities: std::collections::BTreeSet<_> =
            p.entities().map(|e| (e.name.clone(), p.cluster(e.id).mentions)).collect();
        (texts, entities)
    };
    assert_eq!(all((&project, &texts)), all((&case.0, &case.1)), "{}", shown(&files));
    let ids = |text: String| {
        text.lines()
            .filter_map(|l| l.trim().strip_prefix("{\"%ID\":")?.split_once(',').map(|(id, _)| id.to_owned()))
            .collect::<Vec<_>>()
    };
    let one = ids(String::from_utf8(files.head("a/one.txt.json", 1 << 20)).unwrap());
    assert_eq!(one, (1..=one.len()).map(|n| n.to_string()).collect::<Vec<_>>(), "the id comes first and counts");
    assert!(one.len() > 20);
}

proptest! {
    #[test]
    fn any_project_comes_back_with_its_texts(case in projects()) {
        assert_round_trip(Format::Cas, &case);
        let (files, _) = written(Format::Cas, &case);
        let told = telling(Format::Cas, &files);
        for document in case.0.documents() {
            prop_assert_eq!(&told.document(&document.path).unwrap().text, &case.1[&document.id].text);
        }
    }

    #[test]
    fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
        telling(Format::Cas, &Files::in_memory([("x.json", bytes)]));
    }
}
