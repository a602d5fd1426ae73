#!/usr/bin/env bash
# What the program does where there is no display: headless commands work, and a window is refused in one sentence.
#
#   no_display.sh BINARY
set -euo pipefail
binary=$(readlink -f "${1:?usage: no_display.sh BINARY}")
seeds=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../seeds" && pwd)
room=$(mktemp -d "${TMPDIR:-/tmp}/redstring-headless.XXXXXX")
trap 'rm -rf "$room"' EXIT

code=0
fail() {
  printf 'FAILED: %s\n--- exit code %s\n--- standard output\n%s\n--- standard error\n%s\n' \
    "$*" "$code" "$(head -20 "$room/out")" "$(head -40 "$room/err")" >&2
  exit 1
}
# Runs the program with nothing of the caller's session, at most 20 seconds.
run() { # VARIABLES... -- ARGUMENTS...
  local variables=()
  while [ "$1" != -- ]; do
    variables+=("$1")
    shift
  done
  shift
  code=0
  env -i PATH="$PATH" HOME="$room" LANG=C.UTF-8 RUST_BACKTRACE=1 "${variables[@]}" \
    timeout 20 "$binary" "$@" >"$room/out" 2>"$room/err" </dev/null || code=$?
  ! grep -qiE 'panicked|backtrace' "$room/out" "$room/err" || fail "$*: a panic"
}
one_sentence() {
  [ "$code" != 0 ] && [ "$code" != 124 ] || fail "$1: wrong exit code"
  [ "$(wc -l <"$room/err")" = 1 ] || fail "$1: not one line on standard error"
  grep -qE '^redstring: [a-z].* .*' "$room/err" || fail "$1: no plain sentence"
  ! grep -qE '\.rs:|/\.cargo/' "$room/err" || fail "$1: a place in a source file, which is no plain sentence"
  [ ! -s "$room/out" ] || fail "$1: something on standard output"
}

echo "no display: one sentence"
run -- "$seeds/the-flagman"
one_sentence "no display"
grep -q display "$room/err" || fail "no display: the sentence does not say so"

number=99
while [ -e "/tmp/.X11-unix/X$number" ]; do number=$((number + 1)); done
echo "a display that does not exist (:$number): one sentence"
run DISPLAY=":$number" -- "$seeds/the-flagman"
one_sentence "DISPLAY=:$number"
run WAYLAND_DISPLAY=wayland-none XDG_RUNTIME_DIR="$room" -- "$seeds/the-flagman"
one_sentence "WAYLAND_DISPLAY=wayland-none"

echo "a path that does not exist: exit code 2"
run -- "$room/no such folder"
[ "$code" = 2 ] || fail "wrong exit code"
grep -q 'no such folder' "$room/err" || fail "the error does not name the path"

echo "--help and --version"
run -- --help
[ "$code" = 0 ] && grep -q extract "$room/out" || fail "--help"
run -- --version
[ "$code" = 0 ] && grep -qE '^redstring [0-9]+\.[0-9]+\.[0-9]+' "$room/out" || fail "--version"
run -- --no-such-option
[ "$code" = 2 ] && [ -s "$room/err" ] || fail "--no-such-option"

echo "extract --jsonl: JSON lines that fit the texts"
run -- extract "$seeds/the-flagman" --jsonl
[ "$code" = 0 ] || fail "extract"
/usr/bin/python3 - "$room/out" "$seeds/the-flagman" <<'PYTHON' || fail "extract: the lines do not fit"
import json, pathlib, sys
lines = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
texts = {}
for line in lines:
    mention = json.loads(line)
    assert set(mention) == {"doc", "start", "end", "text", "type", "score", "rule", "layers"}, mention
    assert mention["layers"], mention
    doc = mention["doc"]
    if doc not in texts:
        # As bytes first: a carriage return counts.
        texts[doc] = (pathlib.Path(sys.argv[2]) / doc).read_bytes().decode("utf-8")
    assert texts[doc][mention["start"]:mention["end"]] == mention["text"], mention
    assert 0 <= mention["score"] <= 1, mention
assert len(texts) == 5 and len(lines) > 50, (len(texts), len(lines))
print(f"  {len(lines)} mentions in {len(texts)} documents")
PYTHON

echo "extract -o and check"
run -- extract "$seeds/the-flagman" -o "$room/out.ron"
[ "$code" = 0 ] && [ -s "$room/out.ron" ] || fail "extract -o"
run -- check "$room/out.ron"
[ "$code" = 0 ] || fail "check finds faults in what extract wrote"
run -- check "$room/none.ron"
[ "$code" != 0 ] && [ -s "$room/err" ] || fail "check of a file that does not exist"

echo "it behaves without a display"
