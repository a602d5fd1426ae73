#!/usr/bin/env python3
"""Fits the weights of the linker (logistic regression, held to the weights in prior.txt by a ridge).

    redstring import --format jsonl GOLD.jsonl --corpus DIR -o gold.ron
    redstring weigh gold.ron --names PAIRS.csv > evidence.txt
    python3 fit.py prior.txt evidence.txt > weights.txt

Needs numpy. Of every mention the right candidate counts, and of the wrong ones the likeliest: so the score says how likely
the best candidate is right, and not how likely any of them is. Which one is the likeliest depends on the weights, so it is
chosen anew six times. Pairs of names count four fifths, with a ground of their own: they are not picked from a text.
"""
import sys
import numpy as np

RIDGE, ROUNDS, NAME_PAIR = 4.0, 6, 0.8
# No weight falls below this share of what it was thought to be (or what prior.txt says behind it), or changes sides: a
# person must be able to believe it.
LEAST = 0.3


def main():
    prior_path, evidence_path = sys.argv[1:3]
    prior, bound = {}, []
    for line in open(prior_path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            name, weight, *least = line.split()
            prior[name] = float(weight)
            bound.append(float(least[0]) if least else LEAST * prior[name])
    bound = np.array(bound + [0.0])
    names = list(prior)
    column = {name: i for i, name in enumerate(names)}
    held = np.append(np.array(list(prior.values())), 0.0)
    rows, right, mention = [], [], []
    for line in open(evidence_path, encoding="utf-8"):
        who, answer, _, *signals = line.split()
        row = np.zeros(len(names) + 1)
        for signal in signals:
            name, value = signal.split(":")
            row[column[name]] = float(value)
        if who == "-":
            row[column["name"]], row[-1] = 0.0, 1.0
        rows.append(row)
        right.append(int(answer))
        mention.append(who)
    rows, right, mention = np.array(rows), np.array(right), np.array(mention)
    pairs = np.where(mention == "-")[0]
    of_mention = [np.where(mention == m)[0] for m in dict.fromkeys(mention) if m != "-"]
    weights = held.copy()
    for _ in range(ROUNDS):
        scores = rows @ weights
        kept = []
        for some in of_mention:
            wrong = some[right[some] == 0]
            kept += list(wrong[np.argsort(-scores[wrong], kind="stable")][:1]) + list(some[right[some] == 1])
        chosen = np.append(np.array(kept, dtype=int), pairs)
        counts = np.append(np.ones(len(kept)), np.full(len(pairs), NAME_PAIR))
        weights = fitted(rows[chosen], right[chosen], counts, (held, bound), weights)
    print("# What each kind of evidence weighs, in log odds. Fitted by fit.py; see README.md.")
    for name, weight in zip(names, weights):
        print(f"{name} {weight:.3f}")


def fitted(x, y, counts, held_and_bound, weights):
    held, bound = held_and_bound

    def loss(w):
        z = x @ w
        return np.sum(counts * (np.logaddexp(0, z) - y * z)) + RIDGE / 2 * np.sum((w - held) ** 2)

    least, most = np.where(held > 0, bound, -np.inf), np.where(held < 0, bound, np.inf)
    least[-1], most[-1] = -np.inf, np.inf
    for _ in range(80):
        p = 1 / (1 + np.exp(-(x @ weights)))
        slope = x.T @ (counts * (p - y)) + RIDGE * (weights - held)
        curve = (x * (counts * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(weights))
        step, length = np.linalg.solve(curve, slope), 1.0
        while loss(weights - length * step) > loss(weights) and length > 1e-6:
            length /= 2
        before = weights
        weights = np.clip(weights - length * step, least, most)
        if np.abs(weights - before).max() < 1e-4:
            break
    return weights


if __name__ == "__main__":
    main()
