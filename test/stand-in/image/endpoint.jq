# One endpoint, in the shape that Cilium 1.19's `cilium-dbg endpoint list -o json` has.
def options: {
  ConntrackAccounting: "Disabled", Debug: "Disabled", DebugLB: "Disabled", DebugPolicy: "Disabled",
  DropNotification: "Enabled", MonitorAggregationLevel: "None", PolicyAccounting: "Enabled",
  PolicyAuditMode: "Disabled", PolicyVerdictNotification: "Enabled", SourceIPVerification: "Enabled",
  TraceNotification: "Enabled"
};
def policy: {
  "allowed-egress-identities": [0], "allowed-ingress-identities": [0, 1], build: 1,
  "denied-egress-identities": null, "denied-ingress-identities": null, id: 2,
  l4: {egress: [], ingress: []}, "policy-enabled": "none", "policy-revision": 1
};
["k8s:io.cilium.k8s.policy.cluster=default", "k8s:io.kubernetes.pod.namespace=\($namespace)"] as $labels |
{
  id: $id,
  spec: {"label-configuration": {}, options: options},
  status: {
    controllers: [],
    "external-identifiers": {
      "cni-attachment-id": $attachment, "container-id": $container,
      "k8s-namespace": $namespace, "k8s-pod-name": $pod, "pod-name": "\($namespace)/\($pod)"
    },
    health: {bpf: "OK", connected: true, overallHealth: "OK", policy: "OK"},
    identity: {id: 2, labels: $labels},
    labels: {realized: {}, "security-relevant": $labels},
    log: [{code: "OK", message: "Attached by the stand-in for Cilium", state: "ready",
      timestamp: (now | todate)}],
    networking: {
      addressing: [{ipv4: $ipv4, "ipv4-pool-name": "default"}],
      "container-interface-name": $eth0, "host-mac": $host_mac, "interface-index": $index,
      "interface-name": $device, mac: $mac
    },
    policy: {"proxy-policy-revision": 1, "proxy-statistics": [], realized: policy, spec: policy},
    realized: {"label-configuration": {}, options: options},
    state: "ready"
  }
}
