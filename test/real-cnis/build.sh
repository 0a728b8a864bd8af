#!/usr/bin/env bash
# Builds real CNIs from their published Go modules: image archives and manifests, for kind clusters
# where no registry is reached.
#   build.sh DIR        DIR is to be outside the checkout; prints what it made
# Needs Go, gcc, a Docker daemon and kind-rig's tools image in it (or RIG_TOOLS_IMAGE: any that has
# iptables and cp). What is there already is not built again.
set -euo pipefail

FLANNEL=v0.28.4
# flannel's CNI plugin came from here until it was given a repository of its own, which the proxy may not have
PLUGINS=v0.9.1

out=$(mkdir -p "${1:?usage: build.sh DIR}" && cd "$1" && pwd)
base=${RIG_TOOLS_IMAGE:-rig-tools:1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

docker image inspect "$base" >/dev/null || {
  echo "build.sh: no image $base; kind-rig's 'rig.sh DIR up' makes it" >&2
  exit 3
}

module() { (cd "$work" && GOFLAGS=-mod=mod go mod download -json "$1" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p'); }

# The image is saved under this name alone, and the archive appears whole or not at all.
save() { # IMAGE ARCHIVE, the files to add are in $work/root
  printf 'FROM %s\nCOPY root /\n' "$base" >"$work/Dockerfile"
  DOCKER_BUILDKIT=0 docker build -q -t "$1" "$work" >/dev/null
  docker save -o "$2.tmp.$$" "$1"
  mv "$2.tmp.$$" "$2"
}

flannel() {
  local image=cni-lab-flannel:$FLANNEL archive=$out/flannel.tar source
  source=$(module github.com/flannel-io/flannel@$FLANNEL)
  if [ ! -f "$archive" ]; then
    mkdir -p "$work/root/opt/bin"
    cp -r "$source" "$work/flannel"
    chmod -R u+w "$work/flannel"
    (
      cd "$work/flannel"
      # one backend's cloud SDK is not to be had from every proxy; it is not used here
      sed -i '/tencentvpc/d' main.go
      sdk=github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud
      GOFLAGS=-mod=mod go mod edit -droprequire $sdk/common -droprequire $sdk/vpc
      GOFLAGS=-mod=mod CGO_ENABLED=1 go build -trimpath -ldflags \
        "-s -w -X github.com/flannel-io/flannel/pkg/version.Version=$FLANNEL" -o "$work/root/opt/bin/flanneld" .
    )
    GOFLAGS=-trimpath CGO_ENABLED=0 GOBIN=$work/root \
      go install github.com/containernetworking/plugins/plugins/meta/flannel@$PLUGINS
    save $image "$archive"
  fi
  # as published, with this image in place of theirs
  sed "s,ghcr.io/flannel-io/flannel[a-z-]*:.*,$image," "$source/Documentation/kube-flannel.yml" >"$out/kube-flannel.yaml"
  sed 's/"Type": "vxlan"/"Type": "host-gw"/' "$out/kube-flannel.yaml" >"$out/kube-flannel-host-gw.yaml"
  printf '%s\n' "$archive" "$out"/kube-flannel{,-host-gw}.yaml
}

cd "$work"
printf 'module build\n' >go.mod
flannel
