"""Who pushes, as the server that authenticated them says: names in the environment of its hooks.

An author's or committer's name is whatever its owner wrote into a commit; these are not, as long as
the server sets them itself. Over a file path or a shared shell account the pusher sets them.
"""

import os

VARIABLES = (
    "REMIT_PUSHER",  # for a wrapper of one's own, such as a forced command of sshd
    "GITEA_PUSHER_NAME",  # Gitea, Forgejo
    "GL_USERNAME",  # GitLab
    "GL_USER",  # gitolite
    "REMOTE_USER",  # a web server in front of git http-backend
)


def pusher_names() -> tuple[str, ...]:
    """Every name that the environment has for the pusher, the most specific first."""
    return tuple(dict.fromkeys(filter(None, map(os.environ.get, VARIABLES))))
