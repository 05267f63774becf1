// The steps of the guide for Okta and its error cases, with an environment file, restarts and reloads. The provider is configured
// like Okta. This file takes the pictures of docs/troubles.md.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, person as personIn, start, startBrowser } from './parts.mjs';

const SCREENSHOTS = new URL('../screenshots/', import.meta.url).pathname;
const script = new URL('../okta/provider.mjs', import.meta.url).pathname;
const CALLBACK = '/auth/oidc/okta/callback';
const SECRET = 'YOUR_CLIENT_SECRET';

let folder, base, frontend, kaimu, browser;
const providers = [];

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'kaimu-guide-'));
  [base, frontend] = [`http://localhost:${await freePort()}`, `http://localhost:${await freePort()}`];
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  for (const program of [kaimu, ...providers]) await program?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/// Steps 1 to 4: the application at Okta, with these URIs, and the issuer of an authorization server.
async function register(redirectUri, ...server) {
  const login = ['--redirect-uri', redirectUri, '--post-logout-redirect-uri', `${frontend}/login`];
  const client = ['--client-id', 'YOUR_CLIENT_ID', '--client-secret', SECRET, ...server];
  const okta = await start(process.execPath, [script, ...login, ...client], { stream: 'stdout', ready: /"issuer":"([^"]+)"/ });
  providers.push(okta);
  return okta.found[1];
}

/// Step 5: the configuration from the guide.
const configured = (issuer, scopes = 'openid email profile') => `OIDC_PROVIDERS='[{
  "name": "Okta",
  "slug": "okta",
  "issuer_url": "${issuer}",
  "client_id": "YOUR_CLIENT_ID",
  "client_secret": "${SECRET}",
  "scopes": "${scopes}"
}]'
`;

function writeEnvFile(more = '', database = 'kaimu') {
  const here = `OIDC_BASE_URL=${base}\nOIDC_FRONTEND_URL=${frontend}\nDATABASE_URL=sqlite://${database}.db\n`;
  writeFileSync(join(folder, '.env'), `# Kaimu\n${here}${more}`);
}

function environment() {
  const listen = [base, frontend].map((url) => `127.0.0.1:${new URL(url).port}`).join();
  return { KAIMU_ENV_FILE: '.env', KAIMU_CONFIG: '/dev/null', KAIMU_SERVER__LISTEN: listen };
}

/// Step 6.
async function restart() {
  await kaimu?.stop();
  kaimu = await start(process.env.KAIMU_TEST_BINARY, ['serve'], { env: environment(), cwd: folder, stream: 'stderr', ready: /ready: / });
}

/// Starts Kaimu with a new database, which has no former issuer for the slug.
async function startWithNewDatabase(database, configuration) {
  writeEnvFile(configuration, database);
  await restart();
}

/// The standard output of a command, whatever its exit status.
function run(command) {
  return spawnSync(process.env.KAIMU_TEST_BINARY, [command], { env: environment(), cwd: folder, encoding: 'utf8' }).stdout;
}

/// The finding of a check in the output of `kaimu check`: its line and the line with the fix.
function broken(checked, check) {
  const lines = checked.split('\n');
  const at = lines.findIndex((line) => line.startsWith('  ✗ ') && line.includes(`(${check})`));
  assert.notEqual(at, -1, checked);
  return lines.slice(at, at + 2);
}

/// Waits for the log line with these words.
async function logged(words) {
  for (;;) {
    const line = kaimu.lines.find((one) => one.includes(words));
    if (line) return line;
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
}

const person = (options) => personIn(browser, { viewport: { width: 560, height: 400 }, ...options });

/// Takes a picture of the page.
const picture = (page, trouble) => page.screenshot({ path: `${SCREENSHOTS}trouble-${trouble}.png`, fullPage: true });

/// Takes a picture of output lines that looks like a terminal.
async function pictureOfTerminal(trouble, lines) {
  const { page, leave } = await person({ viewport: { width: 760, height: 60 } });
  await page.setContent(`<style>body { margin: 0; background: #1d2126 } pre { margin: 1em; color: #e6e6e6; font: 14px/1.5 monospace; white-space: pre-wrap }</style><pre></pre>`);
  await page.locator('pre').evaluate((pre, text) => { pre.textContent = text; }, lines.join('\n'));
  await picture(page, trouble);
  await leave();
}

async function signIn(page, username) {
  await page.goto(`${frontend}/login`);
  await page.getByRole('link', { name: 'Continue with Okta' }).click();
  await enter(page, username);
}

async function enter(page, username) {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill('any');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('the steps: with the URIs of the page registered and the configuration of the guide, a user signs in and out after a restart', async () => {
  writeEnvFile();
  await restart();
  const { page, leave } = await person();
  await page.goto(`${frontend}/login`);
  const text = await page.locator('main').innerText();
  assert.ok(text.includes(`${base}${CALLBACK}`), `the page names the redirect URI to register: ${text}`);

  writeEnvFile(configured(await register(`${base}${CALLBACK}`)));
  const checked = run('check');
  for (const uri of [`${base}${CALLBACK}`, `${frontend}/login`]) assert.ok(checked.includes(`${uri}\n`), checked);
  await page.reload();
  assert.equal(await page.getByRole('link', { name: 'Continue with Okta' }).count(), 0, 'not before the restart');
  await restart();

  await signIn(page, 'alice');
  await page.waitForURL(`${frontend}/dashboard`);
  await page.getByRole('heading', { name: 'Alice Example' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  assert.equal(page.url().split('?')[0], `${frontend}/login`, 'the sign-out redirect URI');
  await leave();
});

test('"User is not assigned": the page gives the reason, and another account can sign in', async () => {
  const { page, leave } = await person();
  await signIn(page, 'robin');
  await page.getByRole('heading', { name: 'You are not assigned to this application at Okta' }).waitFor();
  assert.equal(new URL(page.url()).origin, frontend);
  await picture(page, 'not-assigned');
  await pictureOfTerminal('not-assigned-log', [await logged('provider.refused.not_assigned')]);
  await page.getByRole('link', { name: /another account/ }).click();
  await enter(page, 'alice@example.org');
  await page.waitForURL(`${frontend}/dashboard`);
  await leave();
});

test('"CORS Errors": scripts of the frontend get the session, scripts of another site do not, and the log gives the reason', async () => {
  const { page, leave } = await person({ expected: ['CORS policy', 'ERR_FAILED'] });
  await signIn(page, 'alice');
  await page.waitForURL(`${frontend}/dashboard`);
  const ask = (url) => fetch(`${url}/auth/session`, { credentials: 'include' }).then((answer) => answer.json(), () => 'refused');
  assert.equal((await page.evaluate(ask, base)).user.email, 'alice@example.org');
  const stranger = new URL(base);
  stranger.hostname = '127.0.0.1';
  await page.goto(`${stranger}login`);
  assert.equal(await page.evaluate(ask, base), 'refused');
  await pictureOfTerminal('cors-log', [await logged(`a page at ${stranger.origin} requests the session`)]);
  await leave();
});

test('"CORS Errors": a callback at another host than that of the backend is refused, and the log names the right host', async () => {
  const { page, leave } = await person();
  const stranger = new URL(base);
  stranger.hostname = '127.0.0.1';
  await page.goto(`${stranger.origin}${CALLBACK}?code=a&state=b`);
  await page.getByRole('heading', { name: 'This browser lost track of the sign-in' }).waitFor();
  await picture(page, 'callback-elsewhere');
  const words = ['a provider sent a browser back to the host 127.0.0.1', 'state.missing'];
  await pictureOfTerminal('callback-elsewhere-log', await Promise.all(words.map(logged)));
  await leave();
});

test('"Custom Authorization Server": a reload replaces the issuer, and signed-in users stay signed in', async () => {
  const { page, leave } = await person();
  await signIn(page, 'bob');
  await page.waitForURL(`${frontend}/dashboard`);
  const custom = await register(`${base}${CALLBACK}`, '--path', '/oauth2/aus9kaimu0custom0srv', '--audience', 'kaimu');
  const withAudience = configured(custom).replace('"scopes"', '"extra_params": { "audience": "kaimu" },\n  "scopes"');
  // Another issuer under the same slug needs the operator's confirmation, and the log has the setting to add.
  writeEnvFile(withAudience);
  assert.match(run('reload'), /^the new configuration is in use\n/);
  const line = (await logged('"replaces_issuer": ')).match(/"replaces_issuer": ("[^"]+")/);
  writeEnvFile(withAudience.replace('"scopes"', `"replaces_issuer": ${line[1]},\n  "scopes"`));
  assert.equal(run('reload'), 'the new configuration is in use\n');

  await page.goto(`${frontend}/dashboard`);
  await page.getByRole('heading', { name: 'Bob Example' }).waitFor();
  const other = await person();
  await signIn(other.page, 'bob');
  // The other issuer knows Bob by another subject, and proves the same address.
  await other.page.waitForURL(`${frontend}/account?done=linked_by_email`);
  await other.leave();
  await leave();
});

test('a new client secret: with both secrets configured, a user signs in before Okta accepts the new one', async () => {
  const issuer = await register(`${base}${CALLBACK}`);
  await startWithNewDatabase('rotated', configured(issuer));
  const both = `"client_secrets": ["not valid yet", "${SECRET}"]`;
  writeEnvFile(configured(issuer).replace(`"client_secret": "${SECRET}"`, both), 'rotated');
  assert.equal(run('reload'), 'the new configuration is in use\n');
  const { page, leave } = await person();
  await signIn(page, 'alice');
  await page.waitForURL(`${frontend}/dashboard`);
  await logged('rejected the first secret of client_secrets');
  await leave();
});

test('"Invalid scope": the page tells the administrator what to correct', async () => {
  const { page, leave } = await person();
  const issuer = await register(`${base}${CALLBACK}`);
  await startWithNewDatabase('scope', configured(issuer, 'openid email profile groups'));
  await page.goto(`${frontend}/login`);
  await page.getByRole('link', { name: 'Continue with Okta' }).click();
  await page.getByRole('heading', { name: 'Invalid scope' }).waitFor();
  await page.getByText('The administrator has to enable it there').waitFor();
  assert.equal(new URL(page.url()).origin, frontend);
  await picture(page, 'invalid-scope');
  const finding = broken(run('check'), 'provider.scopes');
  await pictureOfTerminal('invalid-scope-log', [await logged('provider.refused.invalid_scope'), '', '$ kaimu check', ...finding]);
  await leave();
});

test('"Invalid redirect_uri": Okta shows its own page and does not redirect to an unregistered URI', async () => {
  // With a trailing slash, as the guide warns.
  const issuer = await register(`${base}${CALLBACK}/`);
  await startWithNewDatabase('slash', configured(issuer));
  const { page, leave } = await person({ expected: ['status of 400'] });
  const answered = page.waitForResponse((response) => response.url().startsWith(issuer));
  await page.goto(`${frontend}/login`);
  await page.getByRole('link', { name: 'Continue with Okta' }).click();
  assert.equal((await answered).status(), 400);
  await page.getByText('redirect_uri').waitFor();
  await picture(page, 'invalid-redirect-uri');
  const checked = run('check');
  assert.ok(checked.includes(`${base}${CALLBACK}\n`), 'what has to be registered');
  await pictureOfTerminal('invalid-redirect-uri-check', ['$ kaimu check', ...broken(checked, 'provider.redirect_uri')]);
  await leave();
});
