// `kaimu demo` in Firefox from Debian, driven by Puppeteer over WebDriver BiDi: a user signs in, links a second identity, signs out,
// and comes back with it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { startDemo } from './parts.mjs';

let demo, login, browser;

before(async () => {
  demo = await startDemo();
  ({ login } = demo);
  browser = await puppeteer.launch({ browser: 'firefox', executablePath: '/usr/bin/firefox-esr' });
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const at = (path) => new URL(path, login).href;

/// Opens a page. `leave` closes it and fails the test on any exception, any console error, and any request to another host.
async function person() {
  const page = await browser.newPage();
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !['localhost', '127.0.0.1'].includes(hostname)) problems.push(request.url());
  });
  return { page, leave: async () => { await page.close(); assert.deepEqual(problems, []); } };
}

/// The element with this role and accessible name.
const named = (page, role, name) => page.locator(`::-p-aria([name="${name}"][role="${role}"])`);
const press = (page, role, name) => named(page, role, name).click();
const heading = (page, name) => named(page, 'heading', name).wait();
/// Presses the button of the person with this name, on the page of the demo's provider.
const choose = (page, name) => page.locator(`button ::-p-text(${name})`).click();
const session = (page) => page.evaluate(async () => (await fetch('/auth/session')).json());

async function signIn(page, provider, name) {
  await press(page, 'link', `Continue with ${provider}`);
  await choose(page, name);
  await heading(page, name);
  assert.equal(page.url(), at('/dashboard'));
}

test('a user of Firefox signs in, links an identity, signs out, and comes back with it', async () => {
  const { page, leave } = await person();
  await page.goto(login);
  await signIn(page, 'Okta (demo)', 'Sam Example');
  const { user } = await session(page);
  await press(page, 'link', 'Your account');
  await page.locator('::-p-text(Firefox on Linux)').wait();
  await press(page, 'button', 'Link Google (demo)');
  await choose(page, 'Sam Example');
  await heading(page, 'Link this way to sign in?');
  await press(page, 'button', 'Link Google (demo)');
  await page.locator('::-p-text(The way to sign in was linked.)').wait();
  await press(page, 'button', 'Sign out');
  await heading(page, 'You are signed out');
  await page.locator('::-p-text(and Okta \\(demo\\) was asked to sign you out as well)').wait();
  assert.deepEqual(await session(page), { error: 'signed_out' });
  await signIn(page, 'Google (demo)', 'Sam Example');
  const again = await session(page);
  assert.deepEqual([again.user.id, again.session.provider], [user.id, 'google']);
  await leave();
});
