// node cost.mjs CHECKER PROJECT [--write]
//
// What production costs a month, with what stands by for it, out of the SKUs that the Bicep names, what was measured (docs/
// benchmarks.md) and list prices (prices.json). Prints the table; with --write puts it into docs/cost.md, else fails when
// the page says something else.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bicepInventory } from './inventory-bicep.mjs';

const [checker, project] = process.argv.slice(2, 4).map((a) => path.resolve(a));
const here = path.dirname(fileURLToPath(import.meta.url));
const price = JSON.parse(fs.readFileSync(path.join(here, 'prices.json'), 'utf8'));
const HOURS = price.hoursPerMonth;
const SECONDS = HOURS * 3600;

/** Measured on two cores, and what is asked of a device by default. */
const MEASURED = {
  /** ./beam bench ingest, agent's SDK to row. */
  eventsPerSecond: 6_900,
  /** ./beam bench api, 304 on desired state with the twin read: what an instance does that has just come. */
  pollsPerSecond: 4_600,
  /** On disk, raw with its index (443), and its part of the roll-ups at an event a minute; ./beam bench ingest. */
  bytesPerRow: 600,
  bytesArchivedPerRow: 40,
  /** One point read of a twin of a kilobyte. */
  requestUnitsPerPoll: 1,
};
const DEVICE = { eventsPerMinute: 1, pollsPerMinute: 1, rawDays: 90, logBytesPerEvent: 2 };
/** An instance is left half its capacity. */
const HEADROOM = 2;

const tree = path.join(project, 'bicep');
const [serves, standsBy] = [await bicepInventory(checker, tree, 'prod'), await bicepInventory(checker, tree, 'standby', 'signalbeam-prod')];
const all = (type, inventory = serves) => inventory.filter((r) => r.type === type).map((r) => r.settings);
const one = (type, inventory = serves) => all(type, inventory)[0];

/** The server that carries so many rows a second with the headroom: the one of the Bicep, or the next larger. */
function postgresSku(eventsPerSecond, least) {
  const skus = Object.keys(price.postgres.hour);
  const needed = eventsPerSecond > 5_000 ? 'Standard_D16ds_v5' : eventsPerSecond > 1_000 ? 'Standard_D8ds_v5' : least;
  return skus[Math.max(skus.indexOf(least), skus.indexOf(needed))];
}

/** What there is in another region before anything happens there: it is asked nothing. */
function standby(sku, rawGb, archivedGb) {
  const namespaces = all('Microsoft.EventHub/namespaces', standsBy);
  return (
    price.postgres.hour[sku] * HOURS +
    rawGb * price.postgres.gigabyteMonth +
    namespaces.reduce((sum, x) => sum + x.units, 0) * price.eventHubs.throughputUnitHour * HOURS +
    (one('Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers', standsBy).maximumThroughput / 10 / 100) *
      price.cosmos.autoscaleHundredUnitsHour *
      HOURS +
    (archivedGb + 50) * price.storage.hotGigabyteMonth +
    price.staticWebApp[one('Microsoft.Web/staticSites', standsBy).sku] +
    price.webPubSub.unitMonth * one('Microsoft.SignalRService/webPubSub', standsBy).units +
    price.registry[one('Microsoft.ContainerRegistry/registries', standsBy).sku] +
    all('Microsoft.Network/privateEndpoints', standsBy).length * price.privateEndpointHour * HOURS +
    10 * price.logs.gigabyte
  );
}

function costs(devices) {
  const events = (devices * DEVICE.eventsPerMinute) / 60;
  const polls = (devices * DEVICE.pollsPerMinute) / 60;
  const hubs = one('Microsoft.EventHub/namespaces');
  const units = Math.min(hubs.maximumUnits, Math.max(hubs.units, Math.ceil((events * HEADROOM) / 1000)));
  const namespaces = Math.ceil(devices / 5_000 / 2);
  const apps = all('Microsoft.Web/sites');
  const app = apps[0];
  // Each namespace is read by an instance of its own at the least.
  const instances = Math.max(1, Math.ceil((polls * HEADROOM) / MEASURED.pollsPerSecond)) + Math.max(namespaces, Math.ceil((events * HEADROOM) / MEASURED.eventsPerSecond));
  const ready = apps.flatMap((x) => x.ready ?? []).reduce((sum, x) => sum + Number(x.split(' ')[1]), 0);
  const memory = app.memory / 1024;
  const server = all('Microsoft.DBforPostgreSQL/flexibleServers').find((s) => s.version);
  const replicas = all('Microsoft.DBforPostgreSQL/flexibleServers').length - 1;
  const sku = postgresSku(events, server.sku);
  const servers = 1 + (server.standby === 'ZoneRedundant' ? 1 : 0) + replicas;
  const rawGb = Math.max(server.storageGb, (events * 86_400 * DEVICE.rawDays * MEASURED.bytesPerRow) / 1e9);
  const cosmos = one('Microsoft.DocumentDB/databaseAccounts');
  const twins = one('Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers');
  const requestUnits = Math.max(twins.maximumThroughput / 10, polls * MEASURED.requestUnitsPerPoll * HEADROOM);
  const archivedGb = (events * 86_400 * 365 * MEASURED.bytesArchivedPerRow) / 1e9;
  const logGb = (events * SECONDS * DEVICE.logBytesPerEvent) / 1e9 + 10;
  return {
    'Event Hubs': namespaces * units * price.eventHubs.throughputUnitHour * HOURS + ((events * SECONDS) / 1e6) * price.eventHubs.millionEvents,
    Functions:
      instances * memory * SECONDS * price.functions.gigabyteSecond +
      ready * memory * SECONDS * price.functions.alwaysReadyGigabyteSecond +
      (((polls + events / 100) * SECONDS) / 1e6) * price.functions.millionExecutions,
    'PostgreSQL, standby and replica': servers * (price.postgres.hour[sku] * HOURS + rawGb * price.postgres.gigabyteMonth) + rawGb * price.postgres.backupGigabyteMonth,
    'Cosmos DB': (requestUnits / 100) * price.cosmos.autoscaleHundredUnitsHour * HOURS * cosmos.places.length + ((devices * 4_000) / 1e9) * price.cosmos.gigabyteMonth,
    'Blob Storage': archivedGb * price.storage.coldGigabyteMonth + 50 * price.storage.hotGigabyteMonth * 2,
    'Front Door': price.frontDoor.month + ((polls * SECONDS) / 10_000) * price.frontDoor.tenThousandRequests + ((polls * SECONDS * 400) / 1e9) * price.frontDoor.gigabyte,
    'Logs and metrics': logGb * price.logs.gigabyte,
    'Web app, Web PubSub, registry, vault, endpoints':
      price.staticWebApp[one('Microsoft.Web/staticSites').sku] +
      price.webPubSub.unitMonth * one('Microsoft.SignalRService/webPubSub').units +
      price.registry[one('Microsoft.ContainerRegistry/registries').sku] +
      all('Microsoft.Network/privateEndpoints').length * price.privateEndpointHour * HOURS +
      5,
    'Standby in a second region': standby(sku, rawGb, archivedGb),
  };
}

const sizes = [1_000, 10_000, 100_000];
const columns = sizes.map(costs);
const money = (x) => `$${Math.round(x).toLocaleString('en-US')}`;
const rows = Object.keys(columns[0]).map((name) => `| ${name} | ${columns.map((c) => money(c[name])).join(' | ')} |`);
const sum = (c) => Object.values(c).reduce((a, b) => a + b, 0);
const table = [
  `| a month | ${sizes.map((s) => `${s.toLocaleString('en-US')} devices`).join(' | ')} |`,
  `|---|${sizes.map(() => '--:|').join('')}`,
  ...rows,
  `| **together** | ${columns.map((c) => `**${money(sum(c))}**`).join(' | ')} |`,
  `| a device | ${columns.map((c, i) => `$${(sum(c) / sizes[i]).toFixed(3)}`).join(' | ')} |`,
].join('\n');

const page = path.join(project, 'docs/cost.md');
const text = fs.readFileSync(page, 'utf8');
const block = /(?<=<!-- cost -->\n)[\s\S]*?(?=<!-- end -->)/;
if (!block.test(text)) throw new Error('docs/cost.md has no place for the table');
const wanted = text.replace(block, () => `${table}\n`);
if (process.argv.includes('--write')) fs.writeFileSync(page, wanted);
else if (wanted !== text) {
  console.error('docs/cost.md does not say what the SKUs and prices come to: node .ci/iac/cost.mjs CHECKER . --write');
  process.exitCode = 1;
}
console.log(table);
