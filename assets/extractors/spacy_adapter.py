"""spaCy for Redstring: python3 spacy_adapter.py en_core_web_md

The argument is a model that is installed, or the folder of one. README.md has the protocol.
Licence: MIT OR Apache-2.0, as Redstring.
"""
import json
import sys

# Lines are UTF-8 on every system; whatever a library prints must not come between them.
sys.stdin.reconfigure(encoding="utf-8")
lines_out, sys.stdout = sys.stdout, sys.stderr
lines_out.reconfigure(encoding="utf-8", newline="\n")


def say(line):
    print(json.dumps(line), file=lines_out, flush=True)


import spacy  # after the standard output is safe

nlp = spacy.load(sys.argv[1] if len(sys.argv) > 1 else "en_core_web_md", exclude=["lemmatizer"])
nlp.max_length = sys.maxsize
say({
    "name": "spaCy " + nlp.meta["lang"] + "_" + nlp.meta["name"],
    "version": nlp.meta["version"],
    "labels": list(nlp.get_pipe("ner").labels),
})

for line in sys.stdin:
    request = json.loads(line)
    try:
        found = nlp(request["text"]).ents
        mentions = [{"start": e.start_char, "end": e.end_char, "type": e.label_} for e in found]
        say({"id": request["id"], "mentions": mentions})
    except Exception as error:  # one bad document must not end the others
        say({"id": request["id"], "error": f"{type(error).__name__}: {error}"})
