"""The models by their names."""

from typing import TYPE_CHECKING, Any

from remit.errors import UsageError
from remit.text_safety import nearest_word, quote_text
from remit_sim.compiled.locks import LOCKS
from remit_sim.compiled.machine_repairman import ONE_LOCK
from remit_sim.compiled.merge_queue import MERGE_QUEUE
from remit_sim.compiled.overlap import OVERLAP

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit_sim.compiled.model import CompiledModel

MODELS: "Mapping[str, CompiledModel[Any]]" = {
    model.name: model for model in (OVERLAP, LOCKS, ONE_LOCK, MERGE_QUEUE)
}


def find_model(name: str) -> "CompiledModel[Any]":
    """The model of that name; raises `UsageError`."""
    if name in MODELS:
        return MODELS[name]
    near = nearest_word(name, MODELS)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(MODELS)}"
    raise UsageError(f"there is no model {quote_text(name)}.", hint)
