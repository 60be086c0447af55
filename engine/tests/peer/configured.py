"""A plugin of pytest: nbgrader's tests of a preprocessor get the one that takes its place.

A new gradebook starts no process, as in a class run: each of these tests makes one.
"""

import nbgrader.preprocessors
from traitlets.config import Config
from traitlets.utils.importstring import import_item

import nbproctor
from nbproctor.compat.nbgrader import read_schema_version_in_process

TESTS = "nbgrader.tests.preprocessors."
THEIRS = [getattr(nbgrader.preprocessors, name) for name in nbgrader.preprocessors.__all__]

read_schema_version_in_process()


def pytest_collection_modifyitems(items):
    """Replace nbgrader's classes in its modules of tests."""
    ours = find_replacements()
    for module in {each.module for each in items if each.module.__name__.startswith(TESTS)}:
        for name, value in list(vars(module).items()):
            if isinstance(value, type) and value in ours:
                setattr(module, name, ours[value])


def find_replacements():
    """Return the classes that our configuration plugs in, by nbgrader's class that they replace."""
    settings = Config()
    nbproctor.configure(settings)
    names = [
        *settings.Autograde.sanitize_preprocessors,
        *settings.Autograde.autograde_preprocessors,
    ]
    found = {}
    for ours in map(import_item, names):
        for theirs in THEIRS:
            if issubclass(ours, theirs) and ours is not theirs:
                found[theirs] = ours
    return found
