{{- /* The environment of the server and of the migrations. */}}
{{- define "kaimu.environment" -}}
- name: PORT
  value: "3000"
{{- if .Values.database.sqlite.enabled }}
- name: DATABASE_URL
  value: sqlite:///var/lib/kaimu/data/kaimu.db
{{- else if .Values.database.authority.existingSecret }}
- name: POSTGRES_URL
  {{- include "kaimu.fromSecret" .Values.database | nindent 2 }}
- name: DATABASE_URL
  value: $(POSTGRES_URL)?sslmode=verify-full&sslrootcert=/run/secrets/database/ca.crt
{{- else }}
- name: DATABASE_URL
  {{- include "kaimu.fromSecret" .Values.database | nindent 2 }}
{{- end }}
{{- with .Values.sessionSecret }}
{{- if .existingSecret }}
- name: {{ ternary "KAIMU_SESSION__SECRETS" "SESSION_SECRET" .replacing }}
  {{- include "kaimu.fromSecret" . | nindent 2 }}
{{- end }}
{{- end }}
{{- if .Values.metrics.enabled }}
- name: KAIMU_METRICS__LISTEN
  value: "*:{{ .Values.metrics.port }}"
{{- end }}
{{- $config := deepCopy .Values.config }}
{{- $_ := set $config.server "frontend_url" (include "kaimu.frontendUrl" .) }}
{{- range $section, $keys := $config }}
{{- if kindIs "map" $keys }}
{{- range $key, $value := $keys }}
{{- include "kaimu.variable" (list (printf "%s__%s" $section $key) $value) }}
{{- end }}
{{- else }}
{{- include "kaimu.variable" (list $section $keys) }}
{{- end }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "kaimu.fromSecret" -}}
valueFrom:
  secretKeyRef:
    name: {{ .existingSecret }}
    key: {{ .key }}
{{- end }}

{{- /*
One variable of the configuration: its name without the prefix, and its value. Lists and tables are JSON. Kubernetes replaces
$(NAME) in a value by another variable, and $$ by $. So each $ is doubled.
*/}}
{{- define "kaimu.variable" -}}
{{- $value := last . }}
{{- if and (kindIs "slice" $value) (empty $value) }}
{{- else if not (kindIs "invalid" $value) }}
{{- if not (kindIs "string" $value) }}{{ $value = toRawJson $value }}{{ end }}
- name: KAIMU_{{ first . | upper }}
  value: {{ $value | replace "$" "$$" | toRawJson }}
{{- end }}
{{- end }}
