"""A forge as far as git sees it: a bare repository in a place with an owner, and pull requests."""

from pathlib import Path

from pushing import bare
from repo import Repo

PATH = "owner/project"


class Forge:
    """The bare repository of a project, and the working repository `repo` that pushes to it."""

    def __init__(self, root: Path, repo: Repo) -> None:
        """Make the project; its `main` is the one of `repo`."""
        self.root, self.repo = root, repo
        self.project = bare(root / PATH)
        repo.git("push", "-q", "--no-verify", str(self.project.root), "main")

    @property
    def url(self) -> str:
        """The address of the forge."""
        return self.root.as_uri()

    def land(self) -> str:
        """Put `HEAD` on the forge's `main`; its id."""
        self.repo.git("push", "-q", "--no-verify", "-f", str(self.project.root), "HEAD:main")
        return self.repo.oid("HEAD")

    def offer(self, place: str) -> str:
        """Put `HEAD` below a ref of the forge's own; its id."""
        self.repo.git("push", "-q", "--no-verify", "-f", str(self.project.root), f"HEAD:{place}")
        return self.repo.oid("HEAD")
