"""Every key of `.remit/policy.toml`, in the order of the fields of `policy.Policy`."""

from remit.manifest.default_protected import PROTECTED
from remit.manifest.tables import Field, string_array_field, text_field


def _answer(layer: str, default: str) -> Field:
    return _choice(layer.replace(" ", "_"), f"At the {layer}.", default)


def _choice(key: str, about: str, default: str) -> Field:
    answers = ("allow", "warn", "deny")
    return Field(key, "choice", about, f'"{default}"', default, choices=answers)


_ENFORCE = ("warn", "refuse")


def _layer(layer: str) -> Field:
    about = "Before a tool call of a coding agent." if layer == "agent" else f"At the {layer}."
    return Field(layer.replace(" ", "_"), "choice", about, '"warn"', choices=_ENFORCE)


POLICY_TABLES = (
    Field("base", "string", "The branch that manifests are read from.", '"main"', None, "branch"),
    Field(
        "unassigned",
        "table",
        "What a branch of no task gets, per layer.",
        fields=(
            _answer("commit", "allow"),
            _answer("push", "warn"),
            _answer("server", "warn"),
            _answer("pull request", "warn"),
            _choice(
                "near_miss",
                "At every layer, where the name nearly matches a task's branch or has a task's id "
                "in it; the stricter one of this and the layer's own answer counts.",
                "warn",
            ),
            _choice(
                "coding_agent",
                "At every layer, where the author, the committer, the name of the branch or, in a "
                "clone, the environment shows a coding agent; the strictest answer counts.",
                "warn",
            ),
        ),
    ),
    string_array_field(
        "require_task",
        "Authors and committers who must have a task: patterns over `Name <mail>`, with `*` and "
        "`?`.",
        '["* <bot@example.org>"]',
        "filled",
    ),
    Field(
        "protected",
        "strings",
        "Paths that a scope covers only where it names them exactly, without wildcards. Replaces "
        "the default list; `.remit/` is always protected.",
        '["**/.gitattributes", ".github/"]',
        PROTECTED,
        "pattern",
    ),
    Field(
        "case",
        "choice",
        "`fold` refuses names that differ from another one only in case.",
        '"fold"',
        "sensitive",
        choices=("sensitive", "fold"),
    ),
    Field(
        "portable_names",
        "boolean",
        "Refuse names that some file system cannot hold.",
        "true",
        default=False,
    ),
    Field(
        "limits",
        "table",
        "Limits for every task.",
        fields=(
            Field(
                "changed_paths",
                "integer",
                "The most paths that one change may touch; absent means no limit.",
                "500",
                minimum=1,
            ),
        ),
    ),
    text_field("store", "Where leases are kept; empty means the repository's git directory.", '""'),
    Field(
        "base_push",
        "table",
        "What a push to the base itself gets, at push and server.",
        fields=(
            _choice("changes", "Any change at all.", "allow"),
            _choice("manifests", "A change below `.remit/`.", "warn"),
            _choice("rewind", "Deleting the base, or moving it away from its tip.", "deny"),
            string_array_field(
                "maintainers",
                "Pushers whom no denial of this table stops: patterns with `*` and `?` over the "
                "authenticated name at the server, over `Name <mail>` at the push.",
                '["release-*", "Ann <ann@example.org>"]',
                "filled",
            ),
        ),
    ),
    Field(
        "enforce",
        "choice or table",
        "Whether changes outside of a scope are refused, or only warned about: for all layers, or "
        "per layer.",
        choices=_ENFORCE,
        fields=(
            Field(
                "default",
                "choice",
                "Every layer that has no key of its own.",
                '"refuse"',
                "refuse",
                choices=_ENFORCE,
            ),
            *map(_layer, ("agent", "commit", "push", "server", "pull request")),
            Field(
                "until",
                "date",
                "The last day (UTC) on which a layer only warns; from the next day on all refuse.",
                "2027-01-31",
            ),
        ),
    ),
    Field(
        "task_branches",
        "strings",
        "Patterns of branches that `remit new` gives to a task; `{task}` stands for its id.",
        '["agent/{task}/*", "worktree-{task}"]',
        ("agent/{task}/*",),
        "branch template",
        filled=True,
    ),
    Field(
        "grants",
        "table",
        "What `remit grant` asks of a person who widens a scope on the base.",
        fields=(
            Field(
                "signed",
                "boolean",
                "The commit of a grant must be signed, with the key that git is set up to use.",
                "true",
                default=False,
            ),
            string_array_field(
                "by",
                "Who may grant: patterns with `*` and `?` over `Name <mail>` of the committer; "
                "empty means everybody.",
                '["Ann <ann@example.org>", "* <*@maintainers.example.org>"]',
                "filled",
            ),
        ),
    ),
)
