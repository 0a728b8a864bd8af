#!/bin/bash
# Runs a command of this checkout as root on other kernels, one after the other, under QEMU:
#   scripts/kernels.sh 6.12,7.2 node bin/cni-lab.js verify 'cilium/netkit-*'
# Ends with the first exit code that is not 0; 125 if a guest died.
# It needs a bench that boots Debian's kernels with this machine's files below a throw-away overlay:
# ../shared/kernel-matrix beside the checkout, or the folder that CNI_LAB_KERNEL_BENCH names, with
#   fetch-kernels.sh DIR             once: kernels into DIR
#   krun.sh DIR KERNEL SCRIPT        runs SCRIPT; what that puts into the folder $km_out stays, in DIR/out-KERNEL
# DIR is CNI_LAB_KERNELS, or a folder in the user's cache. The product knows nothing of it.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -lt 2 ]; then
  sed -n '2,4s/^# *//p' "$0" >&2
  exit 2
fi
bench=${CNI_LAB_KERNEL_BENCH:-../shared/kernel-matrix}
kernels=${CNI_LAB_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/cni-lab-kernels}
if [ ! -x "$bench/krun.sh" ]; then
  echo "skipped: no bench for other kernels at $bench (CNI_LAB_KERNEL_BENCH)" >&2
  exit 3
fi
[ -d "$kernels/k" ] || "$bench/fetch-kernels.sh" "$kernels" >&2

script=$(mktemp)
trap 'rm -f "$script"' EXIT
{
  printf 'cd %q\nexport PATH=%q:$PATH\n' "$PWD" "$(dirname "$(command -v node)")"
  # the run folder in the overlay, which goes with the guest
  printf 'export CNI_LAB_OUT=${CNI_LAB_OUT:-/tmp/run}\n'
  printf '%q ' "${@:2}"
} >"$script"
for kernel in ${1//,/ }; do
  echo "== $kernel" >&2
  TMO=${TMO:-900} "$bench/krun.sh" "$kernels" "$kernel" "$script"
done
