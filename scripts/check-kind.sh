#!/bin/bash
# One kind cluster, made, verified and removed: check-kind.sh MODE|CNI [OPTION of `up`]..
# MODE is one of Cilium's (manifests/cilium), CNI another. What else there is to say is in CNI_LAB_... variables.
set -euo pipefail
cd "$(dirname "$0")/.."
what=$1
shift
name=check-$what
[ -z "${CNI_LAB_KIND_IMAGE-x}" ] && unset CNI_LAB_KIND_IMAGE # set, but to nothing
cni_lab() { node bin/cni-lab.js "$@"; }
trap 'cni_lab down --name "$name"' EXIT

if [ -e "manifests/cilium/$what.yaml" ]; then
  cni_lab up --backend kind --name "$name" --mode "$what" "$@"
else
  cni_lab up --backend kind --name "$name" --cni "$what" "$@"
fi
out=$(mktemp -d)
cni_lab verify --backend kind --name "$name" --all --out "$out/run"
cni_lab inspect --backend kind --name "$name" >"$out/inspect.txt"

# what the mode must yield stands on top of its file: the live promise must be no other
for placement in same-node cross-node; do
  want=$(sed -n "s/^# $placement: //p" "manifests/cilium/$what.yaml" 2>/dev/null || true)
  [ -z "$want" ] || grep -q "\"datapath\": \"$want\"" "$out/run/run.json" || {
    echo "check-kind: $what should have yielded $want" >&2
    exit 1
  }
done
rm -r "$out"
