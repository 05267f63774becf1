"""Kaimu with living sessions that no sign-in has begun, and the requests of their browsers and of proxies."""

import base64
import csv
import hashlib
import hmac
import io
import json
import os
import sqlite3
import subprocess
import time
import urllib.parse
import uuid
from contextlib import closing

from load import Requests, Server, free_port

SECRET = "a session secret for measurements only"
APPLICATION = "app.example.org"
# As many different tokens are asked in turn, if there are as many sessions.
MAX_TOKENS = 1000
# The length of a batch of rows.
BATCH = 10_000
COLUMNS = {
    "users": "id, username, email, email_key, display_name, created_at",
    "identities": "id, user_id, provider, issuer, subject, email, email_verified, linked_at, last_used_at, proven_email_key",
    "sessions": "id, user_id, provider, signed_in_at, last_seen_at, authenticated_at, provider_groups",
    "session_tokens": "token_hash, session_id, host",
}
ISSUER = "https://id.example.org"
CLIENT = {"client_id": "kaimu", "client_secret": "a-client-secret"}
PROVIDER = {"name": "Okta", "slug": "okta", "issuer_url": ISSUER, "groups_claim": "groups", **CLIENT}
WIKI = {"name": "Wiki", "url": f"https://{APPLICATION}", "allow": {"groups": ["okta:Engineering"]}}


class Database:
    """A new database with Kaimu's tables, which is filled by SQL."""

    def __init__(self, name, url, binary, folder):
        self.name, self.url, self.binary, self.folder, self.sessions = name, url, binary, folder, 0
        subprocess.run([binary, "migrate"], check=True, env=self.environment(0, "on"), cwd=folder, **self._output())

    def environment(self, port, cache):
        origin = f"http://localhost:{port}"
        return {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.url,
            "SESSION_SECRET": SECRET,
            "OIDC_BASE_URL": origin,
            "OIDC_FRONTEND_URL": origin,
            "OIDC_PROVIDERS": json.dumps([PROVIDER]),
            "KAIMU_APPLICATIONS": json.dumps([WIKI]),
            "KAIMU_DOCTOR__AT_START": "off",
            "KAIMU_SERVER__DRAIN": "0s",
            "KAIMU_SERVER__LISTEN": f"127.0.0.1:{port}",
            "KAIMU_SERVER__TRUSTED_PROXIES": "127.0.0.1",
            "KAIMU_SESSION__CACHE": cache,
        }

    def fill(self, sessions):
        """Adds rows until there are so many sessions, each of another user."""
        now = int(time.time() * 1000)
        for first in range(self.sessions, sessions, BATCH):
            rows = {table: [] for table in COLUMNS}
            for number in range(first, min(first + BATCH, sessions)):
                for table, row in session_rows(number, now):
                    rows[table].append(row)
            for table, columns in COLUMNS.items():
                self._insert(table, columns, rows[table])
        self.sessions = max(self.sessions, sessions)

    def _insert(self, table, columns, rows):
        if self.url.startswith("sqlite:"):
            values = ", ".join("?" * len(rows[0]))
            # The context manager of `connect` ends the transaction, and leaves the file open.
            with closing(sqlite3.connect(self.url.removeprefix("sqlite://"), timeout=30)) as connection, connection:
                connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)
        else:
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            copy = f"--command=COPY {table} ({columns}) FROM STDIN WITH (FORMAT csv)"
            # Autovacuum would do the second in a minute.
            command = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", copy, f"--command=ANALYZE {table}", self.url]
            subprocess.run(command, check=True, input=text.getvalue(), text=True)

    def serve(self, cache, prefix=()):
        port = free_port()
        return Server([*prefix, self.binary], port, env=self.environment(port, cache), cwd=self.folder, **self._output())

    def _output(self):
        log = open(os.path.join(self.folder, "kaimu.log"), "a")
        return {"stdout": log, "stderr": log}


def session_rows(number, now):
    """The rows of one session."""
    user, session = identifier("user", number), identifier("session", number)
    email = f"user{number}@example.org"
    identity = identifier("identity", number)
    yield "users", (user, f"user{number}", email, email, f"User {number}", now)
    yield "identities", (identity, user, "okta", ISSUER, f"00u{number}", email, True, now, now, email)
    yield "sessions", (session, user, "okta", now, now, now, '["Everyone","Engineering"]')
    yield "session_tokens", (sha256(token("own", number)), session, "localhost")
    yield "session_tokens", (sha256(token("application", number)), session, f"app/{APPLICATION}")


def identifier(kind, number):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind} {number}"))


def token(kind, number):
    digest = hashlib.sha256(f"{kind} {number}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def session_requests(port, sessions):
    """`GET /auth/session` of these sessions."""
    numbers = range(min(sessions, MAX_TOKENS))
    cookies = [f"kaimu_session={signed(token('own', number))}" for number in numbers]
    return Requests("/auth/session", [{"Host": f"localhost:{port}", "Cookie": cookie} for cookie in cookies])


def verify_requests(dialect, sessions):
    """What a proxy of this dialect asks about requests of these sessions' browsers."""
    numbers = range(min(sessions, MAX_TOKENS))
    cookies = [f"__Host-kaimu_app={token('application', number)}" for number in numbers]
    page = "/pages/start?draft=1"
    if dialect == "envoy":
        path, headers = f"/auth/verify/envoy{page}", {"Host": APPLICATION}
    else:
        original = {"Method": "GET", "Proto": "https", "Host": APPLICATION, "Uri": page}
        path, headers = f"/auth/verify/{dialect}", {f"X-Forwarded-{name}": value for name, value in original.items()}
    return Requests(path, [{**headers, "X-Forwarded-For": "192.0.2.1", "Cookie": cookie} for cookie in cookies])


def signed(value):
    """The value of a signed cookie, as the crates `cookie` and `actix-session` write it."""
    pseudorandom_key = hmac.digest(bytes(32), SECRET.encode(), "sha256")
    # HKDF (RFC 5869, section 2.3). Only the first half of the key signs.
    key = hmac.digest(pseudorandom_key, b"kaimu: cookies\x01", "sha256")
    mac = base64.b64encode(hmac.digest(key, value.encode(), "sha256")).decode()
    return urllib.parse.quote(mac + value, safe="")
