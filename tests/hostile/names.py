"""Ordinary submissions, handed in under names that mean something to a program."""

from hostile.vocabulary import ALL, MARK, Hostile

# A folder's name is a student's name, and no more than that.
PLAIN = {
    "zoë müller": "Has a name with a space and letters beyond ASCII.",
    "{{7+7}}{% raw %}": "Is a template.",
    "--force": "Is an option.",
    f"$(touch {MARK})`id`;": "Is a command of a shell.",
    "'; DROP TABLE student; --": "Is a command of a database.",
    "=1+1": "Is a formula of a spreadsheet.",
    "%s %n {0}": "Is a format.",
    "\u202egnp.eman": "Is written from the right to the left.",
    "n" * 128: "Is as long as a name can be.",
}
# These names would act in nbgrader's own pages, or stand in none: they are refused, and it is said.
REFUSED = {
    "<img src=x onerror=document.title='canary'>": "Is a script.",
    "\x1b[2J\x1b]0;canary\x07": "Steers a terminal.",
    "a[b]*?": "Is a pattern of files.",
    "[red]x": "Is markup of the table.",
    "N" * 129: "Is longer than a name can be.",
    "two\nlines": "Has two lines.",
    "\\": "Is a stroke that means another character.",
    "\udcff\udcfe": "Is no text.",
}

# What nbgrader's own command makes of these is beyond our reach: it takes the one for its
# neighbours, and stops at the other.
NOT_FOR_NBGRADER = ("a[b]*?", "two\nlines")

NAMES = [
    *(Hostile(name, tries, score=ALL) for name, tries in PLAIN.items()),
    *(
        Hostile(
            name,
            tries,
            score=None,
            phrase="cannot be a student's name",
            alone="not handed in" if name in NOT_FOR_NBGRADER else None,
        )
        for name, tries in REFUSED.items()
    ),
]
