//! Tables of mentions and of entities, for spreadsheets and scripts: `mentions.csv` and `entities.csv` (RFC 4180), or the
//! same with tabs.
//!
//! ```csv
//! document,start,end,text,type,entity,name,status,by,score,rule,layers,spans
//! a.txt,0,16,Viktor … Bout,Person,3,Viktor Bout,accepted,ab,,,,0 6;12 16
//! ```
//! ```csv
//! entity,name,type,note,mentions,documents
//! 3,Viktor Bout,Person,Sold arms.,1,1
//! ```
//!
//! Offsets count code points, end exclusive; `spans` is there for mentions of several parts only. Rows are separated by
//! `\n`, fields that need it are quoted, the encoding is UTF-8 without a byte-order mark.
//!
//! Fields are written as they are, also those that begin with `=`, `+`, `-` or `@`: what is read back must be what was
//! marked, and a text in quotation marks before it would no longer be the text's. A spreadsheet may take such a field
//! for a formula: open files from strangers as text columns.
//!
//! **Read**: columns by their names, in any order, upper or lower case; those of a mention table are `document`, `start`
//! and `end` at least, of an entity table `entity` and `name`. Separated by comma, semicolon (spreadsheets of much of
//! Europe) or tab, whichever the header is; after a byte-order mark or a line `sep=;`. Also a single file. Other columns
//! are ignored and counted. Texts are not in the tables: they are those of the project.

mod read;
mod write;

pub(super) use read::{read_csv, read_tsv};
pub(super) use write::{write_csv, write_tsv};

#[cfg(test)]
mod tests {
    use crate::annotation::Status;
    use crate::interchange::testing::{
        assert_round_trip, content, imported, mangled, projects, sample, statuses, telling, written,
    };
    use crate::interchange::{Files, Format, Loss, Telling};
    use proptest::prelude::*;

    fn read(text: &str) -> Telling {
        telling(Format::Csv, &Files::in_memory([("mentions.csv", text.as_bytes().to_vec())]))
    }

    fn faults(text: &str) -> Vec<String> {
        read(text).faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn columns_go_by_their_names_and_any_separator() {
        let plain = "End,Certainty,TYPE,start,document,Text,entity,name,status\n\
            11,high,Person,0,a.txt,\"Viktor, \"\"Bout\"\"\",3,Viktor Bout,\n4,,,0,b.txt,Bout,,,Proposed\n";
        let told = read(plain);
        let seen = |told: &Telling| -> Vec<_> {
            let one = |m: &crate::interchange::Told| {
                (
                    m.at.line,
                    m.document.to_string(),
                    m.parts.clone(),
                    m.text.clone(),
                    m.kind.to_string(),
                    m.entity.clone(),
                    m.status,
                )
            };
            assert_eq!(told.faults, []);
            told.mentions.iter().map(one).collect()
        };
        let first = seen(&told);
        assert_eq!(first[0].3.as_deref(), Some("Viktor, \"Bout\""));
        assert_eq!((first[0].2.as_slice(), first[0].5.as_deref()), (&[(0, 11)][..], Some("3")));
        assert_eq!((first[1].0, first[1].5.clone(), first[1].6), (3, None, Status::Proposed));
        assert_eq!(told.entities["3"].name.as_deref(), Some("Viktor Bout"));
        assert_eq!(told.ignored.into_iter().collect::<Vec<_>>(), [("Column “Certainty”".to_owned(), 2)]);
        let excel = plain
            .replace("Viktor, ", "Viktor# ")
            .replace(',', ";")
            .replace("Viktor# ", "Viktor, ")
            .replace('\n', "\r\n");
        for text in [format!("\u{feff}{excel}"), excel.replace(';', "\t")] {
            assert_eq!(seen(&read(&text)), first, "{text}");
        }
        let told = read(&format!("sep=;\r\n{excel}"));
        assert_eq!((told.faults.len(), told.mentions[1].at.line), (0, 4));
    }

    #[test]
    fn a_fault_says_where_and_what_was_expected() {
        let head = "document,start,end,status,spans\n";
        let at = |row: &str| faults(&format!("{head}{row}\na,0,1,,\n")).join("|");
        assert_eq!(at("a,x,4,,"), "mentions.csv: line 2: field 2 (start): expected a whole number, and not “x”");
        assert_eq!(at("a,4,4,,"), "mentions.csv: line 2: field 3 (end): expected an end after the start, and not “4”");
        assert_eq!(at(",0,4,,"), "mentions.csv: line 2: field 1 (document): expected the path of a document");
        assert!(
            at("a,0,4,maybe,").contains("field 4 (status): expected accepted, proposed or dismissed, and not “maybe”")
        );
        assert!(at("a,0,4,,0 1 2").contains("field 5 (spans): expected parts from start to end, such as “0 6;12 16”"));
        assert!(at("a,0,4,,0 1;3 5").contains("field 5 (spans)"));
        assert!(at("a,0").contains("line 2: expected 5 fields as in the header, and not 2"));
        assert_eq!(
            faults("id,label\n1,2\n").join("|"),
            "mentions.csv: line 1: expected the columns document, start and end, or entity and name, and not “id,label”"
        );
        assert_eq!(
            faults(""),
            ["mentions.csv: line 1: expected the columns document, start and end, or entity and name, and not “”"]
        );
        let bytes = [head.as_bytes(), b"a,0,1,,\n\xe9,0,1,,\na,3,4,,\n"].concat();
        let told = telling(Format::Csv, &Files::in_memory([("x.csv", bytes)]));
        assert_eq!(
            told.faults[0].to_string(),
            "x.csv: line 3: field 1 (document): not UTF-8; save the table as CSV UTF-8"
        );
        assert_eq!(told.mentions.len(), 2, "the other rows are read");
        let twice = telling(Format::Csv, &Files::in_memory([("entities.csv", b"entity,name\n1,a\n1,b\n".to_vec())]));
        assert!(twice.faults[0].to_string().ends_with("line 3: expected each entity once, and “1” is there twice"));
    }

    #[test]
    fn a_proposal_stays_one() {
        let case = statuses();
        let (files, report) = written(Format::Csv, &case);
        let told = telling(Format::Csv, &files);
        let seen: Vec<_> = told.mentions.iter().map(|m| (m.text.as_deref().unwrap_or(""), m.status)).collect();
        let dismissed = ("Smulian", Status::Rejected);
        assert_eq!(seen, [("Bout", Status::Accepted), dismissed, ("Ostend", Status::Proposed)]);
        let lost = [Loss::Proposal, Loss::Dismissed, Loss::Origin].map(|loss| report.losses.of(loss));
        assert_eq!(lost, [0, 0, 0]);
        let ostend = told.mentions[2].evidence.as_ref();
        assert_eq!(ostend, case.0.mentions().find(|m| &*m.text == "Ostend").unwrap().evidence.as_ref());
        assert_round_trip(Format::Csv, &case);
    }

    #[test]
    fn nothing_is_lost_but_judgements_and_looks() {
        let case = sample();
        for format in [Format::Csv, Format::Tsv] {
            let (files, report) = written(format, &case);
            let lost: Vec<_> = report.losses.lines().collect();
            assert!(
                report.losses.of(Loss::Judgement) > 0 && report.losses.of(Loss::Schema) > 0 && lost.len() == 2,
                "{lost:?}"
            );
            assert_round_trip(format, &case);
            let (project, _) = imported(&telling(format, &files), Some(&case));
            let facts = |p: &crate::annotation::Project| {
                let mut entities: Vec<_> = p.entities().map(|e| (e.name.clone(), e.note.clone())).collect();
                entities.sort();
                let by: Vec<_> = p.mentions().map(|m| (m.by.clone(), m.status)).collect();
                (p.total(), entities, by)
            };
            assert_eq!(facts(&project), facts(&case.0));
        }
        let (files, _) = written(Format::Csv, &case);
        let text = String::from_utf8(files.head("mentions.csv", 10_000)).unwrap();
        assert!(text.contains("\na/one.txt,7,93,"), "{text}");
        assert!(text.contains(",7 11;79 93\n"), "{text}");
    }

    #[test]
    fn a_table_that_was_saved_by_a_spreadsheet_says_the_same() {
        let case = sample();
        let (files, _) = written(Format::Csv, &case);
        let before = content(&telling(Format::Csv, &files), &case);
        let mut saved = Vec::new();
        for name in files.names() {
            let mut rows = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(std::io::Cursor::new(files.head(name, 100_000)));
            let mut out = csv::WriterBuilder::new()
                .delimiter(b';')
                .terminator(csv::Terminator::CRLF)
                .from_writer(b"\xEF\xBB\xBF".to_vec());
            rows.records().for_each(|row| out.write_record(&row.unwrap()).unwrap());
            saved.push((name.clone(), out.into_inner().unwrap()));
        }
        assert_eq!(content(&telling(Format::Csv, &Files::in_memory(saved)), &case), before);
    }

    const GOOD: &str = "document,start,end,text,type,entity,status,score,layers,spans\na.txt,0,16,\"Viktor\n\"\"Bout\"\"\",Person,3,proposed,0.5,\"tagger,rules\",0 6;12 16\nb.txt,1,2,,,,,,,\n";

    proptest! {
        #[test]
        fn any_project_comes_back(case in projects()) {
            assert_round_trip(Format::Csv, &case);
            assert_round_trip(Format::Tsv, &case);
        }

        #[test]
        fn nothing_upsets_the_reader(bytes in mangled(GOOD)) {
            telling(Format::Csv, &Files::in_memory([("mentions.csv", bytes.clone())]));
            telling(Format::Tsv, &Files::in_memory([("entities.tsv", bytes)]));
        }
    }
}
