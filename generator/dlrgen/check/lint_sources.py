"""Where endpoints and examples come from: a captured page, or a source that is named."""

from __future__ import annotations

from collections.abc import Iterator

from dlrgen.check.lint_tree import endpoints, exists
from dlrgen.problems import Problem
from dlrgen.spec.load import VendorSpec


def problems(vendor: VendorSpec) -> Iterator[Problem]:
    """Endpoints and examples of which it is not told, or told twice, where they come from."""
    known = [source.name for source in vendor.spec.sources if source.name is not None]
    for place, endpoint in endpoints(vendor):
        source = endpoint.spec.source
        if (source.page is None) == (source.document is None):
            yield place.at("source").problem(
                "source.page", "an endpoint is from a captured page, or else from a document that is named",
                "State `page`, or as `document` the name of one of the vendor's `sources`.", key=True,
            )  # fmt: skip
        if source.document is not None:
            yield from exists(place.at("source", "document"), "ref.source", source.document, known, "source")
        for index, example in enumerate(endpoint.spec.examples):
            here = place.at("examples", index)
            if example.source is not None:
                yield from exists(here.at("source"), "ref.source", example.source, known, "source")
            if (source.page is None) == (example.source is None):
                yield here.problem(
                    "source.example", f"{example.file!r}: either the captured page prints it, or its source is named",
                    "Without a captured page, let `source` name one of the vendor's; with one, drop it.",
                )  # fmt: skip
