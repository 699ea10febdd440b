"""Answers with every kind of odd name and text in them, for the laws of the formats."""

from hypothesis import strategies as st

from remit.changes import ABSENT, EXECUTABLE, REGULAR, SYMLINK, Change
from remit.errors import CouldNotCheck, Fault, ManifestError, RemitError
from remit.manifest.lint_findings import LintFinding, LintReport, UnownedFiles
from remit.manifest.scope import FileRules
from remit.report.context import ReportContext
from remit.report.platforms.report_items import LINT_TITLES
from remit.rules import RULES
from remit.verdict import Doubt, Outcome, Verdict, VerdictBase, Violation

NASTY = (
    b"x\n::error file=ok.py::fake",
    b"##[stop-commands]t",
    b"100%0A,a:b%25",
    b"a::b,line=9::c%3A.py",
    b"a|b\\|c\\",
    b"`a``b```",
    b"```\n<script>alert(1)</script>",
    b"@user #1 org/repo#2 GH-3 !4 www.x.com https://x.com a@b.c",
    b"[x](http://evil) ![i](y) <!-- remit check -->",
    b"\x1b[31mred\x1b[0m\x9b",
    "\u202egnp.exe\u2066\u200b\ufeff".encode(),
    b"caf\xe9/\xff",
    b"//host/x?q#f",
    b"c:/x",
    b"a/../b",
    b".git/hooks/x",
    b" lead and trail ",
    b"_a_ *b* ~~c~~ :tada: &amp; &#64;user",
    b"]]>\x0b\x01",
    b"l" * 4096,
    b"\xff" * 4096,
)
PATHS = st.one_of(
    st.sampled_from(NASTY),
    st.binary(min_size=1, max_size=12).filter(lambda path: 0 not in path),
    st.text(min_size=1, max_size=12).map(lambda text: text.encode().replace(b"\0", b"0")),
)
TEXTS = st.one_of(
    st.sampled_from(NASTY).map(lambda path: path[:200].decode("utf-8", "surrogateescape")),
    st.text(max_size=20),
    st.text("`@#|\\<>[]()*_~! \n-:%&.w1", max_size=20),
)
CHANGES = st.builds(
    Change,
    PATHS,
    st.sampled_from([REGULAR, SYMLINK]),
    st.sampled_from([ABSENT, REGULAR, EXECUTABLE, SYMLINK]),
    st.sampled_from(["1" * 40, "2" * 40]),
    st.sampled_from(["3" * 40, "4" * 40]),
)
VIOLATIONS = st.builds(
    Violation,
    st.none() | CHANGES,
    st.sampled_from(sorted(RULES)),
    TEXTS,
    st.lists(TEXTS).map(tuple),
)
CONTEXTS = st.builds(
    ReportContext,
    st.sampled_from(["staged", "range", "commits", "worktree"]),
    st.just(FileRules(("src/**",))),
    unborn=st.booleans(),
    merging=st.booleans(),
    head=TEXTS,
)


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    """A verdict with an outcome that fits what it holds."""
    violations = tuple(draw(st.lists(VIOLATIONS, max_size=4)))
    doubts = tuple(draw(st.lists(st.builds(Doubt, PATHS, TEXTS), max_size=3)))
    outcome: Outcome = (
        "violations" if violations else "could_not_check" if doubts else draw(_NOTHING)
    )
    return Verdict(
        draw(st.sampled_from(["commit", "pull_request"])),
        outcome,
        None if outcome == "unassigned" else draw(TEXTS.filter(bool)),
        draw(st.none() | TEXTS),
        VerdictBase("refs/heads/" + draw(TEXTS), "5" * 40),
        7,
        violations,
        doubts,
        tuple(draw(st.lists(TEXTS, max_size=2))),
        tuple(draw(st.lists(CHANGES, max_size=2))),
        tuple(draw(st.lists(TEXTS, max_size=2))),
    )


_NOTHING: st.SearchStrategy[Outcome] = st.sampled_from(("clean", "unassigned"))
PLACES = PATHS.map(lambda path: path.decode("utf-8", "surrogateescape"))
REPORTS = st.lists(
    st.builds(
        LintFinding,
        st.sampled_from(sorted(LINT_TITLES)),
        PLACES,
        st.integers(0, 9),
        TEXTS,
        TEXTS,
        st.lists(TEXTS, max_size=2).map(tuple),
    ),
    max_size=4,
).map(lambda found: LintReport(tuple(found), UnownedFiles(0, 0, ()), 3, cut=False))
ERRORS: st.SearchStrategy[RemitError] = st.one_of(
    st.builds(CouldNotCheck, TEXTS, TEXTS),
    st.lists(st.builds(Fault, PLACES, st.integers(0, 9), TEXTS, TEXTS), min_size=1, max_size=3).map(
        lambda faults: ManifestError(tuple(faults))
    ),
)
