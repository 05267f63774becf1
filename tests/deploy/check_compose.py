"""Checks deploy/compose.yml and its variants with docker compose itself, which needs no Docker for this."""

import json
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from checks import run

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
COMPOSE = Path(os.environ["COMPOSE"])
VARIANTS = [[], ["compose.caddy.yml"], ["compose.traefik.yml"]]


def first_commands():
    """The command in the first lines of compose.yml that builds the image, and the others."""
    first = (DEPLOY / "compose.yml").read_text().split("Fill in .env.")[0]
    build, *others = re.findall(r"^#   (.*)", first, re.MULTILINE)
    assert len(others) == 4, others
    return build, others


def prepared(folder):
    """A copy of the folder, after those commands that need no Docker."""
    place = Path(folder) / "deploy"
    shutil.copytree(DEPLOY, place, ignore=shutil.ignore_patterns(".env", "secrets"))
    _, commands = first_commands()
    # Only root can give a file to the group of the container.
    script = "\n".join(commands).replace("sudo chgrp 10001", "true" if os.getuid() else "chgrp 10001")
    subprocess.run(["bash", "-euc", script], cwd=place, check=True)
    return place


def merged(place, variant):
    """The configuration as docker compose understands it."""
    files = [part for name in ["compose.yml", *variant] for part in ("--file", name)]
    read = subprocess.run([COMPOSE, *files, "config", "--format", "json"], cwd=place, capture_output=True, text=True)
    assert read.returncode == 0 and read.stderr == "", f"{variant}: {read.stderr}"
    return json.loads(read.stdout)


def docker_compose_accepts_each_variant():
    with tempfile.TemporaryDirectory() as folder:
        place = prepared(folder)
        for variant in VARIANTS:
            services = merged(place, variant)["services"]
            assert {"backend", "postgres"} <= services.keys() and len(services) == 2 + len(variant)
            for name, service in services.items():
                for volume in service.get("volumes", []):
                    source = Path(volume["source"])
                    assert volume["type"] != "bind" or source.exists(), f"{name} mounts {source}, which does not exist"


def the_trusted_proxies_are_the_subnet_that_docker_compose_makes():
    with tempfile.TemporaryDirectory() as folder:
        place = prepared(folder)
        for variant in VARIANTS:
            all_of_it = merged(place, variant)
            [made] = all_of_it["networks"]["proxy"]["ipam"]["config"]
            trusted = all_of_it["services"]["backend"]["environment"]["KAIMU_SERVER__TRUSTED_PROXIES"]
            assert trusted == made["subnet"]


def the_commands_make_secrets_that_fit_and_that_others_cannot_read():
    with tempfile.TemporaryDirectory() as folder:
        place = prepared(folder)
        password = (place / "secrets/postgres_password").read_text()
        assert re.fullmatch("[0-9a-f]{48}", password)
        assert (place / "secrets/database_url").read_text() == f"postgres://kaimu:{password}@postgres/kaimu"
        for path in [".env", "secrets/database_url", "secrets/postgres_password"]:
            assert (place / path).stat().st_mode & 0o7 == 0, path
        assert (place / "secrets").stat().st_mode & 0o77 == 0
        if os.getuid() == 0:
            for path in [".env", "secrets/database_url"]:
                status = (place / path).stat()
                assert status.st_gid == 10001 and status.st_mode & 0o40, path


def the_image_is_the_one_that_was_built_or_comes_from_a_registry():
    with tempfile.TemporaryDirectory() as folder:
        place = prepared(folder)
        image = merged(place, [])["services"]["backend"]["image"]
        assert first_commands()[0] == f"docker build --file deploy/Dockerfile --tag {image} ."
        with (place / ".env").open("a") as file:
            file.write("KAIMU_IMAGE=registry.example.org/kaimu:1.2.3\n")
        assert merged(place, [])["services"]["backend"]["image"] == "registry.example.org/kaimu:1.2.3"


run([
    docker_compose_accepts_each_variant,
    the_trusted_proxies_are_the_subnet_that_docker_compose_makes,
    the_commands_make_secrets_that_fit_and_that_others_cannot_read,
    the_image_is_the_one_that_was_built_or_comes_from_a_registry,
])
