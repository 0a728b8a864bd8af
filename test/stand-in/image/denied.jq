# NAMESPACE/NAME of each of $pods that one of $policies lets nothing in to: it chooses the pod, by labels
# alone, is about ingress, and has no rule.
[$policies[0].items[] | select(
  ((.spec.policyTypes // ["Ingress"]) | index("Ingress")) and (.spec.ingress // []) == [] and
  (.spec.podSelector.matchExpressions // []) == []
)] as $closing |
$pods[0].items[].metadata as $pod |
select(any($closing[]; .metadata.namespace == $pod.namespace and
  ((.spec.podSelector.matchLabels // {}) | to_entries | all($pod.labels[.key] == .value)))) |
"\($pod.namespace)/\($pod.name)"
