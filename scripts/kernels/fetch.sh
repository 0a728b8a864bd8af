#!/bin/bash
# fetch.sh FOLDER KERNEL: prints the folder of one of Debian's own kernels, unpacked: modules and vmlinux.
# Downloads it first if it is not there (some 100 MB).
set -euo pipefail
folder=$1 kernel=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder/k"
exec 9>"$folder/kernels.lock"
flock 9 # another run may be downloading it

newest() { ls "$folder/k" | sort -V | tail -n 1; }
case $kernel in
  5.10) suite=bullseye pattern='^linux-image-5\.10\.0-[0-9]+-amd64-unsigned$' ;;
  6.1) suite=bookworm pattern='^linux-image-6\.1\.0-[0-9]+-amd64-unsigned$' ;;
  6.12) suite=trixie pattern='^linux-image-6\.12\.[0-9]+\+deb13-amd64-unsigned$' ;;
  sid) suite=sid pattern='^linux-binary-[0-9.]+\+deb14-amd64$' ;;
  *) suite='' pattern='' ;;
esac
there=$folder/k/$kernel
if [ "$kernel" = sid ] && [ "$(printf '%s\n' 6.12 "$(newest)" | sort -V | tail -n 1)" != 6.12 ]; then
  there=$folder/k/$(newest)
fi
if [ -e "$there/vmlinux" ]; then
  echo "$there"
  exit
fi
if [ -z "$suite" ]; then
  echo "there is no kernel $kernel: 5.10, 6.1, 6.12, sid, and here:" $(ls "$folder/k") >&2
  exit 2
fi

. "$here/apt.sh"
echo "kernels: downloading $kernel from Debian's $suite" >&2
work=$(mktemp -d "$folder/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
cannot() {
  tail -n 5 "$work/log" >&2
  echo "skipped: the kernel $kernel could not be $1" >&2
  exit 3
}
in_suite "$work/apt" "$suite" apt-get update >"$work/log" 2>&1 || cannot "found in Debian's $suite"
package=$(in_suite "$work/apt" "$suite" apt-cache search --names-only "$pattern" | awk '{ print $1 }' | sort -V | tail -n 1)
[ -n "$package" ] || cannot "found in Debian's $suite"
packages=("$package")
if [ "$kernel" = sid ]; then
  release=${package#linux-binary-} # a kernel comes in three packages there
  packages+=("linux-modules-$release" "linux-base-$release")
  there=$folder/k/$(echo "$release" | grep -oE '^[0-9]+\.[0-9]+')
fi
fetch_packages "$work/apt" "$suite" "$work/kernel" "${packages[@]}" >>"$work/log" 2>&1 || cannot downloaded

[ -d "$work/kernel/lib" ] || ln -s usr/lib "$work/kernel/lib" # as every Debian has it by now
release=$(ls "$work/kernel/lib/modules")
/usr/sbin/depmod -b "$work/kernel" "$release"
image=$work/kernel/boot/vmlinuz-$release
[ -e "$image" ] || image=$work/kernel/lib/modules/$release/vmlinuz
node "$here/unpack-vmlinux.mjs" "$image" "$work/kernel/vmlinux" || cannot unpacked
rm -rf "$there"
mv "$work/kernel" "$there"
echo "$there"
