"""Lists of parameters, fields and codes as the tables that they stand for."""

from dlrgen.pages.lists.runs import grids

__all__ = ["grids"]
