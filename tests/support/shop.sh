# The repository that the how-to pages start from, in $HOME/shop: three tasks, with the hooks installed.
mkdir -p "$HOME" && cd "$HOME" && git init -q -b main shop && cd shop
echo '# Changes' > CHANGELOG.md
echo '{"lockfileVersion": 3}' > package-lock.json
mkdir -p .remit/tasks && echo 'base = "main"' > .remit/policy.toml
for task in login tokens billing; do
  mkdir -p src/$task && echo "NAME = '$task'" > src/$task/core.py
  cat > .remit/tasks/$task.toml <<EOF
[task]
id = "$task"
branch = "agent/$task/*"

[files]
write = ["src/$task/**"]
append = ["CHANGELOG.md"]
EOF
done
git add . && git commit -qm 'A shop with three tasks' && remit install > /dev/null
