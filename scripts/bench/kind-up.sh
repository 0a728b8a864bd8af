#!/bin/bash
# What kind, the image load, Helm and the pods take by themselves: against `cni-lab up --backend kind`.
# Usage: kind-up.sh NAME; the same CNI_LAB_... variables as cni-lab (KIND_IMAGE, CHART, LOAD_ARCHIVE)
set -euo pipefail
name=$1
manifests=$(cd "$(dirname "$0")/../../manifests" && pwd)
dir=$(mktemp -d)
export KUBECONFIG=$dir/kubeconfig
trap 'kind delete cluster --name "$name" >/dev/null 2>&1; rm -rf "$dir"' EXIT
kind create cluster -q --name "$name" ${CNI_LAB_KIND_IMAGE:+--image "$CNI_LAB_KIND_IMAGE"} --config - <<END
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking: {disableDefaultCNI: true, kubeProxyMode: none}
nodes: [{role: control-plane}, {role: worker}]
END
for archive in ${CNI_LAB_LOAD_ARCHIVE//,/ }; do kind load image-archive -q "$archive" --name "$name"; done
helm upgrade --install cilium "${CNI_LAB_CHART:-cilium}" -n kube-system \
  -f "$manifests/cilium/base.yaml" -f "$manifests/cilium/bpf-native.yaml" \
  --set "k8sServiceHost=$name-control-plane,k8sServicePort=6443" >/dev/null
kubectl -n kube-system rollout status ds/cilium --timeout 120s >/dev/null
kubectl wait --for=condition=Ready node --all --timeout 120s >/dev/null
kubectl create namespace cni-lab >/dev/null
for pod in pod1 pod2; do
  sed "s/name: pod1/name: $pod/; s,image: .*,image: $(docker exec "$name-worker" ctr -n k8s.io images ls -q | grep -m1 '/pause:')," "$manifests/test-pod.yaml" | kubectl apply -f - >/dev/null
done
kubectl -n cni-lab wait --for=condition=Ready pod --all --timeout 60s >/dev/null
