"""The chart as its tests see it: what Helm renders from values, and which schemas hold for manifests."""

import json
import os
import subprocess
from pathlib import Path

import jsonschema
import kubernetes_validate
import yaml

HERE = Path(__file__).parent
CHART = HERE.parent.parent / "deploy/helm"
# The oldest version for which the chart is made, and the newest with schemas.
KUBERNETES = ["1.27", "1.37"]
# The schemas of custom resources, in the modules of their projects.
CLOUDNATIVE_PG = "github.com/cloudnative-pg/cloudnative-pg@v1.28.0"
ENVOY_GATEWAY = "github.com/envoyproxy/gateway@v1.8.0"
GATEWAY_API = "sigs.k8s.io/gateway-api@v1.6.3"
PROMETHEUS_OPERATOR = "github.com/prometheus-operator/prometheus-operator@v0.85.0"
TRAEFIK = "github.com/traefik/traefik/v3@v3.7.10"
CUSTOM_RESOURCES = {
    "ClientTrafficPolicy": (ENVOY_GATEWAY, "charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_clienttrafficpolicies.yaml"),
    "Cluster": (CLOUDNATIVE_PG, "config/crd/bases/postgresql.cnpg.io_clusters.yaml"),
    "HTTPRoute": (GATEWAY_API, "config/crd/standard/gateway.networking.k8s.io_httproutes.yaml"),
    "IngressRoute": (TRAEFIK, "docs/content/reference/dynamic-configuration/traefik.io_ingressroutes.yaml"),
    "Middleware": (TRAEFIK, "docs/content/reference/dynamic-configuration/traefik.io_middlewares.yaml"),
    "ReferenceGrant": (GATEWAY_API, "config/crd/standard/gateway.networking.k8s.io_referencegrants.yaml"),
    "SecurityPolicy": (ENVOY_GATEWAY, "charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_securitypolicies.yaml"),
    "ServiceMonitor": (PROMETHEUS_OPERATOR, "example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml"),
}


def helm(*arguments):
    return subprocess.run([os.environ["HELM"], *map(str, arguments)], capture_output=True, text=True)


def template(values, *arguments):
    """What `helm template` says for a file of values."""
    values = HERE / "values" / values
    return helm("template", "kaimu", CHART, "--namespace", "sign-in", "--values", values, *arguments)


def validate(manifest):
    """Fails if the manifest has a field that Kubernetes does not know, or lacks one."""
    if manifest["kind"] in CUSTOM_RESOURCES:
        # OpenAPI 3.0 has the keywords of this draft.
        jsonschema.validate(manifest, custom_schema(manifest), cls=jsonschema.Draft4Validator)
        return
    for version in KUBERNETES:
        kubernetes_validate.validate(manifest, version, strict=True)


def custom_schema(manifest):
    module, path = CUSTOM_RESOURCES[manifest["kind"]]
    download = [os.environ["GO"], "mod", "download", "-json", module]
    found = subprocess.run(download, capture_output=True, text=True, check=True, cwd="/")
    definition = yaml.safe_load((Path(json.loads(found.stdout)["Dir"]) / path).read_text())
    group, version = manifest["apiVersion"].split("/")
    assert definition["spec"]["group"] == group
    [schema] = [it["schema"] for it in definition["spec"]["versions"] if it["name"] == version and it["served"]]
    # The definition leaves the usual metadata open.
    return {**closed(schema["openAPIV3Schema"]), "additionalProperties": False}


def closed(schema):
    """The same schema, without fields that it does not name: Kubernetes drops these."""
    if isinstance(schema, list):
        return [closed(it) for it in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        schema.setdefault("additionalProperties", False)
    return schema
