#!/bin/sh
# The guest's first process once it has the machine's files: mounts what a Linux has, loads the drivers of its NICs,
# runs the command, and switches the guest off.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t bpf bpf /sys/fs/bpf
mount -t debugfs debugfs /sys/kernel/debug
mount -t tracefs tracefs /sys/kernel/tracing
mkdir -p "/lib/modules/$(uname -r)" "$share"
mount --bind "$modules" "/lib/modules/$(uname -r)"
mount -t 9p -o rw,trans=virtio,version=9p2000.L,msize=512000,cache=none share "$share"
ip link set lo up
for device in /sys/bus/pci/devices/*; do
  case $(cat "$device/class") in
    0x0200*) modprobe -q "$(cat "$device/modalias")" ;;
  esac
done
# nothing loads these unasked: the one changes what bridges do, the other's device file is not there before
modprobe -q br_netfilter
modprobe -q tun
setsid bash "$share/command" >"$share/stdout" 2>"$share/stderr" </dev/null
echo $? >"$share/exit-code"
umount "$share"
/bin/busybox poweroff -f
