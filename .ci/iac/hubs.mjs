// The hubs of the containers (local/compose/hubs.json, in the form of the Event Hubs emulator), as an inventory's records.
import fs from 'node:fs';
import path from 'node:path';
import { record } from './inventory.mjs';

const HUB = 'Microsoft.EventHub/namespaces/eventhubs';
const GROUP = `${HUB}/consumergroups`;

/** Of an environment's inventory: its hubs with their partitions, and the consumer groups beside $Default. */
export function hubsOf(inventory) {
  const found = inventory.filter((r) => r.type === HUB || r.type === GROUP);
  return found.map((r) => record(r.type, inNamespace(r.name), r.type === HUB ? { partitions: r.settings.partitions } : {}));
}

export function hubsInContainers(project) {
  const file = JSON.parse(fs.readFileSync(path.join(project, 'local/compose/hubs.json'), 'utf8'));
  return file.UserConfig.NamespaceConfig[0].Entities.flatMap((hub) => [
    record(HUB, hub.Name, { partitions: Number(hub.PartitionCount) }),
    ...hub.ConsumerGroups.map((group) => record(GROUP, `${hub.Name}/${group.Name}`, {})),
  ]);
}

const inNamespace = (name) => name.slice(name.indexOf('/') + 1);
