//! Handing the documents of a project out to several people, some documents to more than one of them.
//!
//! The same project and the same seed give the same shares. Everything keeps its id, so that what comes back can be
//! merged over the project, and compared.

use crate::annotation::{EntityId, MentionId, Op, Project, Transaction};
use crate::text::DocumentId;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// How to hand out.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitOptions {
    /// Who gets a share.
    pub names: Vec<Arc<str>>,
    /// The share of documents, from 0 to 1, that several people read.
    pub overlap: f32,
    /// How many people read each of these.
    pub per_document: usize,
    /// Chooses which documents these are.
    pub seed: u64,
}

/// What one person gets.
#[derive(Clone, Debug)]
pub struct Share {
    /// Who.
    pub name: Arc<str>,
    /// A whole project with the documents of the share.
    pub project: Project,
    /// How long its texts are, in bytes.
    pub bytes: u64,
    /// How many of its documents somebody else reads too.
    pub shared: usize,
}

/// Why a project cannot be handed out so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    /// Nobody, or nothing to give.
    #[error("name at least one person to hand documents to")]
    Nobody,
    /// Two people of one name would get one file.
    #[error("{0} is named twice")]
    Twice(Arc<str>),
    /// A document cannot be read by more people than there are.
    #[error("{per_document} people cannot read a document when {people} are named; lower --per-document or name more")]
    TooFew {
        /// How many are to read.
        per_document: usize,
        /// How many there are.
        people: usize,
    },
    /// Somebody would get nothing.
    #[error("{0} would get no document; name fewer people, or let more documents be read by several with --overlap")]
    Nothing(Arc<str>),
}

/// Hands out the documents of a project, balanced by their bytes. Shares come in the order of the names; documents keep
/// their order.
///
/// # Errors
/// [`SplitError`] when the people and the documents do not go together.
pub fn split(project: &Project, options: &SplitOptions) -> Result<Vec<Share>, SplitError> {
    let people = options.names.len();
    if people == 0 {
        return Err(SplitError::Nobody);
    }
    let mut seen = HashSet::new();
    if let Some(twice) = options.names.iter().find(|name| !seen.insert(name.to_lowercase())) {
        return Err(SplitError::Twice(twice.clone()));
    }
    let readers = options.per_document.max(1);
    if readers > people {
        return Err(SplitError::TooFew { per_document: readers, people });
    }
    let assigned = assign(project, options, readers);
    let mut shares = Vec::new();
    for (i, name) in options.names.iter().enumerate() {
        let documents: BTreeSet<DocumentId> =
            assigned.iter().filter(|(_, who)| who.contains(&i)).map(|(id, _)| *id).collect();
        if documents.is_empty() {
            return Err(SplitError::Nothing(name.clone()));
        }
        let shared = documents.iter().filter(|d| assigned.get(d).is_some_and(|who| who.len() > 1)).count();
        let bytes = documents.iter().filter_map(|d| project.document(*d)).map(|d| u64::from(d.bytes)).sum();
        shares.push(Share { name: name.clone(), project: part(project, &documents), bytes, shared });
    }
    Ok(shares)
}

/// Who reads each document: the longest first, each to those who have least so far (Graham 1969, "Bounds on
/// multiprocessing timing anomalies").
fn assign(project: &Project, options: &SplitOptions, readers: usize) -> BTreeMap<DocumentId, BTreeSet<usize>> {
    let mut drawn: Vec<_> = project.documents().map(|d| (draw(options.seed, &d.path), d)).collect();
    drawn.sort_by_key(|(number, d)| (*number, d.id));
    let overlap = f64::from(options.overlap.clamp(0.0, 1.0));
    let several = (overlap * drawn.len() as f64).round() as usize;
    let (several, single) = drawn.split_at(several.min(drawn.len()));
    let mut loads = vec![(0_u64, 0_usize); options.names.len()];
    let mut assigned: BTreeMap<DocumentId, BTreeSet<usize>> = BTreeMap::new();
    for (documents, count) in [(several, readers), (single, 1)] {
        let mut documents = documents.to_vec();
        documents.sort_by_key(|(number, d)| (std::cmp::Reverse(d.bytes), *number, d.id));
        for (_, document) in documents {
            let mut order: Vec<usize> = (0..loads.len()).collect();
            order.sort_by_key(|&i| (loads[i], i));
            for i in order.into_iter().take(count) {
                loads[i] = (loads[i].0 + u64::from(document.bytes), loads[i].1 + 1);
                assigned.entry(document.id).or_default().insert(i);
            }
        }
    }
    assigned
}

/// A number that a seed and a path give: FNV-1a, stirred by the finalizer of splitmix64.
fn draw(seed: u64, path: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in path.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// The part of a project that is of these documents: their mentions, the entities that have one there or none at all, and
/// what was judged of two mentions there. Ids to be given out go on where those of the whole project do.
fn part(project: &Project, documents: &BTreeSet<DocumentId>) -> Project {
    let mentions: Vec<_> = project.mentions().filter(|m| documents.contains(&m.document)).cloned().collect();
    let here: HashSet<MentionId> = mentions.iter().map(|m| m.id).collect();
    let named: HashSet<EntityId> = mentions.iter().filter_map(|m| m.entity).collect();
    let records = documents.iter().filter_map(|d| project.document(*d));
    let entities = project.entities().filter(|e| named.contains(&e.id) || project.cluster(e.id).mentions == 0);
    let judgements = project.judgements().filter(|j| here.contains(&j.a) && here.contains(&j.b));
    let mut ops: Vec<Op> = records.map(|d| Op::Document(None, Some(d.clone()))).collect();
    ops.extend(entities.map(|e| Op::Entity(None, Some(e.clone()))));
    ops.extend(mentions.into_iter().map(|m| Op::Mention(None, Some(m))));
    ops.extend(judgements.map(|j| Op::Judgement(None, Some(j.clone()))));
    ops.extend(project.gazetteer().map(|e| Op::Entry(None, Some(e.clone()))));
    let mut part = Project::new(crate::annotation::Schema::clone(project.schema()));
    part.reserve_ids(project.reserved_ids());
    // Everything is new in an empty project, so it fits.
    let applied = part.apply(&Transaction { label: "split".to_owned(), ops, by_machine: false });
    debug_assert_eq!(applied, Ok(()));
    part
}
