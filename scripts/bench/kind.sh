#!/bin/bash
# The check on a kind cluster as an engineer would script it by hand: what mode do the agents say, where are
# the pods, capture on four devices, ping, count. It is what `cni-lab verify --backend kind` is measured against.
# Usage: kind.sh KUBECONFIG   exit code 0 if pod1's and pod2's host sides show the asymmetry
set -euo pipefail
export KUBECONFIG=$1
dir=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$dir"' EXIT

agents=$(kubectl -n kube-system get pods -l k8s-app=cilium -o name)
for agent in $agents; do
  kubectl -n kube-system exec "$agent" -c cilium-agent -- cilium-dbg status -o json --require-k8s-connectivity=false >"$dir/${agent##*/}.json" &
  asked+=($!)
done
read -r uid1 node < <(kubectl -n cni-lab get pod pod1 -o jsonpath='{.metadata.uid} {.spec.nodeName}{"\n"}')
read -r uid2 ip2 < <(kubectl -n cni-lab get pod pod2 -o jsonpath='{.metadata.uid} {.status.podIP}{"\n"}')
node_pid=$(docker inspect -f '{{.State.Pid}}' "$node")
pid_of() { (grep -lsE "$1|${1//-/_}" /proc/[0-9]*/cgroup || true) | cut -d/ -f3 | sort -n | head -1; }
pid1=$(pid_of "$uid1") pid2=$(pid_of "$uid2")
peer() { nsenter -t "$1" -n ip -j link show eth0 | jq '.[0].link_index'; }
name_of() { nsenter -t "$node_pid" -n ip -j link | jq -r ".[] | select(.ifindex == $1) | .ifname"; }
lxc1=$(name_of "$(peer "$pid1")") lxc2=$(name_of "$(peer "$pid2")")

capture() { # PID DEVICE FILE
  nsenter -t "$1" -n tcpdump -i "$2" -U --immediate-mode -p -n -w "$dir/$3.pcap" icmp 2>"$dir/$3.err" &
  pids+=($!)
}
capture "$pid1" eth0 pod1
capture "$node_pid" "$lxc1" lxc1
capture "$node_pid" "$lxc2" lxc2
capture "$pid2" eth0 pod2
until [ "$(cat "$dir"/*.err | grep -c 'listening on')" = 4 ]; do sleep 0.005; done
nsenter -t "$pid1" -n ping -n -q -c 3 -i 0.01 "$ip2" >"$dir/ping"
sleep 0.1 # a script by hand has nothing better
kill -INT "${pids[@]}"
wait "${pids[@]}" || true
wait "${asked[@]:-}" 2>/dev/null || true
count() { tcpdump -n -r "$dir/$1.pcap" "icmp[0] = $2" 2>/dev/null | wc -l; }
[ "$(count pod1 8) $(count pod1 0)" = '3 3' ]
[ "$(count lxc1 8) $(count lxc1 0)" = '3 0' ]
[ "$(count lxc2 8) $(count lxc2 0)" = '0 3' ]
[ "$(count pod2 8) $(count pod2 0)" = '3 3' ]
