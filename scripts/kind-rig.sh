#!/usr/bin/env bash
# Finds or makes what the tests on real kind clusters need (test/kind), from kind-rig: a Docker daemon,
# kind, kubectl and helm, a node image, and the archive of the stand-in for Cilium.
#   eval "$(scripts/kind-rig.sh)"    prints export lines; nothing, and why on stderr, where it cannot be
#   scripts/kind-rig.sh stop         stops the daemon again
# The rig is ../shared/kind-rig beside the checkout, or $CNI_LAB_RIG. What it builds (6 minutes the first
# time on a machine, then a second) is in $CNI_LAB_RIG_DIR, outside the checkout.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
rig=${CNI_LAB_RIG:-$root/../shared/kind-rig}
dir=${CNI_LAB_RIG_DIR:-/var/cache/cni-lab-rig}

skip() {
  echo "skipped: no kind ($*)" >&2
  exit 0
}

[ -x "$rig/rig.sh" ] || skip "no rig in $rig"
[ "$(uname -s)" = Linux ] || skip 'this is not Linux'
[ "$(id -u)" = 0 ] || skip 'this is not root'
PATH=$PATH:/usr/local/go/bin
command -v go >/dev/null || skip 'no go command'

if [ "${1:-}" = stop ]; then exec "$rig/rig.sh" "$dir" stop; fi

# a daemon that runs, and images that are there, are used as they are
ran=no
if DOCKER_HOST=${DOCKER_HOST:-unix:///var/run/docker.sock} docker version >/dev/null 2>&1; then ran=yes; fi
exports=$("$rig/rig.sh" "$dir" env 2>/dev/null) ||
  { "$rig/rig.sh" "$dir" up >&2 && exports=$("$rig/rig.sh" "$dir" env); } ||
  skip "the rig could not be made in $dir, see above"
eval "$exports"

standin=$dir/out/cni-lab-stand-in.tar
"$root/test/stand-in/build.sh" "$standin" >/dev/null || skip 'the stand-in for Cilium could not be built, see above'

cat <<END
$exports
export CNI_LAB_KIND_IMAGE=$RIG_NODE_IMAGE
export CNI_LAB_TEST_STANDIN_TAR=$standin
export CNI_LAB_TEST_RIG_RAN=$ran
END
