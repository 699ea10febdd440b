"""The rules by id: a title each, and a page with examples that are run as tests.

Deciding whether a rule is broken lives in `judge` and in the gates.
"""

from remit.errors import UsageError

RULES = {
    "R101": "Outside the scope",
    "R102": "In another task's scope",
    "R103": "Denied",
    "R104": "May be created, but exists on the base branch",
    "R105": "A symlink that leaves the scope",
    "R106": "A submodule that is not named exactly",
    "R107": "A hostile path",
    "R108": "A path that differs from another only in case",
    "R109": "A name that some systems cannot hold",
    "R110": "Too many changed paths",
    "R201": "An append file that does more than gain lines",
    "R501": "A manifest or the policy",
    "R502": "A manifest or the policy, by a push to the base",
    "R601": "A protected path",
    "R602": "One of git's control files",
    "R603": "Configuration of hooks",
    "R604": "A merged head that is not from the base",
    "R605": "An identity that must have a task",
    "R606": "A branch of no task",
    "R607": "The base, deleted or rewound",
    "R608": "A replacement of an object",
    "R609": "A push to the base itself",
    "R701": "A path that another task holds",
}


def render_rule_page(rule: str) -> str:
    """The page of `rule` as Markdown; raises `UsageError` for an id that no rule has."""
    from importlib.resources import files

    if rule not in RULES:
        from remit.text_safety import nearest_word

        near = nearest_word(rule, RULES)
        hint = f"did you mean {near}?" if near else f"The rules are {', '.join(RULES)}."
        raise UsageError(f"There is no rule {rule!r}.", hint)
    return files("remit").joinpath("rule_pages", f"{rule}.md").read_text(encoding="utf-8")
