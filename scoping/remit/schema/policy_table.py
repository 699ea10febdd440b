"""Every key of `.remit/policy.toml`, in the order of the fields of `policy.Policy`."""

from remit.schema.fields import Field, strings, text
from remit.schema.protected import PROTECTED


def _answer(layer: str, default: str) -> Field:
    return _choice(layer.replace(" ", "_"), f"At the {layer}.", default)


def _choice(key: str, about: str, default: str) -> Field:
    answers = ("allow", "warn", "deny")
    return Field(key, "choice", about, f'"{default}"', default, choices=answers)


TABLES = (
    Field("base", "string", "The branch that manifests are read from.", '"main"', None, "branch"),
    Field(
        "unbound",
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
        ),
    ),
    strings(
        "require_task",
        "Authors and committers who must have a task: patterns over `Name <mail>`, with `*` and "
        "`?`.",
        '["* <bot@example.org>"]',
        "filled",
    ),
    Field(
        "protected",
        "strings",
        "Paths that a remit covers only where it names them exactly, without wildcards. Replaces "
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
    text("store", "Where leases are kept; empty means the repository's git directory.", '""'),
    Field(
        "base_push",
        "table",
        "What a push to the base itself gets, at push and server.",
        fields=(
            _choice("changes", "Any change at all.", "allow"),
            _choice("manifests", "A change below `.remit/`.", "warn"),
            _choice("rewind", "Deleting the base, or moving it away from its tip.", "deny"),
            strings(
                "maintainers",
                "Pushers whom no denial of this table stops: patterns with `*` and `?` over the "
                "authenticated name at the server, over `Name <mail>` at the push.",
                '["release-*", "Ann <ann@example.org>"]',
                "filled",
            ),
        ),
    ),
)
