"""`bind`, `unbind`, and what `show` says about them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo


def test_a_worktree_is_bound_and_unbound(remit: "RemitCall", repo: "Repo") -> None:
    repo.git("switch", "-q", "-c", "fervent", "main")
    assert remit("bind", "login").out == f"bound {repo.root} (fervent) to login\n"
    assert "this worktree is bound to login" in remit("show").out
    assert remit("show", "--format", "json").fields["bound"] == "login"
    fields = remit("bind", "login", "--format", "json").fields
    assert (fields["task"], fields["before"], fields["branch"]) == ("login", "login", "fervent")
    assert remit("unbind").out.startswith("unbound")
    assert remit("unbind", "--format", "json").fields["unbound"] is False
    assert remit("unbind").out == "no task is bound here\n"


def test_binding_another_worktree_by_its_directory(remit: "RemitCall", repo: "Repo") -> None:
    repo.git("worktree", "add", "-q", "--detach", "../linked", "main")
    linked = repo.root.parent / "linked"
    said = remit("-C", str(linked), "bind", "login")
    assert said.out == f"bound {linked} (a detached HEAD) to login\n"
    assert not (repo.root / ".git/remit/binding").exists()


def test_binding_to_another_task_says_so(remit: "RemitCall", repo: "Repo") -> None:
    repo.switch("main")
    repo.task("token", write=["token/**"])
    repo.commit()
    repo.git("switch", "-q", "-c", "fervent")
    remit("bind", "login")
    assert remit("bind", "token").out.endswith("to token, no longer to login\n")


def test_what_cannot_be_bound_has_a_way_out(remit: "RemitCall", repo: "Repo") -> None:
    repo.switch("main")
    said = remit("bind", "login")
    assert said.code == 2
    assert "git switch -c NAME" in said.err
    assert "did you mean 'login'?" in remit("bind", "logn").err


def test_a_detached_head_is_told_to_bind(remit: "RemitCall", repo: "Repo") -> None:
    repo.git("checkout", "-q", "--detach")
    said = remit("check")
    assert said.code == 2
    assert "remit bind TASK" in said.err
