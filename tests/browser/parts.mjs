// The parts of the tests in a real browser: the binary, headless Chromium from Debian driven by Playwright, and a person who
// minds every error.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const NO_NETWORK = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const FREE = '127.0.0.1:0';

export function startBrowser(...args) {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', ...NO_NETWORK, ...args] });
}

/// Starts a program and waits for a line of it that says what is looked for. `stop` ends it, and waits for that.
export async function start(command, args, { stream, env, cwd, says }) {
  const process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env, cwd });
  const said = [];
  const ended = once(process, 'exit');
  const found = await Promise.race([
    ended.then(([status]) => { throw new Error(`${command} ended with ${status}:\n${said.join('\n')}`); }),
    new Promise((resolve) => {
      for (const output of ['stdout', 'stderr']) {
        createInterface({ input: process[output] }).on('line', (line) => {
          said.push(line);
          const match = output === stream && line.match(says);
          if (match) resolve(match);
        });
      }
    }),
  ]);
  return { found, said, tell: (line) => process.stdin.write(`${line}\n`), stop: async () => { process.kill('SIGTERM'); await ended; } };
}

/// `kaimu demo` on free ports; `login` is its sign-in page.
export async function startDemo() {
  const listen = [FREE, FREE, FREE].join();
  const says = /http:\S+\/login/;
  const demo = await start(process.env.KAIMU_TEST_BINARY, ['demo', '--listen', listen], { stream: 'stdout', says });
  return { ...demo, login: demo.found[0] };
}

/// A port that nobody listens on at the moment.
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/// A browser without cookies. `leave` fails the test at any console error (a refused Content-Security-Policy is one) but for
/// addresses that have one of the endings of `missing` and what has one of the `expected` words, at any exception, and at any request to a host that is not among `hosts`.
export async function person(browser, { hosts = ['localhost', '127.0.0.1'], missing = [], expected = [], ...options } = {}) {
  const context = await browser.newContext(options);
  const troubles = [];
  context.on('console', (message) => {
    const { url } = message.location();
    const wanted = missing.some((end) => url.endsWith(end)) || expected.some((words) => message.text().includes(words));
    if (message.type() === 'error' && !wanted) troubles.push(message.text());
  });
  context.on('weberror', (error) => troubles.push(String(error.error())));
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !hosts.includes(hostname)) troubles.push(request.url());
  });
  const page = await context.newPage();
  return { context, page, leave: async () => { await context.close(); assert.deepEqual(troubles, []); } };
}

/// Whoever has this first name, at the demo's provider.
export const button = (page, name) => page.getByRole('button', { name: new RegExp(`^${name}`) });
