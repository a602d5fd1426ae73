#!/usr/bin/env bash
# Installs what the real-window tests need and this machine lacks (Debian, Ubuntu). Does nothing when all is there.
set -euo pipefail

packages=(
  # a display that nobody sees, a window manager (without one no window gets the keyboard), hands and eyes
  xvfb openbox xdotool imagemagick x11-utils
  # accessibility: how the tests find things in the window
  dbus at-spi2-core python3-minimal python3-gi gir1.2-atspi-2.0
  # what the program itself loads at run time
  libx11-6 libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libgl1 libgl1-mesa-dri libegl1 libdbus-1-3
  # the system's file dialogs
  xdg-desktop-portal xdg-desktop-portal-gtk
)
# Rust links with the C compiler.
command -v cc >/dev/null || packages+=(gcc libc6-dev)

if ! command -v dpkg-query >/dev/null; then
  echo "packages: this is no Debian or Ubuntu; the tests need what these packages hold: ${packages[*]}" >&2
  exit 1
fi
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}\n' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "packages: all ${#packages[@]} are there"
  exit 0
fi

as_root=()
if [ "$(id -u)" != 0 ]; then
  command -v sudo >/dev/null || { echo "packages: missing ${missing[*]}; install them as root" >&2; exit 1; }
  as_root=(sudo -n)
fi
echo "packages: installing ${missing[*]}"
apt() { "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 "$@" </dev/null >/dev/null; }
apt update
apt install -y --no-install-recommends "${missing[@]}"
echo "packages: done"
