// Who comes in, and as whom, by two providers that we did not write: an address that is known already, an invitation, a list of
// domains; and out again, when a page of the provider says so. Each test has a server of its own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { freePort, person as anybody, start, startBrowser } from './parts.mjs';

const script = new URL('../okta/provider.mjs', import.meta.url).pathname;

let folder, file, site, env, browser, running;

before(async () => {
  browser = await startBrowser();
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaimu-admission-'));
  file = join(folder, 'kaimu.db');
  site = `http://localhost:${await freePort()}`;
  running = [];
});

afterEach(async () => {
  for (const program of running.toReversed()) await program.stop();
  rmSync(folder, { recursive: true, force: true });
});

after(() => browser?.close());

/// A provider with Alice and Bob, and how Kaimu knows it.
async function register(name, settings = {}) {
  const slug = name.toLowerCase();
  const at = (path) => `${site}/auth/oidc/${slug}/${path}`;
  // A client that is told of sign-outs by session finds the session's `sid` in its ID tokens.
  const client = ['--client-secret', 'secret', '--redirect-uri', at('callback'), '--backchannel-logout-uri', at('backchannel-logout')];
  const provider = await start(process.execPath, [script, ...client], { stream: 'stdout', says: /"issuer":"([^"]+)"/ });
  running.push(provider);
  return { name, slug, issuer_url: provider.found[1], client_id: 'kaimu-test-client', client_secret: 'secret', ...settings };
}

async function serve(providers, settings = {}) {
  const listen = `127.0.0.1:${new URL(site).port}`;
  const here = { OIDC_BASE_URL: site, OIDC_FRONTEND_URL: site, KAIMU_SERVER__LISTEN: listen, KAIMU_CONFIG: '/dev/null' };
  env = { ...here, DATABASE_URL: `sqlite://${file}`, OIDC_PROVIDERS: JSON.stringify(providers), ...settings };
  running.push(await start(process.env.KAIMU_TEST_BINARY, ['serve'], { env, stream: 'stderr', says: /ready: / }));
}

/// What `kaimu` prints with these arguments, beside the running server.
const kaimu = (...args) => execFileSync(process.env.KAIMU_TEST_BINARY, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const person = () => anybody(browser);
const whoIs = (page) => page.evaluate(async () => (await fetch('/auth/session')).json());

async function signIn(page, provider, username) {
  await page.goto(`${site}/login`);
  await proceed(page, provider, username);
}

/// From the sign-in page that one is on.
async function proceed(page, provider, username) {
  await page.getByRole('link', { name: `Continue with ${provider}` }).click();
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill('any');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/// Signs in in a browser of their own, and is the user whose session that is.
async function userBy(provider, username) {
  const { page, leave } = await person();
  await signIn(page, provider, username);
  await page.waitForURL(`${site}/dashboard`);
  const { user } = await whoIs(page);
  await leave();
  return user;
}

/// Is on the sign-in page, with this heading and code, and without a session.
async function isRefused(page, heading, code) {
  await page.getByRole('heading', { name: heading }).waitFor();
  await page.getByText(code).waitFor();
  assert.equal(new URL(page.url()).origin, site);
  const { cookies } = await page.context().storageState();
  assert.deepEqual(cookies.filter(({ name }) => name.includes('kaimu_session')), []);
}

test('link_by_email = "confirm": whoever comes with a known address signs in the way they did before, and then either way leads to them', async () => {
  await serve([await register('Okta'), await register('Partner', { link_by_email: 'confirm' })]);
  const alice = await userBy('Okta', 'alice');
  const { page, leave } = await person();
  await signIn(page, 'Partner', 'alice');
  await isRefused(page, 'Not linked to your account yet', 'account.confirmation_needed');
  await page.getByText('Sign in the way you did before').waitFor();

  await proceed(page, 'Okta', 'alice');
  await page.waitForURL(`${site}/dashboard`);
  assert.equal((await whoIs(page)).user.id, alice.id);
  assert.equal((await userBy('Partner', 'alice')).id, alice.id);
  await leave();
});

test('link_by_email = "confirm": in another browser, or as somebody else, nothing is linked', async () => {
  await serve([await register('Okta'), await register('Partner', { link_by_email: 'confirm' })]);
  const alice = await userBy('Okta', 'alice');
  const { page, leave } = await person();
  await signIn(page, 'Partner', 'alice');
  await isRefused(page, 'Not linked to your account yet', 'account.confirmation_needed');
  assert.equal((await userBy('Okta', 'alice')).id, alice.id);
  await proceed(page, 'Okta', 'bob');
  await page.waitForURL(`${site}/dashboard`);
  await leave();

  const later = await person();
  await signIn(later.page, 'Partner', 'alice');
  await isRefused(later.page, 'Not linked to your account yet', 'account.confirmation_needed');
  await later.leave();
});

test('link_by_email = "never": whoever comes with a known address is somebody new, without that address', async () => {
  await serve([await register('Okta'), await register('Partner', { link_by_email: 'never' })]);
  const alice = await userBy('Okta', 'alice');
  const other = await userBy('Partner', 'alice');
  assert.notEqual(other.id, alice.id);
  assert.deepEqual([alice.email, other.email], ['alice@example.org', null]);
  assert.equal((await userBy('Okta', 'alice')).id, alice.id);
  assert.equal((await userBy('Partner', 'alice')).id, other.id);
});

test('sign_up = "invited": a stranger is refused in words, and comes in once they are invited', async () => {
  await serve([await register('Okta')], { KAIMU_SIGN_IN__SIGN_UP: 'invited' });
  const { page, leave } = await person();
  await signIn(page, 'Okta', 'alice');
  await isRefused(page, 'Sign-up is closed here', 'account.sign_up_closed');
  assert.match(kaimu('users', 'invite', 'alice@example.org'), /^alice@example\.org is invited until /);
  await page.getByRole('link', { name: 'Try again with Okta' }).click();
  await page.waitForURL(`${site}/dashboard`);
  assert.equal((await whoIs(page)).user.email, 'alice@example.org');
  await leave();

  const uninvited = await person();
  await signIn(uninvited.page, 'Okta', 'bob');
  await isRefused(uninvited.page, 'Sign-up is closed here', 'account.sign_up_closed');
  await uninvited.leave();
});

test('allowed_email_domains: whoever has an address elsewhere is refused in words', async () => {
  await serve([await register('Okta')], { KAIMU_SIGN_IN__ALLOWED_EMAIL_DOMAINS: 'example.com' });
  const { page, leave } = await person();
  await signIn(page, 'Okta', 'alice');
  await isRefused(page, 'This account may not sign in here', 'account.not_allowed');
  await leave();
});

test('a page of the provider with the front-channel address in a frame ends the session, and no other', async () => {
  const okta = await register('Okta');
  await serve([okta]);
  const [here, there] = [await person(), await person()];
  await signIn(there.page, 'Okta', 'bob');
  await there.page.waitForURL(`${site}/dashboard`);
  await signIn(here.page, 'Okta', 'alice');
  await here.page.waitForURL(`${site}/dashboard`);

  const query = new URLSearchParams({ iss: okta.issuer_url, sid: sidOf('alice@example.org') });
  const address = `${site}/auth/oidc/okta/frontchannel-logout?${query}`;
  // A page that the provider really serves: Chromium refuses frames of this machine to one that the test makes up. And only this
  // origin may have Kaimu in a frame: the browser would say on the console that it refused.
  await here.page.goto(`${okta.issuer_url}/v1/logout`);
  const framed = here.page.waitForResponse((response) => response.url() === address);
  await here.page.evaluate((src) => document.body.append(Object.assign(document.createElement('iframe'), { src, hidden: true })), address);
  assert.equal((await framed).status(), 200);

  await here.page.goto(`${site}/dashboard`);
  await here.page.waitForURL(`${site}/login?return_to=/dashboard`);
  await there.page.reload();
  await there.page.getByRole('heading', { name: 'Bob Example' }).waitFor();
  await here.leave();
  await there.leave();
});

/// What the provider calls its session, by the ID token of this person's sign-in.
function sidOf(email) {
  const database = new DatabaseSync(file, { timeout: 5000 });
  const { sid } = database.prepare(`SELECT sid FROM provider_sessions JOIN sessions ON sessions.id = session_id
    JOIN users ON users.id = user_id WHERE users.email = ?`).get(email);
  database.close();
  return sid;
}
