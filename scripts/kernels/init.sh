#!/bin/busybox sh
# The guest's first process: mounts the machine's files read-only, a file system in memory over them, and goes on
# there with guest.sh.
alias mount='busybox mount' mkdir='busybox mkdir'
die() {
  echo "init: $*"
  busybox poweroff -f
}
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
. /settings
export modules share
for module in /modules/*; do busybox insmod "$module" || echo "init: insmod $module failed"; done
mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose root /lower || die 'no root'
mount -t tmpfs tmpfs /upper
mkdir /upper/files /upper/work
mount -t overlay -o lowerdir=/lower,upperdir=/upper/files,workdir=/upper/work overlay /root || die 'no overlay'
cd /root
mkdir -p proc sys dev run tmp
for at in proc sys dev; do mount --move "/$at" "$at"; done
exec busybox switch_root /root /bin/sh "$guest"
