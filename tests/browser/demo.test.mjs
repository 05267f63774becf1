// `kaimu demo` in a real browser.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { button, person as personIn, startBrowser, startDemo } from './parts.mjs';

const SCREENSHOTS = new URL('../screenshots/', import.meta.url).pathname;

let demo, login, browser;

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  demo = await startDemo();
  ({ login } = demo);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
});

const person = (options) => personIn(browser, options);

async function signIn(page, provider, name, from = login) {
  await page.goto(from);
  await page.getByRole('link', { name: `Continue with ${provider}` }).click();
  await button(page, name).click();
}

const at = (path) => new URL(path, login).href;
const session = (page) => page.evaluate(async () => (await fetch('/auth/session')).json());

test('a new user is signed in after three clicks, from the URL that the demo prints', async () => {
  const { page, leave } = await person({ viewport: { width: 430, height: 560 } });
  const seen = [];
  const look = async () => seen.push(await page.screenshot());
  await page.goto(login);
  await look();
  const clicks = [page.getByRole('link', { name: 'Continue with Okta (demo)' }), button(page, 'Alice')];
  await clicks[0].click();
  await clicks[1].waitFor();
  await look();
  await clicks[1].click();
  await page.waitForURL(at('/dashboard'));
  await page.getByRole('heading', { name: 'Alice Example' }).waitFor();
  await look();
  assert.ok(clicks.length + 1 <= 3, 'and one to open the address');
  await leave();
  await pictureOf(seen);
});

/// The application behind Kaimu, which the demo prints below the sign-in page.
async function application() {
  for (;;) {
    const line = demo.lines.find((printed) => /^\s+http:\S+\/$/.test(printed));
    if (line) return line.trim();
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

test('an application opens for Alice at the very address, refuses Bob, and signs out everywhere', async () => {
  const wiki = await application();
  // The pages of a sign-in on the host of an application never have a status of 2xx.
  const expected = ['status of 401', 'status of 403'];
  const enter = async (page, name) => {
    await page.goto(`${wiki}page?x=1#the-part`);
    await page.getByRole('link', { name: 'Continue with Okta (demo)' }).click();
    await button(page, name).click();
  };
  const alice = await person({ expected });
  await enter(alice.page, 'Alice');
  await alice.page.waitForURL(`${wiki}page?x=1#the-part`);
  await alice.page.getByText('alice@example.org').waitFor();
  await alice.page.goto(at('/dashboard'));
  await alice.page.getByRole('link', { name: 'Team wiki (demo)' }).click();
  await alice.page.getByRole('button', { name: 'Sign out everywhere' }).click();
  await alice.page.waitForURL((url) => url.pathname === '/login');
  await alice.page.goto(wiki);
  await alice.page.waitForURL((url) => url.pathname === '/login');
  await alice.leave();
  const bob = await person({ expected });
  await enter(bob.page, 'Bob');
  await bob.page.getByText('application.not_allowed').waitFor();
  await bob.leave();
});

test('the fragment of an address survives a sign-in, and no server receives it', async () => {
  const { page, leave } = await person();
  const requests = [];
  page.on('request', (request) => requests.push(`${request.url().split('#')[0]} ${request.postData() ?? ''}`));
  const arrived = async (url) => assert.equal((await page.waitForURL(url), page.url()), url);
  // A browser carries the fragment over the redirect to the sign-in page, and the link of another language keeps it.
  await page.goto(at('/account#the-events'));
  await page.getByRole('link', { name: 'Deutsch' }).click();
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByText('After signing in, you continue to /account').waitFor();
  await page.getByRole('link', { name: 'Continue with Okta (demo)' }).click();
  await button(page, 'Alice').waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the provider does not see it');
  // A refused sign-in in between loses nothing.
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Try again with Okta (demo)' }).click();
  await button(page, 'Alice').click();
  await arrived(at('/account#the-events'));
  assert.deepEqual(await page.evaluate(() => Object.keys(sessionStorage)), []);
  // A browser that is signed in goes straight on, and a place with a fragment of its own keeps that one.
  await page.goto(at('/login?return_to=/dashboard#the-part'));
  await arrived(at('/dashboard#the-part'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await signIn(page, 'Okta (demo)', 'Alice', at('/login?return_to=/account%23own#the-other'));
  await arrived(at('/account#own'));
  assert.deepEqual(requests.filter((request) => /the-(events|part|other)/.test(request)), []);
  await leave();
});

/// Takes the picture of the first minute for README: the screenshots side by side.
async function pictureOf(seen) {
  const { page, leave } = await person({ viewport: { width: 1340, height: 580 } });
  const images = seen.map((png) => `<img alt="" src="data:image/png;base64,${png.toString('base64')}">`);
  await page.setContent(`<style>body { display: flex; gap: 15px; margin: 10px; background: #ced6d4 } img { border-radius: 8px }</style>${images.join('')}`);
  await page.screenshot({ path: `${SCREENSHOTS}first-minute.png` });
  await leave();
}

test('Alice signs in with one provider, signs out, and is the same user with the other', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Alice');
  await page.waitForURL(at('/dashboard'));
  const first = await session(page);
  assert.equal(first.user.username, 'alice');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await signIn(page, 'Google (demo)', 'Alice');
  await page.getByRole('status').getByText('because it has your e-mail address').waitFor();
  assert.equal((await session(page)).user.id, first.user.id);
  await leave();
});

test('a sign-out leads to the provider and back, and the page confirms it once', async () => {
  for (const options of [{}, { javaScriptEnabled: false }]) {
    const { context, page, leave } = await person(options);
    const asked = [];
    page.on('request', (request) => request.isNavigationRequest() && asked.push(new URL(request.url())));
    for (const [provider, from] of [['Okta (demo)', '/dashboard'], ['Google (demo)', '/logout']]) {
      await signIn(page, provider, 'Alice', at('/login?language=en'));
      await page.waitForURL(at('/dashboard'));
      await page.goto(at(from));
      asked.length = 0;
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
      await page.getByText(`Your session here has ended, and ${provider} was asked to sign you out as well.`).waitFor();
      const [ours, theirs, back] = asked;
      assert.equal(ours.href, at('/logout'));
      assert.ok(theirs.origin !== ours.origin && theirs.pathname.endsWith('/logout'), theirs.href);
      assert.equal(theirs.searchParams.get('post_logout_redirect_uri'), at('/login'));
      assert.equal(back.href, at(`/login?state=${theirs.searchParams.get('state')}`));
      const left = (await context.cookies(login)).map(({ name }) => name).filter((name) => /session|sign_out/.test(name));
      assert.deepEqual(left, []);
      await page.reload();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    }
    await leave();
  }
});

test('only a page of the provider can frame the front-channel logout URL', async () => {
  // Without this option, Chromium treats our server as a local network behind the page that the test makes up, and refuses it.
  const own = await startBrowser('--disable-features=LocalNetworkAccessChecks');
  const { page, leave } = await personIn(own, { expected: ['frame-ancestors'] });
  await page.goto(login);
  await page.getByRole('link', { name: 'Continue with Okta (demo)' }).click();
  const { origin } = new URL(page.url());
  const asked = new URL(`/auth/oidc/okta/frontchannel-logout?iss=${origin}/okta&sid=any`, login).href;
  const refused = [];
  page.on('console', (message) => refused.push(message.text()));
  for (const [embedder, isRefused] of [[origin, false], [origin.replace('127.0.0.1', 'localhost'), true]]) {
    await page.route(`${embedder}/signing-out`, (route) => route.fulfill({ contentType: 'text/html', body: `<link rel="icon" href="data:,"><iframe src="${asked}"></iframe>` }));
    const complaint = (message) => message.text().includes('frame-ancestors');
    const outcome = isRefused ? page.waitForEvent('console', complaint) : page.waitForResponse((response) => response.url() === asked && response.ok());
    await page.goto(`${embedder}/signing-out`, { waitUntil: 'load' });
    await outcome;
    assert.equal(refused.length, isRefused ? 1 : 0, `${embedder}: ${refused}`);
  }
  await leave();
  await own.close();
});

test('Mallory, who claims the address of Alice, does not become Alice', async () => {
  const alice = await person();
  await signIn(alice.page, 'Okta (demo)', 'Alice');
  await alice.page.waitForURL(at('/dashboard'));
  const mallory = await person();
  await signIn(mallory.page, 'Google (demo)', 'Mallory');
  await mallory.page.waitForURL(at('/dashboard'));
  const who = await session(mallory.page);
  assert.notEqual(who.user.id, (await session(alice.page)).user.id);
  assert.equal(who.user.email, null);
  await alice.leave();
  await mallory.leave();
});

test('a user who is not assigned sees that reason and can try again', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Robin');
  const notice = page.getByRole('alert');
  await notice.getByRole('heading', { name: 'You are not assigned to this application at Okta (demo)' }).waitFor();
  await notice.getByRole('link', { name: 'Try again with Okta (demo)' }).click();
  await button(page, 'Robin').click();
  await page.getByRole('alert').getByRole('link', { name: 'Use another account' }).click();
  assert.equal(new URL(page.url()).searchParams.get('prompt'), 'select_account');
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

test('two tabs that sign in at the same time are both signed in', async () => {
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

test('a deep link is kept during the sign-in', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Alice', at('/login?return_to=/logout%3Ffrom=link'));
  await page.waitForURL(at('/logout?from=link'));
  await leave();
});

test('the provider of the last sign-in in this browser is marked', async () => {
  const { page, leave } = await person();
  await signIn(page, 'Google (demo)', 'Bob');
  // The first sign-in of Bob with this provider links it to his account.
  await page.waitForURL(/\/dashboard$|\?done=linked_by_email$/);
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('link', { name: 'Continue with Google (demo) Last used' }).waitFor();
  assert.equal(await page.getByText('Last used').count(), 1);
  await leave();
});

test('a page uses the language of the browser until the user chooses another', async () => {
  const { page, leave } = await person({ locale: 'fr-FR' });
  await page.goto(login);
  await page.getByRole('heading', { name: 'Se connecter' }).waitFor();
  await page.getByRole('link', { name: '日本語' }).click();
  assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  await page.getByRole('link', { name: /Okta \(demo\)/ }).click();
  await button(page, 'Alice').click();
  await page.waitForURL(at('/dashboard'));
  assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
  await leave();
});

test('a user signs in with the keyboard only, and the focus is visible', async () => {
  const { page, leave } = await person();
  await page.goto(login);
  const focused = () => page.evaluate(() => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(document.activeElement);
    return { words: document.activeElement.innerText, outlineStyle, outlineWidth, outlineColor };
  });
  const press = async (words) => {
    for (let tabs = 0; tabs < 20; tabs++) {
      await page.keyboard.press('Tab');
      const { words: reached, outlineStyle, outlineWidth, outlineColor } = await focused();
      if (!reached.startsWith(words)) continue;
      assert.deepEqual({ outlineStyle, outlineWidth }, { outlineStyle: 'solid', outlineWidth: '3px' });
      assert.doesNotMatch(outlineColor, /, 0\)$/, 'it is not transparent');
      return page.keyboard.press('Enter');
    }
    throw new Error(`${words} cannot be reached`);
  };
  await press('Continue with Okta');
  await page.getByRole('heading', { name: 'Who do you want to be?' }).waitFor();
  await press('Alice');
  await page.waitForURL(at('/dashboard'));
  await leave();
});

test('a user signs in without JavaScript', async () => {
  const { page, leave } = await person({ javaScriptEnabled: false });
  await signIn(page, 'Google (demo)', 'Alice');
  await page.waitForURL(at('/dashboard'));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  await leave();
});

test('the cookies have the documented names, attributes and lifetimes', async () => {
  const { context, page, leave } = await person();
  await signIn(page, 'Okta (demo)', 'Alice');
  await page.waitForURL(at('/dashboard'));
  const cookies = (await context.cookies(login)).filter(({ name }) => name.startsWith('kaimu'));
  assert.deepEqual(cookies.map(({ name }) => name.replace(/[0-9a-f]{8}$/, '*')).sort(), ['kaimu_last_provider', 'kaimu_session', 'kaimu_sign_in_*']);
  for (const { name, httpOnly, sameSite, path, domain, expires } of cookies) {
    assert.deepEqual({ httpOnly, sameSite, path, domain }, { httpOnly: true, sameSite: 'Lax', path: '/', domain: 'localhost' });
    const hours = (expires - Date.now() / 1000) / 3600;
    const expected = { kaimu_session: 7 * 24, kaimu_last_provider: 365 * 24 }[name] ?? 1;
    assert.ok(Math.abs(hours - expected) < 0.1, `${name} lives ${hours} hours`);
  }
  await leave();
});

test('the sign-in page with everything it loads is smaller than 40 KiB', async () => {
  const { page, leave } = await person();
  const sizes = [];
  page.on('requestfinished', (request) => sizes.push(request.sizes()));
  await page.goto(login, { waitUntil: 'networkidle' });
  const weight = (await Promise.all(sizes)).reduce((sum, { responseHeadersSize, responseBodySize }) => sum + responseHeadersSize + responseBodySize, 0);
  assert.ok(weight > 1000 && weight < 40 * 1024, `${weight} bytes`);
  console.log(`the sign-in page weighs ${weight} bytes in ${sizes.length} requests`);
  await leave();
});
