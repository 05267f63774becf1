// Helpers of the browser tests: they start the binary and headless Chromium from Debian, driven by Playwright, and fail a test on
// unexpected errors in the browser.
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

/// Starts a program and waits for an output line that matches `ready`. `send` writes a line to its input. `stop` ends it and waits
/// for its end: by SIGINT, since at SIGTERM Kaimu goes on for some seconds.
export async function start(command, args, { stream, env, cwd, ready }) {
  const process = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env, cwd });
  const lines = [];
  const ended = once(process, 'exit');
  const found = await Promise.race([
    ended.then(([status]) => { throw new Error(`${command} ended with ${status}:\n${lines.join('\n')}`); }),
    new Promise((resolve) => {
      for (const output of ['stdout', 'stderr']) {
        createInterface({ input: process[output] }).on('line', (line) => {
          lines.push(line);
          const match = output === stream && line.match(ready);
          if (match) resolve(match);
        });
      }
    }),
  ]);
  return { found, lines, send: (line) => process.stdin.write(`${line}\n`), stop: async () => { process.kill('SIGINT'); await ended; } };
}

/// Starts `kaimu demo` on free ports. `login` is the URL of its sign-in page.
export async function startDemo() {
  const listen = [FREE, FREE, FREE, FREE].join();
  const ready = /http:\S+\/login/;
  const demo = await start(process.env.KAIMU_TEST_BINARY, ['demo', '--listen', listen], { stream: 'stdout', ready });
  return { ...demo, login: demo.found[0] };
}

/// A port on which no program listens at the moment.
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/// Opens a page in a browser context without cookies. `leave` closes it and fails the test on any exception, any request to a host
/// outside `hosts`, and any console error, for example from a Content-Security-Policy. Console errors are allowed if their URL ends
/// with an element of `missing` or their text contains an element of `expected`.
export async function person(browser, { hosts = ['localhost', '127.0.0.1'], missing = [], expected = [], ...options } = {}) {
  const context = await browser.newContext(options);
  const problems = [];
  context.on('console', (message) => {
    const { url } = message.location();
    const allowed = missing.some((end) => url.endsWith(end)) || expected.some((words) => message.text().includes(words));
    if (message.type() === 'error' && !allowed) problems.push(message.text());
  });
  context.on('weberror', (error) => problems.push(String(error.error())));
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !hosts.includes(hostname)) problems.push(request.url());
  });
  const page = await context.newPage();
  return { context, page, leave: async () => { await context.close(); assert.deepEqual(problems, []); } };
}

/// The button of the person with this first name, on the page of the demo's provider.
export const button = (page, name) => page.getByRole('button', { name: new RegExp(`^${name}`) });
