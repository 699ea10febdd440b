#!/bin/sh
# Three agents, three scopes, one repository: two stay inside, one leaves its scope. Run it with `make demo`.
# Everything happens in a temporary folder, with your own git and the `remit` on PATH.
# `sh docs/demo.sh refusal` ends after the first refused commit: the picture in the README is made of it.
set -eu

root=$(mktemp -d "${TMPDIR:-/tmp}/remit-demo.XXXXXX")
trap 'rm -rf "$root"' EXIT
trap 'exit 130' INT TERM
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE 2>/dev/null || true
export HOME="$root" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Demo GIT_AUTHOR_EMAIL=demo@example.org
export GIT_COMMITTER_NAME=Demo GIT_COMMITTER_EMAIL=demo@example.org

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m'); plain=$(printf '\033[0m'); else bold=; plain=; fi
say() { printf '\n%s# %s%s\n' "$bold" "$1" "$plain"; }
run() { # show a command, run it, and say how it ended where it did not end well
  printf '%s$ %s%s\n' "$bold" "$1" "$plain"
  status=0
  sh -c "$1" || status=$?
  [ "$status" -eq 0 ] || printf '(exit code %s)\n' "$status"
}
expect() { # the demo is also a test: the last command must have ended like this
  [ "$status" -eq "$1" ] || { printf 'demo: expected exit code %s, saw %s\n' "$1" "$status" >&2; exit 1; }
}

say "A small repository, and three tasks that will run at the same time"
git init -q -b main "$root/shop"
cd "$root/shop"
mkdir -p src/login src/tokens src/billing
printf 'def validate(form):\n    return bool(form)\n' > src/login/form.py
printf 'def issue(user):\n    return user + "-token"\n' > src/tokens/store.py
printf 'def total(lines):\n    return sum(lines)\n' > src/billing/invoice.py
printf 'RATE = 0.19\n' > src/billing/rates.py
printf '# Changes\n' > CHANGELOG.md
git add . && git commit -qm "A shop"

run "remit init --no-install > /dev/null && rm .remit/tasks/example.toml"; expect 0
for task in login tokens billing; do
  run "remit new $task --write 'src/$task/**' --append CHANGELOG.md > /dev/null"; expect 0
done
run "git add .remit && git commit -qm 'Give each task its scope'"; expect 0
run "remit lint"; expect 0
run "remit install"; expect 0
for task in login tokens billing; do
  git worktree add -q -b "agent/$task/1" "$root/$task" main
done

say "Two agents stay inside their scopes"
cd "$root/login"
printf '    # an empty name is not a form\n' >> src/login/form.py
printf -- '- Login: empty names are refused.\n' >> CHANGELOG.md
run "git add . && git commit -qm 'Refuse empty names'"; expect 0
cd "$root/billing"
printf 'def net(lines):\n    return total(lines)\n' >> src/billing/invoice.py
run "git add . && git commit -qm 'Net totals' && git log -1 --format='%s%n%n%(trailers)'"; expect 0

say "The third also edits a file of its neighbour"
cd "$root/tokens"
printf 'def renew(token):\n    return token\n' >> src/tokens/store.py
printf '    return True\n' >> src/login/form.py
run "git add . && git commit -m 'Renew tokens'"; expect 1
[ "${1:-}" != refusal ] || exit 0

say "It takes the last fix: its own work is committed, the rest stays in its working tree"
run "git restore --staged -- src/login/form.py && git commit -qm 'Renew tokens' && git show --stat --format=%s"; expect 0

say "Moving a neighbour's file into its own folder, or a link to one, is no way round"
git restore src/login/form.py
git mv src/billing/rates.py src/tokens/rates.py
ln -s ../billing/invoice.py src/tokens/invoice.py
run "git add . && git commit -qm 'Use the rates'"; expect 1

say "Whose is a file? And could two patterns ever share one?"
cd "$root/shop"
run "remit who src/login/form.py src/billing/rates.py README.md"; expect 0
run "remit overlap 'src/*a.py' 'src/b*.py'"; expect 1
run "remit overlap 'src/login/**' 'src/tokens/**'"; expect 0

say "A hook can be skipped. What would the branch change on main, if it were merged now?"
cd "$root/tokens"
run "git commit -q --no-verify -m 'Use the rates'"; expect 0
run "remit check --range main...HEAD"; expect 1

say "How could three agents share a repository? Its own past says what belongs together"
git init -q -b main "$root/mall"
cd "$root/mall"
awk 'BEGIN { # 120 commits of three topics, each in src/ and in tests/; one in six needs another topic
  split("login form session,tokens store crypto,billing invoice rates", topics, ",")
  for (step = 1; step <= 120; step++) {
    printf "commit refs/heads/main\ncommitter Dev%d <dev%d@example.org> %d +0000\ndata 5\nwork\n\n", \
      step % 3, step % 3, 1750000000 + 86400 * step
    count = split(topics[step % 3 + 1], names, " ")
    turn = int(step / 3); one = names[turn % count + 1]; two = names[(turn + 1) % count + 1]
    if (step % 6 == 0) { split(topics[(step + 1) % 3 + 1], others, " "); two = others[1] }
    files = "src/" one ".py tests/test_" one ".py src/" two ".py" (step % 2 ? " CHANGELOG.md" : "")
    count = split(files, paths, " ")
    for (n = 1; n <= count; n++)
      printf "M 100644 inline %s\ndata %d\n%d\n\n", paths[n], length(step "") + 1, step
  }
}' | git fast-import --quiet
git reset -q --hard
run "remit split --into 3"; expect 0

say "Which of these tasks may run at the same time?"
run "printf -- '- %s\n' 'Refuse empty names in login.py' 'Rotate keys in tokens.py' 'Check mail in form.py' | remit plan - --agents 3"; expect 0

say "Which way of working pays? Ten agents want one file; then eight on a busy repository"
run "remit sim compare one-file --agents 10 --strategies shared-directory,worktrees,scopes,locks"; expect 0
run "remit sim compare busy-repository --agents 8 --strategies worktrees,scopes,queue-speculative,shared-directory"; expect 0
