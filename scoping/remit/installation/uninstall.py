"""Taking remit's hooks away: hooks, modes and configuration are again what they were before."""

from pathlib import Path
from shutil import rmtree

from remit.installation import trusted
from remit.installation.chain import unchain
from remit.installation.files import FileTransaction
from remit.installation.home import withdraw
from remit.installation.places import discover
from remit.installation.record import Record, path_of, recorded
from remit.installation.takeover import give_back, home_of


def uninstall(start: "str | Path" = ".") -> tuple[str, ...]:
    """Take the hooks out of the repository around `start`; one sentence for each thing done.

    Raises `InstallError` or `GitError` after undoing everything.
    """
    places = discover(Path(start))
    with FileTransaction(places) as work:
        said = [*work.recovered]
        record = recorded(places) or Record()
        for takeover in record.takeovers:
            said.append(give_back(takeover, work))
            home = home_of(Path(takeover.edit.file), places)
            withdraw(home, work)
            work.remove_directory(home.parent)
        said += unchain(places.hooks, work)
        said += _forget_base(record, work)
        trusted.forget(places, work)
        if record.made_hooks_directory:
            work.remove_directory(places.hooks)
        if path_of(places).exists():
            work.remove(path_of(places))
        rmtree(places.own / "cache", ignore_errors=True)  # holds nothing that is not read again
    return tuple(said) or (f"remit has no hooks in {places.common_dir}; nothing was done.",)


def _forget_base(record: Record, work: FileTransaction) -> list[str]:
    if record.base is None or not work.take_back(record.base):
        return []
    return ["remit.base is no longer set."]
