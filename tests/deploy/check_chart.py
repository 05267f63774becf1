"""Checks the Helm chart (lint, schemas, snapshots, refused values), and the manifests of the documentation.

`--update` writes the snapshots anew."""

import re
import sys
import tempfile
from pathlib import Path

import yaml
from chart import CHART, HERE, helm, template, validate
from checks import run
from refused import REFUSED

UPDATE = sys.argv[1:] == ["--update"]
DOCS = CHART.parent.parent / "docs"
PAGE = (DOCS / "kubernetes.md").read_text()


def every_file_of_values_passes_lint():
    for values in (HERE / "values").glob("*.yaml"):
        linted = helm("lint", "--strict", CHART, "--values", values)
        assert linted.returncode == 0, linted.stdout + linted.stderr


def each_manifest_is_valid_and_equals_its_snapshot():
    files = sorted((HERE / "values").glob("*.yaml"))
    assert len(files) >= 5, "the files of values were not found"
    for values in files:
        rendered = template(values.name)
        assert rendered.returncode == 0, f"{values.name}: {rendered.stderr}"
        for manifest in yaml.safe_load_all(rendered.stdout):
            validate(manifest)
        snapshot = HERE / "manifests" / values.name
        if UPDATE:
            snapshot.write_text(rendered.stdout)
        assert snapshot.read_text() == rendered.stdout, f"{values.name}: changed; tests/release/helm --update"
    kept = {it.name for it in (HERE / "manifests").iterdir()}
    assert kept == {it.name for it in files}, "a snapshot without its values"


def no_route_leads_to_the_addresses_that_only_a_proxy_asks():
    rendered = {it: list(yaml.safe_load_all(template(it).stdout)) for it in ["ingress.yaml", "cloudnative-pg.yaml"]}
    manifests = {(it["kind"], it["metadata"]["name"]): it for it in rendered["ingress.yaml"]}
    containers = manifests["Deployment", "kaimu"]["spec"]["template"]["spec"]["containers"]
    listening = {port[key] for it in containers for port in it["ports"] for key in ("name", "containerPort")}
    rules = manifests["Ingress", "kaimu"]["spec"]["rules"]
    assert len(rules) == 2, rules
    for rule in rules:
        [closed] = [it for it in rule["http"]["paths"] if it["path"] == "/auth/verify"]
        assert closed["pathType"] == "Prefix", closed
        service = closed["backend"]["service"]
        [port] = manifests["Service", service["name"]]["spec"]["ports"]
        assert port["name"] == service["port"]["name"] and port["targetPort"] not in listening, port
    [route] = [it for it in rendered["cloudnative-pg.yaml"] if it["kind"] == "HTTPRoute"]
    [closed] = [it for it in route["spec"]["rules"] if it["matches"][0]["path"]["value"] == "/auth/verify"]
    assert "backendRefs" not in closed, closed


def the_job_of_the_metrics_is_the_one_of_the_alerts():
    manifests = {it["kind"]: it for it in yaml.safe_load_all(template("metrics.yaml", "--set-json", 'fullnameOverride="login"').stdout)}
    # Without a label, the job has the name of the Service.
    label = manifests["ServiceMonitor"]["spec"].get("jobLabel")
    service = manifests["Service"]["metadata"]
    job = service["labels"][label] if label else service["name"]
    assert f'up{{job="{job}"}}' in (CHART.parent / "prometheus/alerts.yml").read_text(), job


def the_examples_of_the_page_give_valid_manifests():
    examples = re.findall(r"```yaml\n(# values\.yaml\n.*?)```", PAGE, re.DOTALL)
    assert len(examples) == 3, "the examples were not found"
    for example in examples:
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as values:
            values.write(example)
            values.flush()
            rendered = template(Path(values.name))
        assert rendered.returncode == 0, rendered.stderr
        for manifest in yaml.safe_load_all(rendered.stdout):
            validate(manifest)


def every_manifest_of_the_documentation_is_valid():
    seen = set()
    for page in DOCS.rglob("*.md"):
        for example in re.findall(r"```yaml\n(.*?)```", page.read_text(), re.DOTALL):
            if not re.search("^apiVersion:", example, re.MULTILINE):
                continue
            for manifest in yaml.safe_load_all(example):
                seen.add(manifest["kind"])
                try:
                    validate(manifest)
                except Exception as error:
                    raise AssertionError(f"{page.name}, {manifest['kind']}: {error}") from error
    missing = {"Cluster", "SecurityPolicy", "IngressRoute"} - seen
    assert not missing, f"not found in the documentation: {missing}"


def the_page_lists_every_value():
    # The first value of a row has its whole name, the others only their last word: `image.registry`, `.repository`
    rows = [row.split("|")[1] for row in PAGE.split("## All values")[1].split("\n## ")[0].splitlines() if row.startswith("| `")]
    listed = set()
    for row in rows:
        whole, *others = re.findall("`([^`]+)`", row)
        listed |= {whole} | {whole.rsplit(".", 1)[0] + it if it.startswith(".") else it for it in others}
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    assert listed == set(names(values)), listed ^ set(names(values))


def names(values, prefix=""):
    for key, value in values.items():
        # These have keys that the chart does not know.
        if isinstance(value, dict) and value and key not in ("config", "resources"):
            yield from names(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def values_that_cannot_work_are_refused_with_what_to_do():
    for name, (values, settings, *words) in REFUSED.items():
        refused = template(values, *(part for setting in settings for part in ("--set-json", setting)))
        assert refused.returncode != 0, f"{name}: not refused"
        for word in words:
            assert word in refused.stderr, f"{name}: {word!r} is not in: {refused.stderr}"


def the_schemas_refuse_an_unknown_field():
    for values, kind, place in [
        ("cloudnative-pg.yaml", "HTTPRoute", ["spec", "rules"]),
        ("metrics.yaml", "ServiceMonitor", ["spec", "endpoints"]),
        ("postgres.yaml", "Deployment", ["spec", "template", "spec", "containers"]),
    ]:
        [manifest] = [it for it in yaml.safe_load_all(template(values).stdout) if it["kind"] == kind]
        part = manifest
        for key in place:
            part = part[key]
        part[0]["unknownField"] = True
        try:
            validate(manifest)
        except Exception as error:
            assert "unknownField" in str(error), error
        else:
            raise AssertionError(f"{kind}: an unknown field passes")


def helm_packages_the_chart():
    with tempfile.TemporaryDirectory() as folder:
        packaged = helm("package", CHART, "--destination", folder)
        assert packaged.returncode == 0, packaged.stderr


run([
    every_file_of_values_passes_lint,
    each_manifest_is_valid_and_equals_its_snapshot,
    no_route_leads_to_the_addresses_that_only_a_proxy_asks,
    the_job_of_the_metrics_is_the_one_of_the_alerts,
    the_examples_of_the_page_give_valid_manifests,
    every_manifest_of_the_documentation_is_valid,
    the_page_lists_every_value,
    values_that_cannot_work_are_refused_with_what_to_do,
    the_schemas_refuse_an_unknown_field,
    helm_packages_the_chart,
])
