# The repository that every case starts from: one commit on `main`, three tasks, and something of
# everything that a change can go wrong with. Run once per kind of template, by `sh -eu`, in a fresh
# `git init`; PRE_COMMIT_CONFIG names the framework's configuration to take along.
#
# One commit, so that the history says nothing: a case that needs more makes it in its `setup`.

put() { mkdir -p "$(dirname "$1")"; cat > "$1"; }

# --- the policy and the three scopes -------------------------------------------------------------
put .remit/policy.toml <<'TOML'
base = "main"
TOML

put .remit/tasks/login.toml <<'TOML'
[task]
id     = "login"
title  = "Validate the login form"
branch = "agent/login/*"

[files]
write  = ["src/login/**", "src/café/**", "tests/test_login*.py", "assets/logo.svg"]
create = ["docs/notes/*.md"]
append = ["CHANGELOG.md"]
deny   = ["src/login/keys/**"]
TOML

put .remit/tasks/token.toml <<'TOML'
[task]
id     = "token"
title  = "Store tokens"
branch = "agent/token/*"

[files]
write  = ["src/token/**", "tools", "tests/test_token.py"]
TOML

put .remit/tasks/docs.toml <<'TOML'
[task]
id     = "docs"
title  = "Write the guide"
branch = ["agent/docs/*", "agent/guide"]
after  = ["login"]

[files]
write  = ["docs/**", "vendor/theme", ".github/workflows/docs.yml"]
TOML

# --- protected files -----------------------------------------------------------------------------
cp "$PRE_COMMIT_CONFIG" .pre-commit-config.yaml
put .gitattributes <<'TEXT'
*.svg text
TEXT
put .gitignore <<'TEXT'
*.log
/build/
TEXT
put .gitmodules <<'TEXT'
[submodule "lib"]
	path = vendor/lib
	url = https://example.invalid/lib.git
[submodule "theme"]
	path = vendor/theme
	url = https://example.invalid/theme.git
TEXT
put .github/workflows/ci.yml <<'TEXT'
on: push
TEXT
put .github/workflows/docs.yml <<'TEXT'
on: workflow_dispatch
TEXT
put AGENTS.md <<'TEXT'
Stay inside your remit.
TEXT
put CODEOWNERS <<'TEXT'
/src/login/ @web
TEXT

# --- the login task's area: files, a script, a denied key, a directory to move, links -------------
put src/login/form.py <<'TEXT'
def validate(name: str) -> bool:
    return bool(name)


def render() -> str:
    return "<form>"


def reset() -> None:
    return None
TEXT
put src/login/session.py <<'TEXT'
LIFETIME = 3600
TEXT
put src/login/run.sh <<'TEXT'
#!/bin/sh
echo login
TEXT
chmod +x src/login/run.sh
put src/login/keys/server.pem <<'TEXT'
-- not a real key --
TEXT
put src/login/parts/button.py <<'TEXT'
COLOUR = "blue"
TEXT
put src/login/parts/field.py <<'TEXT'
WIDTH = 40
TEXT
ln -s form.py src/login/latest
ln -s ../shared src/login/linked
put src/café/menu.py <<'TEXT'
MENU = ["tea"]
TEXT
put tests/test_login.py <<'TEXT'
def test_login() -> None:
    assert True
TEXT
put assets/logo.svg <<'TEXT'
<svg/>
TEXT
put docs/notes/first.md <<'TEXT'
# The first note
TEXT
put CHANGELOG.md <<'TEXT'
# Changes

- The first entry.
- The second entry.
- The third entry.
TEXT

# --- other tasks' areas --------------------------------------------------------------------------
put src/token/store.py <<'TEXT'
def put(token: str) -> None:
    return None


def get() -> str:
    return "token"
TEXT
put src/token/issue.sh <<'TEXT'
#!/bin/sh
echo token
TEXT
chmod +x src/token/issue.sh
put tools/build.sh <<'TEXT'
#!/bin/sh
echo build
TEXT
put docs/guide.md <<'TEXT'
# Guide
TEXT

# --- nobody's ------------------------------------------------------------------------------------
put README.md <<'TEXT'
# The example
TEXT
put src/shared/util.py <<'TEXT'
def first(items: list[str]) -> str:
    return items[0]


def last(items: list[str]) -> str:
    return items[-1]
TEXT
put src/shared/clock.py <<'TEXT'
NOW = 0
TEXT
put src/login.py <<'TEXT'
# A file whose name is the beginning of a directory's name.
TEXT
put src/login2/form.py <<'TEXT'
# A directory whose name begins with another's.
TEXT
ln -s src/shared shortcut
put 'odd/with space.txt' <<'TEXT'
space
TEXT
put 'odd/"quoted".txt' <<'TEXT'
quoted
TEXT

# --- two submodules, without their repositories: the entries are what matters --------------------
mkdir -p vendor/lib vendor/theme
git add -A
git update-index --add --cacheinfo "160000,$(printf '%0*d' "$OID_LENGTH" 1),vendor/lib" \
    --cacheinfo "160000,$(printf '%0*d' "$OID_LENGTH" 2),vendor/theme"
git commit -q -m 'The starting point'
