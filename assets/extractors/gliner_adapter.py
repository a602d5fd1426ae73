"""GLiNER for Redstring: python3 gliner_adapter.py urchade/gliner_medium-v2.1 Person Organisation Place Work

The first argument is a model that `gliner` can load, the others are the labels to look for: name them as the types of
your project. README.md has the protocol. Licence: MIT OR Apache-2.0, as Redstring.
"""
import json
import re
import sys

# Lines are UTF-8 on every system; whatever a library prints must not come between them.
sys.stdin.reconfigure(encoding="utf-8")
lines_out, sys.stdout = sys.stdout, sys.stderr
lines_out.reconfigure(encoding="utf-8", newline="\n")


def say(line):
    print(json.dumps(line), file=lines_out, flush=True)


import gliner  # after the standard output is safe

name, labels = sys.argv[1], sys.argv[2:] or ["Person", "Organisation", "Place", "Work", "Date"]
model = gliner.GLiNER.from_pretrained(name)
say({"name": "GLiNER " + name.split("/")[-1], "version": gliner.__version__, "labels": labels})

for line in sys.stdin:
    request = json.loads(line)
    try:
        mentions = []
        # A model reads some 300 words at once and drops the rest: paragraph by paragraph, long ones in pieces.
        for piece in re.finditer(r"\S(?:.{0,1200}(?=\s|$)|\S{1,1200})", request["text"]):
            for e in model.predict_entities(piece.group(), labels, threshold=0.5):
                start, end = piece.start() + e["start"], piece.start() + e["end"]
                mentions.append({"start": start, "end": end, "type": e["label"], "score": min(1.0, float(e["score"]))})
        say({"id": request["id"], "mentions": mentions})
    except Exception as error:  # one bad document must not end the others
        say({"id": request["id"], "error": f"{type(error).__name__}: {error}"})
