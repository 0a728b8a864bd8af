#!/bin/bash
# qemu.sh FOLDER [DEVICE]: prints a QEMU that has the device: the machine's own, or Debian's backport
# (igb came with QEMU 8.0), which it downloads into FOLDER once and does not install.
set -euo pipefail
folder=$1 device=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
# one that does not know it says so, and exits with 0 all the same
has() { "$1" -device "$device,help" 2>/dev/null | grep -F "$device options" >/dev/null; }

own=$(command -v qemu-system-x86_64)
if [ -z "$device" ] || has "$own"; then
  echo "$own"
  exit
fi

wrapper=$folder/qemu/qemu
exec 9>"$folder/qemu.lock"
flock 9
if [ ! -x "$wrapper" ]; then
  . "$here/apt.sh"
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")-backports
  echo "kernels: downloading a QEMU with $device from $suite" >&2
  work=$(mktemp -d "$folder/qemu.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  if ! { in_suite "$work/apt" "$suite" apt-get update &&
    fetch_packages "$work/apt" "$suite" "$work" qemu-system-x86 qemu-system-common qemu-system-data seabios; } \
    >"$work/log" 2>&1; then
    tail -n 5 "$work/log" >&2
    echo "skipped: this machine's QEMU has no $device, and $suite has none that could be downloaded" >&2
    exit 3
  fi
  rm -rf "$work/apt"
  # its own modules and firmware: those of the machine's QEMU are of another version
  cat >"$work/qemu" <<'WRAPPER'
#!/bin/sh
at=$(dirname "$0")/usr
QEMU_MODULE_DIR=$at/lib/x86_64-linux-gnu/qemu exec "$at/bin/qemu-system-x86_64" -L "$at/share/qemu" -L "$at/share/seabios" "$@"
WRAPPER
  chmod +x "$work/qemu"
  chmod 755 "$work"
  mv "$work" "$folder/qemu"
fi
if ! has "$wrapper"; then
  echo "skipped: neither this machine's QEMU nor that of Debian's backports runs here with $device" >&2
  exit 3
fi
echo "$wrapper"
