# `cilium-dbg status -o json` of Cilium 1.19: as there, what is false or empty is left out.
def enabled($it): if $it == "true" then {enabled: true} else {} end;
($datapath | startswith("bpf")) as $bpf |
($datapath | endswith("tunnel")) as $tunnel |
($endpoints[0] | map(select(.status.networking.addressing[0].ipv4))) as $pods |
($pods | map(.status.networking.addressing[0].ipv4)) as $addresses |
{
  "attach-mode": "tc",
  "auth-certificate-provider": {state: "Disabled"},
  "bandwidth-manager": {devices: null},
  cilium: {msg: "1.19.5 (v1.19.5-stand-in)", state: "Ok"},
  "clock-source": {mode: "ktime"},
  cluster: {nodes: null, self: $node},
  "cni-chaining": {mode: "none"},
  "cni-file": {
    msg: "successfully wrote CNI configuration file to /host/etc/cni/net.d/05-cilium.conflist",
    state: "Ok"
  },
  controllers: [],
  "datapath-mode": "veth",
  encryption: {mode: "Disabled"},
  "host-firewall": {devices: [$uplink], mode: "Disabled"},
  hubble: {state: "Disabled"},
  "hubble-metrics": {state: "Disabled"},
  "identity-range": {"max-identity": 65535, "min-identity": 256},
  ipam: {
    allocations: ($pods | map({(.status.networking.addressing[0].ipv4):
      .status."external-identifiers"."pod-name"}) | add + {($gateway): "router"}),
    ipv4: ($addresses + [$gateway]),
    ipv6: null,
    status: "IPv4: \($addresses | length + 1)/\(pow(2; 32 - ($cidr | split("/")[1] | tonumber)) - 2) allocated from \($cidr), "
  },
  "ipv4-big-tcp": {maxGRO: 65536, maxGSO: 65536},
  "ipv6-big-tcp": {maxGRO: 65536, maxGSO: 65536},
  "kube-proxy-replacement": (if $kpr == "true" then {
    deviceList: [{ip: ["", $node_ip], name: $uplink}],
    devices: [$uplink],
    directRoutingDevice: $uplink,
    features: {
      annotations: [],
      externalIPs: {enabled: true}, hostPort: {enabled: true}, nat46X64: {},
      nodePort: {acceleration: "Disabled", algorithm: "Random", dsrMode: "IP Option/Extension",
        enabled: true, mode: "SNAT", portMax: 32767, portMin: 30000},
      sessionAffinity: {enabled: true}, socketLB: enabled($socket_lb), socketLBTracing: enabled($socket_lb)
    },
    mode: "True"
  } else {features: {annotations: [], externalIPs: {}, hostPort: {}, nat46X64: {}, nodePort: {},
    sessionAffinity: {}, socketLB: {}, socketLBTracing: {}}, mode: "False"} end),
  kubernetes: ($kubernetes + if $kubernetes.state == "Ok" then {"k8s-api-versions": ["core/v1::Nodes"]} else {} end),
  kvstore: {state: "Disabled"},
  masquerading: (if $masquerade == "true" then {
    enabled: true,
    enabledProtocols: {ipv4: true},
    mode: (if $bpf_masquerade == "true" then "BPF" else "iptables" end),
    "snat-exclusion-cidr": $cluster_cidr,
    "snat-exclusion-cidr-v4": $cluster_cidr
  } else {enabledProtocols: {}} end),
  proxy: {"envoy-deployment-mode": "embedded", ip: $gateway, "port-range": "10000-20000", redirects: null},
  routing: ({
    "inter-host-routing-mode": (if $tunnel then "Tunnel" else "Native" end),
    "intra-host-routing-mode": (if $bpf then "BPF" else "Legacy" end)
  } + if $tunnel then {"tunnel-protocol": "vxlan"} else {} end),
  srv6: {srv6EncapMode: "reduced"}
}
