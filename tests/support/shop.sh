# The repository that the how-to pages start from, in $HOME/shop: three tasks, with the hooks installed.
mkdir -p "$HOME" && cd "$HOME" && git init -q -b main shop && cd shop
for part in login tokens billing; do
  mkdir -p src/$part && echo "NAME = '$part'" > src/$part/core.py
done
echo '# Changes' > CHANGELOG.md
echo '{"lockfileVersion": 3}' > package-lock.json
git add . && git commit -qm 'A shop with three parts'
remit init --no-install > /dev/null && rm .remit/tasks/example.toml
for task in login tokens billing; do
  remit new $task --write "src/$task/**" --append CHANGELOG.md > /dev/null
done
git add .remit && git commit -qm 'Give each task a scope'
remit install > /dev/null
