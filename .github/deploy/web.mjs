// node web.mjs DIST ISSUER CLIENT_ID SCOPE HOST [FRONT_DOOR_ID]: tells a built web app where to sign in, and lets its page reach
// that issuer, the push service and its own origin, and nothing else. With a Front Door's id it answers that one alone.
import fs from 'node:fs';
import path from 'node:path';

const [dist, issuer, clientId, scope, host, frontDoor] = process.argv.slice(2);
fs.writeFileSync(path.join(dist, 'config.json'), JSON.stringify({ issuer, clientId, scope }) + '\n');

const file = path.join(dist, 'staticwebapp.config.json');
const config = JSON.parse(fs.readFileSync(file, 'utf8'));
const signIn = new URL(issuer).origin;
const policy = config.globalHeaders['Content-Security-Policy'].split(/; */).map((directive) => {
  const [name, ...sources] = directive.split(' ');
  return name === 'connect-src' || name === 'frame-src'
    ? [name, ...sources.map((source) => (source === 'https://login.microsoftonline.com' ? signIn : source))].join(' ')
    : directive;
});
const reaches = (name) => policy.some((directive) => directive.startsWith(`${name} `) && directive.split(' ').includes(signIn));
if (!reaches('connect-src') || !reaches('frame-src')) {
  console.error(`the web app's Content-Security-Policy is not as expected: ${config.globalHeaders['Content-Security-Policy']}`);
  process.exit(1);
}
config.globalHeaders['Content-Security-Policy'] = policy.join('; ');
if (frontDoor !== undefined) {
  config.forwardingGateway = { requiredHeaders: { 'X-Azure-FDID': frontDoor }, allowedForwardedHosts: [host] };
}
fs.writeFileSync(file, JSON.stringify(config, null, 2) + '\n');
