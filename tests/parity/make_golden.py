#!/usr/bin/env python3
"""Writes golden.jsonl: what spaCy makes of the texts of the parity test and of those in seeds/.

    venv/bin/python tests/parity/make_golden.py MODEL        (venv and MODEL as in assets/tagger/README.md)

A line a document: its name, the SHA-256 of its text; the lengths of its tokens in code points, each with "." if a space
follows and "," if none does; its entities as tokens; norms that do not follow from the spelling.
"""
import hashlib
import json
import sys
import warnings
from pathlib import Path

import spacy
from texts import texts

warnings.filterwarnings("ignore")
here = Path(__file__).parent
PARTS = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"]


def all_texts():
    yield from texts()
    root = here.parent.parent
    for folder in "harbour-letters", "the-flagman":
        for path in sorted((root / "seeds" / folder).glob("*.*")):
            yield path.relative_to(root).as_posix(), path.read_bytes().decode("utf-8")


def main():
    nlp = spacy.load(sys.argv[1], exclude=PARTS)
    tokens = entities = 0
    with open(here / "golden.jsonl", "w", encoding="utf-8", newline="\n") as out:
        for name, text in all_texts():
            doc = nlp(text)
            lengths = "".join(f"{len(t)}{'.' if t.whitespace_ else ','}" for t in doc)
            ents = " ".join(f"{e.start}+{e.end - e.start}{e.label_}" for e in doc.ents)
            norms = {t.i: t.norm_ for t in doc if t.norm_ != nlp.vocab[t.orth].norm_}
            sha = hashlib.sha256(text.encode()).hexdigest()[:16]
            line = {"doc": name, "sha256": sha, "tokens": lengths, "entities": ents, "norms": norms}
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            tokens += len(doc)
            entities += len(doc.ents)
    print(f"{tokens:,} tokens, {entities:,} entities")


if __name__ == "__main__":
    main()
