// A certified provider disables a user, and the next recheck signs the user out, in a real browser.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { freePort, person, start, startBrowser } from './parts.mjs';

const script = new URL('../okta/provider.mjs', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'kaimu-recheck-'));
const file = join(folder, 'kaimu.db');
let okta, kaimu, browser, site;

before(async () => {
  site = `http://localhost:${await freePort()}`;
  const redirect = ['--redirect-uri', `${site}/auth/oidc/okta/callback`, '--client-secret', 'secret'];
  okta = await start(process.execPath, [script, ...redirect], { stream: 'stdout', ready: /^\{"issuer":"([^"]+)"/ });
  const provider = {
    name: 'Okta', slug: 'okta', issuer_url: okta.found[1], client_id: 'kaimu-test-client', client_secret: 'secret',
    scopes: 'openid email profile offline_access', recheck: '1m',
  };
  const env = { ...process.env, PORT: new URL(site).port, DATABASE_URL: `sqlite://${file}`, OIDC_PROVIDERS: JSON.stringify([provider]) };
  kaimu = await start(process.env.KAIMU_TEST_BINARY, [], { stream: 'stderr', ready: /ready: open/, env });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await kaimu?.stop();
  await okta?.stop();
  rmSync(folder, { recursive: true });
});

/// Moves the last confirmation of the provider this many seconds into the past.
function ageConfirmation(seconds) {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec(`UPDATE rechecks SET confirmed_at = confirmed_at - ${seconds * 1000}, asked_at = asked_at - ${seconds * 1000}`);
  database.close();
}

async function signIn(page, name) {
  await page.goto(`${site}/login`);
  await page.getByRole('link', { name: 'Continue with Okta' }).click();
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('Password').fill('any');
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('Bob stays signed in while the provider confirms him, and is signed out after it disables him', async () => {
  const { page, leave } = await person(browser, { expected: ['401'] });
  await signIn(page, 'bob');
  await page.getByRole('button', { name: 'Allow access' }).click();
  await page.waitForURL(`${site}/dashboard`);
  for (const seconds of [130, 130]) {
    ageConfirmation(seconds);
    await page.reload();
    await page.getByText('Bob Example').first().waitFor();
  }

  okta.send(JSON.stringify({ command: 'disable', username: 'bob' }));
  while (!okta.lines.includes('{"done":"disable"}')) await new Promise(setImmediate);
  ageConfirmation(130);
  const { status, body } = await page.evaluate(async () => {
    const answer = await fetch('/auth/session');
    return { status: answer.status, body: await answer.json() };
  });
  assert.deepEqual({ status, body }, { status: 401, body: { error: 'signed_out' } });
  await page.goto(`${site}/account`);
  await page.waitForURL(`${site}/login?return_to=/account`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();

  await page.getByRole('link', { name: 'Continue with Okta' }).click();
  await page.getByLabel('Username').waitFor();
  await leave();
});
