#!/usr/bin/env bash
# Builds the image of the stand-in for Cilium and saves it as an archive for `kind load image-archive`.
#   build.sh OUT.tar        prints the image's name
# Needs clang, llvm-strip, bpftool, a Docker daemon and kind-rig's tools image in it. Offline; done at once if
# nothing has changed.
set -euo pipefail

out=${1:?usage: build.sh OUT.tar}
here=$(cd "$(dirname "$0")" && pwd)
base=${RIG_TOOLS_IMAGE:-rig-tools:1}
image=cni-lab-stand-in:1.19.5

base_id=$(docker image inspect -f '{{.Id}}' "$base") || {
  echo "build.sh: no image $base; kind-rig's 'rig.sh DIR up' makes it" >&2
  exit 3
}
sources=$(cd "$here" && {
  echo "$base_id"
  cat build.sh image/* bpf/* ../../bpf/lib/*
} | sha256sum | cut -c -16)

built() { docker image inspect -f '{{index .Config.Labels "cni-lab.sources"}} {{.Id}}' "$image" 2>/dev/null; }
saved() { tar -xOf "$out" manifest.json 2>/dev/null | tr -d '":' | grep -q "${1#sha256:}"; }

compile() { # SOURCE OBJECT FLAG...
  clang -O2 -g -target bpfel -Wall -Werror -I/usr/include/{x86_64,aarch64}-linux-gnu "${@:3}" \
    -c "$here/bpf/$1.bpf.c" -o "$2"
  llvm-strip -g "$2"
}

if [ "$(built | cut -d' ' -f1)" != "$sources" ]; then
  context=$(mktemp -d)
  trap 'rm -rf "$context"' EXIT
  own=$context/root/opt/stand-in
  mkdir -p "$own/bpf" "$context/root/usr/bin"
  for routing in native tunnel; do
    for forwarding in bpf legacy legacy-routes; do
      flags=()
      if [ $forwarding = bpf ]; then flags+=(-DHOST_ROUTING); fi
      if [ $forwarding = legacy-routes ]; then flags+=(-DENDPOINT_ROUTES); fi
      if [ $routing = tunnel ]; then flags+=(-DTUNNEL); fi
      object=$own/bpf/$forwarding-$routing.bpf.o
      compile datapath "$object" "${flags[@]}"
    done
  done
  compile sock "$own/sock.bpf.o"
  # not where programs are looked for: to the question what is attached, tc answers
  install -m 755 "$(PATH=$PATH:/usr/sbin:/sbin command -v bpftool)" "$own/bpftool"
  install -m 755 "$here"/image/{cilium-agent,cilium-dbg} "$context/root/usr/bin"
  ln -s cilium-dbg "$context/root/usr/bin/cilium"
  install -m 755 "$here"/image/{cilium-cni,monitor} "$own"
  install -m 644 "$here"/image/{lib.sh,socket-lb.sh,policy.sh,endpoint.jq,services.jq,denied.jq,status.jq} "$own"
  DOCKER_BUILDKIT=0 docker build -q -t "$image" -f "$here/image/Dockerfile" \
    --build-arg BASE="$base" --build-arg SOURCES="$sources" "$context" >&2
fi
saved "$(built | cut -d' ' -f2)" || {
  docker save -o "$out.tmp.$$" "$image"
  mv "$out.tmp.$$" "$out"
}
echo "$image"
