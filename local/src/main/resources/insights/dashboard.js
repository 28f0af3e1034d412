// Shows what the collector has, the newest first, and a trace as a waterfall.
const form = document.querySelector('#filter');
const body = document.querySelector('#items');
const state = document.querySelector('#state');
let shownTrace = null;

const element = (name, text, properties = {}) => Object.assign(document.createElement(name), { textContent: text ?? '', ...properties });
const number = (value) => (value === undefined ? '' : value.toLocaleString(undefined, { maximumFractionDigits: value < 10 ? 2 : 0 }));
const time = (at) => new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, fractionalSecondDigits: 3 });

async function fetchItems(query) {
  const answer = await fetch(`/items?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(`the collector answered ${answer.status}`);
  return answer.json();
}

function row(item) {
  const tr = element('tr', '', { className: item.failed ? 'failed' : '' });
  const trace = element('td');
  if (item.trace) {
    const button = element('button', item.trace.slice(0, 8), { className: 'trace', type: 'button', title: `Show trace ${item.trace}` });
    button.addEventListener('click', () => showTrace(item.trace));
    trace.append(button);
  }
  const what = item.text ?? Object.entries(item.properties).map(([key, value]) => `${key}=${value}`).join(' ');
  tr.append(
    element('td', time(item.at), { title: item.at }),
    element('td', item.name),
    element('td', number(item.millis), { className: 'number' }),
    element('td', what.slice(0, 300), { className: 'what', title: what }),
    trace,
  );
  return tr;
}

async function refresh() {
  const { kind, text, failed } = Object.fromEntries(new FormData(form));
  try {
    const items = (await fetchItems({ kind, text })).filter((item) => !failed || item.failed);
    body.replaceChildren(...items.map(row));
    state.textContent = items.length ? `${items.length} of the newest` : 'Nothing yet. Use the app, or wait: the agent sends every few seconds.';
  } catch (error) {
    state.textContent = `Cannot read: ${error.message}`;
  }
}

async function showTrace(id) {
  shownTrace = id;
  const items = (await fetchItems({ trace: id })).filter((item) => item.kind !== 'METRIC').sort((a, b) => a.at.localeCompare(b.at));
  const begin = Math.min(...items.map((item) => Date.parse(item.at)));
  const end = Math.max(...items.map((item) => Date.parse(item.at) + (item.millis ?? 0)), begin + 1);
  document.querySelector('#trace-title').textContent = `Trace ${id}: ${items.length} parts, ${number(end - begin)} ms`;
  document.querySelector('#spans').replaceChildren(...items.map((item) => span(item, begin, end)));
  document.querySelector('#trace').hidden = false;
}

function span(item, begin, end) {
  const li = element('li', '', { className: `${item.failed ? 'failed' : ''} ${item.kind === 'LOG' || item.kind === 'EXCEPTION' ? 'log' : ''}` });
  if (item.kind === 'LOG' || item.kind === 'EXCEPTION') {
    li.textContent = `${time(item.at)} ${item.text ?? item.name}`;
    return li;
  }
  li.append(element('span', `${item.name} · ${number(item.millis)} ms`, { title: item.text ?? '' }));
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 1000 10');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const rect = document.createElementNS(ns, 'rect');
  const scale = 1000 / (end - begin);
  rect.setAttribute('x', (Date.parse(item.at) - begin) * scale);
  rect.setAttribute('width', Math.max(2, (item.millis ?? 0) * scale));
  rect.setAttribute('height', 10);
  svg.append(rect);
  li.append(svg);
  return li;
}

form.addEventListener('input', refresh);
form.addEventListener('submit', (event) => event.preventDefault());
setInterval(() => form.elements.live.checked && !document.hidden && refresh(), 2000);

const links = await (await fetch('/links')).json();
document.querySelector('#links').replaceChildren(...Object.entries(links).map(([name, href]) => element('a', name, { href })));
await refresh();
const asked = new URLSearchParams(location.search).get('trace');
if (asked && asked !== shownTrace) await showTrace(asked);
