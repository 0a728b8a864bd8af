#!/bin/bash
# Sees to the system packages that kernels.sh needs: installs them where it may, else says which.
set -euo pipefail
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
need qemu-system-x86_64 qemu-system-x86
need depmod kmod
need cpio cpio
need xz xz-utils
need zstd zstd
need dpkg-deb dpkg
[ -x /bin/busybox ] && ! ldd /bin/busybox >/dev/null 2>&1 || missing+=(busybox-static)
[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(uname -m)" != x86_64 ]; then
  echo "skipped: other kernels are booted on x86_64 machines alone, and this is $(uname -m)" >&2
  exit 3
fi
install="apt-get install -y --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "skipped: these packages of Debian are missing, and there is no apt-get here: ${missing[*]}" >&2
  exit 3
fi
if [ "$(id -u)" != 0 ]; then
  echo "skipped: system packages are missing; install them, then try again: sudo $install" >&2
  exit 3
fi
echo "kernels: installing ${missing[*]}" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { apt-get update && $install; } >"$log" 2>&1 </dev/null; then
  tail -n 10 "$log" >&2
  echo "skipped: apt-get could not install ${missing[*]}, see above" >&2
  exit 3
fi
