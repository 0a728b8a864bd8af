# Network policies of the stand-in, sourced by the agent: pods that one lets nothing in to are prohibited
# in the policy table, where the programs look; then their endpoints say so.

sync_policies() {
  local policies pods denied
  policies=$(api /apis/networking.k8s.io/v1/networkpolicies) || return
  pods=$(api "/api/v1/pods?fieldSelector=spec.nodeName=$K8S_NODE_NAME") || return
  denied=$(jq -rn -f /opt/stand-in/denied.jq --slurpfile policies <(echo "$policies") \
    --slurpfile pods <(echo "$pods")) || return
  (
    lock
    for f in $(endpoint_files); do enforce "$f" "$denied"; done
  )
}

enforce() { # FILE DENIED
  local pod address enabled=none
  read -r pod address < <(jq -r '.status |
    [."external-identifiers"."pod-name", .networking.addressing[0].ipv4] | @tsv' "$1")
  if grep -qxF "$pod" <<<"$2"; then
    enabled=ingress
    ip route replace prohibit "$address" table "$POLICY_TABLE"
  else
    ip route del prohibit "$address" table "$POLICY_TABLE" 2>/dev/null || true
  fi
  jq --arg enabled "$enabled" '
    if .status.policy.realized."policy-enabled" == $enabled then . else
      (.status.policy | .realized, .spec) |= (."policy-enabled" = $enabled | ."policy-revision" += 1 |
        ."allowed-ingress-identities" = if $enabled == "none" then [0, 1] else [1] end)
    end' "$1" >"$1.new"
  mv "$1.new" "$1"
}
