# Sourced by the scripts of package.json: what a fresh clone on a fresh Debian 12 needs before anything else.
. scripts/lib-packages.sh

say() { printf '\n== %s\n' "$*"; }

# step TITLE COMMAND…: runs quietly, shows the output when it fails.
step() {
  local title=$1 log
  shift
  say "$title"
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
    return 0
  fi
  cat "$log"
  rm -f "$log"
  return 1
}

require_node() {
  command -v node >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}

# Installs what package-lock.json says, unless node_modules is that already. Not `npm ci`: npm 11 leaves packages of other
# platforms out of the lock file and then refuses it for that.
ensure_modules() {
  local want have
  want=$(sha256sum package-lock.json | cut -d' ' -f1)
  have=$(cat node_modules/.muster-lock 2>/dev/null || true)
  [ "$want" = "$have" ] && return 0
  step "installing npm packages" npm install --no-save --no-audit --no-fund || return 1
  printf '%s\n' "$want" >node_modules/.muster-lock
}
