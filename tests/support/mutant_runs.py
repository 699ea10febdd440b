"""Running tests on mutants, each in a process that is forked when everything is imported.

In the fork, a mutant's code takes the place of the functions' code. A mutant that counts when its
module is imported needs a process that has not imported it, and so a collection of its own.
"""

import gc
import os
import pickle
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple, TypeVar

import coverage
import pytest
from hypothesis import HealthCheck, Phase, settings
from mutations import Mutant

Result = TypeVar("Result")
Items = dict[str, pytest.Item]

EXAMPLES = 15
SECONDS = 2  # of processor time for a test, beyond five times what it takes without a mutant
MEMORY = 2 << 30

_CLEAR = "cache_clear"

NOBODY = ""
ENDED = "the limit of time or memory"


class Baseline(NamedTuple):
    """What the tests do without a mutant: their seconds, and by file and line who runs it."""

    failed: list[str]
    seconds: dict[str, float]
    runs: dict[str, dict[int, list[str]]]

    def task(self, file: Path, mutant: Mutant, first: str | None = None) -> "Task":
        """The mutant and the tests that might notice it: `first`, then the quickest."""
        lines = self.runs.get(str(file), {})
        found = {name for line in mutant.statement for name in lines.get(line, ())} - {""}
        at_import = not mutant.in_function or not found  # a function may run at import only
        chosen = self.seconds.keys() if at_import else found
        order = sorted(chosen, key=lambda name: (name != first, self.seconds[name], name))
        return Task(file, mutant, at_import, [(name, self.seconds[name]) for name in order])


class Suite(NamedTuple):
    """Where the tests are, from the root of the project, and a directory that they may fill."""

    root: Path
    tests: Sequence[str]
    scratch: Path


class Task(NamedTuple):
    """A mutant of a file, and the tests to run on it, with the seconds that they take."""

    file: Path
    mutant: Mutant
    at_import: bool
    tests: list[tuple[str, float]]


def measure(suite: Suite, files: Iterable[Path]) -> Baseline:
    """What the tests do without a mutant; `files` are those whose lines are looked at."""

    def measured(items: Items) -> Baseline:
        watched = coverage.Coverage(
            data_file=None, config_file=False, include=[str(file) for file in files]
        )
        seconds: dict[str, float] = {}
        failed: list[str] = []
        caches = _our_caches()
        with watched.collect():
            for name in items:
                _clear_our_caches(caches)  # else only the first test would run the functions
                watched.switch_context(name)
                started = time.process_time()
                failed += _first_failure(items, [(name, 3600)])
                seconds[name] = time.process_time() - started
        data = watched.get_data()
        runs = {file: data.contexts_by_lineno(file) for file in data.measured_files()}
        return Baseline(failed, seconds, runs)

    found = _in_a_fork(partial(_with_collected, suite, measured))
    if found is None:
        raise RuntimeError(f"The tests in {', '.join(suite.tests)} could not be collected.")
    return found


def _clear_our_caches(caches: Iterable[object]) -> None:
    for one in caches:
        clear: Callable[[], None] = getattr(one, _CLEAR)
        clear()


def _our_caches() -> list[object]:
    """Every function of `remit` that remembers its results."""
    wrappers = [one for one in gc.get_objects() if type(one).__name__ == "_lru_cache_wrapper"]
    return [one for one in wrappers if str(one.__module__).startswith("remit.")]


def notice(suite: Suite, tasks: Sequence[Task], report: Callable[[str], None]) -> dict[str, str]:
    """For each mutant, by name, the first test that fails: `NOBODY`, or `ENDED` at a limit.

    `report` is called with each outcome, in a process of its own.
    """
    in_functions = [task for task in tasks if not task.at_import]
    at_import = [task for task in tasks if task.at_import]

    def judged(items: Items) -> dict[str, str]:
        return {
            task.mutant.name: _outcome(partial(_in_place, task, items), report)
            for task in in_functions
        }

    found = _in_a_fork(partial(_with_collected, suite, judged)) or {}
    for task in at_import:
        found[task.mutant.name] = _outcome(partial(_imported, suite, task), report)
    return found


def _outcome(run: Callable[[], str], report: Callable[[str], None]) -> str:
    who = _in_a_fork(run)
    outcome = ENDED if who is None else who
    report(outcome)
    return outcome


def _in_place(task: Task, items: Items) -> str:
    _replace_code(task.file, task.mutant.code)
    sys.meta_path.insert(0, _Finder(task.file, task.mutant.code))  # if a test imports it first
    return "".join(_first_failure(items, task.tests))


def _imported(suite: Suite, task: Task) -> str:
    sys.meta_path.insert(0, _Finder(task.file, task.mutant.code))
    failed = _with_collected(suite, lambda items: _first_failure(items, task.tests))
    return "an import" if failed is None else "".join(failed)


def _replace_code(file: Path, code: CodeType) -> None:
    """Let every function of a source file that is imported run the code that it has in `code`."""
    new = {(one.co_qualname, one.co_firstlineno): one for one in _nested(code)}
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == str(file):
            old = function.__code__
            function.__code__ = new.get((old.co_qualname, old.co_firstlineno), old)


def _nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _nested(constant)


class _Finder(MetaPathFinder):
    """Finds one source file, with other code in it."""

    def __init__(self, file: Path, code: CodeType) -> None:
        self._file = file
        self._code = code

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,  # noqa: ARG002 - as the import system calls it
    ) -> ModuleSpec | None:
        here = fullname.rpartition(".")[2] == self._file.stem
        if not here or str(self._file.parent) not in (path or ()):
            return None
        return spec_from_loader(fullname, _Loader(fullname, str(self._file), self._code))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._mutated = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - as the import system calls it
        return self._mutated


class _Session:
    """A plugin that acts on the collected tests instead of running them once."""

    def __init__(self, act: Callable[[Items], object]) -> None:
        self._act = act
        self.failed: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items}
        for item in session.items:
            _limit_examples(item)
        self._act(items)
        return True


def _with_collected(suite: Suite, act: Callable[[Items], Result]) -> Result | None:
    found: list[Result] = []
    settings.register_profile(
        "mutants",
        settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
    settings.load_profile("mutants")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    words = ["-s", "-p", "no:cacheprovider", "-p", "no:xdist"]
    places = [f"--rootdir={suite.root}", f"--basetemp={suite.scratch / 'pytest'}", *suite.tests]
    ignored = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # imported before the fork
    pytest.main(
        [*words, *ignored, *places], plugins=[_Session(lambda items: found.append(act(items)))]
    )
    return found[0] if found else None


def _limit_examples(item: pytest.Item) -> None:
    """Cut what a test asks for itself; hypothesis has no public way to do that from outside."""
    key = "_hypothesis_internal_use_settings"
    function = getattr(item, "function", None)
    own = getattr(function, key, None)
    if isinstance(own, settings) and own.max_examples > EXAMPLES:
        setattr(function, key, settings(own, max_examples=EXAMPLES))


class _Failures:
    """A plugin that notes whether anything failed."""

    def __init__(self) -> None:
        self.found = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.found |= report.failed


def _first_failure(items: Items, tests: Sequence[tuple[str, float]]) -> list[str]:
    """The first test that fails, in a list; each has its own limit of processor time."""
    for number, (name, seconds) in enumerate(tests):
        item = items[name]
        following = items[tests[number + 1][0]] if number + 1 < len(tests) else None
        signal.setitimer(signal.ITIMER_PROF, SECONDS + 5 * seconds)
        failures = _Failures()
        item.config.pluginmanager.register(failures)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item.config.pluginmanager.unregister(failures)
        if failures.found:
            return [name]
    return []


def _in_a_fork(action: Callable[[], Result]) -> Result | None:
    """What the action answers in a process of its own, None where that ended otherwise."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reader)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            answer = pickle.dumps(action())
            with os.fdopen(writer, "wb") as pipe:
                pipe.write(answer)
        except BaseException:  # noqa: BLE001 - whatever happens, the fork ends here
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(answer) if answer else None  # noqa: S301 - our own fork wrote it
