"""Run the command `nbproctor` as `python -m nbproctor`."""

from nbproctor.cli import main

main()
