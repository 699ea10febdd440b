"""The policy of the whole repository as a value that cannot be wrong; reading one is `parse`."""

from typing import TYPE_CHECKING, Literal

from remit.errors import ManifestError
from remit.manifest.default_protected import ALWAYS_PROTECTED, PROTECTED
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from remit.manifest.tables import Plain

__all__ = [
    "PROTECTED",
    "Answer",
    "BasePushPolicy",
    "Enforcement",
    "GrantPolicy",
    "Policy",
    "PolicyLimits",
    "Unassigned",
    "parse_policy",
    "policy_from_plain",
    "policy_to_plain",
]

PATH = ".remit/policy.toml"

Answer = Literal["allow", "warn", "deny"]
Mode = Literal["warn", "refuse"]


class Unassigned(NamedTuple):
    """What a branch of no task gets, per layer; the last two count where they are stricter.

    `near_miss` is about a name that nearly matches the branch of a task, `coding_agent` about signs
    that an agent works there, at every layer.
    """

    commit: Answer = "allow"
    push: Answer = "warn"
    server: Answer = "warn"
    pull_request: Answer = "warn"
    near_miss: Answer = "warn"
    coding_agent: Answer = "warn"


class Enforcement(NamedTuple):
    """Whether each layer refuses what is outside of a scope; None means as `default` says.

    `until` is the last day, in UTC, on which a layer only warns.
    """

    default: Mode = "refuse"
    agent: Mode | None = None
    commit: Mode | None = None
    push: Mode | None = None
    server: Mode | None = None
    pull_request: Mode | None = None
    until: str | None = None

    def mode(self, layer: str) -> Mode:
        """What the layer does on a day on which warnings are allowed."""
        mode: Mode | None = getattr(self, layer)
        return mode or self.default


class BasePushPolicy(NamedTuple):
    """What a push to the base itself gets, at push and server.

    `rewind` is about deleting the base and moving it away from its tip; `maintainers` holds
    patterns over names of pushers that none of these denials stops.
    """

    changes: Answer = "allow"
    manifests: Answer = "warn"
    rewind: Answer = "deny"
    maintainers: tuple[str, ...] = ()


class PolicyLimits(NamedTuple):
    """`changed_paths`: the most paths one change of a task may touch; None means no limit."""

    changed_paths: int | None = None


class GrantPolicy(NamedTuple):
    """Who may grant access on the base with `remit grant`, and whether the commit must be signed.

    `by` holds patterns over `Name <mail>`; empty means everybody.
    """

    signed: bool = False
    by: tuple[str, ...] = ()


class Policy(NamedTuple):
    """`.remit/policy.toml`; every field has a default, so an absent file is `Policy()`.

    `base` is a branch name (None: not stated); `require_task` holds patterns over
    `Name <mail>` of author or committer, with `*` and `?`.
    """

    base: str | None = None
    unassigned: Unassigned = Unassigned()
    require_task: tuple[str, ...] = ()
    protected: tuple[str, ...] = PROTECTED
    case: Literal["sensitive", "fold"] = "sensitive"
    portable_names: bool = False
    limits: PolicyLimits = PolicyLimits()
    store: str = ""
    base_push: BasePushPolicy = BasePushPolicy()
    enforce: Enforcement = Enforcement()
    task_branches: tuple[str, ...] = ("agent/{task}/*",)
    grants: GrantPolicy = GrantPolicy()


def parse_policy(data: bytes, where: str) -> Policy:
    """The policy in a file; raises `ManifestError` with every fault."""
    return policy_from_plain(policy_to_plain(data, where))


def policy_to_plain(data: bytes, where: str) -> "Plain":
    """The policy as nested tuples in the order of the keys' table; raises as `parse`."""
    from remit.manifest.policy_tables import POLICY_TABLES
    from remit.manifest.reader import read_values

    reading = read_values(data, where, POLICY_TABLES)
    faults = reading.faults()
    if faults:
        raise ManifestError(faults)
    return reading.values


def policy_from_plain(plain: "Plain") -> Policy:
    """The policy of nested tuples; `.remit/` is protected whatever they say."""
    base, unassigned, require_task, protected, case, portable_names, limits, store, *rest = plain
    push, enforce, task_branches, grants = rest
    if ALWAYS_PROTECTED not in protected:
        protected = (ALWAYS_PROTECTED, *protected)
    return Policy(
        base,
        Unassigned(*unassigned),
        require_task,
        protected,
        case,
        portable_names,
        PolicyLimits(*limits),
        store,
        BasePushPolicy(*push),
        Enforcement(*enforce),
        task_branches,
        GrantPolicy(*grants),
    )
