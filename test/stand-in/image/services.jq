# Services with a cluster IP, and what is behind them, in the shape that Cilium 1.19's
# `cilium-dbg service list -o json` has.
def backends($service; $port):
  [$slices[0].items[] | select(.metadata.namespace == $service.namespace and .addressType == "IPv4" and
    .metadata.labels."kubernetes.io/service-name" == $service.name) |
    .endpoints as $endpoints | .ports[]? | select((.name // "") == ($port.name // "")) | .port as $target |
    $endpoints[]? | select(.conditions.ready != false) |
    {ip: .addresses[0], nodeName: (.nodeName // ""), port: $target, protocol: $port.protocol,
      state: "active", weight: 100}];
[$services[0].items[] | select((.spec.clusterIP // "") | test("^[0-9.]+$")) | . as $service |
  .spec.ports[] | . as $port | {
    "backend-addresses": backends($service.metadata; $port),
    flags: {extTrafficPolicy: "Cluster", intTrafficPolicy: "Cluster", name: $service.metadata.name,
      namespace: $service.metadata.namespace, trafficPolicy: "Cluster", type: "ClusterIP"},
    "frontend-address": {ip: $service.spec.clusterIP, port: $port.port, protocol: $port.protocol,
      scope: "external"}
  }] |
to_entries | map((.value + {id: (.key + 1)}) | {spec: ., status: {realized: .}})
