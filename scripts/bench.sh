#!/usr/bin/env bash
# npm run bench: Muster beside js-yaml, dnsmasq, Kea, atftpd and nginx (test/bench), after installing and building what that needs.
# Options go to test/bench/main.ts; --help lists them.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/lib-setup.sh

stop() { say "$1" >&2; exit 1; }

# Standard output carries results only.
prepare() {
  require_node || stop "Node.js 20.19 or later is needed"
  ensure_packages quickstart test bench || stop "Debian packages are missing"
  ensure_modules || stop "npm packages are missing"
  step "building" npm run --silent build || stop "the build failed"
  step "building the benchmark" npx --no-install tsc -p test/bench || stop "the build of test/bench failed"
}

prepare >&2
exec node test/bench/dist/bench/main.js "$@"
