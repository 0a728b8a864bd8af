{{- define "cilium.image" -}}
{{- with .Values.image -}}
{{- if .override -}}
{{ .override }}
{{- else -}}
{{ .repository }}:{{ .tag }}{{ if .useDigest }}@{{ .digest }}{{ end }}
{{- end -}}
{{- end -}}
{{- end -}}
