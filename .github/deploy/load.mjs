// The load behind ./load: as many requests a second as asked for, whether or not the ones before were answered.
const { API, RATE, SECONDS_OF_LOAD, SIGNALBEAM_TOKEN } = process.env;
const paths = ['/devices?limit=50', '/fleet/summary', '/groups?limit=50', '/rollouts?limit=50', '/me'];
const total = Number(RATE) * Number(SECONDS_OF_LOAD);
const millis = [];
let failed = 0;
let limited = 0;

async function ask(i) {
  const begin = performance.now();
  try {
    const answer = await fetch(API + paths[i % paths.length], {
      headers: { authorization: `Bearer ${SIGNALBEAM_TOKEN}` },
      signal: AbortSignal.timeout(30_000),
    });
    await answer.arrayBuffer();
    if (answer.status >= 500) failed++;
    if (answer.status === 429) limited++;
  } catch {
    failed++;
  }
  millis.push(performance.now() - begin);
}

const begin = performance.now();
const under = [];
for (let i = 0; i < total; i++) {
  const due = begin + (i * 1000) / Number(RATE);
  const wait = due - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  under.push(ask(i));
}
await Promise.all(under);
millis.sort((a, b) => a - b);
const p95 = millis[Math.floor(millis.length * 0.95)];
console.log(`${total} requests, ${failed} failed, ${limited} told to slow down, p95 ${p95.toFixed(0)} ms`);
if (failed > total / 100) {
  console.error('more than one in a hundred failed');
  process.exit(1);
}
if (p95 > 500) {
  console.error('the 95th percentile is above 500 ms');
  process.exit(1);
}
