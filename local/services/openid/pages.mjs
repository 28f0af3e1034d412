const STYLE = `
:root { color-scheme: light dark; --ground: #f4f6f8; --card: #fff; --ink: #16202a; --soft: #55636f; --line: #cfd6dd;
  --accent: #0b5fc0; --on-accent: #fff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #10151a; --card: #1a222a; --ink: #e8edf2; --soft: #a4b1bd;
  --line: #3a4651; --accent: #7ab6ff; --on-accent: #06213f; --bad: #ff9c94; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 2rem; }
h1 { font-size: 1.35rem; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 1.75rem 0 .75rem; }
p { margin: 0 0 1rem; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
button { font: inherit; width: 100%; border-radius: .5rem; border: 1px solid var(--line); padding: .65rem .9rem;
  cursor: pointer; background: transparent; color: var(--ink); text-align: left; }
button:hover { border-color: var(--accent); }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); text-align: center;
  font-weight: 600; }
button small { display: block; color: var(--soft); font-size: .875rem; }
label { display: block; margin: 0 0 .75rem; font-size: .925rem; }
input { font: inherit; width: 100%; margin-top: .25rem; padding: .55rem .7rem; border-radius: .5rem;
  border: 1px solid var(--soft); background: var(--ground); color: var(--ink); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.bad { color: var(--bad); font-weight: 600; }
`;

function escape(text) {
  return String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function page(title, body) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · SignalBeam Edge</title>
<style>${STYLE}</style>
</head>
<body><main>
<h1>${escape(title)}</h1>
${body}
</main></body>
</html>`;
}

export function signInPage(people, refused, email) {
  const list = people
    .map(
      (person) => `<li><button type="submit" name="sub" value="${escape(person.sub)}">${escape(person.name)}
<small>${escape(person.roles.join(', '))} · ${escape(person.tenant)}</small></button></li>`,
    )
    .join('\n');
  return page(
    'Sign in',
    `<p>SignalBeam Edge on this machine. Pick one of the demo people:</p>
<form method="post"><ul>${list}</ul></form>
<h2 id="by-email">Or by e-mail and password</h2>
${refused ? '<p class="bad" role="alert">E-mail or password is wrong.</p>' : ''}
<form method="post" aria-labelledby="by-email">
<label>E-mail<input type="email" name="email" autocomplete="username" required value="${escape(email)}"></label>
<label>Password<input type="password" name="password" autocomplete="current-password" required></label>
<button class="main" type="submit">Sign in</button>
</form>`,
  );
}

/** Asks whether to sign out, with the provider's own form; without one, says that it is done. */
export function signOutPage(form) {
  if (form === null) {
    return page('Signed out', '<p>You can close this page.</p>');
  }
  return page(
    'Sign out?',
    `${form}
<ul><li><button class="main" type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button></li>
<li><button type="submit" form="op.logoutForm">Stay signed in</button></li></ul>`,
  );
}

export function errorPage(reason) {
  return page('Sign-in failed', `<p role="alert">${escape(reason)}</p>`);
}
