"""`dlrgen new`: the beginning of a vendor's spec."""

from __future__ import annotations

import keyword
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from dlrgen.check import check
from dlrgen.problems import Problems
from dlrgen.spec import VENDOR_FILE
from dlrgen.spec.editors import first_line, provide_schemas
from dlrgen.spec.load import load

SKELETON = Path(__file__).parent / "skeleton"


def write_skeleton(vendor: str, specs: Path) -> Path:
    """Write the files of a small spec that passes the check.

    Args:
        vendor: The vendor's name in lower case.
        specs: The specs folder; it is made if it is not there.

    Returns:
        The vendor's folder.

    Raises:
        ValueError: The name cannot be a vendor's, or the folder is there already. Nothing was written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", vendor) or keyword.iskeyword(vendor):
        raise ValueError(f"{vendor!r} cannot name a vendor: lower-case letters, digits and _, no Python keyword")
    folder = specs / vendor
    if folder.exists():
        raise ValueError(f"{folder} is there already")
    with TemporaryDirectory() as staging:
        staged = Path(staging) / vendor
        _fill(staged, vendor, specs)
        problems = Problems()
        proved = list(check(load(Path(staging), problems), problems))
        if problems or not proved:
            raise ValueError(f"{vendor!r} cannot name a vendor: {problems[0].message}")
        shutil.copytree(staged, folder)
    provide_schemas(specs)
    return folder


def _fill(folder: Path, vendor: str, specs: Path) -> None:
    class_name = "".join(word.capitalize() for word in vendor.split("_"))
    for source in sorted(p for p in SKELETON.rglob("*") if p.is_file()):
        target = folder / source.relative_to(SKELETON)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text("utf-8").replace("@vendor@", vendor).replace("@Vendor@", class_name)
        if source.suffix == ".yaml":
            kind = "vendor" if source.name == VENDOR_FILE else "endpoint"
            text = f"{first_line(kind, specs)}\n{text}"
        target.write_text(text, "utf-8")
