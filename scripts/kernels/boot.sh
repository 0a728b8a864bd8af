#!/bin/bash
# boot.sh KERNEL_FOLDER OUT COMMAND...: boots that kernel and runs a command there as root, in the folder of this
# checkout. Its stdout and stderr come out as its own do; what it puts into $KERNEL_OUT is left in OUT.
#   QEMU      which one           NIC      igb, or nothing
#   TIMEOUT   seconds             MEMORY   MiB of the guest (2048)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1 out=$2
shift 2

run=$(mktemp -d) # all that this run has of its own
guest=''
end() {
  [ -z "$guest" ] || kill "$guest" 2>/dev/null || true
  rm -rf "$run"
}
trap end EXIT
trap 'exit 130' INT TERM

modules=$(echo "$kernel"/lib/modules/*)
[ -d "$modules" ] || modules=$(echo "$kernel"/usr/lib/modules/*)
mkdir "$run/share" "$run/share/out"
touch "$run/share/stdout" "$run/share/stderr"
{
  printf 'cd %q || exit\nexport PATH=%q:$PATH KERNEL_OUT=%q\n' "$PWD" "$(dirname "$(command -v node)")" "$run/share/out"
  printf 'export CNI_LAB_OUT=%q\n' "${CNI_LAB_OUT:-/tmp/run}" # the run folder goes with the guest
  printf 'exec'
  printf ' %q' "$@"
} >"$run/share/command"
bash "$here/initramfs.sh" "$modules" "$run/initramfs" "guest='$here/guest.sh' modules='$modules' share='$run/share'"

nic=()
if [ "$NIC" = igb ]; then
  # behind a port of its own, as PCI Express has them; nothing is plugged in at its other end
  nic=(-device pcie-root-port,id=port1,slot=0 -device igb,bus=port1,netdev=wire,romfile=
    -netdev hubport,hubid=0,id=wire)
fi
timeout "$TIMEOUT" "$QEMU" -accel tcg -cpu max,la57=off -machine q35 -m "${MEMORY:-2048}" \
  -nodefaults -display none -no-reboot -serial "file:$run/console" \
  -kernel "$kernel/vmlinux" -initrd "$run/initramfs" -append 'console=ttyS0 panic=-1 quiet' \
  -virtfs local,path=/,mount_tag=root,security_model=none,readonly=on,multidevs=remap \
  -virtfs "local,path=$run/share,mount_tag=share,security_model=none" \
  "${nic[@]}" </dev/null >"$run/qemu" 2>&1 &
guest=$!
tail -s 0.2 -n +1 -f --pid=$guest "$run/share/stdout" &
tail -s 0.2 -n +1 -f --pid=$guest "$run/share/stderr" >&2 &
wait $guest || true
guest=''
wait

cp -r "$run/share/out/." "$out/"
if [ ! -s "$run/share/exit-code" ]; then
  {
    echo "the guest died, or took longer than $TIMEOUT s; the last lines of its console:"
    cat "$run/qemu"
    tail -n 5 "$run/console"
  } >&2
  exit 125
fi
exit "$(cat "$run/share/exit-code")"
