{{- define "kaimu.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* The names of all objects begin with it. 50 characters leave room for a suffix. */}}
{{- define "kaimu.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "kaimu.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "kaimu.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- /* The labels of every pod of this release: of the server and of the migrations. */}}
{{- define "kaimu.podSelector" -}}
app.kubernetes.io/name: {{ include "kaimu.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- /* The labels of the server's pods alone. */}}
{{- define "kaimu.serverSelector" -}}
{{ include "kaimu.podSelector" . }}
app.kubernetes.io/component: server
{{- end }}

{{- define "kaimu.labels" -}}
{{ include "kaimu.podSelector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "kaimu.image" -}}
{{- with .Values.image }}
{{- if .registry }}{{ .registry }}/{{ end }}{{ .repository }}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- define "kaimu.baseUrl" -}}
{{ .Values.config.server.base_url }}
{{- end }}

{{- define "kaimu.frontendUrl" -}}
{{ .Values.config.server.frontend_url | default .Values.config.server.base_url }}
{{- end }}

{{- /* The host names of the two public URLs, as a JSON array. */}}
{{- define "kaimu.hosts" -}}
{{- $base := (urlParse (include "kaimu.baseUrl" .)).hostname }}
{{- $frontend := (urlParse (include "kaimu.frontendUrl" .)).hostname }}
{{- list $frontend $base | uniq | toJson }}
{{- end }}
