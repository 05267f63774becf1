// Every page in every size, colour scheme and language: takes a screenshot into tests/screenshots, and checks accessibility with
// axe, horizontal scrolling and the size of buttons and links. Narrow windows and large text (WCAG 1.4.4 and 1.4.10) have looks of
// their own.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { FREE, button, person, start, startBrowser, startDemo } from './parts.mjs';

const SCREENSHOTS = new URL('../screenshots/', import.meta.url).pathname;
const LOOKS = [
  { name: 'narrow-light', viewport: { width: 320, height: 640 }, colorScheme: 'light' },
  { name: 'narrow-dark', viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
  { name: 'narrowest', viewport: { width: 240, height: 640 }, colorScheme: 'light' },
  { name: 'large-text', viewport: { width: 320, height: 640 }, colorScheme: 'light', locale: 'de', textSize: 2 },
  { name: 'wide-light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'wide-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: '4k-light', viewport: { width: 3840, height: 2160 }, colorScheme: 'light' },
  { name: 'arabic-light', viewport: { width: 390, height: 800 }, colorScheme: 'light', locale: 'ar' },
  { name: 'arabic-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark', locale: 'ar' },
  ...['de', 'es', 'fr', 'pt', 'ja', 'zh'].map((locale) => ({ name: locale, viewport: { width: 320, height: 640 }, colorScheme: 'light', locale })),
];
const SMALLEST_TARGET = 24;
const DEFAULT_TEXT_SIZE = 16;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let demo, without, branded, folder, browser;

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'kaimu-looks-'));
  demo = await startDemo();
  without = await serve('without.db', {});
  branded = await serve('branded.db', {
    KAIMU_BRANDING__NAME: 'Ada & Sons Engineering',
    KAIMU_BRANDING__ACCENT: '#ffd500',
    KAIMU_BRANDING__LOGO: new URL('../../static/marks/openid.svg', import.meta.url).pathname,
    OIDC_PROVIDERS: JSON.stringify([
      { name: 'Staff', slug: 'staff', issuer_url: 'http://127.0.0.1:9', client_id: 'id', client_secret: 'secret' },
      { name: 'Microsoft', slug: 'entra', issuer_url: 'http://127.0.0.1:9/entra', client_id: 'id', client_secret: 'secret', icon: 'microsoft' },
    ]),
  });
  browser = await startBrowser();
  // Mallory becomes a user, so that a link to her identity is refused.
  const { page, leave } = await person(browser);
  await page.goto(demo.login);
  await page.getByRole('link', { name: 'Continue with Google (demo)' }).click();
  await button(page, 'Mallory').click();
  await page.waitForURL('**/dashboard');
  await leave();
});

after(async () => {
  await browser?.close();
  for (const program of [demo, without, branded]) await program?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/// Starts `kaimu serve` on a free port. `login` is the URL of its sign-in page.
async function serve(database, settings) {
  const env = { DATABASE_URL: `sqlite://${join(folder, database)}`, KAIMU_SERVER__LISTEN: FREE, KAIMU_CONFIG: '/dev/null', ...settings };
  const kaimu = await start(process.env.KAIMU_TEST_BINARY, ['serve'], { env, stream: 'stderr', ready: /listening on (\S+)/ });
  return { ...kaimu, login: `http://${kaimu.found[1]}/login` };
}

/// The problems of a page: findings of axe, horizontal scrolling, and targets that are too small.
async function findings(page) {
  // WCAG 2.5.3: axe calls the rule experimental, so that it is off by default.
  const rules = { 'label-content-name-mismatch': { enabled: true } };
  const { violations } = await new AxeBuilder({ page }).options({ runOnly: { type: 'tag', values: RULES }, rules }).analyze();
  const found = violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`);
  if (await scrollsSideways(page)) found.push('scrolls sideways');
  const targets = await page.locator('a, button').evaluateAll((all) => all.map((target) => {
    const { width, height } = target.getBoundingClientRect();
    return { words: target.innerText, width, height };
  }));
  const small = targets.filter(({ width, height }) => Math.min(width, height) < SMALLEST_TARGET);
  found.push(...small.map(({ words, width, height }) => `${words} is ${width} by ${height}`));
  return found;
}

const scrollsSideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

/// Sets the text size in the settings of the browser.
async function enlargeText(page, times) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setFontSizes', { fontSizes: { standard: DEFAULT_TEXT_SIZE * times, fixed: 13 * times } });
}

for (const { name, textSize, ...look } of LOOKS) {
  test(`every page is accessible and fits the screen: ${name}`, async () => {
    const { page, leave } = await person(browser, { ...look, missing: ['/no-such-page', '/okta/no-such-page', '.js'] });
    if (textSize) await enlargeText(page, textSize);
    const found = [];
    const look_at = async (what) => {
      await page.screenshot({ path: `${SCREENSHOTS}${name}-${what}.png`, fullPage: true });
      found.push(...(await findings(page)).map((finding) => `${what}: ${finding}`));
    };
    const at = (path) => new URL(path, demo.login).href;
    await page.goto(at('/login?return_to=/notes/7'));
    await look_at('sign-in');
    const refusal = 'provider=okta&request=0123456789abcdef&return_to=/notes/7';
    await page.goto(at(`/login?error=provider.refused.not_assigned&${refusal}`));
    await look_at('refused');
    await page.goto(at(`/login?error=id_token.invalid&${refusal}`));
    await look_at('refused-by-us');
    await page.goto(at('/no-such-page'));
    await look_at('error');
    await page.route('**/repost.*.js', (route) => route.abort());
    await page.setContent(`<form method="post" action="${at('/auth/oidc/okta/callback')}"><input name="state" value="x"><button>Post</button></form>`);
    await page.getByRole('button', { name: 'Post' }).click();
    await page.locator('#repost').waitFor();
    await look_at('repost');
    await page.goto(at('/login'));
    await page.getByRole('link', { name: /Okta \(demo\)/ }).click();
    await look_at('choose-a-person');
    const chooser = page.url();
    await page.goto(new URL('/okta/no-such-page', chooser).href);
    await look_at('demo-message');
    await page.goto(chooser);
    await button(page, 'ليلى').click();
    await page.waitForURL(at('/dashboard'));
    await look_at('dashboard');
    await page.locator('main a[href="/account"]').click();
    await page.waitForURL(at('/account'));
    await look_at('account');
    await page.goto(at('/account?error=account.another_user&provider=google'));
    await page.getByRole('alert').waitFor();
    await look_at('account-refused');
    const linkAs = async (name) => {
      await page.goto(at('/account'));
      await page.locator('button[value="google"]').click();
      await button(page, name).click();
      await page.waitForURL(/\/account\/link\/confirm$/);
    };
    await linkAs('Sam');
    await look_at('link');
    await linkAs('Mallory');
    await look_at('merge');
    await page.goto(at('/account/confirm'));
    await look_at('confirm');
    await page.goto(at('/auth/return?return_to=/&shortened=1'));
    await look_at('address-too-long');
    await page.goto(at('/logout'));
    await look_at('sign-out');
    await page.locator('form button').click();
    await page.waitForURL(at('/login?state=*'));
    await look_at('signed-out');
    await page.goto(at('/login?signed_out=1'));
    await look_at('signed-out-here-alone');
    await page.goto(without.login);
    await look_at('setup');
    await page.goto(branded.login);
    // The first request for the page checks both providers in the background.
    while ((await page.locator('.down').count()) < 2) await page.reload();
    await look_at('branded');
    await page.goto(new URL('/login?error=provider.refused.access_denied&provider=staff', branded.login).href);
    await look_at('branded-refused');
    await page.goto(new URL('/logout', branded.login).href);
    await look_at('branded-sign-out');
    assert.deepEqual(found, []);
    await leave();
  });
}

/// The samples of all pages (`tests/pages`), as URL paths and their HTML.
function samples() {
  const folder = new URL('../pages/', import.meta.url);
  // Pages on the hosts of applications have their style inline, which the samples leave out. The icon of a tile is elsewhere.
  const style = '<link rel="stylesheet" href="/static/kaimu.css">';
  const here = (html) => html.replace('(style)', style).replaceAll(/\(logo\)|https:\/\/wiki\.example\.org\/icon\.svg[^"]*/g, '/static/kaimu.svg');
  const html = (file) => here(readFileSync(new URL(file, folder), 'utf8').split('\n---\n')[1]);
  return readdirSync(folder).filter((file) => file.endsWith('.snap')).map((file) => [`/${file}`, html(file)]);
}

for (const [what, width, textSize] of [['at 240 pixels', 240, 1], ['at 320 pixels with text of twice the size', 320, 2]]) {
  test(`no sample of a page scrolls sideways ${what}`, async () => {
    const { page, leave } = await person(browser, { viewport: { width, height: 640 } });
    const pages = new Map(samples());
    assert.ok(pages.size > 50, 'the samples were not found');
    // Without the scripts, which would leave the page.
    await page.route('http://localhost/**', (route) => {
      const { pathname } = new URL(route.request().url());
      const folder = { 'kaimu.css': '../../static/', 'kaimu.svg': '../../static/', 'demo.css': '../../templates/demo/' }[basename(pathname)];
      if (folder) return route.fulfill({ path: new URL(basename(pathname), new URL(folder, import.meta.url)).pathname });
      return route.fulfill({ contentType: 'text/html; charset=utf-8', body: pages.get(pathname) ?? '' });
    });
    await enlargeText(page, textSize);
    const found = [];
    for (const path of pages.keys()) {
      await page.goto(`http://localhost${path}`);
      if (await scrollsSideways(page)) found.push(path);
    }
    assert.deepEqual(found, []);
    await leave();
  });
}
