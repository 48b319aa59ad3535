"""Credentials from a file that only its owner may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection
from pathlib import Path
from typing import Any

from .wrong import CannotRun

_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def default_path() -> Path:
    """The file that is read if none is named: `dlrkit/config.toml` in the user's folder for configuration."""
    if os.name == "nt":
        folder = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    else:
        folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return folder / "dlrkit" / "config.toml"


def settings(path: Path | None, vendor: str, profile: str | None, known: Collection[str]) -> dict[str, Any]:
    """What the file says of a vendor: the values of `[vendor]`, or of `[vendor.profile]`.

    Args:
        path: The file; the default one, which need not be there, if none.
        vendor: The vendor's name.
        profile: The profile's name; the values of the vendor's table itself, if none.
        known: The keys that may stand there.

    Raises:
        CannotRun: The file cannot be read, is open to others, is no such file, or has no such profile.
    """
    file = path or default_path()
    if path is None and profile is None and not file.exists():
        return {}
    section: Any = _read(file).get(vendor, {})
    name = vendor
    if profile is not None:
        profiles = (
            sorted(key for key, value in section.items() if isinstance(value, dict)) if _is_table(section) else []
        )
        if profile not in profiles:
            has = f"; there are {', '.join(profiles)}" if profiles else ""
            raise CannotRun(f"{file}: there is no profile [{vendor}.{profile}]{has}")
        section, name = section[profile], f"{vendor}.{profile}"
    if not _is_table(section):
        raise CannotRun(f"{file}: {name} is no table: write [{name}] and its values below")
    found = {key: value for key, value in section.items() if profile is not None or not isinstance(value, dict)}
    if unknown := sorted(found.keys() - set(known)):
        raise CannotRun(f"{file}: [{name}] has no key {', '.join(unknown)}; it may have {', '.join(sorted(known))}")
    for key, value in found.items():
        if key != "timeout" and not isinstance(value, str):
            raise CannotRun(f"{file}: {key} in [{name}] is no text: put it in quotes")
    return found


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _read(file: Path) -> dict[str, Any]:
    import tomllib

    with file.open("rb") as opened:
        found = os.fstat(opened.fileno())
        if os.name == "posix" and found.st_mode & _OF_OTHERS:
            raise CannotRun(f"{file} holds secrets and is open to others: run `chmod 600 {file}`")
        if os.name == "posix" and found.st_uid != os.geteuid():
            raise CannotRun(f"{file} holds secrets and belongs to somebody else: run `chown {os.geteuid()} {file}`")
        try:
            return tomllib.load(opened)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CannotRun(f"{file}: {error}") from None
