{{- /* The pod of the server and of the migrations: a list of the root, the command of Kaimu, and the lines of the container. */}}
{{- define "kaimu.pod" -}}
{{- $root := index . 0 }}
{{- with $root.Values }}
{{- with .image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile:
    type: RuntimeDefault
containers:
  - name: kaimu
    image: {{ include "kaimu.image" $root }}
    imagePullPolicy: {{ .image.pullPolicy }}
    args: [{{ index $ 1 }}]
    env:
      {{- include "kaimu.environment" $root | nindent 6 }}
    {{- with index $ 2 }}
    {{- . | nindent 4 }}
    {{- end }}
    resources:
      {{- toYaml .resources | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: [ALL]
    volumeMounts:
      # The socket of `kaimu status` and `kaimu reload`.
      - name: tmp
        mountPath: /tmp
      {{- if .database.sqlite.enabled }}
      - name: data
        mountPath: /var/lib/kaimu
      {{- else if .database.authority.existingSecret }}
      - name: database-authority
        mountPath: /run/secrets/database
        readOnly: true
      {{- end }}
      {{- if .providerSecret.existingSecret }}
      - name: provider-secrets
        mountPath: /run/secrets/providers
        readOnly: true
      {{- end }}
      {{- with .extraVolumeMounts }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: 64Mi
  {{- if .database.sqlite.enabled }}
  - name: data
    persistentVolumeClaim:
      claimName: {{ .database.sqlite.existingClaim | default (include "kaimu.fullname" $root) }}
  {{- else if .database.authority.existingSecret }}
  - name: database-authority
    secret:
      secretName: {{ .database.authority.existingSecret }}
      defaultMode: 0440
      items:
        - key: {{ .database.authority.key }}
          path: ca.crt
  {{- end }}
  {{- if .providerSecret.existingSecret }}
  - name: provider-secrets
    secret:
      secretName: {{ .providerSecret.existingSecret }}
      defaultMode: 0440
  {{- end }}
  {{- with .extraVolumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
