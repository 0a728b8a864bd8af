#!/bin/bash
# initramfs.sh MODULES FILE SETTINGS: what the kernel starts with: busybox, the modules that mount the machine's
# files and an overlay, init.sh, and its settings (shell assignments).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
modules=$1 file=$2 settings=$3
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir "$tree"/{bin,proc,sys,dev,lower,upper,root,modules}
cp /bin/busybox "$tree/bin/"
install -m 755 "$here/init.sh" "$tree/init"
printf '%s\n' "$settings" >"$tree/settings"

# each with all that it needs before it, in the order in which they must be loaded; nothing for what is built in
base=${modules%/lib/modules/*} release=${modules##*/}
for module in virtio_pci 9pnet_virtio 9p overlay; do
  /usr/sbin/modprobe -d "$base" -S "$release" --show-depends "$module" 2>/dev/null || true
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | {
  n=10
  while read -r from; do
    n=$((n + 1)) to=$tree/modules/$n-$(basename "$from")
    case $from in
      *.xz) xz -dc "$from" >"${to%.xz}" ;;
      *.zst) zstd -qdc "$from" >"${to%.zst}" ;;
      *) cp "$from" "$to" ;;
    esac
  done
}
(cd "$tree" && find . | cpio -o -H newc --quiet) >"$file"
