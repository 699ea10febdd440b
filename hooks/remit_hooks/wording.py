"""What a hook says when a commit is refused or could not be judged."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from remit.verdict import Verdict


def refusal(verdict: "Verdict") -> str:
    """The whole text of a refusal, ending with a line break."""
    lines = [f"remit: {verdict.outcome} for task {verdict.task} on branch {verdict.branch}"]
    for stray in verdict.strays:
        path = stray.change.path.decode("utf-8", "backslashreplace") if stray.change else "-"
        lines.append(f"  {stray.rule} {path!r}: {stray.reason}")
    lines += [f"  could not judge {doubt.path!r}: {doubt.reason}" for doubt in verdict.doubts]
    return "\n".join([*lines, *(f"  {note}" for note in verdict.notes)]) + "\n"
