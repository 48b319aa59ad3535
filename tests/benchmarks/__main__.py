"""`python -m tests.benchmarks`: measure, print the table, and write the page unless only ours is asked for."""

import argparse

from . import bars, ours, page, peers


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--ours", action="store_true", help="measure ours alone, and write nothing")
    asked = parser.parse_args()
    figures = ours.measured()
    print(bars.table(bars.read(), figures), flush=True)
    if asked.ours:
        return
    found = peers.measured()
    print(peers.table(found))
    page.write(bars.table(bars.read(), figures), peers.table(found))
    peers.plot(found, page.PLOT)


if __name__ == "__main__":
    main()
