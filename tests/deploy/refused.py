"""The values that the chart refuses: the file to begin with, what is changed, and words of the message."""

SQLITE = "sqlite.yaml"
POSTGRES = "postgres.yaml"

REFUSED = {
    "several replicas with SQLite": (
        SQLITE, ["replicas=2"], "replicas is 2, but an SQLite file serves one replica", "set replicas=1, or use Postgres",
    ),
    "no database": (
        SQLITE, ["database.sqlite.enabled=false"], "there is no database: set database.existingSecret",
    ),
    "two databases": (
        SQLITE, ['database.existingSecret="db"'], "are both set, but Kaimu has one database",
    ),
    "an authority for SQLite": (
        SQLITE, ['database.authority.existingSecret="ca"'], "database.authority is for Postgres",
    ),
    "Postgres without a session secret": (
        POSTGRES, ['sessionSecret.existingSecret=""'], "all replicas share one session secret", "openssl rand -base64 48",
    ),
    "no public URL": (
        POSTGRES, ['config.server.base_url=""'], "config.server.base_url is empty",
    ),
    "a public URL with a path": (
        POSTGRES, ['config.server.frontend_url="https://example.org/login"'], "https://example.org/login is not an origin",
    ),
    "the password of the database in the configuration": (
        POSTGRES, ['config.database.url="postgres://a:secret-word@b/c"'], "config.database.url cannot be set here",
    ),
    "the session secret in the configuration": (
        POSTGRES, ['config.session.secret="secret-word"'], "config.session.secret cannot be set here",
    ),
    "two session secrets in the configuration": (
        POSTGRES, ['config.session.secrets=["secret-word"]'], "config.session.secrets cannot be set here",
    ),
    "other addresses to listen on": (
        POSTGRES, ['config.server.listen=["*:80"]'], "config.server.listen cannot be set here",
    ),
    "the URL of the webhook in the configuration": (
        POSTGRES, ['config.audit.webhook="https://a/secret-word"'], "config.audit.webhook cannot be set here", "extraEnv",
    ),
    "the secret of the webhook in the configuration": (
        POSTGRES, ['config.audit.webhook_secrets=["secret-word"]'], "config.audit.webhook_secrets cannot be set here",
    ),
    "another address of the metrics": (
        POSTGRES, ['config.metrics.listen="*:80"'], "config.metrics.listen cannot be set here",
    ),
    "the secret of a provider in the configuration": (
        POSTGRES, ['config.oidc.providers=[{"client_secret":"secret-word"}]'], "provider 1 has its client_secret here",
    ),
    "two secrets of a provider in the configuration": (
        POSTGRES, ['config.oidc.providers=[{},{"client_secrets":["secret-word"]}]'], "provider 2 has its client_secrets here",
    ),
    "the file of a secret that is not mounted": (
        POSTGRES, ['providerSecret.existingSecret=""'], "providerSecret.existingSecret is empty, but a provider has",
    ),
    "an Ingress that is no trusted proxy": (
        SQLITE, ["ingress.enabled=true"], "config.server.trusted_proxies is empty", "such as 10.244.0.0/16",
    ),
    "a Gateway that is no trusted proxy": (
        SQLITE, ["httpRoute.enabled=true", 'httpRoute.parentRefs=[{"name":"a"}]'], "config.server.trusted_proxies is empty",
    ),
    "a route without a Gateway": (
        POSTGRES, ["httpRoute.enabled=true"], "httpRoute.parentRefs is empty",
    ),
    "a NetworkPolicy that restricts nothing": (
        POSTGRES, ["networkPolicy.enabled=true"], "networkPolicy.from is empty, which would let every pod connect",
    ),
    "a ServiceMonitor without metrics": (
        POSTGRES, ["serviceMonitor.enabled=true"], "set metrics.enabled=true",
    ),
    "metrics that Prometheus cannot reach": (
        "metrics.yaml", ["networkPolicy.metricsFrom=[]"], "networkPolicy.metricsFrom is empty",
    ),
    "metrics on the port of the pages": (
        "metrics.yaml", ["metrics.port=3000"], "metrics.port is 3000, which is a port of the pages",
    ),
    "an unknown value": (
        POSTGRES, ["replica=3"], "additional properties 'replica' not allowed",
    ),
    "an unknown value of a section": (
        POSTGRES, ['database.existingsecret="a"'], "additional properties 'existingsecret' not allowed",
    ),
    "no replica": (
        POSTGRES, ["replicas=0"], "/replicas",
    ),
}
