"""Ordinary submissions, handed in under names that mean something to a program."""

from hostile.vocabulary import Hostile

NAMES = [
    Hostile(name, tries)
    for name, tries in {
        "zoë müller": "Has a name with a space and letters beyond ASCII.",
        "<img src=x onerror=document.title='canary'>": "Is a script.",
        "{{7*7}}{% raw %}": "Is a template.",
        "[red]x[/red]": "Is markup of the table.",
        "\x1b[2J\x1b]0;canary\x07": "Steers a terminal.",
        "a[b]*?": "Is a pattern of files.",
        "--force": "Is an option.",
        "$(touch hostile-canary)`id`;": "Is a command of a shell.",
        "'; DROP TABLE student; --": "Is a command of a database.",
        "=1+1": "Is a formula of a spreadsheet.",
        "two\nlines": "Has two lines.",
        "%s %n {0} \\": "Is a format.",
        "\u202egnp.eman": "Is written from the right to the left.",
        "n" * 200: "Is as long as a name can be.",
    }.items()
]
# Not text at all: nothing can store this name, and nobody else's grade depends on it.
NAMES.append(Hostile("\udcff\udcfe", "Is no text.", score=None, alone=None))
