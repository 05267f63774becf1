{{- /* Refuses values that cannot work. Each message says what is wrong and what to do. */}}
{{- define "kaimu.checks" -}}
{{- include "kaimu.checkDatabase" .Values }}
{{- include "kaimu.checkConfig" .Values.config }}
{{- include "kaimu.checkProviderSecret" .Values }}
{{- include "kaimu.checkNetwork" .Values }}
{{- end }}

{{- define "kaimu.checkDatabase" -}}
{{- $sqlite := .database.sqlite.enabled }}
{{- if and $sqlite .database.existingSecret }}
{{- fail "database.existingSecret and database.sqlite.enabled are both set, but Kaimu has one database: unset one of them" }}
{{- end }}
{{- if not (or $sqlite .database.existingSecret) }}
{{- fail "there is no database: set database.existingSecret to a Secret with the URL of a Postgres database, or database.sqlite.enabled=true for a single replica" }}
{{- end }}
{{- if and $sqlite (gt (int .replicas) 1) }}
{{- fail (printf "replicas is %d, but an SQLite file serves one replica: set replicas=1, or use Postgres (database.existingSecret)" (int .replicas)) }}
{{- end }}
{{- if and $sqlite .database.authority.existingSecret }}
{{- fail "database.authority is for Postgres, but database.sqlite.enabled is true: unset one of them" }}
{{- end }}
{{- if and (not $sqlite) (not .sessionSecret.existingSecret) }}
{{- fail "sessionSecret.existingSecret is empty, but all replicas share one session secret: create it with `kubectl create secret generic kaimu-session --from-literal=SESSION_SECRET=\"$(openssl rand -base64 48)\"`, and name the Secret here" }}
{{- end }}
{{- end }}

{{- define "kaimu.checkConfig" -}}
{{- if not .server.base_url }}
{{- fail "config.server.base_url is empty: set it to the public URL of Kaimu, such as https://api.yourdomain.com" }}
{{- end }}
{{- range $url := list .server.base_url .server.frontend_url }}
{{- if and $url (not (regexMatch "^https?://[^/?#@]+/?$" $url)) }}
{{- fail (printf "config.server: the URL %s is not an origin: set a scheme and a host without a path, such as https://yourdomain.com" $url) }}
{{- end }}
{{- end }}
{{- $places := dict
  "server.listen" "The chart sets PORT=3000; remove the key"
  "database.url" "It contains a password; set database.existingSecret or database.sqlite.enabled"
  "session.secret" "Set sessionSecret.existingSecret"
  "session.secrets" "Set sessionSecret.existingSecret and sessionSecret.replacing=true"
  "audit.webhook" "It may contain a token; set the variable KAIMU_AUDIT__WEBHOOK by extraEnv, from a Secret"
  "audit.webhook_secrets" "Set the variable KAIMU_AUDIT__WEBHOOK_SECRETS by extraEnv, from a Secret"
  "metrics.listen" "Set metrics.enabled and metrics.port" }}
{{- range $place, $instead := $places }}
{{- $section := get $ (first (splitList "." $place)) }}
{{- if and (kindIs "map" $section) (hasKey $section (last (splitList "." $place))) }}
{{- fail (printf "config.%s cannot be set here. %s" $place $instead) }}
{{- end }}
{{- end }}
{{- range $index, $provider := .oidc.providers }}
{{- range $key := list "client_secret" "client_secrets" }}
{{- if hasKey $provider $key }}
{{- fail (printf "config.oidc.providers: provider %d has its %s here, where each reader of the Deployment sees it: put it into a Secret, name the Secret in providerSecret.existingSecret, and set client_secret_file=/run/secrets/providers/<key>" (add1 $index) $key) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* Kaimu would say this as well, but only in the log of a pod. */}}
{{- define "kaimu.checkProviderSecret" -}}
{{- range .config.oidc.providers }}
{{- if and (hasPrefix "/run/secrets/providers/" (toString .client_secret_file)) (not $.providerSecret.existingSecret) }}
{{- fail (printf "providerSecret.existingSecret is empty, but a provider has client_secret_file=%s: name the Secret that has this key" .client_secret_file) }}
{{- end }}
{{- end }}
{{- end }}

{{- define "kaimu.checkNetwork" -}}
{{- if and (or .ingress.enabled .httpRoute.enabled) (not .config.server.trusted_proxies) }}
{{- fail "config.server.trusted_proxies is empty, so that all users would count as one client behind the Ingress or the HTTPRoute: set it to the network of the controller's pods, such as 10.244.0.0/16" }}
{{- end }}
{{- if and .httpRoute.enabled (not .httpRoute.parentRefs) }}
{{- fail "httpRoute.parentRefs is empty: name the Gateway, such as [{ name: public, namespace: gateways }]" }}
{{- end }}
{{- if and .networkPolicy.enabled (not .networkPolicy.from) }}
{{- fail "networkPolicy.from is empty, which would let every pod connect: list the peers, such as the pods of the Ingress controller" }}
{{- end }}
{{- if and .serviceMonitor.enabled (not .metrics.enabled) }}
{{- fail "serviceMonitor.enabled is true, but there are no metrics to read: set metrics.enabled=true" }}
{{- end }}
{{- if and .serviceMonitor.enabled .networkPolicy.enabled (not .networkPolicy.metricsFrom) }}
{{- fail "networkPolicy.metricsFrom is empty, so that Prometheus could not read the metrics: list its pods" }}
{{- end }}
{{- if and .metrics.enabled (has (int .metrics.port) (list 3000 (int .service.port))) }}
{{- fail (printf "metrics.port is %d, which is a port of the pages: choose another one, such as 9464" (int .metrics.port)) }}
{{- end }}
{{- end }}
