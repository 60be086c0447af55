"""How the mistakes of strangers' answers are named today: `make mistakes`.

The answers in `mistakes/` were a sealed set; a judge read once what the check said of each (see
docs/naming.md). Since then they are a regression set: this counts which of them are still told the
same mistake, and lists the others, which somebody has to read again.
"""

import json
import re
from collections import Counter
from pathlib import Path

from rich.console import Console
from test_solutions import answer, exercises

from course.staff.solutions import Solution

SETS = sorted((Path(__file__).parent / "mistakes").glob("*.json"))


OPERATIONS = (
    "condensed_feature_map",
    "cross_correlate_channels",
    "cross_correlate_same",
    "pad",
    "pool",
)
# What the notebook of a later chapter has of earlier ones.
MULTI_IN = """
def corr2d_multi_in(X, K):
    return sum(cross_correlate(x, k) for x, k in zip(X, K))
"""


def import_operations(code: str) -> str:
    """Return the imports of the course's operations that an answer uses, as in its notebook."""
    used = (name for name in OPERATIONS if re.search(rf"\b{name}\(", code))
    lines = "".join(f"from course.operations import {name}\n" for name in used)
    if "course_cross_entropy(" in code:
        lines += "from course.network import cross_entropy as course_cross_entropy\n"
    return lines + (MULTI_IN if re.search(r"(?<!def )\bcorr2d_multi_in\(", code) else "")


def main() -> None:
    console = Console()
    for path in SETS:
        opened = json.loads(path.read_text(encoding="utf-8"))
        first, changed = Counter[str](), []
        for each in opened:
            first[each["verdict"]] += 1
            source = f"{import_operations(each['code'])}{each['code']}\n"
            solution = Solution(each["exercise"], False, each["cause"], (), source, "")
            check = exercises("course.checks", each["chapter"])[each["exercise"]]
            diagnosis = check.examine(answer(solution)).diagnosis
            told = diagnosis.name if diagnosis else ""
            if told != each["told"]:
                changed.append((each, told))
        counts = ", ".join(f"{count} {verdict}" for verdict, count in first.most_common())
        console.print(f"{path.stem}: {len(opened)} answers, at the first reading {counts}")
        lost = sum(each["verdict"] == "fully" for each, _ in changed)
        console.print(f"told another mistake today: {len(changed)}, {lost} of them fully before")
        for each, told in changed:
            console.print(
                f"  {each['exercise']} ({each['verdict']}): {each['cause']}\n"
                f"    before: {each['told'] or 'nothing'}; today: {told or 'nothing'}",
                highlight=False,
                markup=False,
            )


if __name__ == "__main__":
    main()
