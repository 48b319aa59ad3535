"""What all responses have in common: the raw answer they were read from, and what in it could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, ClassVar, Self, TypeVar

from msgspec import Struct

from .errors import DlrkitError
from .exchange import Exchange
from .report import DeliveryReport, Undecoded, UndecodedReport


class Model(Struct, kw_only=True):
    """The base of generated structs. Attributes are the vendor's fields; a field that is missing or null is None."""

    __also__: ClassVar[dict[str, str]] = {}
    """Other spellings of wire names that were seen, and the names that they stand for."""


class Repair(Struct, frozen=True, kw_only=True):
    """One deviation from the spec that the spec itself allows for and that was put right while reading.

    Attributes:
        path: Where in the answer, such as `data[3].fee`.
        rule: `alias`, `number_as_text` or `single_as_list`.
    """

    path: str
    rule: str


class Answer(Model, kw_only=True, dict=True):
    """The base of all responses."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle with what stands beside the fields: the exchange, and rows that could not be read."""
        return _restore, (type(self), {name: getattr(self, name) for name in self.__struct_fields__}, self.__dict__)

    def __copy__(self) -> Self:
        return _restore(type(self), {name: getattr(self, name) for name in self.__struct_fields__}, self.__dict__)

    @property
    def exchange(self) -> Exchange:
        """The call and its raw answer."""
        exchange: Exchange = self.__dict__["_exchange"]
        return exchange

    @property
    def undecoded(self) -> tuple[Undecoded, ...]:
        """Rows that could not be read."""
        rows: tuple[Undecoded, ...] = self.__dict__.get("_undecoded", ())
        return rows

    @property
    def failures(self) -> tuple[tuple[list[str], DlrkitError], ...]:
        """Of a call that was split, the parts that failed: what they asked for, and how they failed."""
        failures: tuple[tuple[list[str], DlrkitError], ...] = self.__dict__.get("_failures", ())
        return failures

    @property
    def repairs(self) -> tuple[Repair, ...]:
        """Deviations that were put right."""
        repairs: tuple[Repair, ...] = self.__dict__.get("_repairs", ())
        return repairs

    def reports(self) -> Iterator[DeliveryReport]:
        """What became of messages; nothing for an endpoint that does not say."""
        return iter(())

    def _reports(self, views: Iterable[DeliveryReport]) -> Iterator[DeliveryReport]:
        """Reports of the rows that could be read, then of those that could not."""
        if not self.undecoded:
            return iter(views)
        exchange = self.exchange
        unread = (UndecodedReport(row, exchange.vendor, exchange.endpoint) for row in self.undecoded)
        return chain(views, unread)

    @property
    def _request(self) -> Any:
        return self.__dict__["_request"]


A = TypeVar("A", bound=Answer)


def value_at(answer: object, path: str) -> Any:
    """What an answer has at a path of attributes; none where something on the way is not there."""
    for name in path.split("."):
        answer = getattr(answer, name, None)
    return answer


def put_at(answer: object, path: str, value: object) -> None:
    """Put something into an answer, at a path of attributes; nothing happens where the way is not there."""
    outer, _, name = path.rpartition(".")
    holder = value_at(answer, outer) if outer else answer
    if holder is not None:
        setattr(holder, name, value)


def _restore(kind: type[A], fields: dict[str, Any], beside: Mapping[str, Any]) -> A:
    answer = kind(**fields)
    vars(answer).update(beside)
    return answer
