#!/bin/sh
# Installs what is in this bundle, without internet. Works on a machine that has nothing of cni-lab yet.
#   tar xzf BUNDLE && sudo sh cni-lab-bundle/install.sh
# --to DIR      where the program goes            (default /opt/cni-lab)
# --bin DIR     a folder of the PATH              (default /usr/local/bin)
# --no-debs     leave the system packages alone
# --no-doctor   do not look at the machine afterwards
set -eu

say() { printf 'install: %s\n' "$*" >&2; }
stop() {
  say "$*"
  exit 3
}

to=/opt/cni-lab bin=/usr/local/bin debs=yes doctor=yes
while [ $# -gt 0 ]; do
  case $1 in
  --to) to=$2 && shift ;;
  --bin) bin=$2 && shift ;;
  --no-debs) debs=no ;;
  --no-doctor) doctor=no ;;
  *) stop "there is no option $1" ;;
  esac
  shift
done
case $to in /*) ;; *) to=$PWD/$to ;; esac
case $bin in /*) ;; *) bin=$PWD/$bin ;; esac
cd "$(dirname "$0")"
here=$PWD

sha256sum --check --quiet --strict SHA256SUMS >&2 || stop "a file is not what it was; copy the bundle once more"

# apt takes from the bundle alone, and only what this machine lacks
if [ "$debs" = yes ] && [ -e debs/Packages ]; then
  [ "$(id -u)" = 0 ] || stop "system packages need root: sudo sh $0"
  . /etc/os-release
  fits="$ID ${VERSION_ID:-} $(dpkg --print-architecture)"
  [ "$fits" = "$(cat debs/release)" ] ||
    stop "its packages are for $(cat debs/release), this machine is $fits; make a bundle on one like this, or leave them out: --no-debs"
  lists=$(mktemp -d)
  policy=/usr/sbin/policy-rc.d
  made=
  trap 'rm -rf "$lists" $made' EXIT
  trap 'exit 130' INT TERM
  # packages bring services, bird2 a routing daemon for the whole machine: none of them may start
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    made=$policy
  fi
  mkdir -p "$lists/lists/partial" "$lists/archives/partial"
  printf 'deb [trusted=yes] copy:%s ./\n' "$here/debs" >"$lists/sources.list"
  from="-o Dir::Etc::sourcelist=$lists/sources.list -o Dir::Etc::sourceparts=/dev/null"
  from="$from -o Dir::State::lists=$lists/lists -o Dir::Cache::archives=$lists/archives"
  from="$from -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root"
  export DEBIAN_FRONTEND=noninteractive
  bird=$(command -v bird || true)
  if ! { apt-get $from update &&
    apt-get $from install -y --no-install-recommends --no-remove $(cat debs/wanted); } >"$lists/log" 2>&1; then
    tail -n 20 "$lists/log" >&2
    stop "apt-get failed, see above"
  fi
  say "$(sed -n 's/^\([0-9]* upgraded, [0-9]* newly installed\).*/\1/p' "$lists/log") from $(ls debs/*.deb | wc -l) packages"
  # nor at the next boot
  if [ -z "$bird" ] && grep -qx bird2 debs/wanted; then update-rc.d bird disable >/dev/null 2>&1 || true; fi
fi

# the program: whole, or as it was before
draft=$to/program.$$
mkdir -p "$draft" "$bin"
tar -xzf program/cni-lab-*.tgz -C "$draft" --strip-components=1 --no-same-owner
rm -rf "$to/program"
mv "$draft" "$to/program"
node=node
if [ -e node/node ]; then
  cp node/node "$to/node.$$"
  chmod 755 "$to/node.$$"
  mv -f "$to/node.$$" "$to/node"
  node=$to/node
fi
cat >"$bin/cni-lab.$$" <<WRAPPER
#!/bin/sh
exec "$node" "$to/program/bin/cni-lab.js" "\$@"
WRAPPER
chmod 755 "$bin/cni-lab.$$"
mv -f "$bin/cni-lab.$$" "$bin/cni-lab"
say "$bin/cni-lab: $("$bin/cni-lab" --version)"

for tool in tools/*; do
  [ -e "$tool" ] || continue
  cp "$tool" "$bin/.${tool##*/}.$$"
  chmod 755 "$bin/.${tool##*/}.$$"
  mv -f "$bin/.${tool##*/}.$$" "$bin/${tool##*/}"
  say "$bin/${tool##*/}"
done

for image in node-images/* lab-images/*; do
  [ -e "$image" ] || continue
  if ! command -v docker >/dev/null 2>&1; then
    say "no docker here: left $image where it is"
    continue
  fi
  docker load --quiet --input "$image" >&2 || stop "docker load failed for $image"
done
for kept in cni-images/* charts/*; do
  [ -e "$kept" ] || continue
  case $kept in cni-images/*) with=--load-archive ;; *) with=--chart ;; esac
  say "for cni-lab up --backend kind: $with $here/$kept"
done

if [ "$doctor" = yes ]; then "$bin/cni-lab" doctor; fi # no exec: what is above is tidied up on exit
