// The whole demo in a real browser: headless Chromium from Debian, driven by Playwright. `tests/run` starts this, and puts
// screenshots of every page into tests/screenshots.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const SCREENSHOTS = new URL('../screenshots/', import.meta.url).pathname;
const LOOKS = [
  { name: 'narrow-light', viewport: { width: 320, height: 640 }, colorScheme: 'light' },
  { name: 'wide-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
];

let kaimu, login, browser;

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const free = '127.0.0.1:0';
  kaimu = spawn(process.env.KAIMU_TEST_BINARY, ['demo', '--listen', [free, free, free].join()], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: kaimu.stdout })) {
    login = line.match(/http:\S+\/login/)?.[0];
    if (login) break;
  }
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update'];
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-sync', ...quiet],
  });
});

after(async () => {
  await browser?.close();
  kaimu?.kill('SIGTERM');
});

/// A browser without cookies, which fails the test at any console error (a refused Content-Security-Policy is one) and at any
/// request to another machine.
async function person(options = {}) {
  const context = await browser.newContext(options);
  const troubles = [];
  context.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !['localhost', '127.0.0.1'].includes(hostname)) troubles.push(request.url());
  });
  const page = await context.newPage();
  return { context, page, leave: async () => { await context.close(); assert.deepEqual(troubles, []); } };
}

async function signIn(page, provider, name, from = login) {
  await page.goto(from);
  await page.getByRole('link', { name: `Continue with ${provider}` }).click();
  await button(page, name).click();
}

/// Whoever has this first name, at the provider.
const button = (page, name) => page.getByRole('button', { name: new RegExp(`^${name}`) });

const at = (path) => new URL(path, login).href;
const whoIs = (page) => page.evaluate(async () => (await fetch('/auth/session')).json());

test('Alice signs in with one provider, signs out, and is the same user with the other', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Alice');
  await page.waitForURL(at('/dashboard'));
  const first = await whoIs(page);
  assert.equal(first.user.username, 'alice');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await signIn(page, 'Google (demo)', 'Alice');
  await page.waitForURL(at('/dashboard'));
  assert.equal((await whoIs(page)).user.id, first.user.id);
  await leave();
});

test('Mallory, who claims the address of Alice, does not become Alice', async () => {
  const alice = await person();
  await signIn(alice.page, 'Okta (demo)', 'Alice');
  await alice.page.waitForURL(at('/dashboard'));
  const mallory = await person();
  await signIn(mallory.page, 'Google (demo)', 'Mallory');
  await mallory.page.waitForURL(at('/dashboard'));
  const who = await whoIs(mallory.page);
  assert.notEqual(who.user.id, (await whoIs(alice.page)).user.id);
  assert.equal(who.user.email, null);
  await alice.leave();
  await mallory.leave();
});

test('a person who is not assigned is told so and can try again', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Robin');
  const notice = page.getByRole('alert');
  await notice.getByRole('heading', { name: 'You are not assigned to this application' }).waitFor();
  await notice.getByRole('link', { name: 'Try again with Okta (demo)' }).click();
  await button(page, 'Bob').click();
  await page.waitForURL(at('/dashboard'));
  await leave();
});

test('the Back button after a sign-in is harmless', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Bob');
  await page.waitForURL(at('/dashboard'));
  for (let step = 0; step < 2; step++) await page.goBack();
  await page.goto(at('/login'));
  await page.waitForURL(at('/dashboard'));
  await leave();
});

test('two tabs that sign in at once both end signed in', async () => {
  const { context, page, leave } = await person();
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(login);
    await tab.getByRole('link', { name: 'Continue with Okta (demo)' }).click();
  }
  for (const tab of [other, page]) {
    await button(tab, 'Alice').click();
    await tab.waitForURL(at('/dashboard'));
  }
  await leave();
});

test('a deep link is kept through the sign-in', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Alice', at('/login?return_to=/logout%3Ffrom=link'));
  await page.waitForURL(at('/logout?from=link'));
  await leave();
});

test('a person signs in with the keyboard alone, and the focus can be seen', async () => {
  const { page, leave } = await person();
  await page.goto(login);
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
  assert.ok(parseFloat(outline) >= 2, `outline of ${outline}`);
  await page.keyboard.press('Enter');
  await button(page, 'Alice').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(at('/dashboard'));
  await leave();
});

test('a person signs in without JavaScript', async () => {
  const { page, leave } = await person({ javaScriptEnabled: false });
  await signIn(page, 'Google (demo)', 'Alice');
  await page.waitForURL(at('/dashboard'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await leave();
});

test('the cookies are as the contract says', async () => {
  const { context, page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Alice');
  await page.waitForURL(at('/dashboard'));
  const cookies = (await context.cookies(login)).filter(({ name }) => name.startsWith('kaimu'));
  assert.deepEqual(cookies.map(({ name }) => name.replace(/[0-9a-f]{8}$/, '*')).sort(), ['kaimu_session', 'kaimu_sign_in_*']);
  for (const { name, httpOnly, sameSite, path, domain, expires } of cookies) {
    assert.deepEqual({ httpOnly, sameSite, path, domain }, { httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
    const hours = (expires - Date.now() / 1000) / 3600;
    const expected = name === 'kaimu_session' ? 7 * 24 : 1;
    assert.ok(Math.abs(hours - expected) < 0.1, `${name} lives ${hours} hours`);
  }
  await leave();
});

test('the sign-in page with everything it loads is lighter than 40 KiB', async () => {
  const { page, leave } = await person();
  const bodies = [];
  page.on('response', (response) => bodies.push(response.body()));
  await page.goto(login, { waitUntil: 'networkidle' });
  const weight = (await Promise.all(bodies)).reduce((sum, body) => sum + body.length, 0);
  assert.ok(weight > 1000 && weight < 40 * 1024, `${weight} bytes`);
  await leave();
});

for (const { name, ...look } of LOOKS) {
  test(`every page is accessible and has its picture taken: ${name}`, async () => {
    const { page, leave } = await person(look);
    const findings = [];
    const look_at = async (what) => {
      await page.screenshot({ path: `${SCREENSHOTS}${name}-${what}.png`, fullPage: true });
      const { violations } = await new AxeBuilder({ page }).analyze();
      findings.push(...violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map(({ html }) => html).join(' ')}`));
      const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      if (wider) findings.push(`${what}: scrolls sideways`);
    };
    await page.goto(login);
    await look_at('login');
    await page.goto(at('/login?error=provider.refused.not_assigned&provider=okta&request=0123456789abcdef'));
    await look_at('refused');
    await page.goto(at('/login?signed_out=1'));
    await look_at('signed-out');
    await page.goto(login);
    await page.getByRole('link', { name: 'Continue with Okta (demo)' }).click();
    await look_at('choose-a-person');
    await button(page, 'Alice').click();
    await page.waitForURL(at('/dashboard'));
    await look_at('dashboard');
    await page.goto(at('/logout'));
    await look_at('logout');
    assert.deepEqual(findings, []);
    await leave();
  });
}
