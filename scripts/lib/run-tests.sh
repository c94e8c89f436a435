#!/bin/sh
# Runs test files under Node's own runner: all of test/, or those given.
cd "$(dirname "$0")/../.." || exit 1
if [ $# -eq 0 ]; then set -- $(find test -name '*.test.ts' | sort); fi
exec node --import tsx --test --test-concurrency=2 "$@"
