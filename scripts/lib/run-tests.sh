#!/bin/sh
# Runs test files under Node's own runner: all of test/, or those given.
cd "$(dirname "$0")/../.." || exit 1
if [ $# -eq 0 ]; then set -- $(find test -name '*.test.ts' | sort); fi
# What never ends fails after twenty minutes; Node.js before 20.11 cannot be told.
if node --help | grep -q -- --test-timeout; then set -- --test-timeout=1200000 "$@"; fi
# The spec reporter repeats at the end what failed.
exec node --import tsx --test --test-concurrency=2 --test-reporter=spec "$@"
