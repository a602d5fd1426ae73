#!/usr/bin/python3
"""Looks at a window through its accessibility tree (AT-SPI), as a screen reader does.

  a11y.py tree                   all nodes: role, name, states, box on the screen
  a11y.py where NAME [options]   centre of the node on the screen: "x y"; waits for it
  a11y.py wait NAME [options]    until such a node is there; prints it
  a11y.py gone NAME [options]    until no such node is there
  a11y.py count NAME [options]   how many there are now
  a11y.py fill TEXT              put TEXT into the text field that has the keyboard, in any program
  a11y.py enable                 tell programs that an assistive technology listens
  a11y.py portal                 start the service behind the system's file dialogs

NAME is a whole name, or a /regular expression/. Exit code 0 done, 1 not found in time, 2 no bus.
Debian's own /usr/bin/python3 has the `gi` module; another python may not.
"""
import argparse
import re
import sys
import time
import warnings

import gi

warnings.filterwarnings("ignore", category=DeprecationWarning)
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

STATES = ["FOCUSED", "SHOWING", "CHECKED", "PRESSED", "SELECTED", "EDITABLE", "ACTIVE", "MODAL"]


def call(name, path, interface, method, arguments):
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    bus.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, 20000, None)


def enable():
    for name in ("IsEnabled", "ScreenReaderEnabled"):
        value = GLib.Variant("(ssv)", ("org.a11y.Status", name, GLib.Variant("b", True)))
        call("org.a11y.Bus", "/org/a11y/bus", "org.freedesktop.DBus.Properties", "Set", value)


def portal():
    service = GLib.Variant("(su)", ("org.freedesktop.portal.Desktop", 0))
    call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "StartServiceByName", service)


def ask(question, otherwise=None):
    """What a node answers; nodes can go while one looks at them."""
    try:
        answer = question()
    except GLib.Error:
        return otherwise
    return otherwise if answer is None else answer


def nodes(node=None, depth=0):
    """All nodes, parents first."""
    if node is None:
        node = Atspi.get_desktop(0)
    else:
        yield node, depth
    for i in range(ask(node.get_child_count, 0)):
        child = ask(lambda i=i: node.get_child_at_index(i))
        if child is not None:
            yield from nodes(child, depth + 1)


def name(node):
    return ask(node.get_name, "")


def states(node):
    found = ask(node.get_state_set)
    return [s.lower() for s in STATES if found and found.contains(getattr(Atspi.StateType, s))]


def box(node):
    component = ask(node.get_component_iface)
    extents = component and ask(lambda: component.get_extents(Atspi.CoordType.SCREEN))
    return (extents.x, extents.y, extents.width, extents.height) if extents else (0, 0, 0, 0)


def line(node):
    what = [s for s in states(node) if s != "showing"]
    return "[%s] %r%s @%d,%d %dx%d" % (
        ask(node.get_role_name, "?"), name(node), " <%s>" % ",".join(what) if what else "", *box(node))


def matching(options):
    wanted = options.name
    regex = re.compile(wanted[1:-1]) if len(wanted) > 2 and wanted[0] == wanted[-1] == "/" else None
    for node, _ in nodes():
        if not (regex.search(name(node)) if regex else name(node) == wanted):
            continue
        if options.role and ask(node.get_role_name, "") != options.role:
            continue
        x = box(node)[0]
        if options.left_of is not None and x >= options.left_of:
            continue
        if options.right_of is not None and x < options.right_of:
            continue
        yield node


def flattest_first(found):
    """Those on one line before those that wrap: the centre of a wrapped one need not be on it."""
    found = [(box(node), node) for node in found]
    flat = min((h for (_, _, _, h), _ in found), default=0) * 1.5
    return [node for (_, _, _, h), node in sorted(found, key=lambda f: f[0][3] > flat)]


def wait(options, enough):
    """The matching nodes, as soon as `enough` says so. The tree is some 100 ms behind the screen."""
    end = time.monotonic() + options.timeout
    while True:
        found = list(matching(options))
        if enough(found):
            return found
        if time.monotonic() > end:
            print(f"{options.command} {options.name!r}: {len(found)} found after {options.timeout:g} s", file=sys.stderr)
            sys.exit(1)
        time.sleep(0.1)


def fill(text):
    for node, _ in nodes():
        if {"focused", "editable"} <= set(states(node)):
            field = node.get_editable_text_iface()
            if field and Atspi.EditableText.set_text_contents(field, text):
                return
    print("no text field has the keyboard", file=sys.stderr)
    sys.exit(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices="tree where wait gone count fill enable portal".split())
    parser.add_argument("name", nargs="?", default="")
    parser.add_argument("--role", help="only nodes of this role")
    parser.add_argument("--left-of", type=int, help="only nodes that begin left of this x")
    parser.add_argument("--right-of", type=int, help="only nodes that begin at this x or right of it")
    parser.add_argument("--timeout", type=float, default=10)
    options = parser.parse_args()
    match options.command:
        case "tree":
            for node, depth in nodes():
                print("  " * (depth - 1) + line(node))
        case "where":
            x, y, w, h = box(flattest_first(wait(options, bool))[0])
            print(x + w // 2, y + h // 2)
        case "wait":
            print(line(wait(options, bool)[0]))
        case "gone":
            wait(options, lambda found: not found)
        case "count":
            print(len(list(matching(options))))
        case "fill":
            fill(options.name)
        case "enable":
            enable()
        case "portal":
            portal()


if __name__ == "__main__":
    try:
        main()
    except GLib.Error as error:
        print("a11y:", error.message, file=sys.stderr)
        sys.exit(2)
