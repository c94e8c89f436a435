#!/bin/sh
# Makes images of the same names and of the same kind where none can be pulled: Debian by debootstrap, Node.js and npm from
# npm's packages, Redis from Debian's.
#
#   stand-ins.sh FOLDER IMAGE...
set -eu
folder=$1
shift
export DEBIAN_FRONTEND=noninteractive

# Of the images, the one of this name.
named() {
  name=$1
  shift
  for image in "$@"; do case $image in *"/$name:"*) echo "$image" ;; esac; done
}
debian=$(named debian "$@")
node=$(named node "$@")
redis=$(named redis "$@")
release=${debian##*:}
release=${release%-slim}
version=${node##*:}
version=${version%%-*}

build() { buildah build --quiet --isolation=chroot --pull-never --format docker "$@" >/dev/null; }

root=$folder/debian
rm -rf "$root"
mkdir -p "$root"
debootstrap --variant=minbase "$release" "$root" >"$folder/debootstrap.log" 2>&1 || { tail "$folder/debootstrap.log" >&2; exit 1; }
# As the slim images are: no documentation, no translations, no caches.
printf 'path-exclude /usr/share/%s/*\n' doc man info locale lintian >"$root/etc/dpkg/dpkg.cfg.d/slim"
cat >"$root/etc/apt/apt.conf.d/slim" <<'APT'
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };
APT
(cd "$root" && rm -rf var/lib/apt/lists/* var/cache/apt/* var/log/* usr/share/doc usr/share/man usr/share/info usr/share/locale usr/share/lintian)
tar -C "$root" -c . | podman import --quiet - "$debian" >/dev/null
rm -rf "$root"

packages=$folder/node
rm -rf "$packages"
mkdir -p "$packages"
(cd "$packages" && npm install --silent --no-save --ignore-scripts --prefix . "node-linux-$(node -p process.arch)@$version" npm@11)
(
  cd "$packages/node_modules" && mv node-linux-* node && mkdir -p node/lib/node_modules && mv npm node/lib/node_modules/npm && cd node
  for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "bin/$name"; done
)
printf 'FROM %s\nCOPY bin /usr/local/bin\nCOPY include /usr/local/include\nCOPY lib /usr/local/lib\n' "$debian" >"$folder/node.Dockerfile"
build --tag "$node" --file "$folder/node.Dockerfile" "$packages/node_modules/node"
rm -rf "$packages"

mkdir -p "$folder/empty"
printf 'FROM %s\nRUN apt-get update && apt-get install -y --no-install-recommends redis-server\n' "$debian" >"$folder/redis.Dockerfile"
build --tag "$redis" --file "$folder/redis.Dockerfile" "$folder/empty"
