#!/usr/bin/env bash
# The main job in a real window: open a folder through the system's dialog, see mentions, tie two of them in two
# panes by real clicks, save through the system's dialog, kill the program, reopen, see the tie; idle; close with and
# without unsaved work.
#
#   main_job.sh BINARY
set -euo pipefail
BINARY=$(readlink -f "${1:?usage: main_job.sh BINARY}")
seeds=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../seeds" && pwd)
# shellcheck source=tests/real_window/drive.sh
. "$(dirname "${BASH_SOURCE[0]}")/drive.sh"

corpus="$room/Les pavillons é/the flagman"
saved="$room/Les pavillons é/ficelle é.ron"
mkdir -p "$corpus"
cp "$seeds"/the-flagman/* "$corpus"

# One man under two names, in the first two documents. A mention's name begins with its text and ends with its status.
first='/^Leonid Just, .*(proposed|accepted)$/'
second='/^Leonid Youst, .*(proposed|accepted)$/'
row='/^Leonid Just, .*, 2 mentions, 2 documents$/'
tied='/^Leonid Youst, .*, Leonid Just, accepted$/'

step "a display, a session bus, a window manager, a file-dialog portal"
session_start

step "start without arguments: the welcome screen"
app_start
see 'Open folder…' --role 'push button'
see '/^Sample: /'

step "open a folder through File > Open folder… and the system's dialog"
click File
# The welcome screen has a button of this name too; the menu's entry is to the left of it.
see 'Save as…'
click 'Open folder…' --left-of 300
choose "$corpus" 'Open folder'

step "two documents side by side, mentions in both"
edge=$(a11y where '/^Overview of /') || fail "no pane"
edge=${edge% *}
[ "$(count '/^Overview of /')" = 2 ] || fail "not two panes"
see "$first" --left-of "$edge" --timeout 30
see "$second" --right-of "$edge"

step "tie them: a click in the first pane, a click in the second"
click "$first" --left-of "$edge"
click "$second" --right-of "$edge"
see "$row"
see "$tied" --right-of "$edge"

step "kill -9 before it was ever saved: the welcome screen brings the tie back"
sleep 0.5
app_kill
app_start
click 'Bring back: the flagman'
see "$row" --timeout 30
see "$tied" --right-of "$edge"
see unsaved

step "save with Ctrl+S through the system's dialog"
keys ctrl+s
choose "$saved" 'Save project'
see saved

step "the file on disk has the entity and its two mentions"
entity=$(sed -nE 's/^ *\(id: ([0-9]+), type: "[^"]+", name: "Leonid Just".*/\1/p' "$saved")
[ -n "$entity" ] || fail "no entity \"Leonid Just\" in $saved"
[ "$(grep -cE "^ *\(id: .*, entity: (Some\()?$entity\b" "$saved")" = 2 ] || fail "not two mentions of entity $entity in $saved"
grep -qE "text: \"Leonid Just\".* entity: (Some\()?$entity\b" "$saved" || fail "the first mention is not in the file"
grep -qE "text: \"Leonid Youst\".* entity: (Some\()?$entity\b" "$saved" || fail "the second mention is not in the file"
in_session "$BINARY" check "$saved" || fail "\`redstring check\` finds faults"
before=$(sha256sum <"$saved")

step "kill -9, and start again with the project: the tie is there"
app_kill
app_start "$saved"
see "$row" --timeout 30
see "$first" --left-of "$edge"
see "$tied" --right-of "$edge"
[ "$(count '/^Overview of /')" = 2 ] || fail "not two panes after reopening"

park
sleep 3
idle=$(idle_percent 5)
step "nobody touches it: $idle % of a processor over 5 s"
awk -v p="$idle" 'BEGIN { exit !(p < 1) }' || fail "the program is not idle: $idle %"

step "alt+F4 with nothing unsaved: it ends"
keys alt+F4
app_ended 10
[ "$(sha256sum <"$saved")" = "$before" ] || fail "opening and closing changed the file"

step "kill -9 with unsaved work, and start again: the work is there, unsaved"
app_start "$saved"
see "$tied" --right-of "$edge" --timeout 30
click "$tied" --right-of "$edge"
keys x
see "$second" --right-of "$edge"
gone "$tied"
see unsaved
sleep 0.5
app_kill
app_start "$saved"
see unsaved --timeout 30
see "$second" --right-of "$edge"
gone "$tied"

question='/^Save “.*” before closing/'
step "alt+F4 with unsaved work: it asks, and Cancel keeps the window"
keys alt+F4
see "$question"
click Cancel
gone "$question"
app_runs || fail "the program ended in spite of Cancel"
see unsaved

step "alt+F4 once more, Don't save: it ends, and the project is as it was"
keys alt+F4
click "Don't save"
app_ended 10
[ "$(sha256sum <"$saved")" = "$before" ] || fail "the file changed"
app_start "$saved"
see "$tied" --right-of "$edge" --timeout 30
see saved

step "the bar says, inside of the window and left of the modes, that the project is saved"
modes=$(a11y where 'Read mode') || fail "no modes"
see saved --left-of "${modes% *}"

step "Ctrl+Q: it ends"
keys ctrl+q
app_ended 10

step "the main job works in a real window"
