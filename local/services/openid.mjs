// An OpenID provider for development: the people come from a settings file, everything is kept in one directory.
// node openid.mjs SETTINGS.json DIRECTORY
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import Provider from 'oidc-provider';
import { endWithParent } from './lifeline.mjs';
import { devTokenEndpoint } from './openid/dev-token.mjs';
import { cookieKeys, signingKey } from './openid/keys.mjs';
import { errorPage, signInPage, signOutPage } from './openid/pages.mjs';
import { fileStore } from './openid/store.mjs';

const [settingsFile, directory] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(settingsFile, 'utf8'));
const people = new Map(settings.people.map((person) => [person.sub, person]));
const resource = 'urn:signalbeam:api';
const scopes = 'openid email profile offline_access';

const server = createServer();
// Longer than any client keeps one that it does not use: a request must not meet a connection that is just being closed.
server.keepAliveTimeout = 3_600_000;
await new Promise((resolve, reject) => {
  server.once('error', reject);
  server.listen(settings.port, '127.0.0.1', resolve);
});
const issuer = `http://127.0.0.1:${server.address().port}`;
const origins = new Set(settings.redirectUris.map((uri) => new URL(uri).origin));
const key = signingKey(directory);
const store = fileStore(join(directory, 'sessions.json'));

function claimsOf(sub) {
  const person = people.get(sub);
  return person && { email: person.email, name: person.name, tenant: person.tenant, roles: person.roles };
}

const provider = new Provider(issuer, {
  adapter: store.Adapter,
  jwks: { keys: [key] },
  cookies: { keys: cookieKeys(directory) },
  clients: [
    {
      client_id: 'signalbeam-web',
      client_name: 'SignalBeam Edge',
      token_endpoint_auth_method: 'none',
      application_type: 'web',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: settings.redirectUris,
      post_logout_redirect_uris: settings.redirectUris.map((uri) => `${new URL(uri).origin}/`),
    },
  ],
  claims: {
    openid: ['sub'],
    email: ['email'],
    profile: ['name', 'tenant', 'roles'],
  },
  // A single-page app reads who signed in from the ID token; it has no second call to make.
  conformIdTokenClaims: false,
  clientBasedCORS: (_ctx, origin) => origins.has(origin),
  extraTokenClaims: (_ctx, token) => claimsOf(token.accountId),
  findAccount: (_ctx, sub) => people.has(sub) && { accountId: sub, claims: () => ({ sub, ...claimsOf(sub) }) },
  features: {
    devInteractions: { enabled: false },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: 'api',
        audience: settings.audience,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = signOutPage(form);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = signOutPage(null);
      },
    },
  },
  interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  expiresWithSession: () => false,
  // These people consent to everything: there is one app, and it is this one's own.
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope(scopes);
    grant.addResourceScope(resource, 'api');
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
  renderError: (ctx, out) => {
    ctx.type = 'html';
    ctx.body = errorPage(out.error_description ?? out.error);
  },
  ttl: {
    AccessToken: 600,
    AuthorizationCode: 60,
    Grant: 1209600,
    IdToken: 600,
    Interaction: 3600,
    RefreshToken: 1209600,
    Session: 1209600,
  },
});

const oidc = provider.callback();
const devToken = settings.devTokens
  ? devTokenEndpoint({ issuer, key, audience: settings.audience, claimsOf })
  : undefined;

async function form(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > 16384) {
      throw new Error('The form is too large');
    }
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function html(response, status, body) {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

/** The person that the form names: by a button of the list, or by e-mail and password. */
function whoSignsIn(fields) {
  if (fields.has('sub')) {
    return people.get(fields.get('sub'));
  }
  const email = (fields.get('email') ?? '').trim().toLowerCase();
  return settings.people.find(
    (person) => person.email.toLowerCase() === email && person.password === fields.get('password'),
  );
}

async function signIn(request, response) {
  try {
    await provider.interactionDetails(request, response);
  } catch {
    html(response, 400, errorPage('This sign-in is over. Go back to the app and start again.'));
    return;
  }
  if (request.method === 'GET') {
    html(response, 200, signInPage(settings.people, false, ''));
  } else if (request.method === 'POST') {
    const fields = await form(request);
    const person = whoSignsIn(fields);
    if (person) {
      await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
    } else {
      html(response, 401, signInPage(settings.people, true, fields.get('email') ?? ''));
    }
  } else {
    response.writeHead(405, { allow: 'GET, POST' }).end();
  }
}

server.on('request', (request, response) => {
  const { pathname } = new URL(request.url, issuer);
  let handled;
  if (pathname.startsWith('/sign-in/')) {
    handled = signIn(request, response);
  } else if (devToken && pathname === '/dev/token') {
    handled = devToken(request, response);
  } else {
    oidc(request, response);
    return;
  }
  handled.catch((error) => {
    console.error(error);
    if (!response.headersSent) {
      html(response, 500, errorPage('The provider failed; its log says why.'));
    }
  });
});

endWithParent(() => {
  store.save();
  server.close();
  process.exit(0);
});
console.log(`OpenID provider ready at ${issuer}`);
