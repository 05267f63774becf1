// The certified OpenID Provider of the npm package `oidc-provider`, configured like an Okta custom authorization server: an issuer
// with a path, endpoints under /v1, ID tokens without profile claims, unassigned users.
//
//   node provider.mjs --redirect-uri URI [--redirect-uri URI …] [--post-logout-redirect-uri URI …] [--port N]
//                     [--backchannel-logout-uri URI] [--client-id ID] [--client-secret SECRET] [--auth-method METHOD …]
//                     [--public-origin ORIGIN] [--path PATH] [--audience AUDIENCE] [--require-pushed-requests]
//
// With --public-origin, clients reach it under that origin through a proxy that terminates TLS.
//
// When it is ready, it writes one JSON line to stdout: {"issuer": "…", "port": N}. Each line on stdin is a command, answered by one
// JSON line (see `commands`). It ends when its stdin closes, so it never outlives its parent.
import { Console } from 'node:console';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';

// The library's messages go to stderr, since stdout is only for the JSON lines.
globalThis.console = new Console(process.stderr, process.stderr);
const { errors, Provider } = await import('oidc-provider');

const SCOPES = ['openid', 'email', 'profile', 'offline_access'];
const DAY = 24 * 60 * 60;

/** The users by username. As at Okta, subjects differ from usernames. `bob` has a second factor, `robin` is not assigned to the application. */
const people = new Map([
  ['alice', { sub: '00u1alice0Kaimu0test', email: 'alice@example.org', email_verified: true, groups: ['Everyone', 'Engineering'], ...named('Alice', 'Example', 'alice@example.org') }],
  ['bob', { sub: '00u2bob00Kaimu00test', email: 'bob@example.org', email_verified: true, factors: ['pwd', 'otp', 'mfa'], ...named('Bob', 'Example', 'bob@example.org') }],
  ['robin', { sub: '00u3robin0Kaimu0test', unassigned: true, ...named('Robin', 'Example', 'robin@example.org') }],
  ['noemail', { sub: '00u4noemailKaimutest', ...named('Noemail', 'Example', 'noemail') }],
]);

function named(given, family, username) {
  return { name: `${given} ${family}`, given_name: given, family_name: family, preferred_username: username, locale: 'en-US' };
}

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'redirect-uri': { type: 'string', multiple: true, default: [] },
    'post-logout-redirect-uri': { type: 'string', multiple: true, default: [] },
    'backchannel-logout-uri': { type: 'string' },
    'client-id': { type: 'string', default: 'kaimu-test-client' },
    // These characters distinguish a form-encoded Basic header (RFC 6749, section 2.3.1) from an unencoded one.
    'client-secret': { type: 'string', default: 's3cret:with/special+chars%25&=?;~ and space' },
    'public-origin': { type: 'string' },
    path: { type: 'string', default: '/oauth2/default' },
    audience: { type: 'string' },
    'require-pushed-requests': { type: 'boolean', default: false },
    'auth-method': { type: 'string', multiple: true, default: ['client_secret_basic', 'client_secret_post'] },
  },
});
if (options['redirect-uri'].length === 0) {
  process.stderr.write('provider.mjs: give at least one --redirect-uri\n');
  process.exit(2);
}

const MOUNT = options.path;

// The port is known only once the server listens, and the issuer contains it.
const server = createServer();
server.listen(Number(options.port), '127.0.0.1');
await once(server, 'listening');
const { port } = server.address();
const issuer = `${options['public-origin'] ?? `http://127.0.0.1:${port}`}${MOUNT}`;

const store = new Map();
const cookieKeys = [randomBytes(32)];
const requests = {};
let provider = startProvider();
let handle = provider.callback();
server.on('request', (request, response) => answer(request, response).catch((error) => fail(response, error)));

/** The commands that a test may send on stdin. */
const commands = {
  // Replaces the signing keys. Sessions and sign-ins continue, since the store stays the same.
  rotate_keys() {
    provider = startProvider();
    handle = provider.callback();
  },
  // Disables a user: sign-ins as this user fail, and their tokens and sessions are deleted.
  disable({ username }) {
    const person = people.get(username);
    person.disabled = true;
    for (const [key, { payload }] of store) if (payload.accountId === person.sub) store.delete(key);
  },
  // The number of requests for each path since the start. An interaction id at the end of a path is left out.
  requests: () => ({ requests }),
};

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  try {
    const { command, ...parameters } = JSON.parse(line);
    if (!Object.hasOwn(commands, command)) throw new Error(`unknown command ${command}`);
    send({ done: command, ...commands[command](parameters) });
  } catch (error) {
    send({ error: error.message });
  }
});
lines.on('close', stop);
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
send({ issuer, port });

function send(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function stop() {
  process.exit(0);
}

function startProvider() {
  const provider = new Provider(issuer, {
    acrValues: ['urn:okta:loa:1fa:any', 'urn:okta:loa:2fa:any'],
    adapter: Store,
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'groups'] },
    clientAuthMethods: options['auth-method'],
    clientBasedCORS: () => false,
    clients: [client(options['client-id'], options['auth-method'][0]), client(`${options['client-id']}-post`, options['auth-method'].at(-1))],
    conformIdTokenClaims: true,
    cookies: {
      keys: cookieKeys,
      // Cookies do not depend on the port, so the names keep two providers in one browser apart.
      names: { session: `sid_${port}`, interaction: `interaction_${port}`, resume: `resume_${port}` },
    },
    // An authorization server may require an audience. Okta refuses a scope that is not configured, but the library drops it, so the
    // hook of Okta's `idp` parameter checks the scopes.
    extraParams: {
      audience(ctx, value) {
        if (value !== options.audience) throw new errors.InvalidRequest('The audience is not that of the authorization server.');
      },
      idp(ctx) {
        const { scope } = ctx.method === 'POST' ? ctx.oidc.body : ctx.query;
        const unknown = scope?.split(' ').find((name) => !SCOPES.includes(name));
        if (unknown) throw new errors.InvalidScope('One or more scopes are not configured for the authorization server resource.', unknown);
      },
    },
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: options['require-pushed-requests'] },
      rpInitiatedLogout: { enabled: true, logoutSource: logoutPage, postLogoutSuccessSource: loggedOutPage },
    },
    // The library's own fetch refuses loopback addresses, where the clients of back-channel logout listen.
    fetch: (url, { dispatcher, ...init }) => globalThis.fetch(url, init),
    findAccount,
    interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
    jwks: { keys: [signingKey()] },
    loadExistingGrant: grantEverything,
    pkce: { required: () => true },
    renderError: (ctx, out) => { ctx.body = page(ctx, 'Error', `<p>${escape(out.error)}: ${escape(out.error_description ?? '')}</p>`); },
    responseTypes: ['code'],
    routes: {
      authorization: '/v1/authorize',
      end_session: '/v1/logout',
      jwks: '/v1/keys',
      pushed_authorization_request: '/v1/par',
      token: '/v1/token',
      userinfo: '/v1/userinfo',
    },
    scopes: SCOPES,
    ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: DAY, IdToken: 3600, Interaction: 3600, RefreshToken: DAY, Session: DAY },
  });
  provider.on('backchannel.error', (ctx, error) => console.error(error));
  provider.proxy = Boolean(options['public-origin']);
  return provider;
}

function client(id, method) {
  return {
    client_id: id,
    client_secret: options['client-secret'],
    ...(options['backchannel-logout-uri'] && { backchannel_logout_uri: options['backchannel-logout-uri'], backchannel_logout_session_required: true }),
    client_name: 'Kaimu',
    grant_types: ['authorization_code', 'refresh_token'],
    post_logout_redirect_uris: options['post-logout-redirect-uri'],
    redirect_uris: options['redirect-uri'],
    // Okta's ID tokens always have auth_time.
    require_auth_time: true,
    response_types: ['code'],
    token_endpoint_auth_method: method,
  };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', kid: randomBytes(16).toString('base64url'), use: 'sig' };
}

function findAccount(_, sub) {
  const person = [...people.values()].find((one) => one.sub === sub && !one.disabled);
  // The library selects the claims that the granted scopes allow.
  return person && { accountId: sub, claims: () => person };
}

/** Grants all scopes without consent, as for an application of the organisation itself. */
async function grantEverything(ctx) {
  const grant = new ctx.oidc.provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
  grant.addOIDCScope(SCOPES.join(' '));
  await grant.save();
  return grant;
}

async function answer(request, response) {
  if (options['public-origin']) {
    // Its URLs use the public origin, whatever the host of the request is.
    const { host, protocol } = new URL(issuer);
    Object.assign(request.headers, { host, 'x-forwarded-proto': protocol.slice(0, -1) });
  }
  const { pathname } = new URL(request.url, issuer);
  const counted = pathname.replace(/\/[\w-]{43}$/, '');
  requests[counted] = (requests[counted] ?? 0) + 1;
  if (/^\/login\/[\w-]+$/.test(pathname)) {
    await login(request, response);
  } else if (pathname.startsWith(`${MOUNT}/`)) {
    request.originalUrl = request.url;
    request.url = request.url.slice(MOUNT.length);
    handle(request, response);
  } else {
    respond(response, 404, page(undefined, 'Not found', ''));
  }
}

/** The sign-in form, and with `prompt=consent` a consent form after it. */
async function login(request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  const form = prompt.name === 'login' ? loginForm : consentForm;
  if (request.method !== 'POST') {
    respond(response, 200, form(params.login_hint ?? '', params.ui_locales));
    return;
  }

  const fields = new URLSearchParams(await text(request));
  const finish = (result) => provider.interactionFinished(request, response, result);
  if (fields.has('cancel')) {
    await finish({ error: 'access_denied', error_description: 'The resource owner denied the request.' });
  } else if (prompt.name !== 'login') {
    await finish({ consent: {} });
  } else {
    const username = fields.get('username') ?? '';
    const person = people.get(username.replace(/@example\.org$/, ''));
    if (!person || person.disabled || !fields.get('password')) {
      respond(response, 400, loginForm(username, params.ui_locales, 'Unable to sign in'));
    } else if (person.unassigned) {
      await finish({ error: 'access_denied', error_description: 'User is not assigned to the client application.' });
    } else {
      const acr = `urn:okta:loa:${person.factors ? '2fa' : '1fa'}:any`;
      await finish({ login: { accountId: person.sub, acr, amr: person.factors ?? ['pwd'] } });
    }
  }
}

function loginForm(username, locale, problem) {
  const form = page(undefined, 'Sign in', `${problem ? `<p role="alert">${problem}</p>` : ''}
    <form method="post">
      <p><label>Username <input name="username" value="${escape(username)}" autocomplete="username" required autofocus></label></p>
      <p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
      <p><button type="submit">Sign in</button> <button type="submit" name="cancel" value="yes" formnovalidate>Cancel</button></p>
    </form>`);
  return locale ? form.replace('lang="en"', `lang="${escape(locale)}"`) : form;
}

function consentForm() {
  return page(undefined, 'Allow access', `<form method="post">
      <p><button type="submit">Allow access</button> <button type="submit" name="cancel" value="yes">Cancel</button></p>
    </form>`);
}

function logoutPage(ctx, form) {
  ctx.body = page(ctx, 'Sign out', `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`);
}

function loggedOutPage(ctx) {
  ctx.body = page(ctx, 'Signed out', '');
}

function page(ctx, title, body) {
  if (ctx) ctx.type = 'html';
  return `<!DOCTYPE html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>${title} - Test organisation</title></head>
  <body><main><h1>${title}</h1>
    ${body}
  </main></body>
</html>
`;
}

function escape(value) {
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function respond(response, status, body) {
  response.writeHead(status, { 'cache-control': 'no-store', 'content-type': 'text/html; charset=utf-8' }).end(body);
}

function fail(response, error) {
  // For example, a form was sent twice or has expired.
  const status = error instanceof errors.OIDCProviderError ? error.statusCode : 500;
  if (status === 500) console.error(error);
  if (!response.headersSent) respond(response, status, page(undefined, 'Error', `<p>${escape(error.message)}</p>`));
}

/** The library's storage adapter, in memory. The map stays the same after a change of keys. */
function Store(model) {
  const keyOf = (id) => `${model}:${id}`;
  const find = async (id) => {
    const entry = store.get(keyOf(id));
    return entry && entry.until > Date.now() ? entry.payload : undefined;
  };
  const findBy = async (field, value) => [...store].find(([key, { payload, until }]) => key.startsWith(`${model}:`) && payload[field] === value && until > Date.now())?.[1].payload;
  return {
    find,
    findByUid: (uid) => findBy('uid', uid),
    findByUserCode: (code) => findBy('userCode', code),
    async consume(id) { (await find(id)).consumed = Math.floor(Date.now() / 1000); },
    async destroy(id) { store.delete(keyOf(id)); },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of store) if (payload.grantId === grantId) store.delete(key);
    },
    async upsert(id, payload, expiresIn) { store.set(keyOf(id), { payload, until: Date.now() + (expiresIn ?? DAY) * 1000 }); },
  };
}
