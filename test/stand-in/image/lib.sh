# Shared by the agent (in its container) and the CNI plug-in (on the node). Both see /var/run/cilium.

RUN=/var/run/cilium
STATE=$RUN/state
OWN=$RUN/stand-in # programs, this file, and the settings that the agent wrote

# The endpoint table (bpf/datapath.bpf.c): only lookups from this address use it.
TABLE=2004
FROM_ENDPOINTS=198.18.0.4
# Pods that a policy lets nothing in to, likewise.
POLICY_TABLE=2005
FROM_POLICY=198.18.0.5

# datapath, cidr, gateway, route_mtu, endpoint_routes, ...: see cilium-agent
settings() { . "$OWN/settings"; }

# One at a time: plug-ins, and an agent that changes the settings.
lock() {
  exec 9>"$OWN/lock"
  flock 9
}

# attach DEVICE HOOK PROGRAM: in place of the one that may be there
attach() {
  tc qdisc add dev "$1" clsact 2>/dev/null || true
  tc filter replace dev "$1" "$2" prio 1 handle 1 bpf direct-action \
    object-file "$OWN/bpf/$datapath.bpf.o" section "tc/$3"
}

# All that the node knows of a pod: wire DEVICE ADDRESS MAC
wire() {
  ip neigh replace "$2" lladdr "$3" dev "$1" nud permanent
  ip route replace "$2" dev "$1" scope link table "$TABLE"
  ip route del prohibit "$2" table "$POLICY_TABLE" 2>/dev/null || true # of a pod that had its address
  if [ "$endpoint_routes" = true ]; then
    ip route replace "$2" dev "$1" scope link
  else
    ip route del "$2/32" dev "$1" 2>/dev/null || true
  fi
  attach "$1" ingress cil_from_container
}

# Endpoints of this node, one file each, in the shape of `cilium-dbg endpoint list -o json`.
endpoint_files() { find "$STATE" -name endpoint.json 2>/dev/null; }

# Of the endpoint in FILE: device, address, MAC
endpoint_wiring() {
  jq -r '.status.networking | [."interface-name", .addressing[0].ipv4, .mac] | @tsv' "$1"
}
