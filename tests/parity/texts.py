"""The texts of the parity test, made up from grammar.json: the same as tests/parity/texts.rs makes."""
import json
import re
from pathlib import Path

DOCUMENTS = 360
GRAMMAR = json.loads(Path(__file__).with_name("grammar.json").read_text(encoding="utf-8"))


class Dice:
    """Knuth's linear congruential generator."""

    def __init__(self, seed):
        self.state = seed

    def pick(self, choices):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return choices[(self.state >> 33) % len(choices)]


def expand(template, dice):
    """Braces around the name of a list stand for one of its lines, made up in its turn."""
    out, at = [], 0
    for place in re.finditer(r"\{([A-Za-z0-9]+)\}", template):
        out.append(template[at : place.start()])
        out.append(expand(dice.pick(GRAMMAR[place[1]]), dice))
        at = place.end()
    return "".join(out) + template[at:]


def texts():
    for number in range(DOCUMENTS):
        dice = Dice(number + 1)
        yield f"{number}", expand("{document}", dice)
