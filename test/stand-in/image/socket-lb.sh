# Socket LB of the stand-in, sourced by the agent: a program on the cgroup of all of the node's pods, and
# its map. As with Cilium, that is the cgroup root, as the agent's own cgroup namespace sees it.

CGROUP=/run/cilium/cgroupv2
PINS=/sys/fs/bpf # in the agent's own mount namespace: gone with it

bpftool() { /opt/stand-in/bpftool "$@"; }

# The agent has to be in a node's cgroup namespace: else this would be on all of the machine's sockets.
find_cgroup() {
  mkdir -p "$CGROUP"
  mountpoint -q "$CGROUP" || mount -t cgroup2 none "$CGROUP"
  [ -e "$CGROUP/cgroup.type" ] # the machine's own root has none
}

set_up_socket_lb() {
  if [ "$socket_lb" = true ]; then
    mount -t bpf none "$PINS"
    bpftool prog loadall /opt/stand-in/sock.bpf.o "$PINS" pinmaps "$PINS"
    sync_services
    bpftool cgroup attach "$CGROUP" connect4 pinned "$PINS/cil_sock4_connect" override # in place of an older one
  elif find_cgroup; then
    local id
    for id in $(bpftool -j cgroup show "$CGROUP" | jq -r '.[]? | select(.name == "cil_sock4_connect").id'); do
      bpftool cgroup detach "$CGROUP" connect4 id "$id"
    done
  fi
}

# Of services in Cilium's shape on stdin, with the first backend of each: key and value, byte by byte
entries() {
  jq -r 'def bytes: split(".") | join(" ");
    def port: "\(. / 256 | floor) \(. % 256)";
    .[].spec | select(."backend-addresses" != []) | ."frontend-address" as $from | ."backend-addresses"[0] as $to |
    select($from.protocol == "TCP" or $from.protocol == "UDP") |
    "\($from.ip | bytes) \($from.port | port) \(if $from.protocol == "TCP" then 6 else 17 end) 0" +
    " value \($to.ip | bytes) \($to.port | port) 0 0"'
}

# Only then the list says it: who asks for it may connect.
sync_services() {
  local services slices list had has entry
  services=$(api /api/v1/services) || return
  slices=$(api /apis/discovery.k8s.io/v1/endpointslices) || return
  list=$(jq -n -f /opt/stand-in/services.jq --slurpfile services <(echo "$services") \
    --slurpfile slices <(echo "$slices")) || return
  has=$(entries <<<"$list" | sort)
  had=$(sort "$OWN/services" 2>/dev/null || true)
  while read -r entry; do
    # shellcheck disable=SC2086 # one word a byte
    bpftool map delete pinned "$PINS/services" key ${entry%% value*} || true
  done < <(comm -23 <(echo "$had") <(echo "$has") | grep . || true)
  while read -r entry; do
    # shellcheck disable=SC2086
    bpftool map update pinned "$PINS/services" key $entry
  done < <(grep . <<<"$has" || true)
  echo "$has" >"$OWN/services"
  echo "$list" >"$STATE/services.tmp"
  mv "$STATE/services.tmp" "$STATE/services.json"
}
