import { problem, Refused, tried } from "./api.mjs";

/**
 * GitHub's token for this run, exchanged for one of 15 minutes (RFC 8693, docs/pipelines.md); GitHub gives a new one each
 * time. The job needs `id-token: write`.
 */
export function githubPipeline(api, trust, audience = "signalbeam-edge") {
  let token;
  const credential = {
    async token() {
      if (token === undefined) await credential.renew();
      return token;
    },
    async renew() {
      token = await exchanged(api, trust, await ofGitHub(audience));
      // Before anything could print it.
      process.stdout.write(`::add-mask::${token}\n`);
    },
  };
  return credential;
}

async function ofGitHub(audience) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: secret } = process.env;
  if (!address) throw new Refused("the job needs the permission id-token: write");
  const url = new URL(address);
  url.searchParams.set("audience", audience);
  const answer = await tried(url, { headers: { authorization: `Bearer ${secret}` } });
  const value = answer.ok ? (await answer.json()).value : undefined;
  if (!value) throw new Refused(`GitHub gave no token (HTTP ${answer.status})`);
  return value;
}

async function exchanged(api, trust, github) {
  const answer = await tried(new URL(`${api.replace(/\/+$/, "")}/token`), {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      subject_token: github,
      audience: trust,
    }),
  });
  if (!answer.ok) throw new Refused(`the token was not exchanged (HTTP ${answer.status}): ${await problem(answer)}`);
  return (await answer.json()).access_token;
}
