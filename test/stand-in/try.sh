#!/usr/bin/env bash
# Proves that the stand-in behaves as real Cilium was measured to (README.md): makes a kind cluster,
# goes through the modes, pings from pod to pod on one node and across nodes, and compares what every
# device of the way saw with what real Cilium shows. Fails if anything differs.
#   try.sh [MODE...]
# Needs root, kind, helm, kubectl, docker, tcpdump, and kind-rig's node image in RIG_NODE_IMAGE.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cluster=standin-try
work=$(mktemp -d)
export KUBECONFIG=$work/kubeconfig
failures=0

clean_up() {
  trap - EXIT
  kind delete cluster --name "$cluster" --kubeconfig "$KUBECONFIG" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

say() { echo "== $*" >&2; }
bad() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}
since() { awk -v a="$1" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", b - a }'; }

# --- modes: values, and what Cilium makes of them

settings() {
  local kpr=true masquerade=true
  case $1 in
    *-by-kpr) kpr=false ;;
    *-by-masquerade) masquerade=false ;;
    *-legacy*) echo --set bpf.hostLegacyRouting=true ;;
  esac
  echo --set kubeProxyReplacement=$kpr --set bpf.masquerade=$masquerade
  case $1 in
    native-*) echo --set routingMode=native --set autoDirectNodeRoutes=true --set ipv4NativeRoutingCIDR=10.244.0.0/16 ;;
    vxlan-*) echo --set routingMode=tunnel --set tunnelProtocol=vxlan ;;
  esac
  case $1 in *-routes) echo --set endpointRoutes.enabled=true ;; esac
}

# expected MODE same|cross: device, then what it sees, as cilium-and-kind.md section 12 has it
expected() {
  local hops=61
  case $1-$2 in
    *-bpf*-same) printf '%s\n' 'a/eth0 q-out-64 r-in-63' 'a/lxc q-in-64' 'b/lxc r-in-64' 'b/eth0 q-in-63 r-out-64' ;;
    *-same) printf '%s\n' 'a/eth0 q-out-64 r-in-63' 'a/lxc q-in-64 r-out-63' 'b/lxc q-out-63 r-in-64' 'b/eth0 q-in-63 r-out-64' ;;
    native-bpf*-cross) printf '%s\n' 'a/eth0 q-out-64 r-in-62' 'a/lxc q-in-64' 'node1/eth0 q-out-63 r-in-63' \
      'node2/eth0 q-in-63 r-out-63' 'c/lxc r-in-64' 'c/eth0 q-in-62 r-out-64' ;;
    native-legacy*-cross)
      case $1 in *-routes) hops=62 ;; esac
      printf '%s\n' "a/eth0 q-out-64 r-in-$hops" "a/lxc q-in-64 r-out-$hops" 'node1/eth0 q-out-63 r-in-63' \
        'node2/eth0 q-in-63 r-out-63' "c/lxc q-out-$hops r-in-64" "c/eth0 q-in-$hops r-out-64"
      ;;
    vxlan-bpf*-cross) printf '%s\n' 'a/eth0 q-out-64 r-in-63' 'a/lxc q-in-64' \
      'node1/cilium_vxlan q-out-64 r-in-64' 'node1/eth0 q-out-64-vxlan r-in-64-vxlan' \
      'node2/eth0 q-in-64-vxlan r-out-64-vxlan' 'node2/cilium_vxlan q-in-64 r-out-64' \
      'c/lxc r-in-64' 'c/eth0 q-in-63 r-out-64' ;;
    vxlan-legacy*-cross) printf '%s\n' 'a/eth0 q-out-64 r-in-63' 'a/lxc q-in-64 r-out-63' \
      'node1/cilium_vxlan q-out-64 r-in-64' 'node1/eth0 q-out-64-vxlan r-in-64-vxlan' \
      'node2/eth0 q-in-64-vxlan r-out-64-vxlan' 'node2/cilium_vxlan q-in-64 r-out-64' \
      'c/lxc q-out-63 r-in-64' 'c/eth0 q-in-63 r-out-64' ;;
  esac
}

# --- places: process ids whose network namespace it is

declare -A pid address lxc
agent() { # NODE COMMAND...
  kubectl -n kube-system exec "$(kubectl -n kube-system get pod -l k8s-app=cilium \
    --field-selector "spec.nodeName=$1" -o name)" -c cilium-agent -- "${@:2}"
}

start_pods() {
  local pause node pod uid
  pause=$(docker exec "$cluster-worker" ctr -n k8s.io images ls -q | grep -m1 /pause:)
  for pod in a b c; do
    node=$cluster-worker
    if [ $pod = c ]; then node=$cluster-control-plane; fi
    kubectl run $pod --image "$pause" --image-pull-policy Never --overrides "{\"spec\":{\"nodeName\":\"$node\",
      \"automountServiceAccountToken\":false,\"terminationGracePeriodSeconds\":0}}" >&2
  done
  kubectl wait --for=condition=Ready pod a b c --timeout 30s >&2
  for pod in a b c; do
    uid=$(kubectl get pod $pod -o 'jsonpath={.metadata.uid}')
    # grep complains of processes that ended meanwhile
    pid[$pod]=$( (grep -lE "pod(${uid}|${uid//-/_})" /proc/[0-9]*/cgroup 2>/dev/null || true) | head -1 | cut -d/ -f3)
    address[$pod]=$(kubectl get pod $pod -o 'jsonpath={.status.podIP}')
  done
}

find_devices() {
  local pod node
  for pod in a b c; do
    node=$cluster-worker
    if [ $pod = c ]; then node=$cluster-control-plane; fi
    lxc[$pod]=$(agent "$node" cilium-dbg endpoint list -o json | jq -r --arg pod $pod '.[].status |
      select(."external-identifiers"."k8s-pod-name" == $pod) | .networking."interface-name"')
  done
}

# --- measuring

# From tcpdump's text: device, leg, direction, TTL, and whether it was in a tunnel; counted.
# What comes in for somebody else's MAC address ("P", at cilium_vxlan) is "in" as well.
digest() {
  awk '
    /^[0-9:.]+ / { device = $2; direction = $3 == "Out" ? "out" : "in"; tunnel = "" }
    match($0, /ttl [0-9]+/) { ttl = substr($0, RSTART + 4, RLENGTH - 4) }
    /VXLAN/ { tunnel = "-vxlan" }
    match($0, /ICMP echo (request|reply)/) {
      leg = $0 ~ /request/ ? "q" : "r"
      seen[device " " leg "-" direction "-" ttl tunnel]++
    }
    END { for (s in seen) print s, seen[s] }' "$1"
}

# ping_and_watch FROM TO: one line a device, "PLACE/DEVICE what it saw"; only what was seen three times
ping_and_watch() {
  local place other=node2 captures=()
  local -A places=([$1]=${pid[$1]} [$2]=${pid[$2]} [node1]=${pid[node1]} [node2]=${pid[node2]})
  for place in "${!places[@]}"; do
    nsenter -t "${places[$place]}" -n tcpdump -i any -nnv -T vxlan -l --immediate-mode -s 256 \
      "(icmp and host ${address[$1]} and host ${address[$2]}) or udp port 8472" \
      >"$work/$place.text" 2>"$work/$place.log" &
    captures+=($!)
  done
  for place in "${!places[@]}"; do
    until grep -q 'listening on' "$work/$place.log"; do sleep 0.05; done
  done
  nsenter -t "${pid[$1]}" -n ping -q -c 3 -i 0.2 -W 2 "${address[$2]}" >"$work/ping" 2>&1 || cat "$work/ping" >&2
  sleep 0.3
  kill -INT "${captures[@]}"
  wait "${captures[@]}" || true
  for place in "${!places[@]}"; do
    digest "$work/$place.text" | sed "s|^|$place/|; s|node1/${lxc[$1]} |$1/lxc |
      s|node[12]/${lxc[$2]} |$2/lxc |; s| 3\$||"
  done | sort | awk '{ d = $1; $1 = ""; s[d] = s[d] $0 } END { for (d in s) print d s[d] }' | sort
}

compare() { # MODE same|cross FROM TO
  local seen
  seen=$(ping_and_watch "$3" "$4")
  while read -r device sight; do
    printf '%-26s %-6s %-20s %s\n' "$1" "$2" "$device" "$sight"
  done < <(expected "$1" "$2" | while read -r device _; do
    grep "^$device " <<<"$seen" || echo "$device -"
  done)
  diff <(expected "$1" "$2" | sort) <(echo "$seen") >&2 || bad "$1, $2 node: expected (<), seen (>)"
}

check_agent() { # MODE
  local host=BPF network=Native log line=0
  local fallback='BPF host routing requires enable-bpf-masquerade. Falling back to legacy'
  case $1 in *-legacy*) host=Legacy ;; esac
  case $1 in vxlan-*) network=Tunnel ;; esac
  [ "$(agent "$cluster-worker" cilium-dbg status -o json --require-k8s-connectivity=false |
    jq -r '.routing | ."inter-host-routing-mode" + " " + ."intra-host-routing-mode"')" = "$network $host" ] ||
    bad "$1: status JSON does not say $network $host"
  agent "$cluster-worker" cilium-dbg status | grep -q "Network: $network.* Host: $host" || bad "$1: status text"
  [ "$(agent "$cluster-worker" grep -c ENABLE_HOST_ROUTING /var/run/cilium/state/globals/node_config.h 2>/dev/null || true)" \
    = $([ $host = BPF ] && echo 1 || echo 0) ] || bad "$1: node_config.h"
  [ "$(agent "$cluster-worker" jq .EnableHostLegacyRouting /var/run/cilium/state/agent-runtime-config.json)" \
    = $([ $host = BPF ] && echo false || echo true) ] || bad "$1: agent-runtime-config.json"
  log=$(kubectl -n kube-system logs ds/cilium 2>/dev/null)
  case $1 in *-by-masquerade) line=1 ;; esac
  [ "$(grep -c "$fallback" <<<"$log")" = $line ] || bad "$1: the agent's log must have the fallback line $line times"
  nsenter -t "${pid[node1]}" -n tc filter show dev "${lxc[a]}" ingress | grep -q cil_from_container || bad "$1: no program on lxc"
}

# One ping from a; what the agent of its node tells of it
check_monitor() { # MODE same|cross TO
  local said="$work/monitor" link=network expected deadline=$((SECONDS + 5)) points='' reading
  case $1 in vxlan-*) link=overlay ;; esac
  expected="from-endpoint to-$link from-$link to-endpoint"
  if [ "$2" = same ]; then expected='from-endpoint to-endpoint from-endpoint to-endpoint'; fi
  # shellcheck disable=SC2016 # it is the agent's shell that expands it
  agent "$cluster-worker" bash -c 'timeout 5 cilium-dbg monitor -t trace -j 2>&1 |
    grep --line-buffered -E "Ctrl-C|$0"' "${address[$3]}" >"$said" 2>/dev/null &
  reading=$!
  until grep -q Ctrl-C "$said" || [ $SECONDS -gt $deadline ]; do sleep 0.05; done
  nsenter -t "${pid[a]}" -n ping -q -c 1 -W 2 "${address[$3]}" >/dev/null || true
  until [ "$points" = "$expected" ] || [ $SECONDS -gt $deadline ]; do
    sleep 0.1
    points=$(jq -rR 'fromjson? | select(.summary.icmpv4) | .observationPoint' "$said" | paste -sd ' ')
  done
  kill "$reading"
  wait "$reading" || true
  printf '%-26s %-6s %-20s %s\n' "$1" "$2" monitor "$points"
  [ "$points" = "$expected" ] || bad "$1, $2 node: the monitor told $points, not $expected"
}

# Pods reach the node, the API server, and its Service where there is no kube-proxy to replace
check_node_traffic() { # MODE
  local pod url urls=("https://$(docker exec "$cluster-control-plane" hostname -i | tr ' ' '\n' | grep -m1 '\.'):6443")
  case $1 in *-by-kpr) ;; *) urls+=(https://10.96.0.1) ;; esac
  for pod in a c; do
    for url in "${urls[@]}"; do
      nsenter -t "${pid[$pod]}" -n curl -sk -m 3 -o /dev/null "$url/version" || bad "$1: pod $pod does not reach $url"
    done
  done
  for pod in a b c; do
    [[ $(docker exec "$cluster-worker" timeout 3 bash -c ": </dev/tcp/${address[$pod]}/9" 2>&1) == *refused* ]] ||
      bad "$1: the worker does not reach pod $pod"
  done
}

# A policy on b that lets nothing in: a does not reach it any more, its node still does
check_policy() { # MODE
  local enabled
  enabled() {
    agent "$cluster-worker" cilium-dbg endpoint list -o json | jq -r '.[].status |
      select(."external-identifiers"."k8s-pod-name" == "b").policy.realized."policy-enabled"'
  }
  settle() {
    for _ in {1..50}; do
      if [ "$(enabled)" = "$1" ]; then return; fi
      sleep 0.1
    done
    bad "the policy of b is $(enabled), not $1"
  }
  local once=(ping -q -c 1 -W 1 "${address[b]}")
  kubectl apply -f - >/dev/null <<END
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny }
spec: { podSelector: { matchLabels: { run: b } }, policyTypes: [Ingress] }
END
  settle ingress
  if nsenter -t "${pid[a]}" -n "${once[@]}" >/dev/null; then bad "$1: a reaches b in spite of a policy"; fi
  nsenter -t "${pid[node1]}" -n "${once[@]}" >/dev/null || bad "$1: the node does not reach b with a policy"
  kubectl delete networkpolicy deny >/dev/null
  settle none
  nsenter -t "${pid[a]}" -n "${once[@]}" >/dev/null || bad "$1: a does not reach b when the policy is gone"
  printf '%-26s %-6s %-20s %s\n' "$1" same policy 'drops and lets pass'
}

# The API server's Service by its address: packets from within a's cgroup bear the API server's own
check_socket_lb() { # MODE
  local cgroup seen text="$work/socket-lb" capture
  cgroup=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)$(sed -n 's/^0:://p' "/proc/${pid[a]}/cgroup")
  nsenter -t "${pid[a]}" -n tcpdump -i eth0 -nn -l --immediate-mode 'tcp[tcpflags] == tcp-syn' >"$text" 2>"$text.log" &
  capture=$!
  until grep -q 'listening on' "$text.log"; do sleep 0.05; done
  # shellcheck disable=SC2016 # it is the inner shell that expands it
  sh -c 'echo 0 >"$0/cgroup.procs" && exec "$@"' "$cgroup" \
    nsenter -t "${pid[a]}" -n curl -sk -m 3 -o /dev/null https://10.96.0.1/version || bad "$1: no answer by socket LB"
  sleep 0.3
  kill -INT "$capture"
  wait "$capture" || true
  seen=$(sed -nE 's/.* > ([0-9.]+):.*/\1/p' "$text" | sort -u)
  printf '%-26s %-6s %-20s %s\n' "$1" - 'socket LB' "$seen"
  if [ "${seen##*.}" != 6443 ]; then bad "$1: a sends to ${seen:-nobody}, not to the API server itself"; fi
}

# --- here we go

modes=("$@")
if [ $# = 0 ]; then
  modes=(native-bpf native-legacy native-legacy-by-masquerade native-legacy-by-kpr native-bpf-routes
    native-legacy-routes vxlan-bpf vxlan-legacy native-bpf)
fi

"$here/build.sh" "$work/stand-in.tar" >&2
say "kind create cluster"
kind create cluster -q --name "$cluster" --image "$RIG_NODE_IMAGE" --kubeconfig "$KUBECONFIG" --config - <<END
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking: { disableDefaultCNI: true, kubeProxyMode: none }
nodes: [{ role: control-plane }, { role: worker }]
END
pid[node1]=$(docker inspect -f '{{.State.Pid}}' "$cluster-worker")
pid[node2]=$(docker inspect -f '{{.State.Pid}}' "$cluster-control-plane")
start=$EPOCHREALTIME
kind load image-archive "$work/stand-in.tar" --name "$cluster"
say "image loaded in $(since "$start")"

for mode in "${modes[@]}"; do
  start=$EPOCHREALTIME
  # shellcheck disable=SC2046 # words are meant
  helm upgrade --install cilium "$here/chart" -n kube-system --reset-values \
    --set k8sServiceHost="$cluster-control-plane" --set k8sServicePort=6443 $(settings "$mode") >/dev/null
  if [ -z "${address[a]:-}" ]; then
    kubectl -n kube-system rollout status ds/cilium --timeout 60s >/dev/null
    kubectl wait --for=condition=Ready node --all --timeout 60s >/dev/null
    say "$mode: helm install to nodes Ready in $(since "$start")"
    start=$EPOCHREALTIME
    start_pods
    say "$mode: three pods Ready in $(since "$start")"
    kubectl -n kube-system rollout status deploy/coredns --timeout 60s >/dev/null
    say "$mode: CoreDNS is ready"
  else
    kubectl -n kube-system rollout restart ds/cilium >/dev/null
    kubectl -n kube-system rollout status ds/cilium --timeout 60s >/dev/null
    say "$mode: helm upgrade to agents Ready in $(since "$start"); the pods stay"
    if [ "$mode" = vxlan-legacy ]; then
      kubectl delete pod a b c >/dev/null
      start_pods
      say "$mode: new pods"
    fi
  fi
  find_devices
  compare "$mode" same a b
  compare "$mode" cross a c
  check_agent "$mode"
  check_monitor "$mode" same b
  check_monitor "$mode" cross c
  check_node_traffic "$mode"
  check_policy "$mode"
  case $mode in *-by-kpr) ;; *) check_socket_lb "$mode" ;; esac
done

say "$failures failed"
[ $failures = 0 ]
