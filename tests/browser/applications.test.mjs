// Applications behind Kaimu on two registrable domains: nginx from Debian with the configuration of docs/proxies/nginx.md, and
// Chromium, which enforces cookies and their prefixes and runs the scripts that keep the fragment of a URL.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, person as personIn, start, startBrowser } from './parts.mjs';

const LOGIN = 'https://login.example.test';
const WIKI = 'https://wiki.example.test';
const NOTES = 'https://notes.another.test';
const PROVIDER = 'https://login.okta.test';
const SECRET = 's3cret:with/special+chars%25&=?;~ and space';
const script = new URL('../okta/provider.mjs', import.meta.url).pathname;
const page_of_nginx = readFileSync(new URL('../../docs/proxies/nginx.md', import.meta.url), 'utf8');

let folder, provider, kaimu, nginx, browser, applications;
let seen = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaimu-applications-'));
  const listen = `127.0.0.1:${await freePort()}`;
  provider = await start(process.execPath, [script, '--public-origin', PROVIDER, '--redirect-uri', `${LOGIN}/auth/oidc/okta/callback`, '--post-logout-redirect-uri', `${LOGIN}/login`], { stream: 'stdout', ready: /"port":(\d+)/ });
  const okta = {
    name: 'Okta',
    slug: 'okta',
    issuer_url: `${PROVIDER}/oauth2/default`,
    discovery_url: `http://127.0.0.1:${provider.found[1]}/oauth2/default`,
    client_id: 'kaimu-test-client',
    client_secret: SECRET,
  };
  const env = {
    DATABASE_URL: `sqlite://${join(folder, 'kaimu.db')}`,
    KAIMU_CONFIG: '/dev/null',
    KAIMU_SERVER__LISTEN: listen,
    KAIMU_SERVER__TRUSTED_PROXIES: '127.0.0.1',
    OIDC_BASE_URL: LOGIN,
    OIDC_FRONTEND_URL: LOGIN,
    OIDC_PROVIDERS: JSON.stringify([okta]),
    KAIMU_APPLICATIONS: JSON.stringify([{ name: 'Wiki', url: WIKI }, { name: 'Notes', url: NOTES }]),
  };
  kaimu = await start(process.env.KAIMU_TEST_BINARY, ['serve'], { env, stream: 'stderr', ready: /listening on \S+:(\d+)/ });
  applications = [await startApplication('Wiki'), await startApplication('Notes')];
  const port = await startNginx(kaimu.found[1], applications.map((application) => application.address().port), provider.found[1]);
  // A service worker needs a certificate that Chromium accepts.
  browser = await startBrowser(`--host-resolver-rules=MAP *.test 127.0.0.1:${port}`, '--ignore-certificate-errors');
});

after(async () => {
  await browser?.close();
  for (const application of applications ?? []) application.close();
  for (const program of [nginx, kaimu, provider]) await program?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/// An application that knows nothing of Kaimu: it shows the name of the user, has an API, and a service worker that answers pages
/// from its cache. `seen` has the headers of each request.
async function startApplication(name) {
  const worker = `
    addEventListener('install', (event) => event.waitUntil(caches.open('shell').then((cache) => cache.add('/shell'))));
    addEventListener('fetch', (event) => {
      const { pathname } = new URL(event.request.url);
      if (event.request.mode === 'navigate' && !pathname.startsWith('/.kaimu/')) event.respondWith(caches.match('/shell'));
    });`;
  const server = createServer((request, response) => {
    seen.push({ name, ...request.headers });
    const { pathname } = new URL(request.url, 'http://x');
    const [type, body] = {
      '/worker.js': ['text/javascript', worker],
      '/api': ['application/json', JSON.stringify({ user: request.headers['remote-user'] })],
      '/shell': ['text/html', '<title>Shell</title><h1>Shell</h1>'],
    }[pathname] ?? ['text/html', `<title>${name}</title><h1>${name} of ${request.headers['remote-user']}</h1>`];
    response.writeHead(200, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/// Starts nginx with the four files of the page, changed to the names, ports and certificate of this test.
async function startNginx(kaimuPort, [wikiPort, notesPort], providerPort) {
  const [plain, tls] = [await freePort(), await freePort()];
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const names = [LOGIN, WIKI, NOTES, PROVIDER].map((url) => `DNS:${new URL(url).hostname}`).join();
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...request, '-subj', '/CN=example.test', '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const replacements = [
    ['notes.example.net', new URL(NOTES).hostname],
    ['example.org', 'example.test'],
    ['listen 443 ssl', `listen 127.0.0.1:${tls} ssl`],
    ['listen 80', `listen 127.0.0.1:${plain}`],
    ['/etc/ssl/example/fullchain.pem', certificate],
    ['/etc/ssl/example/privkey.pem', key],
    ['/etc/nginx/snippets', folder],
    ['127.0.0.1:3000', `127.0.0.1:${kaimuPort}`],
    ['127.0.0.1:8080', `127.0.0.1:${wikiPort}`],
    ['127.0.0.1:8082', `127.0.0.1:${notesPort}`],
  ];
  const files = [...page_of_nginx.matchAll(/```nginx\n# (\S+)\n([^]*?)```/g)].map(([, path, text]) => {
    const name = path.split('/').at(-1);
    writeFileSync(join(folder, name), replacements.reduce((changed, [from, to]) => changed.replaceAll(from, to), text));
    return name;
  });
  assert.deepEqual(files, ['kaimu.conf', 'kaimu-verify.conf', 'kaimu-headers.conf', 'applications.conf']);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${folder}/${what};`);
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; pid ${folder}/nginx.pid; error_log stderr notice;
events {}
http { access_log off; ${temporary.join(' ')}
include ${folder}/kaimu.conf;
include ${folder}/applications.conf;
server {
  listen 127.0.0.1:${tls} ssl http2; server_name ${new URL(PROVIDER).hostname};
  ssl_certificate ${certificate}; ssl_certificate_key ${key};
  location / { proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto https; proxy_pass http://127.0.0.1:${providerPort}; }
}
}
`);
  nginx = await start('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf'), '-e', 'stderr'], { stream: 'stderr', ready: /start worker process / });
  return tls;
}

const hosts = [LOGIN, WIKI, NOTES, PROVIDER].map((url) => new URL(url).hostname);
// Each step of a sign-in on the host of an application has the status 401, which Chromium reports.
const expected = ['status of 401'];
const person = () => personIn(browser, { hosts, expected, ignoreHTTPSErrors: true });

async function signIn(page, username) {
  await page.getByRole('link', { name: 'Continue with Okta' }).click();
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill('any');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('one sign-in opens applications on two registrable domains, at the very address with its fragment', async () => {
  const { context, page, leave } = await person();
  const place = `${WIKI}/page/1?a=b%26c&return_to=/x#key=%2Fpart`;
  await page.goto(place);
  await signIn(page, 'alice');
  await page.getByRole('heading', { name: 'Wiki of alice' }).waitFor();
  assert.equal(page.url(), place);
  await page.goto(`${NOTES}/#other`);
  await page.getByRole('heading', { name: 'Notes of alice' }).waitFor();
  assert.equal(page.url(), `${NOTES}/#other`);
  const cookies = (await context.cookies()).filter(({ name }) => name === '__Host-kaimu_app');
  const shown = cookies.map(({ domain, secure, httpOnly, sameSite }) => [domain, secure, httpOnly, sameSite]).sort();
  assert.deepEqual(shown, [['notes.another.test', true, true, 'Lax'], ['wiki.example.test', true, true, 'Lax']]);
  assert.equal(new Set(cookies.map(({ value }) => value)).size, 2);
  await page.goBack();
  assert.equal(page.url(), place, 'the steps of the sign-in are not in the history');
  await leave();
});

test('no cookie of Kaimu reaches an application, and a stolen one opens nothing else', async () => {
  const { context, page, leave } = await person();
  seen = [];
  await page.goto(WIKI);
  await signIn(page, 'alice');
  await page.getByRole('heading', { name: 'Wiki of alice' }).waitFor();
  await page.evaluate(() => { document.cookie = 'own=1'; });
  await page.reload();
  assert.ok(seen.some(({ cookie }) => cookie === 'own=1'), 'its own cookies reach it');
  assert.ok(seen.length > 1 && seen.every(({ cookie }) => !/kaimu/.test(cookie ?? '')));
  const { value } = (await context.cookies()).find(({ name }) => name === '__Host-kaimu_app');
  await leave();
  const thief = await person();
  const stolen = [['__Host-kaimu_app', NOTES], ['__Host-kaimu_app', LOGIN], ['__Host-kaimu_session', LOGIN], ['__Host-kaimu_session', NOTES]];
  await thief.context.addCookies(stolen.map(([name, url]) => ({ name, value, url, secure: true })));
  await thief.page.goto(NOTES);
  await thief.page.getByRole('link', { name: 'Continue with Okta' }).waitFor();
  await thief.page.goto(`${LOGIN}/dashboard`);
  await thief.page.getByRole('link', { name: 'Continue with Okta' }).waitFor();
  await thief.context.addCookies([{ name: '__Host-kaimu_app', value, url: WIKI, secure: true }]);
  await thief.page.goto(WIKI);
  await thief.page.getByRole('heading', { name: 'Wiki of alice' }).waitFor();
  await thief.leave();
});

test('a service worker that answers from its cache does not stand in the way of a new sign-in', async () => {
  const { page, leave } = await person();
  await page.goto(WIKI);
  await signIn(page, 'alice');
  await page.getByRole('heading', { name: 'Wiki of alice' }).waitFor();
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/worker.js');
    await navigator.serviceWorker.ready;
  });
  const other = await page.context().newPage();
  await other.goto(`${LOGIN}/dashboard`);
  await other.getByRole('button', { name: 'Sign out' }).click();
  await other.waitForURL(`${PROVIDER}/**`);
  await page.goto(`${WIKI}/page`);
  await page.getByRole('heading', { name: 'Shell' }).waitFor();
  const ask = () => page.evaluate(async () => { const answer = await fetch('/api'); return [answer.status, await answer.json()]; });
  assert.deepEqual(await ask(), [401, { error: 'signed_out' }]);
  await page.goto(`${WIKI}/.kaimu/sign-in?return_to=/page`);
  // The session at the provider goes on.
  await page.getByRole('link', { name: 'Continue with Okta' }).click();
  await page.getByRole('heading', { name: 'Shell' }).waitFor();
  assert.deepEqual(await ask(), [200, { user: 'alice' }]);
  await leave();
});
