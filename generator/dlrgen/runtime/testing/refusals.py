"""How a vendor says no: which of its codes goes with a refusal, and the body around it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from ..codes import Category
from .facts import Code, Errors, Refusal, Shape, Vendor
from .shapes import Filler, at, put

_CATEGORIES: dict[Refusal, tuple[Category, ...]] = {
    "unsigned": (Category.AUTHENTICATION, Category.PERMISSION),
    "unknown_key": (Category.AUTHENTICATION, Category.PERMISSION),
    "wrong_key": (Category.AUTHENTICATION, Category.PERMISSION),
    "wrong_signature": (Category.AUTHENTICATION, Category.PERMISSION),
    "stale": (Category.CLOCK, Category.AUTHENTICATION),
    "unknown_call": (Category.PARAMETER, Category.NOT_FOUND),
    "missing": (Category.PARAMETER,),
    "malformed": (Category.PARAMETER,),
    "too_many": (Category.PARAMETER,),
    "too_often": (Category.RATE_LIMIT,),
    "unknown_message": (Category.NOT_FOUND, Category.PARAMETER),
    "failure": (Category.SERVER,),
}
_HTTP: dict[Refusal, int] = {
    "unsigned": 401, "unknown_key": 401, "wrong_key": 401, "wrong_signature": 401, "stale": 401, "unknown_call": 404,
    "too_often": 429, "unknown_message": 404, "failure": 500,
}  # fmt: skip
_IN_GENERAL = (Category.OTHER, Category.PERMISSION, Category.SERVER)
_WORDS: dict[Refusal, str] = {
    "unsigned": "the call is not signed",
    "unknown_key": "no such account",
    "wrong_key": "the key is wrong",
    "wrong_signature": "the signature is wrong",
    "stale": "the time is too far off",
    "unknown_call": "there is no such call",
    "missing": "a parameter is missing",
    "malformed": "a parameter cannot be read",
    "too_many": "a parameter has too many values",
    "too_often": "too many calls",
    "unknown_message": "no such message",
    "failure": "the service failed",
}


class Refused(Struct, frozen=True):
    """An answer that says no: its HTTP status and its data."""

    http: int
    data: dict[str, Any]
    code: str


def code_for(refusal: Refusal, param: str, errors: Errors, vendor: Vendor) -> Code:
    """The code that a vendor gives with a refusal: as its table says, or else the first one of a category that fits.

    Of several that the table names, the one that has the parameter's name in it.
    """
    rows = vendor.tables[errors.table].codes if errors.table is not None else []
    rows = [row for row in rows if row.category is not Category.SUCCESS]
    stated = [row for row in rows if refusal in row.when]
    if stated:
        return next((row for row in stated if param and row.code.endswith(param)), stated[0])
    for category in (*_CATEGORIES[refusal], *_IN_GENERAL):
        for row in rows:
            if row.category is category:
                return row
    return rows[0] if rows else Code("-1")


def refused(refusal: Refusal, param: str, errors: Errors, vendor: Vendor, filler: Filler) -> Refused:
    """The vendor's answer to a call that it refuses.

    Args:
        refusal: Why.
        param: The parameter that is to blame, if one is.
        errors: How the endpoint says so.
        vendor: The vendor, for its tables.
        filler: Makes what else such an answer has.
    """
    row = code_for(refusal, param, errors, vendor)
    text = row.text or _WORDS[refusal]
    message = f"{text.rstrip('.')} [{param}]" if param else text
    data = filler.answer(errors.shape or Shape(), errors.sample)
    where = errors.success.where
    if where is not None and not errors.success.absent and (errors.shape is None or at(errors.shape, where)):
        put(data, where, "error")
    table = vendor.tables.get(errors.table or "")
    is_number = table.type == "integer" if table else errors.success.at_least is not None
    put(data, errors.code, _typed(row.code, errors.code, errors, is_number=is_number))
    put(data, errors.message, message)
    if errors.request_id is not None:
        put(data, errors.request_id, filler.like("0123456789abcdef0123456789abcdef"))
    return Refused(row.http or errors.http or _HTTP.get(refusal, 400), data, row.code)


def _typed(code: str, path: str, errors: Errors, *, is_number: bool) -> str | int:
    """A code as it travels: as the shape of errors says, or else as its table does."""
    stated = at(errors.shape, path)
    is_number = stated.type == "integer" if stated is not None and stated.type else is_number
    return int(code) if is_number and code.lstrip("-").isdecimal() else code
