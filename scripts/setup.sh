#!/bin/sh
# Makes a fresh Debian or Ubuntu machine with Node ready: system packages, npm packages, the build.
# With "tests" also what only the tests need.
# Each step is skipped where it has been done. `npm run verify` and `npm test` call it first.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

# a tool that must be there, and the package it comes in
missing=
need() {
  PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need ip iproute2
need tc iproute2
need nsenter util-linux
need setpriv util-linux
need unshare util-linux
need sysctl procps
need nft nftables
need tcpdump tcpdump
need ping iputils-ping
need ethtool ethtool # only cilium/xdp-* need it
need ipvsadm ipvsadm # only kube-proxy/ipvs needs it
need socat socat # only kube-proxy/userspace needs it
need bird bird2 # only */bgp and cilium/bgp-withdrawn need it
need wg wireguard-tools # only cilium/wireguard needs it
need ovs-dpctl openvswitch-switch # only weave/fastdp needs it
need dpdk-testpmd dpdk-dev # only linux/dpdk needs it
need clang clang
need llvm-strip llvm
# tap is built for both kinds of machine
case $(uname -m) in
  x86_64) need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu ;;
  aarch64) need x86_64-linux-gnu-gcc gcc-x86-64-linux-gnu ;;
esac
# only cilium/socket-lb* need it; Ubuntu has it in a package for each kernel, not under its name, which a
# fresh machine does not know before it has asked
if [ "$(id -u)" = 0 ] && ! ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1; then
  apt-get update >/dev/null 2>&1 || true
fi
if apt-cache policy bpftool 2>/dev/null | grep -q 'Candidate: [0-9]'; then need bpftool bpftool; fi
if [ "${1:-}" = tests ]; then
  need chromium chromium # HTML reports are opened in it
  need tshark tshark     # merged captures are read by it
  need dot graphviz      # inspect --dot is drawn by it
  need sshd openssh-server # doctor --fleet asks one on loopback
fi
[ -e /usr/include/bpf/bpf_helpers.h ] || missing="$missing libbpf-dev"
[ -e /usr/include/linux/bpf.h ] || missing="$missing linux-libc-dev"

if [ -n "$missing" ]; then
  packages=$(printf '%s\n' $missing | sort -u | tr '\n' ' ')
  packages=${packages% }
  if ! command -v apt-get >/dev/null 2>&1; then
    say "these packages of Debian are missing, and there is no apt-get here: $packages"
    say "install what your distribution calls them, then try again"
    exit 3
  fi
  if [ "$(id -u)" != 0 ]; then
    say "these system packages are missing; install them, then try again:"
    printf '  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "$packages" >&2
    exit 3
  fi
  say "installing $packages"
  log=$(mktemp)
  # packages bring services, bird2 a routing daemon for the whole machine: none of them may start
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  if ! { DEBIAN_FRONTEND=noninteractive apt-get update &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    say "apt-get failed, see above"
    exit 3
  fi
  rm -f "$log"
  # nor at the next boot
  case " $packages " in *' bird2 '*) update-rc.d bird disable >/dev/null 2>&1 || true ;; esac
fi

# newer STAMP FILE...: is any of the files newer than the stamp, or the stamp not there?
newer() {
  stamp=$1
  shift
  [ ! -e "$stamp" ] || [ -n "$(find "$@" -newer "$stamp" -print -quit)" ]
}

if newer node_modules/.package-lock.json package.json package-lock.json; then
  say "installing npm packages"
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch node_modules/.package-lock.json
fi
if newer dist/THIRD-PARTY-NOTICES.txt src bpf native scripts/build.mjs package.json; then
  say "building"
  node scripts/build.mjs
fi
