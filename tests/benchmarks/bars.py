"""The figures that are to be reached, and how they stand beside what was measured."""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml
from msgspec import Struct

FILE = Path(__file__).with_name("bars.yaml")
HEAD = ("", "measured", "to reach", "")
UNEXPLAINED = "nobody has said why yet"


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of the table; see the head of `bars.yaml`."""

    what: str
    form: str
    reach: str = ""
    why: str = ""

    def missed_by(self, figure: float) -> str:
        """How much a figure lacks of the bar, as a part of it, or as it is where the bar is none; empty if reached."""
        if not self.reach:
            return ""
        sign, _, number = self.reach.partition(" ")
        bar = float(number)
        lacks = figure - bar if sign == "<=" else bar - figure
        if lacks <= 0:
            return ""
        return f"{lacks / bar:.1%}" if bar else self.form.format(lacks)


def read(file: Path = FILE) -> dict[str, Row]:
    """The rows, in the order in which they are printed."""
    return msgspec.convert(yaml.safe_load(file.read_text("utf-8")), dict[str, Row])


def table(rows: Mapping[str, Row], figures: Mapping[str, float]) -> str:
    """The table as Markdown; a row that misses its bar says by how much, and why.

    Raises:
        ValueError: Rows and figures are not about the same.
    """
    if unlike := rows.keys() ^ figures.keys():
        raise ValueError(f"a row without a figure, or a figure without a row: {', '.join(sorted(unlike))}")
    printed = {name: row.form.format(figures[name]) for name, row in rows.items()}
    lines = [HEAD, ["---"] * len(HEAD)]
    for name, row in rows.items():
        bar = row.reach.replace("<=", "≤").replace(">=", "≥")
        lines.append([row.what, printed[name], bar, _verdict(row, figures[name], printed)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _verdict(row: Row, figure: float, printed: Mapping[str, str]) -> str:
    if not (missed := row.missed_by(figure)):
        return "reached" if row.reach else ""
    why = re.sub(r"{(\w+)}", lambda found: printed[found[1]], row.why) or UNEXPLAINED
    return f"missed by {missed}: {why}"
