"""What a parameter chooses of the messages."""

from __future__ import annotations

from dlrgen.runtime.testing.facts import Role
from dlrgen.spec.model import Endpoint, FromParam, Param

_SIZES = frozenset({"limit", "pagesize", "perpage", "size"})


def role_of(wire: str, param: Param, endpoint: Endpoint) -> Role | None:
    """What a parameter chooses: as stated, or as follows from window, paging, batch, report and its own name."""
    if param.selects is not None or param.value is not None:
        return param.selects
    paging, report, window = endpoint.paging, endpoint.report, endpoint.window
    if window is not None and wire in (window.since, window.until):
        return "since" if wire == window.since else "until"
    if paging is not None and wire in (paging.offset, paging.size):
        return "offset" if wire == paging.offset else "size"
    if _plain(wire) in _SIZES:
        return "size"
    if report is None:
        return None
    id = report.message_id
    if wire == (id.param if isinstance(id, FromParam) else None):
        return "message_id"
    if endpoint.batch is not None and wire == endpoint.batch.param:
        return "message_id"
    roles: list[tuple[Role, str]] = [("phone", report.phone or ""), ("status", report.state.where)]
    if isinstance(id, str):
        roles.insert(0, ("message_id", id))
    return next((role for role, field in roles if _plain(field.rpartition(".")[2]) == _plain(wire)), None)


def listed_ids(endpoint: Endpoint) -> str | None:
    """The parameter, by its wire name, that lists the messages that a call asks about; none if there is none."""
    return next(
        (w for w, p in endpoint.params.items() if p.type == "array" and role_of(w, p, endpoint) == "message_id"), None
    )


def _plain(name: str) -> str:
    return name.lower().replace("_", "")
