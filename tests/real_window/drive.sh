# shellcheck shell=bash
# A real window on an invisible display of its own, and hands and eyes for it. The tests beside this file source it.
#
#   session_start            display, session bus, window manager, accessibility, file-dialog portal
#   app_start ARGUMENTS...   the program ($BINARY), until its window shows; app_kill; app_ended SECONDS; app_runs
#   see NAME, gone NAME, count NAME, click NAME, keys KEYS..., choose PATH TITLE, park   (NAME as in a11y.py)
#   idle_percent SECONDS     processor time the program takes when nobody touches it
#   step TEXT, fail TEXT     say what happens now; say what is wrong and end
#
# Everything that session_start starts, and everything the bus starts for it, carries a mark in its environment.
# At exit all of it is ended by process id. After a failure the picture, the tree and the logs are shown and kept.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PYTHON=/usr/bin/python3
room=$(mktemp -d "${TMPDIR:-/tmp}/redstring-window.XXXXXX")
mark="redstring-window-$$-$(date +%s%N)"
began=$(date +%s%N)
env_of_session=()
app=

step() { printf '%5.1f s  %s\n' "$(seconds)" "$*"; }
seconds() { awk -v ns=$(($(date +%s%N) - began)) 'BEGIN { print ns / 1e9 }'; }
fail() { echo "FAILED: $*" >&2; exit 1; }
in_session() { env -i "${env_of_session[@]}" "$@"; }
a11y() { in_session "$PYTHON" "$here/a11y.py" "$@"; }

marked_processes() {
  local p
  for p in /proc/[0-9]*; do
    p=${p#/proc/}
    [ "$p" = $$ ] && continue
    tr '\0' '\n' <"/proc/$p/environ" | grep -qx "REDSTRING_TEST=$mark" && echo "$p"
  done 2>/dev/null | sort -rn
}

# What to look at after a failure.
evidence() {
  [ ${#env_of_session[@]} -gt 0 ] || return 0
  {
    in_session import -window root "$room/failure.png" && echo "--- picture: $room/failure.png"
    echo "--- accessibility tree"
    timeout 30 env -i "${env_of_session[@]}" "$PYTHON" "$here/a11y.py" tree | head -400
    echo "--- the program's output ($room/app.log)"
    tail -60 "$room/app.log"
  } >&2 2>&1 || true
}

finish() {
  local code=$? signal p
  trap - EXIT INT TERM
  # Whoever read the output may be gone: what was started must end all the same.
  trap '' PIPE
  set +e
  [ "$code" = 0 ] || evidence
  for signal in TERM KILL; do
    for p in $(marked_processes); do kill -$signal "$p" 2>/dev/null; done
    for _ in $(seq 20); do
      [ -z "$(marked_processes)" ] && break
      sleep 0.1
    done
  done
  if [ "$code" = 0 ]; then rm -rf "$room"; fi
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Starts a program that tells one line on descriptor 3 when it is ready; prints that line.
start_telling() { # NAME PROGRAM...
  local name=$1
  shift
  : >"$room/$name.told"
  in_session setsid "$@" 3>"$room/$name.told" >"$room/$name.log" 2>&1 </dev/null &
  for _ in $(seq 200); do
    [ -s "$room/$name.told" ] && break
    sleep 0.05
  done
  [ -s "$room/$name.told" ] || { cat "$room/$name.log" >&2; fail "$name did not start"; }
}

session_start() {
  mkdir -p "$room/home/.config/glib-2.0/settings" "$room/run"
  chmod 700 "$room/run"
  # GTK's file dialog starts in "Recent" by default, where its Select button stays grey whatever path one types.
  printf "[org/gtk/settings/file-chooser]\nstartup-mode='cwd'\n" >"$room/home/.config/glib-2.0/settings/keyfile"
  # Nothing of the caller's desktop leaks in, nothing is written to the caller's home.
  env_of_session=(REDSTRING_TEST="$mark" PATH="$PATH" LANG=C.UTF-8 LC_ALL=C.UTF-8 TERM=dumb
    HOME="$room/home" XDG_RUNTIME_DIR="$room/run" XDG_CURRENT_DESKTOP=GNOME XDG_SESSION_TYPE=x11 GDK_BACKEND=x11
    GTK_USE_PORTAL=0 GSETTINGS_BACKEND=keyfile NO_AT_BRIDGE=0 GTK_A11Y=atspi
    LIBGL_ALWAYS_SOFTWARE=1 WINIT_X11_SCALE_FACTOR=1 RUST_BACKTRACE=1)
  start_telling display Xvfb -displayfd 3 -screen 0 1400x900x24 -nolisten tcp -dpi 96 +extension GLX +render -noreset
  env_of_session+=(DISPLAY=":$(head -1 "$room/display.told")")
  start_telling bus dbus-daemon --session --nofork --nopidfile --print-address=3
  env_of_session+=(DBUS_SESSION_BUS_ADDRESS="$(head -1 "$room/bus.told")")
  (cd "$room/home" && in_session setsid openbox --sm-disable >"$room/wm.log" 2>&1 </dev/null &)
  for _ in $(seq 100); do
    in_session xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id' && break
    sleep 0.05
  done
  a11y enable || fail "no accessibility bus"
  a11y portal || fail "no file-dialog portal"
}

window_named() { in_session xdotool search --onlyvisible --name "$1" 2>/dev/null | head -1 || true; }

app_runs() {
  local state
  state=$(awk '{ print $3 }' "/proc/$app/stat" 2>/dev/null) || return 1
  [ -n "$state" ] && [ "$state" != Z ]
}

app_start() {
  : >"$room/app.log"
  # Not through a function: the number must be the program's own, not that of a shell around it.
  env -i "${env_of_session[@]}" setsid "$BINARY" "$@" >"$room/app.log" 2>&1 </dev/null &
  app=$!
  for _ in $(seq 600); do
    if [ -n "$(window_named Redstring)" ]; then
      [ "$(readlink "/proc/$app/exe")" = "$BINARY" ] || fail "process $app is not the program"
      return
    fi
    app_runs || fail "the program ended before its window showed"
    sleep 0.05
  done
  fail "no window within 30 s"
}

app_kill() {
  kill -9 "$app"
  wait "$app" 2>/dev/null || true
  app=
  for _ in $(seq 50); do
    [ -z "$(window_named Redstring)" ] && return
    sleep 0.1
  done
  fail "the window outlives the program"
}

# The program has ended by itself, with exit code 0.
app_ended() { # SECONDS
  for _ in $(seq $(($1 * 10))); do
    app_runs || break
    sleep 0.1
  done
  app_runs && fail "the program still runs after $1 s"
  local code=0
  wait "$app" || code=$?
  app=
  [ "$code" = 0 ] || fail "the program ended with exit code $code"
}

see() { a11y wait "$@" >"$room/seen" || fail "not to be seen: $*"; }
gone() { a11y gone "$@" || fail "still to be seen: $*"; }
count() { a11y count "$@"; }
keys() { in_session xdotool key --clearmodifiers --delay 40 "$@"; }

# A real click of the real mouse on the centre of a node.
click() {
  local at
  at=$(a11y where "$@") || fail "nothing to click: $*"
  # shellcheck disable=SC2086
  in_session xdotool mousemove --sync $at sleep 0.1 click 1
}

# The mouse to the corner of the screen, outside of the window.
park() { in_session xdotool mousemove 1398 898; }

# In the system's file dialog titled TITLE: type PATH and confirm.
choose() { # PATH TITLE
  local window try
  for _ in $(seq 200); do
    window=$(window_named "^$2\$")
    [ -n "$window" ] && break
    sleep 0.1
  done
  [ -n "$window" ] || fail "no dialog \"$2\""
  in_session xdotool windowactivate --sync "$window"
  for try in 1 2 3; do
    # Ctrl+L opens the field for a path, and closes it when it is open. xdotool would lose letters beyond ASCII.
    keys ctrl+l
    sleep 0.5
    a11y fill "$1" 2>/dev/null && break
    [ "$try" = 3 ] && fail "no field for a path in \"$2\""
  done
  sleep 0.2
  keys End
  sleep 0.4
  # Takes away what GTK completed: else a folder with one subfolder would give the subfolder.
  keys Delete
  sleep 0.3
  keys Return
  for _ in $(seq 100); do
    [ -z "$(window_named "^$2\$")" ] && return
    sleep 0.1
  done
  fail "the dialog \"$2\" did not close"
}

ticks() { sed 's/.*) //' "/proc/$app/stat" | awk '{ print $12 + $13 }'; }

idle_percent() { # SECONDS
  local before after
  before=$(ticks)
  sleep "$1"
  after=$(ticks)
  awk -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" -v s="$1" 'BEGIN { printf "%.1f", 100 * ticks / hz / s }'
}
