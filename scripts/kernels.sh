#!/bin/bash
# Runs a command of this checkout as root in other kernels under QEMU, one after the other:
#   scripts/kernels.sh [--nic igb] [--out DIR] [--timeout SECONDS] KERNEL[,KERNEL...] COMMAND...
# KERNEL: 5.10, 6.1, 6.12, sid (Debian's newest), or another version that is in the folder of kernels.
# The guest has this machine's files, below an overlay that goes with it. What the command puts into the
# folder $KERNEL_OUT stays: in DIR/KERNEL, else in a new folder that is named at the end.
#   --nic igb    gives the guest a NIC with SR-IOV, by a newer QEMU where the machine's has none
#   --fetch      no command: only gets ready what a run needs
# Kernels are downloaded once, into the folder CNI_LAB_KERNELS, or one in the user's cache.
# Ends with the first exit code that is not 0: the command's; 125 if the guest died or took too long (900 s
# unless told otherwise); 3 if QEMU or the kernel cannot be had, which "skipped: ..." says.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
usage() {
  sed -n '2,13s/^# \{0,1\}//p' "$here/kernels.sh" >&2
  exit 2
}

nic='' out='' timeout=900 fetch_only=no
while [ $# -gt 0 ]; do
  case $1 in
    --nic) nic=${2:?} && shift 2 ;;
    --out) out=${2:?} && shift 2 ;;
    --timeout) timeout=${2:?} && shift 2 ;;
    --fetch) fetch_only=yes && shift ;;
    -*) usage ;;
    *) break ;;
  esac
done
case $nic in '' | igb) ;; *) usage ;; esac
[ $# -ge 1 ] || usage
[ $# -ge 2 ] || [ $fetch_only = yes ] || usage

folder=${CNI_LAB_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/cni-lab-kernels}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
bash "$here/kernels/packages.sh"
qemu=$(bash "$here/kernels/qemu.sh" "$folder" $nic)

for name in ${1//,/ }; do
  kernel=$(bash "$here/kernels/fetch.sh" "$folder" "$name")
  [ $fetch_only = no ] || continue
  echo "== ${kernel##*/}" >&2
  if [ -n "$out" ]; then
    files=$out/$name
    mkdir -p "$files"
  else
    mkdir -p "$folder/out"
    files=$(mktemp -d "$folder/out/${kernel##*/}.XXXXXX")
  fi
  code=0
  QEMU=$qemu NIC=$nic TIMEOUT=$timeout bash "$here/kernels/boot.sh" "$kernel" "$files" "${@:2}" || code=$?
  if ! rmdir "$files" 2>/dev/null; then echo "kept: $files" >&2; fi
  [ $code = 0 ] || exit $code
done
