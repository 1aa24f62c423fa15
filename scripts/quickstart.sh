#!/usr/bin/env bash
# npm run quickstart: from a fresh clone to a virtual machine at its login prompt. --keep leaves it running.
set -uo pipefail
cd "$(dirname "$0")/.."
. scripts/lib-setup.sh

stop() { say "quickstart failed: $1"; exit 1; }

require_node || stop "Node.js 20.19 or later is needed"
ensure_packages quickstart || stop "Debian packages are missing"
ensure_modules || stop "npm packages are missing"
step "building" npm run --silent build || stop "the build failed"
if [ "$(id -u)" = 0 ]; then
  exec node test/dist/quickstart/quickstart.js "$@"
fi
exec sudo --preserve-env=MUSTER_CACHE_DIR "$(command -v node)" test/dist/quickstart/quickstart.js "$@"
