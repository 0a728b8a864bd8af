#!/bin/sh
# The flagship check as an engineer would script it by hand: build, capture, ping, check, tear down.
# Everything is batched; it is what `cni-lab verify --count 1` is measured against (npm run bench).
# Usage: flagship.sh OBJECT   (dist/bpf/redirect-peer.bpf.o); exit code 0 if the asymmetry is seen.
set -e
object=$1
id=bench$$
dir=$(mktemp -d)
node=$id-n pod1=$id-1 pod2=$id-2

ip -batch - <<EOF
netns add $node
netns add $pod1
netns add $pod2
link add name lxc1 netns $node address 02:00:00:00:01:01 type veth peer name eth0 netns $pod1 address 02:00:00:00:01:02
link add name lxc2 netns $node address 02:00:00:00:02:01 type veth peer name eth0 netns $pod2 address 02:00:00:00:02:02
EOF
trap 'kill $pids 2>/dev/null || true; printf "netns del %s\n" $node $pod1 $pod2 | ip -batch -; rm -rf "$dir"' EXIT

for ns in $node $pod1 $pod2; do
  nsenter --net=/run/netns/$ns sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv4.conf.all.rp_filter=0
done
nsenter --net=/run/netns/$node sysctl -qw net.ipv4.ip_forward=1
ip -n $node -batch - <<EOF
link set lxc1 up
link set lxc2 up
route add 10.244.1.11 dev lxc1
route add 10.244.1.12 dev lxc2
neigh add 10.244.1.11 lladdr 02:00:00:00:01:02 dev lxc1 nud permanent
neigh add 10.244.1.12 lladdr 02:00:00:00:02:02 dev lxc2 nud permanent
EOF
for n in 1 2; do
  ip -n $id-$n -batch - <<EOF
addr add 10.244.1.1$n/32 dev eth0
link set eth0 up
route add 10.244.1.1 dev eth0
route add default via 10.244.1.1 dev eth0
neigh add 10.244.1.1 lladdr 02:00:00:00:0$n:01 dev eth0 nud permanent
EOF
done
# tc mounts a bpffs; in a mount namespace of its own, so that it does not stay
TC_BPF_MNT=$dir unshare --mount tc -n $node -batch - <<EOF
qdisc add dev lxc1 clsact
qdisc add dev lxc2 clsact
filter add dev lxc1 ingress bpf direct-action object-file $object section tc
filter add dev lxc2 ingress bpf direct-action object-file $object section tc
EOF

capture() { # namespace device
  nsenter --net=/run/netns/$1 tcpdump -i "$2" -U --immediate-mode -s 256 -p -n -Z root \
    -w "$dir/$1-$2" icmp 2>"$dir/$1-$2.err" &
  pids="$pids $!"
}
pids=
capture $pod1 eth0
capture $node lxc1
capture $node lxc2
capture $pod2 eth0
for file in $pod1-eth0 $node-lxc1 $node-lxc2 $pod2-eth0; do
  until grep -q 'listening on' "$dir/$file.err"; do sleep 0.001; done
done

nsenter --net=/run/netns/$pod1 ping -q -n -c 1 -W 1 10.244.1.12 >/dev/null
sleep 0.002
kill -INT $pids
for pid in $pids; do wait "$pid"; done

count() { tcpdump -n -r "$dir/$1" 2>/dev/null | grep -c "echo $2" || true; }
seen="$(count $pod1-eth0 request)$(count $pod1-eth0 reply)"
seen="$seen $(count $node-lxc1 request)$(count $node-lxc1 reply)"
seen="$seen $(count $node-lxc2 request)$(count $node-lxc2 reply)"
seen="$seen $(count $pod2-eth0 request)$(count $pod2-eth0 reply)"
[ "$seen" = "11 10 01 11" ] || { echo "seen: $seen"; exit 1; }
