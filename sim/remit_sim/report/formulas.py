"""Models beside their closed forms, for people and as JSON."""

from typing import TYPE_CHECKING, Any, NamedTuple

from remit_sim.report.json import dump_line, round_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit_sim.compiled.model import CompiledModel
    from remit_sim.experiment.replications import Estimate

_WIDTH = 80


class ModelAnswer(NamedTuple):
    """What a model came to with these values, and what the formulas say where there are any."""

    values: Any
    estimates: "Mapping[str, Estimate]"
    exact: "Mapping[str, float]"


def text(
    model: "CompiledModel[Any]", seed: int, replications: int, found: "Sequence[ModelAnswer]"
) -> str:
    """A block for each point."""
    runs = "1 replication" if replications == 1 else f"{replications:,} replications"
    lines = [f"{model.name}: {model.about}", f"{runs} of each, seed {seed}"]
    for answer in found:
        lines += ["", *_parameters(answer.values), *_block(answer)]
    lines += ["", "+-: 95% confidence. exact: the closed form, where there is one."]
    return "\n".join(lines) + "\n"


def json(
    model: "CompiledModel[Any]", seed: int, replications: int, found: "Sequence[ModelAnswer]"
) -> str:
    """Every figure at each point."""
    return dump_line(
        {
            "kind": "formulas",
            "model": model.name,
            "seed": seed,
            "replications": replications,
            "confidence": 0.95,
            "points": [_point(answer) for answer in found],
        }
    )


def _point(answer: ModelAnswer) -> dict[str, object]:
    return {
        "parameters": answer.values._asdict(),
        "figures": {
            name: {
                "mean": round_figure(each.mean),
                "half_width": None if each.half_width is None else round_figure(each.half_width),
                "exact": round_figure(answer.exact[name]) if name in answer.exact else None,
            }
            for name, each in answer.estimates.items()
        },
    }


def _parameters(values: Any) -> "Iterator[str]":
    words, line = [f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}"
                   for key, value in values._asdict().items()], ""  # fmt: skip
    for word in words:
        if line and len(line) + len(word) + 2 > _WIDTH:
            yield line + ","
            line = ""
        line = f"{line}, {word}" if line else word
    yield line


def _block(answer: ModelAnswer) -> "Iterator[str]":
    for name, each in answer.estimates.items():
        width = f" +- {each.half_width:.5f}" if each.half_width is not None else ""
        exact = f"exact {answer.exact[name]:.5f}" if name in answer.exact else ""
        yield f"  {name:20}{each.mean:14.5f}{width:14}  {exact}".rstrip()
