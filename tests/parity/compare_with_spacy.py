#!/usr/bin/env python3
"""Compares `redstring tag` with the spaCy model it comes from, on any folder of texts, and their speed in one run.

    cargo build --release
    venv/bin/python tests/parity/compare_with_spacy.py FOLDER --model PATH [--redstring BIN] [--weights FILE.f32]

`venv` and PATH are those of assets/tagger/README.md. Without --weights the unrounded weights are not compared. Texts are
the `.txt` and `.md` files that Redstring reads. Both programs use one core and only what they need for entities: spaCy its
tokenizer and `ner`, in batches; each is timed on everything, first cold and then warm. With --show N it prints differences.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[threads] = "1"
warnings.filterwarnings("ignore")

import spacy  # noqa: E402

PARTS = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"]


def tag(options, *more):
    """What Redstring makes of the folder, and the best and first of the speeds it tells."""
    command = [options.redstring, "tag", options.folder, "--rounds", "5", *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=os.environ | {"RAYON_NUM_THREADS": "1"})
    if done.returncode != 0:
        sys.exit(done.stderr)
    times = [line.split() for line in done.stderr.splitlines() if line.endswith(" s") and " tokens in " in line]
    speeds = [int(t[0]) / float(t[3]) for t in times]
    documents = {}
    for line in done.stdout.splitlines():
        document = json.loads(line)
        tokens = [tuple(t) for t in document["tokens"]]
        entities = {(tokens[a][0], tokens[b - 1][1], label) for a, b, label, _ in document["entities"]}
        documents[document["doc"]] = tokens, entities
    return documents, speeds


def spacy_speeds(nlp, texts, rounds=3):
    speeds = []
    for _ in range(rounds):
        start = time.perf_counter()
        tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=256))
        speeds.append(tokens / (time.perf_counter() - start))
    return speeds


def share(title, ours, theirs, show, texts):
    """Prints how many of their things are ours too."""
    same = sum(len(ours[d] & theirs[d]) for d in theirs)
    all_theirs, all_ours = (sum(map(len, x.values())) for x in (theirs, ours))
    either = all_theirs + all_ours - same
    print(f"{title:34} {same:>8,} of {all_theirs:,}, {all_ours - same:,} of ours are none: {100 * same / max(1, either):.3f} % of either agree")
    for d in sorted(theirs):
        for who, things in ("only spaCy", theirs[d] - ours[d]), ("only ours", ours[d] - theirs[d]):
            for thing in sorted(things)[: max(0, show)]:
                print(f"    {who:10} {d}: {thing} {texts[d][max(0, thing[0] - 20):thing[0]]!r} {texts[d][thing[0]:thing[1]]!r}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder")
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--redstring", default="target/release/redstring")
    arguments.add_argument("--weights", metavar="FILE.f32")
    arguments.add_argument("--show", type=int, default=0, metavar="N")
    options = arguments.parse_args()
    nlp = spacy.load(options.model, exclude=PARTS)

    raw, ours_speeds = tag(options)
    root = Path(options.folder)
    read = lambda d: (root if root.is_file() else root / d).read_bytes().decode("utf-8-sig")
    texts = {d: read(d) for d in raw}
    names = list(texts)
    speeds = spacy_speeds(nlp, list(texts.values()))
    # Twice, so that whatever else the machine does meets both.
    _, again = tag(options)
    speeds += spacy_speeds(nlp, list(texts.values()), 1)

    docs = dict(zip(names, nlp.pipe(texts.values())))
    their_tokens = {d: {(t.idx, t.idx + len(t)) for t in doc} for d, doc in docs.items()}
    their_entities = {d: {(e.start_char, e.end_char, e.label_) for e in doc.ents} for d, doc in docs.items()}
    show = options.show
    print(f"{len(texts)} documents, {sum(map(len, their_tokens.values())):,} tokens")
    share("tokens", {d: set(t) for d, (t, _) in raw.items()}, their_tokens, show, texts)
    share("entities, from raw text", {d: e for d, (_, e) in raw.items()}, their_entities, show, texts)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8", delete=False) as file:
        for d, doc in docs.items():
            file.write(json.dumps({"doc": d, "tokens": [[t.idx, t.idx + len(t), t.norm_] for t in doc]}) + "\n")
    try:
        given, _ = tag(options, "--tokens", file.name)
        share("entities, spaCy's tokens, 16 bits", {d: e for d, (_, e) in given.items()}, their_entities, show, texts)
        if options.weights:
            given, _ = tag(options, "--tokens", file.name, "--weights", options.weights)
            share("entities, spaCy's tokens, 32 bits", {d: e for d, (_, e) in given.items()}, their_entities, show, texts)
    finally:
        os.unlink(file.name)
    best_ours, best_theirs = max(ours_speeds + again), max(speeds)
    print(f"tokens/s, one core: Redstring {ours_speeds[0]:,.0f} cold, {best_ours:,.0f} best; spaCy {speeds[0]:,.0f} cold, {best_theirs:,.0f} best")
    print(f"Redstring is {ours_speeds[0] / speeds[0]:.1f} times as fast cold, {best_ours / best_theirs:.1f} times at best")


if __name__ == "__main__":
    main()
