#!/usr/bin/env bash
# npm test: installs what is missing, checks and builds, then runs unit, system and VM tests; --full takes the long ones along.
# The last line reads "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/lib-setup.sh

full=0
[ "${1:-}" = --full ] && full=1
export MUSTER_FULL=$full
[ "$full" = 1 ] && export MUSTER_FUZZ_RUNS="${MUSTER_FUZZ_RUNS:-100000}"

stop() { say "$1"; echo "0 passed, 1 failed"; exit 1; }

require_node || stop "Node.js 20.19 or later is needed"
ensure_packages quickstart test || stop "Debian packages are missing"
ensure_modules || stop "npm packages are missing"
step "building" npm run --silent build || stop "the build failed"
step "checking types, lint, format and packages" npm run --silent check || stop "npm run check failed"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
status=0
projects=(unit system vm)
[ "$full" = 1 ] && projects+=(full)
for project in "${projects[@]}"; do
  say "tests: $project"
  npx --no-install vitest run --project "$project" --reporter=default --reporter=json --outputFile="$results/$project.json" || status=1
done
node scripts/sum-results.mjs "$results" "${projects[@]}" || status=1
exit "$status"
