// The account page of the demo in a real browser: sessions, linked identities, and the merge of two users.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { button, person as personIn, startBrowser, startDemo } from './parts.mjs';

let demo, login, browser;

before(async () => {
  browser = await startBrowser();
});

// Each test starts with a new demo, which has no users.
beforeEach(async () => {
  await demo?.stop();
  demo = await startDemo();
  ({ login } = demo);
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const person = (options) => personIn(browser, options);
const at = (path) => new URL(path, login).href;
const session = (page) => page.evaluate(async () => (await fetch('/auth/session')).json());

async function signIn(page, provider, name) {
  await page.goto(login);
  await page.getByRole('link', { name: `Continue with ${provider}` }).click();
  await button(page, name).click();
  await page.waitForURL(at('/dashboard'));
}

async function toAccount(page) {
  await page.getByRole('link', { name: 'Your account' }).click();
  await page.getByRole('heading', { name: 'Your account' }).waitFor();
}

async function link(page, provider, name) {
  await page.getByRole('button', { name: `Link ${provider}`, exact: true }).click();
  await button(page, name).click();
}

const identities = (page) => page.getByRole('region', { name: 'Ways to sign in' });
const sessions = (page) => page.getByRole('region', { name: 'Active sessions' });
const events = (page) => page.getByRole('region', { name: 'Recent activity' });

test('Sam links Google to the account of Okta, is one user with both, and unlinks Google', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Sam');
  const { user } = await session(page);
  await toAccount(page);
  assert.equal(await page.getByRole('button', { name: /^Unlink/ }).count(), 0, 'not the last one');
  await link(page, 'Google (demo)', 'Sam');
  await page.getByRole('heading', { name: 'Link this way to sign in?' }).waitFor();
  await page.getByRole('button', { name: 'Do not link' }).click();
  await page.waitForURL(at('/account'));
  assert.equal(await page.getByRole('button', { name: /^Unlink/ }).count(), 0, 'nothing was linked');
  await link(page, 'Google (demo)', 'Sam');
  await page.getByRole('button', { name: 'Link Google (demo)' }).click();
  await page.getByRole('status').getByText('The way to sign in was linked.').waitFor();
  await identities(page).getByText('Google (demo)', { exact: true }).waitFor();

  const other = await person();
  await signIn(other.page, 'Google (demo)', 'Sam');
  assert.equal((await session(other.page)).user.id, user.id);
  const changes = other.page.getByRole('region', { name: 'Changes to your account' });
  await changes.getByText('Google (demo) was linked').waitFor();
  await changes.getByRole('button', { name: 'I have seen this' }).click();
  await changes.waitFor({ state: 'detached' });
  assert.equal(other.page.url(), at('/dashboard'));
  await other.leave();

  await page.getByRole('button', { name: 'Unlink Google (demo)' }).click();
  await page.getByRole('status').getByText('The way to sign in was unlinked.').waitFor();
  await events(page).getByText('Google (demo) was unlinked').waitFor();
  await leave();
});

test('a session that a user ends from another browser is signed out', async () => {
  const [here, there] = [await person(), await person()];
  for (const { page } of [here, there]) await signIn(page, 'Okta (demo)', 'Alice');
  await toAccount(here.page);
  assert.equal(await sessions(here.page).getByText('Chrome on Linux').count(), 2);
  assert.equal(await sessions(here.page).getByText('This browser').count(), 1);
  await here.page.getByRole('button', { name: 'Sign out Chrome on Linux' }).click();
  await here.page.getByRole('status').getByText('That session has ended.').waitFor();
  await there.page.goto(at('/dashboard'));
  await there.page.waitForURL(at('/login?return_to=/dashboard'));

  await signIn(there.page, 'Okta (demo)', 'Alice');
  await here.page.reload();
  await here.page.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await here.page.getByRole('status').getByText('You are signed out everywhere else.').waitFor();
  await there.page.reload();
  await there.page.waitForURL(at('/login?return_to=/dashboard'));
  await here.leave();
  await there.leave();
});

test('an identity of another user is not linked, and the two users can be merged', async () => {
  const { page, leave } = await person();
  const other = await person();
  await signIn(other.page, 'Google (demo)', 'Mallory');
  await signIn(page, 'Okta (demo)', 'Bob');
  const { user } = await session(page);
  await toAccount(page);
  await link(page, 'Google (demo)', 'Mallory');
  await page.getByRole('heading', { name: 'This account is merged into it' }).waitFor();
  await page.getByText('Mallory Example').waitFor();
  await page.getByRole('button', { name: 'Leave both as they are' }).click();
  assert.equal(await identities(page).getByRole('listitem').filter({ hasText: 'Linked' }).count(), 1);
  await link(page, 'Google (demo)', 'Mallory');
  await page.getByRole('button', { name: 'Merge them' }).click();
  await page.getByRole('status').getByText('The two accounts were merged.').waitFor();
  await other.page.reload();
  await other.page.waitForURL(at('/login?return_to=/dashboard'));
  await signIn(other.page, 'Google (demo)', 'Mallory');
  assert.equal((await session(other.page)).user.id, user.id);
  await other.leave();
  await leave();
});

test('a user links an identity and reauthenticates without JavaScript', async () => {
  const { page, leave } = await person({ javaScriptEnabled: false });
  await signIn(page, 'Okta (demo)', 'ليلى');
  await toAccount(page);
  await link(page, 'Google (demo)', 'Sam');
  await page.getByRole('button', { name: 'Link Google (demo)' }).click();
  await page.getByRole('status').getByText('The way to sign in was linked.').waitFor();
  await page.goto(at('/account/confirm'));
  await page.getByRole('button', { name: 'Sign in again with Google (demo)' }).click();
  const asked = new URL(page.url()).searchParams;
  assert.deepEqual([asked.get('prompt'), asked.get('max_age')], ['login', '600']);
  await button(page, 'Bob').click();
  await page.getByRole('alert').getByRole('heading', { name: 'You used a different account' }).waitFor();
  await page.goto(at('/account/confirm'));
  await page.getByRole('button', { name: 'Sign in again with Google (demo)' }).click();
  await button(page, 'Sam').click();
  await page.waitForURL(at('/account'));
  await leave();
});

test('times are in the zone of the reader, and in UTC without JavaScript', async () => {
  const zones = [];
  for (const javaScriptEnabled of [true, false]) {
    const { page, leave } = await person({ timezoneId: 'Asia/Tokyo', locale: 'en-US', javaScriptEnabled });
    await signIn(page, 'Okta (demo)', 'Alice');
    await toAccount(page);
    const times = await page.locator('time').allInnerTexts();
    assert.ok(times.length >= 5, `${times}`);
    zones.push(...new Set(times.map((time) => time.split(' ').pop())));
    // The text is that of the attribute, in whichever zone.
    const first = page.locator('time').first();
    const [text, datetime] = [await first.innerText(), await first.getAttribute('datetime')];
    assert.equal(new Date(text.replace(' at', '').replace('GMT+9', '+0900')).toISOString().slice(0, 16), datetime.slice(0, 16));
    await leave();
  }
  assert.deepEqual(zones, ['GMT+9', 'UTC']);
});
