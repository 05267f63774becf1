// The production set-up: nginx from Debian with the documented configuration terminates TLS for two host names, and the providers
// have two others. Chromium enforces `Secure` cookies, their prefixes and their domains.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, person as personIn, start, startBrowser } from './parts.mjs';

const FRONTEND = 'https://yourdomain.test';
const API = 'https://api.yourdomain.test';
const BLOG = 'https://blog.yourdomain.test';
const PROVIDER = 'https://login.okta.test';
const GOOGLE = 'https://accounts.google.com';
const SECRET = 's3cret:with/special+chars%25&=?;~ and space';
const script = new URL('../okta/provider.mjs', import.meta.url).pathname;
const documented = readFileSync(new URL('../../deploy/nginx.conf', import.meta.url), 'utf8');

let folder, provider, google, kaimu, nginx, plain, tls, bare, browser;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaimu-production-'));
  const listen = `127.0.0.1:${await freePort()}`;
  const back = ['--redirect-uri', `${API}/auth/oidc/okta/callback`, '--post-logout-redirect-uri', `${FRONTEND}/login`, '--backchannel-logout-uri', `http://${listen}/auth/oidc/okta/backchannel-logout`];
  provider = await start(process.execPath, [script, '--public-origin', PROVIDER, ...back], { stream: 'stdout', ready: /"port":(\d+)/ });
  google = await start(process.execPath, [script, '--public-origin', GOOGLE, '--path', '', '--redirect-uri', `${API}/auth/oidc/google/callback`], { stream: 'stdout', ready: /"port":(\d+)/ });
  const okta = {
    name: 'Okta',
    slug: 'okta',
    issuer_url: `${PROVIDER}/oauth2/default`,
    discovery_url: `http://127.0.0.1:${provider.found[1]}/oauth2/default`,
    client_id: 'kaimu-test-client',
    client_secret: SECRET,
  };
  const googleAccounts = { ...okta, name: 'Google', slug: 'google', issuer_url: GOOGLE, discovery_url: `http://127.0.0.1:${google.found[1]}` };
  const env = {
    DATABASE_URL: `sqlite://${join(folder, 'kaimu.db')}`,
    KAIMU_CONFIG: '/dev/null',
    KAIMU_SERVER__LISTEN: listen,
    KAIMU_SERVER__TRUSTED_PROXIES: '127.0.0.1',
    OIDC_BASE_URL: API,
    OIDC_FRONTEND_URL: FRONTEND,
    KAIMU_SERVER__ALLOWED_RETURN_ORIGINS: BLOG,
    OIDC_PROVIDERS: JSON.stringify([okta, googleAccounts]),
  };
  kaimu = await start(process.env.KAIMU_TEST_BINARY, ['serve'], { env, stream: 'stderr', ready: /listening on \S+:(\d+)/ });
  await startNginx(kaimu.found[1], provider.found[1], google.found[1]);
  browser = await startBrowser(`--host-resolver-rules=MAP *.test 127.0.0.1:${tls}, MAP accounts.google.com 127.0.0.1:${tls}`);
});

after(async () => {
  await browser?.close();
  for (const program of [nginx, kaimu, google, provider]) await program?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/// Starts nginx with the documented configuration, changed to the names, ports and certificate of this test. The providers are
/// behind it, too. `bare` is a proxy that adds no forwarding headers.
async function startNginx(kaimuPort, providerPort, googlePort) {
  plain = await freePort();
  tls = await freePort();
  bare = `http://127.0.0.1:${await freePort()}`;
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const names = ['yourdomain.test', 'api.yourdomain.test', 'blog.yourdomain.test', 'login.okta.test', 'accounts.google.com'].map((name) => `DNS:${name}`).join();
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', [...request, '-subj', '/CN=yourdomain.test', '-addext', `subjectAltName=${names}`, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const replacements = [
    ['yourdomain.com', 'yourdomain.test'],
    ['listen 443 ssl', `listen 127.0.0.1:${tls} ssl`],
    ['listen 80', `listen 127.0.0.1:${plain}`],
    ['/etc/ssl/yourdomain.test.pem', certificate],
    ['/etc/ssl/yourdomain.test.key', key],
    ['http://127.0.0.1:3000', `http://127.0.0.1:${kaimuPort}`],
  ];
  const front = replacements.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `deploy/nginx.conf has ${from}`);
    return text.replaceAll(from, to);
  }, documented);
  const [, kaimuServer] = front.match(/(server \{[^]*?\n\})/);
  const providerServer = kaimuServer
    .replace(/server_name .*;/, 'server_name login.okta.test;')
    .replace(`http://127.0.0.1:${kaimuPort}`, `http://127.0.0.1:${providerPort}`);
  const googleServer = providerServer.replace('login.okta.test', 'accounts.google.com').replace(`127.0.0.1:${providerPort}`, `127.0.0.1:${googlePort}`);
  const neighbour = providerServer.replace('login.okta.test', 'blog.yourdomain.test').replace(/location \/ \{[^]*?\n    \}/, 'location / { default_type text/html; return 200 "<title>Blog</title>"; }');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${folder}/${what};`);
  const configuration = join(folder, 'nginx.conf');
  writeFileSync(configuration, `daemon off; pid ${folder}/nginx.pid; error_log stderr notice;
events {}
http { access_log off; ${temporary.join(' ')}
${front}
${providerServer}
${googleServer}
${neighbour}
server { listen ${new URL(bare).host}; location / { proxy_pass http://127.0.0.1:${kaimuPort}; } }
}
`);
  nginx = await start('/usr/sbin/nginx', ['-c', configuration, '-e', 'stderr'], { stream: 'stderr', ready: /start worker process / });
}

const hosts = ['yourdomain.test', 'api.yourdomain.test', 'blog.yourdomain.test', 'login.okta.test', 'accounts.google.com'];
const person = () => personIn(browser, { hosts, ignoreHTTPSErrors: true });

const session = (page) => page.evaluate(async (api) => (await fetch(`${api}/auth/session`, { credentials: 'include' })).json(), API);

async function signIn(page, username, provider = 'Okta') {
  await page.getByRole('link', { name: `Continue with ${provider}` }).click();
  await fillIn(page, username);
}

async function fillIn(page, username) {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill('any');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('a user signs in across two hosts and a provider on a third, and signs out', async () => {
  const { context, page, leave } = await person();
  await page.goto(`${FRONTEND}/login?return_to=/dashboard%3Ffrom=link`);
  await signIn(page, 'alice');
  await page.waitForURL(`${FRONTEND}/dashboard?from=link`);
  assert.equal((await session(page)).user.email, 'alice@example.org');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${PROVIDER}/**`);
  const other = await context.newPage();
  await other.goto(`${FRONTEND}/dashboard`);
  await other.waitForURL(/^https:\/\/yourdomain\.test\/login\?return_to=(%2F|\/)dashboard/);
  const { cookies } = await context.storageState();
  const { domain, secure, httpOnly, sameSite } = cookies.find(({ name }) => name === '__Host-kaimu_sign_out');
  assert.deepEqual({ domain, secure, httpOnly, sameSite }, { domain: 'yourdomain.test', secure: true, httpOnly: true, sameSite: 'Lax' });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await page.getByText('Your session here has ended, and Okta was asked to sign you out as well.').waitFor();
  assert.equal(new URL(page.url()).origin, FRONTEND);
  await page.getByRole('link', { name: 'Continue with Okta' }).click();
  await page.getByLabel('Password').waitFor();
  await leave();
});

test('a long address with a fragment survives a sign-in across two hosts, also at an application on a third', async () => {
  for (const origin of [FRONTEND, BLOG]) {
    const { page, leave } = await person();
    const place = `${origin}/dashboard?${'x'.repeat(1900)}`;
    await page.goto(`${FRONTEND}/login?return_to=${encodeURIComponent(place)}#part`);
    await signIn(page, 'alice');
    await page.waitForURL(`${place}#part`);
    assert.equal(page.url(), `${place}#part`);
    await leave();
  }
});

test('a user who signs out at the provider is signed out here, too', async () => {
  const { page, leave } = await person();
  await page.goto(`${FRONTEND}/login`);
  await signIn(page, 'bob');
  await page.waitForURL(`${FRONTEND}/dashboard`);
  await page.goto(`${PROVIDER}/oauth2/default/v1/logout`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Signed out' }).waitFor();
  await page.goto(`${FRONTEND}/dashboard`);
  await page.waitForURL(/^https:\/\/yourdomain\.test\/login\?return_to=(%2F|\/)dashboard/);
  await leave();
});

test('every cookie is for https and for one host only, and each host has a session cookie of its own', async () => {
  const { context, page, leave } = await person();
  await page.goto(`${FRONTEND}/login`);
  await signIn(page, 'bob');
  await page.waitForURL(`${FRONTEND}/dashboard`);
  const cookies = (await context.cookies()).filter(({ name }) => name.includes('kaimu'));
  const shapes = cookies.map(({ name, domain, secure, httpOnly, sameSite, path }) => [name.replace(/[0-9a-f]{8}$/, '*'), domain, secure, httpOnly, sameSite, path].join(' '));
  assert.deepEqual(shapes.sort(), [
    '__Host-kaimu_asked yourdomain.test true true Lax /',
    '__Host-kaimu_hand_over yourdomain.test true true Lax /',
    '__Host-kaimu_last_provider api.yourdomain.test true true Lax /',
    '__Host-kaimu_last_provider yourdomain.test true true Lax /',
    '__Host-kaimu_session api.yourdomain.test true true Lax /',
    '__Host-kaimu_session yourdomain.test true true Lax /',
    '__Host-kaimu_sign_in_* api.yourdomain.test true true Lax /',
  ]);
  await leave();
});

test('a user links an identity from the frontend host through the API host', async () => {
  const { page, leave } = await person();
  await page.goto(`${FRONTEND}/login`);
  await signIn(page, 'alice');
  await page.waitForURL(`${FRONTEND}/dashboard`);
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Link Okta' }).click();
  await page.getByRole('status').getByText('The way to sign in was linked.').waitFor();
  assert.equal(new URL(page.url()).origin, FRONTEND);
  await page.goto(`${FRONTEND}/account/confirm`);
  await page.getByRole('button', { name: 'Sign in again with Okta' }).click();
  await fillIn(page, 'alice');
  await page.waitForURL(`${FRONTEND}/account`);
  await leave();
});

test('readyz says only whether a sign-in could be written, also through a proxy without forwarding headers', async () => {
  for (const origin of [`http://127.0.0.1:${kaimu.found[1]}`, bare]) assert.equal(await (await fetch(`${origin}/readyz?verbose`)).text(), 'ready\n');
  const front = ['--silent', '--insecure', '--connect-to', `::127.0.0.1:${tls}`];
  assert.equal(execFileSync('curl', [...front, `${API}/readyz?verbose`], { encoding: 'utf8' }), 'ready\n');
});

test('nginx answers for the configured host names only', async () => {
  const curl = (url, port) => {
    const { status, stdout } = spawnSync('curl', ['--silent', '--insecure', '--max-time', '10', '--write-out', '%{http_code}', '--output', '/dev/null', '--connect-to', `::127.0.0.1:${port}`, url], { encoding: 'utf8' });
    return `${status} ${stdout}`;
  };
  assert.equal(curl(`${FRONTEND}/logout`, tls), '0 303');
  assert.equal(curl(`${API}/login`, tls), '0 200');
  assert.equal(curl('https://evil.test/login', tls), '35 000');
  assert.equal(curl('http://yourdomain.test/login', plain), '0 301');
  assert.equal(curl('http://evil.test/login', plain), '52 000');
});

test('a user refused by the provider returns to the sign-in page', async () => {
  const { page, leave } = await person();
  await page.goto(`${FRONTEND}/login`);
  await signIn(page, 'robin');
  await page.getByRole('heading', { name: 'You are not assigned to this application at Okta' }).waitFor();
  assert.equal(new URL(page.url()).origin, FRONTEND);
  await leave();
});

test('a user links, ends a session, unlinks and merges with a certified provider', async () => {
  const [here, there] = [await person(), await person()];
  const { page } = here;
  await page.goto(`${FRONTEND}/login`);
  await signIn(page, 'alice');
  await page.waitForURL(`${FRONTEND}/dashboard`);
  const { user } = await session(page);
  await page.goto(`${FRONTEND}/account`);
  const linkAs = async (username) => {
    // Without its cookies the provider asks for the user again.
    await here.context.clearCookies({ domain: 'login.okta.test' });
    await page.getByRole('button', { name: 'Link Okta' }).click();
    await fillIn(page, username);
  };
  await linkAs('noemail');
  await page.getByRole('heading', { name: 'Link this way to sign in?' }).waitFor();
  assert.equal(new URL(page.url()).origin, API);
  await page.getByText('alice@example.org').first().waitFor();
  await page.getByRole('button', { name: 'Link Okta' }).click();
  await page.getByRole('status').getByText('The way to sign in was linked.').waitFor();

  await there.page.goto(`${FRONTEND}/login`);
  await signIn(there.page, 'noemail');
  await there.page.waitForURL(`${FRONTEND}/dashboard`);
  assert.equal((await session(there.page)).user.id, user.id);
  await page.reload();
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await page.getByRole('status').getByText('You are signed out everywhere else.').waitFor();
  await there.page.reload();
  await there.page.waitForURL(/^https:\/\/yourdomain\.test\/login\?return_to=(%2F|\/)dashboard/);

  await page.getByRole('region', { name: 'Ways to sign in' }).getByRole('listitem').filter({ hasNotText: 'alice@example.org' })
    .getByRole('button', { name: 'Unlink Okta' }).click();
  await page.getByRole('status').getByText('The way to sign in was unlinked.').waitFor();

  await linkAs('bob');
  await page.getByRole('button', { name: 'Merge them' }).click();
  await page.getByRole('status').getByText('The two accounts were merged.').waitFor();
  await there.context.clearCookies();
  await there.page.goto(`${FRONTEND}/login`);
  await signIn(there.page, 'bob');
  await there.page.waitForURL(`${FRONTEND}/dashboard`);
  assert.equal((await session(there.page)).user.id, user.id);
  await there.leave();
  await here.leave();
});

test('a script on a neighbouring host cannot put its own session in place of the user\'s', async () => {
  const [victim, attacker] = [await person(), await person()];
  await attacker.page.goto(`${FRONTEND}/login`);
  await signIn(attacker.page, 'noemail');
  await attacker.page.waitForURL(`${FRONTEND}/dashboard`);
  const attackers = (await session(attacker.page)).user.id;
  const [{ value }] = await attacker.context.cookies(FRONTEND).then((all) => all.filter(({ name }) => name === '__Host-kaimu_session'));

  const { page, context } = victim;
  await page.goto(`${FRONTEND}/login`);
  await signIn(page, 'alice');
  await page.waitForURL(`${FRONTEND}/dashboard`);
  const victims = (await session(page)).user.id;
  assert.notEqual(victims, attackers);
  // The script writes the attacker's token under every name and path that a browser lets it write.
  await page.goto(`${BLOG}/`);
  await page.evaluate((value) => {
    for (const name of ['__Host-kaimu_session', '__Secure-kaimu_session', 'kaimu_session']) {
      for (const path of ['/', '/account', '/auth']) {
        for (const domain of ['', '; Domain=yourdomain.test']) document.cookie = `${name}=${value}; Path=${path}; Secure${domain}`;
      }
    }
  }, value);
  await page.goto(`${FRONTEND}/account`);
  await page.getByText('alice@example.org').first().waitFor();
  assert.equal((await session(page)).user.id, victims);
  // The click that once handed the account over asks about the victim's own account.
  await page.getByRole('button', { name: 'Link Okta', exact: true }).click();
  await page.getByRole('status').getByText('The way to sign in was linked.').waitFor();
  assert.equal((await session(page)).user.id, victims);
  await attacker.page.goto(`${API}/account/link/confirm`);
  await attacker.page.waitForURL(`${FRONTEND}/account`);
  assert.ok((await context.cookies()).some(({ name, domain }) => name === '__Secure-kaimu_session' && domain === '.yourdomain.test'), 'the neighbour did write it');
  await victim.leave();
  await attacker.leave();
});

test('an application gets no cookie with which it could link an identity of its own', async () => {
  const { page, context, leave } = await person();
  await page.goto(`${FRONTEND}/login`);
  await signIn(page, 'alice');
  await page.waitForURL(`${FRONTEND}/dashboard`);
  const request = page.waitForRequest(`${BLOG}/`);
  await page.goto(`${BLOG}/`);
  assert.equal((await (await request).allHeaders()).cookie, undefined);
  assert.deepEqual((await context.cookies(BLOG)).map(({ name }) => name), []);
  await leave();
});

test('a private Google account with the work address of another user is not linked to that user', async () => {
  const [victim, attacker] = [await person(), await person()];
  await victim.page.goto(`${FRONTEND}/login`);
  await signIn(victim.page, 'alice');
  await victim.page.waitForURL(`${FRONTEND}/dashboard`);
  const victims = (await session(victim.page)).user;
  assert.equal(victims.email, 'alice@example.org');
  // Google says that the address is verified, but no organization of Google's (`hd`) owns it.
  await attacker.page.goto(`${FRONTEND}/login`);
  await signIn(attacker.page, 'alice', 'Google');
  await attacker.page.waitForURL(/^https:\/\/yourdomain\.test\/(dashboard|account)/);
  const attackers = (await session(attacker.page)).user;
  assert.notEqual(attackers.id, victims.id);
  assert.equal(attackers.email, null);
  await victim.page.goto(`${FRONTEND}/account`);
  await victim.page.getByRole('button', { name: 'Link Google' }).waitFor();
  assert.equal(await victim.page.getByRole('button', { name: 'Unlink Google' }).count(), 0);
  await victim.leave();
  await attacker.leave();
});
