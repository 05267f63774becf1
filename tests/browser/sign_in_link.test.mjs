// Sign-in links, which need no provider, and disabled users, in a real browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { FREE, button, person, start, startBrowser } from './parts.mjs';

const SCREENSHOTS = new URL('../screenshots/', import.meta.url).pathname;
const LOOKS = [
  { name: 'narrow-light', viewport: { width: 320, height: 640 }, colorScheme: 'light' },
  { name: 'wide-dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'arabic-light', viewport: { width: 390, height: 800 }, colorScheme: 'light', locale: 'ar' },
  ...['de', 'es', 'fr', 'pt', 'ja', 'zh'].map((locale) => ({ name: locale, viewport: { width: 320, height: 640 }, colorScheme: 'light', locale })),
];

let demo, folder, browser, login;

before(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  // The demo creates its database in this folder, where the commands of the test find it.
  folder = mkdtempSync(join(tmpdir(), 'kaimu-link-'));
  const env = { ...process.env, TMPDIR: folder };
  demo = await start(process.env.KAIMU_TEST_BINARY, ['demo', '--listen', [FREE, FREE, FREE, FREE].join()], { env, stream: 'stdout', ready: /http:\S+\/login/ });
  login = demo.found[0];
  browser = await startBrowser();
  const { page, leave } = await person(browser);
  await page.goto(login);
  await page.getByRole('link', { name: /Okta \(demo\)/ }).click();
  await button(page, 'Alice').click();
  await page.waitForURL(new URL('/dashboard', login).href);
  await leave();
});

after(async () => {
  await browser?.close();
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/// The output of `kaimu` with these arguments, while the demo runs.
function kaimu(...args) {
  const [database] = readdirSync(folder).filter((name) => name.startsWith('kaimu-demo-'));
  const { origin } = new URL(login);
  const env = { DATABASE_URL: `sqlite://${join(folder, database, 'demo.db')}`, OIDC_BASE_URL: origin, OIDC_FRONTEND_URL: origin, KAIMU_CONFIG: '/dev/null' };
  return execFileSync(process.env.KAIMU_TEST_BINARY, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

async function assertAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  assert.deepEqual(violations.map(({ id }) => id), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'scrolls sideways');
}

for (const { name, ...look } of LOOKS) {
  test(`a link names its user, signs them in once, and then shows that it is no longer valid: ${name}`, async () => {
    const { page, leave } = await person(browser, look);
    const link = kaimu('sign-in-link', 'alice');
    await page.goto(link);
    await page.screenshot({ path: `${SCREENSHOTS}${name}-sign-in-link.png`, fullPage: true });
    await assertAccessible(page);
    // A language choice stays on the page and does not use the link up.
    await page.locator('footer a[lang="fr"]').click();
    await page.getByRole('button', { name: 'Se connecter' }).click();
    await page.waitForURL(new URL('/dashboard', login).href);
    assert.match(await page.locator('dl').innerText(), /un lien de l’administrateur/);
    await page.screenshot({ path: `${SCREENSHOTS}${name}-dashboard-by-link.png`, fullPage: true });
    await assertAccessible(page);

    await page.goto(`${link}?language=${look.locale ?? 'en'}`);
    assert.match(page.url(), /\/login\?error=link\.invalid&request=[0-9a-f]{16}$/);
    await page.screenshot({ path: `${SCREENSHOTS}${name}-link-invalid.png`, fullPage: true });
    await assertAccessible(page);
    await leave();
  });
}

test('a disabled user is signed out at once, and the page gives the reason for the refusal', async () => {
  const { page, leave } = await person(browser);
  await page.goto(kaimu('sign-in-link', 'alice'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(new URL('/dashboard', login).href);
  assert.match(kaimu('users', 'disable', 'alice'), /^alice is disabled; \d+ sessions ended$/);
  await page.reload();
  await page.waitForURL(/\/login\?return_to=/);
  await page.getByRole('link', { name: /Okta \(demo\)/ }).click();
  await button(page, 'Alice').click();
  await page.getByRole('heading', { name: 'This account is disabled' }).waitFor();
  await assertAccessible(page);
  assert.equal(kaimu('users', 'enable', 'alice'), 'alice is enabled and may sign in');
  await leave();
});
