import { createPrivateKey, randomUUID, sign } from 'node:crypto';

const LONGEST_SECONDS = 30 * 24 * 3600;

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * `POST /dev/token {sub, audience?, expiresIn?, claims?}` answers an access token without a sign-in: for tests and the
 * command line. `expiresIn` is in seconds and may be negative, to make a token that is over.
 */
export function devTokenEndpoint({ issuer, key, audience, claimsOf }) {
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  const hosts = new Set([new URL(issuer).host, `localhost:${new URL(issuer).port}`]);

  function mint(wish) {
    const now = Math.floor(Date.now() / 1000);
    const head = encode({ alg: 'RS256', typ: 'at+jwt', kid: key.kid });
    const body = encode({
      iss: issuer,
      aud: wish.audience ?? audience,
      iat: now,
      exp: now + Math.min(wish.expiresIn ?? 3600, LONGEST_SECONDS),
      jti: randomUUID(),
      client_id: 'signalbeam-web',
      scope: 'api',
      ...claimsOf(wish.sub),
      ...wish.claims,
      sub: wish.sub,
    });
    return `${head}.${body}.${sign('sha256', Buffer.from(`${head}.${body}`), privateKey).toString('base64url')}`;
  }

  function answer(response, status, body) {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  }

  return async (request, response) => {
    // A page in a browser must not get at this: JSON needs a preflight, which nothing here answers, and the host's
    // name keeps out a foreign name that resolves to loopback.
    if (
      request.method !== 'POST' ||
      !hosts.has(request.headers.host) ||
      !request.headers['content-type']?.startsWith('application/json')
    ) {
      answer(response, 400, { error: 'POST JSON to this address' });
      return;
    }
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    let wish;
    try {
      wish = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch {
      answer(response, 400, { error: 'The body is no JSON' });
      return;
    }
    if (typeof wish?.sub !== 'string' || (!claimsOf(wish.sub) && Object.keys(wish.claims ?? {}).length === 0)) {
      answer(response, 404, { error: 'Nobody has this sub; give claims for somebody new' });
      return;
    }
    answer(response, 200, { access_token: mint(wish), token_type: 'Bearer', expires_in: wish.expiresIn ?? 3600 });
  };
}
