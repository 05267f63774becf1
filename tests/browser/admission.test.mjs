// Sign-ins with two certified providers: link_by_email, sign_up and allowed_email_domains, and front-channel logout. Each test has
// its own server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { freePort, person as personIn, start, startBrowser } from './parts.mjs';

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

/// Starts a provider with Alice and Bob. Returns its element of `OIDC_PROVIDERS`.
async function register(name, settings = {}) {
  const slug = name.toLowerCase();
  const at = (path) => `${site}/auth/oidc/${slug}/${path}`;
  // The provider only puts a `sid` into ID tokens of clients with back-channel logout.
  const client = ['--client-secret', 'secret', '--redirect-uri', at('callback'), '--backchannel-logout-uri', at('backchannel-logout')];
  const provider = await start(process.execPath, [script, ...client], { stream: 'stdout', ready: /"issuer":"([^"]+)"/ });
  running.push(provider);
  return { name, slug, issuer_url: provider.found[1], client_id: 'kaimu-test-client', client_secret: 'secret', ...settings };
}

async function serve(providers, settings = {}) {
  const listen = `127.0.0.1:${new URL(site).port}`;
  const here = { OIDC_BASE_URL: site, OIDC_FRONTEND_URL: site, KAIMU_SERVER__LISTEN: listen, KAIMU_CONFIG: '/dev/null' };
  env = { ...here, DATABASE_URL: `sqlite://${file}`, OIDC_PROVIDERS: JSON.stringify(providers), ...settings };
  running.push(await start(process.env.KAIMU_TEST_BINARY, ['serve'], { env, stream: 'stderr', ready: /ready: / }));
}

/// The output of `kaimu` with these arguments, while the server runs.
const kaimu = (...args) => execFileSync(process.env.KAIMU_TEST_BINARY, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

const person = () => personIn(browser);
const session = (page) => page.evaluate(async () => (await fetch('/auth/session')).json());

async function signIn(page, provider, username) {
  await page.goto(`${site}/login`);
  await proceed(page, provider, username);
}

/// Signs in from the current sign-in page.
async function proceed(page, provider, username) {
  await page.getByRole('link', { name: `Continue with ${provider}` }).click();
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill('any');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/// Signs in with a new browser context. Returns the user of the session.
async function userSignedInWith(provider, username) {
  const { page, leave } = await person();
  await signIn(page, provider, username);
  await page.waitForURL(`${site}/dashboard`);
  const { user } = await session(page);
  await leave();
  return user;
}

/// Asserts that the page is the sign-in page with this heading and code, and that there is no session.
async function isRefused(page, heading, code) {
  await page.getByRole('heading', { name: heading }).waitFor();
  await page.getByText(code).waitFor();
  assert.equal(new URL(page.url()).origin, site);
  const { cookies } = await page.context().storageState();
  assert.deepEqual(cookies.filter(({ name }) => name.includes('kaimu_session')), []);
}

test('link_by_email = "confirm": an identity with the address of a user is linked after that user signs in with the former provider', async () => {
  await serve([await register('Okta'), await register('Partner', { link_by_email: 'confirm' })]);
  const alice = await userSignedInWith('Okta', 'alice');
  const { page, leave } = await person();
  await signIn(page, 'Partner', 'alice');
  await isRefused(page, 'Not linked to your account yet', 'account.confirmation_needed');
  await page.getByText('Sign in the way you did before').waitFor();

  await proceed(page, 'Okta', 'alice');
  await page.getByRole('heading', { name: 'Link this way to sign in?' }).waitFor();
  assert.equal((await session(page)).user.id, alice.id);
  await page.getByRole('button', { name: 'Link Partner' }).click();
  await page.waitForURL(`${site}/account?done=linked`);
  assert.equal((await userSignedInWith('Partner', 'alice')).id, alice.id);
  await leave();
});

test('link_by_email = "confirm": a sign-in in another browser or of another user links nothing', async () => {
  await serve([await register('Okta'), await register('Partner', { link_by_email: 'confirm' })]);
  const alice = await userSignedInWith('Okta', 'alice');
  const { page, leave } = await person();
  await signIn(page, 'Partner', 'alice');
  await isRefused(page, 'Not linked to your account yet', 'account.confirmation_needed');
  assert.equal((await userSignedInWith('Okta', 'alice')).id, alice.id);
  await proceed(page, 'Okta', 'bob');
  await page.waitForURL(`${site}/dashboard`);
  await leave();

  const later = await person();
  await signIn(later.page, 'Partner', 'alice');
  await isRefused(later.page, 'Not linked to your account yet', 'account.confirmation_needed');
  await later.leave();
});

test('link_by_email = "never": an identity with the address of a user becomes a new user without that address', async () => {
  await serve([await register('Okta'), await register('Partner', { link_by_email: 'never' })]);
  const alice = await userSignedInWith('Okta', 'alice');
  const other = await userSignedInWith('Partner', 'alice');
  assert.notEqual(other.id, alice.id);
  assert.deepEqual([alice.email, other.email], ['alice@example.org', null]);
  assert.equal((await userSignedInWith('Okta', 'alice')).id, alice.id);
  assert.equal((await userSignedInWith('Partner', 'alice')).id, other.id);
});

test('sign_up = "invited": a new user is refused with a reason, and can sign in after an invitation', async () => {
  await serve([await register('Okta')], { KAIMU_SIGN_IN__SIGN_UP: 'invited' });
  const { page, leave } = await person();
  await signIn(page, 'Okta', 'alice');
  await isRefused(page, 'Sign-up is closed here', 'account.sign_up_closed');
  assert.match(kaimu('users', 'invite', 'alice@example.org'), /^alice@example\.org is invited until /);
  await page.getByRole('link', { name: 'Try again with Okta' }).click();
  await page.waitForURL(`${site}/dashboard`);
  assert.equal((await session(page)).user.email, 'alice@example.org');
  await leave();

  const uninvited = await person();
  await signIn(uninvited.page, 'Okta', 'bob');
  await isRefused(uninvited.page, 'Sign-up is closed here', 'account.sign_up_closed');
  await uninvited.leave();
});

test('allowed_email_domains: a user with an address in another domain is refused with a reason', async () => {
  await serve([await register('Okta')], { KAIMU_SIGN_IN__ALLOWED_EMAIL_DOMAINS: 'example.com' });
  const { page, leave } = await person();
  await signIn(page, 'Okta', 'alice');
  await isRefused(page, 'This account may not sign in here', 'account.not_allowed');
  await leave();
});

test('a page of the provider with the front-channel logout URL in a frame ends only the named session', async () => {
  const okta = await register('Okta');
  await serve([okta]);
  const [here, there] = [await person(), await person()];
  await signIn(there.page, 'Okta', 'bob');
  await there.page.waitForURL(`${site}/dashboard`);
  await signIn(here.page, 'Okta', 'alice');
  await here.page.waitForURL(`${site}/dashboard`);

  const query = new URLSearchParams({ iss: okta.issuer_url, sid: giveSid('alice@example.org') });
  const address = `${site}/auth/oidc/okta/frontchannel-logout?${query}`;
  // The frame needs a page that the provider serves, since Chromium refuses frames of this machine in pages that a test makes up.
  // Only this origin may frame Kaimu. A refusal of the browser would be a console error and fail the test.
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

/// Gives the upstream session of this user a `sid` that the test knows: Kaimu keeps the hash of the real one alone.
function giveSid(email) {
  const sid = 'a sid that this test knows';
  const database = new DatabaseSync(file, { timeout: 5000 });
  const { changes } = database.prepare(`UPDATE provider_sessions SET sid_hash = ? WHERE session_id IN (SELECT sessions.id
    FROM sessions JOIN users ON users.id = user_id WHERE users.email = ?)`)
    .run(createHash('sha256').update(sid).digest('hex'), email);
  database.close();
  assert.equal(changes, 1);
  return sid;
}
