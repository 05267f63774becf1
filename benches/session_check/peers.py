"""Other programs that answer the same question, each with one user who has signed in at the provider of the tests."""

import http.cookiejar
import json
import os
import subprocess
import tempfile
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from load import Requests, Server, free_port
from support import ROOT, script

CLIENT = "kaimu-test-client"
CLIENT_SECRET = "a-secret-without-special-characters"
TOOLS = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kaimu/tools/bin"
OAUTH2_PROXY = "github.com/oauth2-proxy/oauth2-proxy/v7@v7.15.6"
MODULE = "/usr/lib/apache2/modules/mod_auth_openidc.so"
MODULES = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc"]


class NotThere(Exception):
    """The program cannot be had, or does not start."""


@contextmanager
def provider(redirect_uri):
    node = next((ROOT / "tests/okta/node_modules").glob("node-linux-*/bin/node"))
    command = [node, ROOT / "tests/okta/provider.mjs", "--redirect-uri", redirect_uri, "--client-id", CLIENT]
    # It ends when its input ends.
    command += ["--client-secret", CLIENT_SECRET]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield json.loads(process.stdout.readline())["issuer"]
        finally:
            process.stdin.close()


def sign_in(url, jar):
    """Signs in as a browser with these cookies does, and returns the cookies for this URL."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), urllib.request.ProxyHandler({}))
    browser.addheaders = [("Accept", "text/html")]
    answers = urllib.parse.urlencode({"username": "alice", "password": "any"}).encode()
    try:
        form = browser.open(url, timeout=10).url
        browser.open(form, answers, timeout=10)
    except OSError as error:
        raise NotThere(f"the sign-in failed: {error}") from error
    request = urllib.request.Request(url)
    jar.add_cookie_header(request)
    return request.get_header("Cookie")


@contextmanager
def oauth2_proxy(log):
    """oauth2-proxy as nginx asks it, with its preset of sessions in cookies."""
    program = install_oauth2_proxy()
    port = free_port()
    redirect_uri = f"http://127.0.0.1:{port}/oauth2/callback"
    with provider(redirect_uri) as issuer:
        options = {
            "provider": "oidc", "oidc-issuer-url": issuer, "client-id": CLIENT, "client-secret": CLIENT_SECRET,
            "redirect-url": redirect_uri, "code-challenge-method": "S256", "scope": "openid email profile",
            "http-address": f"127.0.0.1:{port}", "cookie-secret": "0123456789abcdef", "cookie-secure": "false",
            "email-domain": "*", "upstream": "static://200", "set-xauthrequest": "true", "skip-provider-button": "true",
            "request-logging": log, "auth-logging": log, "standard-logging": log,
        }  # fmt: skip
        with started([program, *(f"--{name}={value}" for name, value in options.items())], port) as server:
            cookie = sign_in(f"http://127.0.0.1:{port}/", http.cookiejar.CookieJar())
            yield server, Requests("/oauth2/auth", [{"Cookie": cookie}])


def install_oauth2_proxy():
    program = TOOLS / "oauth2-proxy"
    if not program.exists():
        text = 'go=$(go_program); GOTOOLCHAIN=local GOFLAGS= GOBIN=$1 "$go" install "$2"'
        run_script(text, str(TOOLS), OAUTH2_PROXY)
    return program


@contextmanager
def mod_auth_openidc():
    """A file of Apache behind mod_auth_openidc, with its preset of sessions in shared memory."""
    run_script(f"[ -e {MODULE} ] || apt_install apache2 libapache2-mod-auth-openidc")
    port = free_port()
    redirect_uri = f"http://127.0.0.1:{port}/callback"
    with provider(redirect_uri) as issuer, tempfile.TemporaryDirectory() as folder:
        # Apache's workers run as another user.
        os.chmod(folder, 0o755)
        Path(folder, "check").write_text("")
        modules = [f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES]
        configuration = [
            *modules, f"Listen 127.0.0.1:{port}", f"ServerName 127.0.0.1:{port}", f"DocumentRoot {folder}",
            f"PidFile {folder}/pid", f"DefaultRuntimeDir {folder}", f"ErrorLog {folder}/log",
            *(["User www-data", "Group www-data"] if os.getuid() == 0 else []),
            "KeepAlive On", "MaxKeepAliveRequests 0", "KeepAliveTimeout 60",
            f"OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration", f"OIDCClientID {CLIENT}",
            f"OIDCClientSecret {CLIENT_SECRET}", f"OIDCRedirectURI {redirect_uri}", "OIDCPKCEMethod S256",
            "OIDCScope 'openid email profile'", "OIDCCryptoPassphrase 0123456789abcdef",
            "<Location />", "AuthType openid-connect", "Require valid-user", "</Location>",
        ]  # fmt: skip
        file = Path(folder, "apache.conf")
        file.write_text("\n".join(configuration) + "\n")
        with started(["/usr/sbin/apache2", "-f", file, "-DFOREGROUND"], port) as server:
            cookie = sign_in(f"http://127.0.0.1:{port}/check", http.cookiejar.CookieJar())
            yield server, Requests("/check", [{"Cookie": cookie}])


@contextmanager
def started(command, port):
    with tempfile.TemporaryFile("w+") as log:
        try:
            server = Server(command, port, stdout=log, stderr=log).__enter__()
        except RuntimeError as error:
            log.seek(0)
            raise NotThere(f"{error}: {last_line(log.read())}") from error
        with server:
            yield server


def run_script(text, *arguments):
    output = subprocess.run(script(text, *arguments), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if output.returncode:
        raise NotThere(last_line(output.stdout))


def last_line(text):
    return next((line for line in reversed(text.splitlines()) if line.strip()), "no output")
