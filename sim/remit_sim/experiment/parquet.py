"""The runs of a sweep as Parquet: the same columns as in the store, one row for each run."""

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remit.errors import RemitError, UsageError
from remit.install_command import install_command
from remit_sim.experiment.store import KEYS
from remit_sim.outcome.metrics import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.experiment.design import Point
    from remit_sim.experiment.jobs import ExperimentCell
    from remit_sim.experiment.store import RunStore
    from remit_sim.experiment.sweep import SweepPlan

_CELLS = 200  # in a row group
_TYPES = {"number": "float64", "whole": "int64", "boolean": "bool_"}


def require_pyarrow() -> Any:
    """pyarrow; raises `UsageError` where it is not installed."""
    try:
        import_module("pyarrow.parquet")
        return import_module("pyarrow")
    except ImportError:
        hint = f"{install_command('sim')}; or give a name that ends in .sqlite"
        raise UsageError("Parquet needs pyarrow, which is not installed.", hint) from None


def write_parquet(file: Path, plan: "SweepPlan", store: "RunStore") -> None:
    """Write all runs of the plan, in the order of its cells: the same bytes for the same runs."""
    pyarrow = require_pyarrow()
    schema, half = _schema(pyarrow, plan), file.with_name(f".{file.name}.half")
    try:
        with pyarrow.parquet.ParquetWriter(half, schema, compression="zstd") as writer:
            for rows in _groups(plan, store):
                columns = [list(column) for column in zip(*rows, strict=True)]
                arrays = [
                    pyarrow.array(column, field.type)
                    for column, field in zip(columns, schema, strict=True)
                ]
                writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
        os.replace(half, file)  # noqa: PTH105 - a reader sees all of it or what was there before
    except OSError as error:
        raise RemitError(f"{file} could not be written: {error.strerror or error}.") from None
    finally:
        half.unlink(missing_ok=True)


def _schema(pyarrow: Any, plan: "SweepPlan") -> Any:
    keys = [("strategy", pyarrow.string()), *((key, pyarrow.int64()) for key in KEYS[1:])]
    swept = [
        (axis.name, getattr(pyarrow, _TYPES.get(axis.parameter.kind, "string"))())
        for axis in plan.over
        if axis.name not in KEYS
    ]
    figures = [(name, pyarrow.float64()) for name in FIGURES]
    return pyarrow.schema([*keys, *swept, *figures])


def _groups(plan: "SweepPlan", store: "RunStore") -> "Iterator[list[tuple[object, ...]]]":
    rows = list[tuple[object, ...]]()
    for number, (point, cell) in enumerate(plan.cells(), 1):
        rows += _rows(plan, point, cell, store)
        if number % _CELLS == 0:
            yield rows
            rows = []
    if rows:
        yield rows


def _rows(
    plan: "SweepPlan", point: "Point", cell: "ExperimentCell", store: "RunStore"
) -> "Iterator[tuple[object, ...]]":
    pairs = zip(plan.over, point, strict=True)
    values = [value for axis, value in pairs if axis.name not in KEYS]
    for number, row in store.rows(cell, plan.replications):
        yield (cell.strategy, cell.agents, cell.seed, number, *values, *row)
