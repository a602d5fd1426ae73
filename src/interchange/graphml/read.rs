//! Reading a graph.

use super::{OF_EDGES, OF_NODES, REPLACED};
use crate::interchange::guard::Guard;
use crate::interchange::words::{parts_of, status_of};
use crate::interchange::{At, Files, ReadError, Telling, Told, ToldEntity};
use crate::text::OffsetUnit;
use crate::work::Work;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::HashMap;
use std::io::BufRead;
use std::sync::Arc;

/// How deep elements may be nested.
const MAX_DEPTH: usize = 64;

pub(in crate::interchange) fn read(files: &Files, telling: &mut Telling, work: &Work) -> Result<(), ReadError> {
    telling.unit = OffsetUnit::Chars;
    for name in files.meant(".graphml") {
        let mut graph = Graph::new(&name);
        let mut reader = Reader::from_reader(Guard::new(files.reader(&name, work)?));
        graph.read(&mut reader, telling)?;
        graph.finish(telling);
    }
    Ok(())
}

/// The data of a node or an edge, by the names of their keys.
type Data = HashMap<Arc<str>, String>;

/// What of the file is open.
enum Open {
    Key(Arc<str>),
    /// The value that a key has where nothing else is said.
    Default(Arc<str>),
    Node(At, String, Data),
    Edge(At, String, String, Data),
    /// A value of the node or edge around it.
    Data(Arc<str>),
    Other,
}

/// What a node is.
enum Node {
    Entity,
    Document(Arc<str>),
    /// By its number in [`Graph::mentions`].
    Mention(usize),
    Other,
}

struct Graph<'a> {
    file: &'a Arc<str>,
    /// Names of keys by their ids.
    keys: HashMap<String, Arc<str>>,
    defaults: Data,
    open: Vec<Open>,
    text: String,
    seen: bool,
    nodes: HashMap<Arc<str>, Node>,
    mentions: Vec<(Told, Arc<str>)>,
    /// Their lines, and the ends of those that tie something.
    edges: Vec<(At, String, String)>,
}

impl<'a> Graph<'a> {
    fn new(file: &'a Arc<str>) -> Self {
        Self {
            file,
            keys: HashMap::new(),
            defaults: Data::new(),
            open: Vec::new(),
            text: String::new(),
            seen: false,
            nodes: HashMap::new(),
            mentions: Vec::new(),
            edges: Vec::new(),
        }
    }

    fn read<R: BufRead>(&mut self, reader: &mut Reader<Guard<R>>, telling: &mut Telling) -> Result<(), ReadError> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            reader.get_mut().next_item();
            let at = At::line(self.file, reader.get_mut().line());
            let event = reader.read_event_into(&mut buffer);
            let line = reader.get_mut().line();
            let at = if matches!(event, Ok(Event::Text(_))) { at } else { At::line(self.file, line) };
            let told = match event {
                Err(quick_xml::Error::Io(error)) if error.kind() != std::io::ErrorKind::InvalidData => {
                    let error = std::io::Error::new(error.kind(), error.to_string());
                    return Err(Files::failed(self.file, error));
                }
                Err(error) => {
                    telling.fault(at, format!("{error}; expected well-formed XML"));
                    return Ok(());
                }
                Ok(Event::Eof) => break,
                Ok(Event::Start(_)) if self.open.len() >= MAX_DEPTH => {
                    telling.fault(at, format!("elements nested more than {MAX_DEPTH} deep; expected a graph"));
                    return Ok(());
                }
                Ok(Event::Start(element)) => self.start(&element, &at).map(|open| self.open.push(open)),
                Ok(Event::Empty(element)) => self.start(&element, &at).and_then(|open| self.end(open, telling)),
                Ok(Event::End(_)) => self.open.pop().map_or(Ok(()), |open| self.end(open, telling)),
                Ok(Event::Text(text)) => text.xml10_content().map(|t| self.push(&t)).map_err(|e| e.to_string()),
                Ok(Event::CData(text)) => text.xml10_content().map(|t| self.push(&t)).map_err(|e| e.to_string()),
                Ok(Event::GeneralRef(name)) => reference(&name).map(|c| self.push(c.encode_utf8(&mut [0; 4]))),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => Ok(()),
            };
            if let Err(told) = told {
                telling.fault(at, told);
            }
        }
        if !self.seen {
            telling.fault(At::line(self.file, 1), "expected <graphml> with a <graph>");
        } else if !self.open.is_empty() {
            let line = reader.get_mut().line();
            telling.fault(At::line(self.file, line), "the file ends too early; expected </graphml>");
        }
        Ok(())
    }

    /// Text of the value that is open: that of elements inside it is for drawing.
    fn push(&mut self, text: &str) {
        if matches!(self.open.last(), Some(Open::Data(_) | Open::Default(_))) {
            self.text.push_str(text);
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, at: &At) -> Result<Open, String> {
        let name = element.local_name();
        let attribute = |wanted: &str| -> Result<Option<String>, String> {
            let found = element.try_get_attribute(wanted).map_err(|error| error.to_string())?;
            let value = found.map(|a| a.normalized_value(XmlVersion::Implicit1_0).map(std::borrow::Cow::into_owned));
            value.transpose().map_err(|error| error.to_string())
        };
        let needed = |wanted: &str| {
            let there = String::from_utf8_lossy(name.as_ref()).into_owned();
            attribute(wanted)?.ok_or_else(|| format!("expected <{there}> with “{wanted}”"))
        };
        let inside = self.open.last();
        match name.as_ref() {
            b"graph" => self.seen = true,
            b"key" => {
                let id = needed("id")?;
                let called: Arc<str> = attribute("attr.name")?.unwrap_or_else(|| id.clone()).into();
                self.keys.insert(id, called.clone());
                return Ok(Open::Key(called));
            }
            b"default" => {
                if let Some(Open::Key(name)) = inside {
                    self.text.clear();
                    return Ok(Open::Default(name.clone()));
                }
            }
            b"node" => return Ok(Open::Node(at.clone(), needed("id")?, Data::new())),
            b"edge" => return Ok(Open::Edge(at.clone(), needed("source")?, needed("target")?, Data::new())),
            b"data" => {
                let key = needed("key")?;
                if matches!(inside, Some(Open::Node(..) | Open::Edge(..))) {
                    self.text.clear();
                    let name = self.keys.get(&key).cloned().unwrap_or_else(|| key.into());
                    return Ok(Open::Data(name));
                }
            }
            _ => {}
        }
        Ok(Open::Other)
    }

    fn end(&mut self, ended: Open, telling: &mut Telling) -> Result<(), String> {
        match ended {
            Open::Default(key) => {
                self.defaults.insert(key, std::mem::take(&mut self.text));
            }
            Open::Data(key) => {
                let value = std::mem::take(&mut self.text);
                if let Some(Open::Node(.., data) | Open::Edge(.., data)) = self.open.last_mut() {
                    data.insert(key, value);
                }
            }
            Open::Node(at, id, data) => self.node(at, id.into(), data, telling),
            Open::Edge(at, source, target, data) => {
                let known = |name: &Arc<str>| OF_EDGES.iter().any(|(known, _)| known == &&**name);
                data.keys().filter(|n| !known(n)).for_each(|n| telling.ignore(format!("Attribute “{n}”")));
                self.edges.push((at, source, target));
            }
            Open::Key(_) | Open::Other => {}
        }
        Ok(())
    }

    fn node(&mut self, at: At, id: Arc<str>, data: Data, telling: &mut Telling) {
        let known = |name: &Arc<str>| OF_NODES.iter().any(|(known, _)| known == &&**name);
        data.keys().filter(|name| !known(name)).for_each(|name| telling.ignore(format!("Attribute “{name}”")));
        if self.nodes.contains_key(&id) {
            telling.fault(at, format!("expected an id of its own for each node, and “{id}” is there twice"));
            return;
        }
        let has = |name: &str| data.get(name).is_some_and(|value| !value.trim().is_empty());
        let said = data.get("kind").map_or("", |kind| kind.trim());
        let kind = match said {
            "" if has("start") => "mention",
            "" if has("path") => "document",
            "" if has("name") => "entity",
            said => said,
        };
        let get = |name: &str| data.get(name).or_else(|| self.defaults.get(name)).map_or("", String::as_str);
        let node = match kind {
            "entity" => {
                let some = |word: &str| Some(Arc::from(word)).filter(|w: &Arc<str>| !w.trim().is_empty());
                let name = some(get("name")).or_else(|| some(get("label")));
                let told = ToldEntity { name, kind: some(get("type").trim()), note: get("note").into() };
                telling.entities.insert(id.clone(), told);
                Node::Entity
            }
            "document" => {
                let path = if has("path") { get("path") } else { get("label") };
                Node::Document(path.into())
            }
            "mention" => match mention(at.clone(), &id, get) {
                Ok(told) => {
                    self.mentions.push((told, id.clone()));
                    Node::Mention(self.mentions.len() - 1)
                }
                Err(why) => {
                    telling.fault(at, why);
                    Node::Other
                }
            },
            other => {
                let other = if other.is_empty() { "of no kind" } else { other };
                telling.ignore(format!("Node “{other}”"));
                Node::Other
            }
        };
        self.nodes.insert(id, node);
    }

    /// Ties what the edges tie, and tells the mentions.
    fn finish(mut self, telling: &mut Telling) {
        for (at, source, target) in std::mem::take(&mut self.edges) {
            let missing = [&source, &target].into_iter().find(|id| !self.nodes.contains_key(id.as_str()));
            if let Some(id) = missing {
                telling.fault(at, format!("there is no node “{id}”; expected the id of one"));
                continue;
            }
            let (mention, other, id) = match (self.nodes.get(source.as_str()), self.nodes.get(target.as_str())) {
                (Some(Node::Mention(m)), Some(other)) => (*m, other, &target),
                (Some(other), Some(Node::Mention(m))) => (*m, other, &source),
                // How often an entity is named in a document follows from its mentions.
                (Some(Node::Entity), Some(Node::Document(_))) | (Some(Node::Document(_)), Some(Node::Entity)) => {
                    continue;
                }
                _ => {
                    telling.ignore("Edge between other nodes");
                    continue;
                }
            };
            let told = &mut self.mentions[mention].0;
            match other {
                Node::Document(path) if told.document.is_empty() => told.document = path.clone(),
                Node::Document(path) if told.document != *path => {
                    telling
                        .fault(at, format!("“{source}” is in “{}” and “{path}”; expected one document", told.document));
                }
                Node::Document(_) => {}
                Node::Entity => match &told.entity {
                    Some(known) if **known != **id => {
                        telling.fault(at, format!("“{source}” is of “{known}” and of “{id}”; expected one entity"));
                    }
                    _ => told.entity = Some(id.as_str().into()),
                },
                Node::Mention(_) | Node::Other => telling.ignore("Edge between other nodes"),
            }
        }
        for (told, id) in self.mentions {
            if told.document.is_empty() {
                let expected = "expected an edge to one, or its path as “document”";
                telling.fault(told.at, format!("mention “{id}” is in no document; {expected}"));
            } else {
                telling.mentions.push(told);
            }
        }
    }
}

/// The character of `&amp;`, `&#13;`: others are not expanded.
fn reference(name: &BytesRef<'_>) -> Result<char, String> {
    if let Some(c) = name.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(c);
    }
    let name = name.decode().map_err(|error| error.to_string())?;
    match &*name {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(format!("there is no entity “{other}”; expected characters as they are")),
    }
}

fn mention<'a>(at: At, id: &str, get: impl Fn(&str) -> &'a str) -> Result<Told, String> {
    let number = |name: &str| {
        let value = get(name).trim();
        value.parse::<u32>().map_err(|_| format!("node “{id}” has the {name} “{value}”; expected a whole number"))
    };
    let (start, end) = (number("start")?, number("end")?);
    let parts = parts_of(get("spans"), start, end).ok_or_else(|| {
        format!(
            "node “{id}” has no place; expected a start before the end, and “spans” between them such as “0 6;12 16”"
        )
    })?;
    let said = get("status").trim();
    let status = status_of(said)
        .ok_or_else(|| format!("node “{id}” has the status “{said}”; expected accepted, proposed or dismissed"))?;
    let text = get("text");
    Ok(Told {
        text: Some(text.to_owned()).filter(|text| !text.trim().is_empty() && !text.contains(REPLACED)),
        kind: get("type").trim().into(),
        status,
        by: Some(get("by")).filter(|by| !by.is_empty()).map(Arc::from),
        ..Told::new(at, get("document").into(), parts)
    })
}
