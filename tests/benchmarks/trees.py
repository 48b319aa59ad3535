"""Trees of specs to measure with: the eight endpoints of the first five vendors, as often as is wanted."""

import re
import shutil
from pathlib import Path

SPECS = Path(__file__).parents[2] / "specs"
EIGHT = {
    "wilddog": ("status_batch", "status_by_rrid"),
    "mobset": ("sms_get_report",),
    "uspeedo": ("usms_send_receipt",),
    "yisha": ("send_msg", "pull_sms_send_status", "pull_sms_send_status_set"),
    "submail": ("sms_log",),
}


def tree(folder: Path, endpoints: int = 8) -> Path:
    """Write a tree with about so many endpoints; beyond eight, vendors come again under numbered names."""
    shutil.copytree(SPECS / "carriers", folder / "carriers")
    for number in range(round(endpoints / 8)):
        for vendor, names in EIGHT.items():
            _vendor(SPECS / vendor, folder / f"{vendor}{number or ''}", names, str(number or ""))
    return folder


def _vendor(source: Path, target: Path, names: tuple[str, ...], number: str) -> None:
    target.mkdir(parents=True)
    shutil.copytree(source / "captured", target / "captured")
    for name in names:
        shutil.copy(source / f"{name}.yaml", target)
    text = (source / "vendor.yaml").read_text("utf-8")
    text = re.sub(r"^(vendor|class): (\w+)$", rf"\1: \g<2>{number}", text, flags=re.MULTILINE)
    # What only the calls that are left out show.
    text = re.sub(r"^(      (?:errcode|message): \{)(?=type)", r"\1unseen: left out, ", text, flags=re.MULTILINE)
    (target / "vendor.yaml").write_text(text, "utf-8")
