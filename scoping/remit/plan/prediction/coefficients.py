"""The weights of the signals, learnt once from ten public repositories; how is in `docs/plan.md`.

Three logistic regressions, one upon the other: a file by its signals; the same with what changes
along with the likeliest files; a pair of tasks by the files they have in common and their words.
None of these repositories is one that `docs/benchmarks/plan.md` reports on as not seen.
"""

from remit.plan.prediction.evidence import Signals

INTERCEPT = -4.84
WEIGHTS = Signals(
    profile=0.32,
    alike=0.43,
    content=1.36,
    lately=0.78,
    recent=0.55,
    subject=0.95,
    component=1.72,
    name=0.56,
    base=1.96,
    rank=-0.34,
    lately_alike=-0.84,
)
ALONG = (-0.62, 0.92, -1.39, 2.24)
"""Intercept; the logit of the first; the pull of likely files, and its square root."""
PAIR = (-0.43, 0.39, 0.59, -0.9, 2.04)
"""Intercept; logs of the shared chance and of the likeness of the files; the likeness of the words,
and its square root."""
