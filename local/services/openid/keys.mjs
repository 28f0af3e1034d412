import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The file's JSON, made at the first call; readable by its owner alone. */
function kept(file, make) {
  if (!existsSync(file)) {
    writeFileSync(`${file}.tmp`, JSON.stringify(make()), { mode: 0o600 });
    renameSync(`${file}.tmp`, file);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The RSA key that signs every token, as a private JWK; the same after a restart, so that tokens stay valid. */
export function signingKey(directory) {
  return kept(join(directory, 'signing-key.json'), () => ({
    ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
    kid: randomBytes(8).toString('hex'),
    use: 'sig',
    alg: 'RS256',
  }));
}

export function cookieKeys(directory) {
  return kept(join(directory, 'cookie-keys.json'), () => [randomBytes(32).toString('base64url')]);
}
