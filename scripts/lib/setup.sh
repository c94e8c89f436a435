# Sourced by the scripts a person runs: makes sure that Node is new enough and the packages are installed.
# Afterwards the working directory is the root of the repository.

cd "$(dirname "$0")/.." || exit 1

if ! command -v node >/dev/null 2>&1; then
  echo 'Node.js 20 or newer is needed: https://nodejs.org' >&2
  exit 1
fi
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'; then
  echo "Node.js 20 or newer is needed, this is $(node --version)" >&2
  exit 1
fi

# npm writes this file at the end of an installation, so an older one than the lock file is stale.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo 'Installing packages (once) ...' >&2
  npm ci --no-audit --no-fund --loglevel=error || exit 1
  touch node_modules/.package-lock.json
fi
