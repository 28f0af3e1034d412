// node compare.mjs CHECKER PROJECT [dev|staging|prod|standby ...]
//
// Whether the Bicep and the Terraform describe the same environments. Both are put into one inventory; every difference is
// a line, and any ends it with 1. CHECKER is the folder of the checker of the infrastructure code.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hubsInContainers, hubsOf } from './hubs.mjs';
import { bicepInventory } from './inventory-bicep.mjs';
import { differences } from './inventory.mjs';
import { terraformInventory } from './inventory-terraform.mjs';

const [checker, project, ...chosen] = process.argv.slice(2).map((a, i) => (i < 2 ? path.resolve(a) : a));
/** What can be: an environment, for which one it stands by, and whether the one that stands by for it has its requests. */
const STATES = [
  { environment: 'dev' },
  { environment: 'staging' },
  { environment: 'prod' },
  { environment: 'prod', failedOver: true },
  { environment: 'standby', copies: 'signalbeam-prod' },
  { environment: 'standby' },
];
const states = STATES.filter(({ environment }) => chosen.length === 0 || chosen.includes(environment));
const named = ({ environment, copies, failedOver }) =>
  environment + (copies ? ` for ${copies}` : '') + (failedOver ? ', failed over' : '') + (environment === 'standby' && !copies ? ', serving' : '');

/** Terraform with a provider that knows the schema and nothing else. */
async function terraform(work) {
  const { serve, loadSchema } = await import(pathToFileURL(path.join(checker, 'lib', 'tf-schema-provider.mjs')));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'inventory-'));
  const schema = loadSchema(path.join(checker, 'schema', 'azurerm.json.gz'));
  const provider = await serve(schema, path.join(folder, 'provider.sock'), {});
  try {
    fs.mkdirSync(path.join(folder, 'mirror'));
    fs.writeFileSync(
      path.join(folder, 'cli.tfrc'),
      `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = "${folder}/mirror"\n  }\n}\n`,
    );
    const env = {
      ...process.env,
      TF_CLI_CONFIG_FILE: path.join(folder, 'cli.tfrc'),
      TF_DATA_DIR: path.join(folder, 'data'),
      TF_REATTACH_PROVIDERS: JSON.stringify({ [schema.name]: provider.reattach }),
      TF_IN_AUTOMATION: '1',
    };
    return await work((...args) => run(args, path.join(project, 'terraform'), env));
  } finally {
    provider.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function run(args, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn('terraform', args, { cwd, env });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(out) : reject(new Error(`terraform ${args[0]}: ${err || out}`))));
  });
}

let found = 0;
await terraform(async (tf) => {
  await tf('init', '-backend=false', '-input=false', '-no-color', '-test-directory=tests/inventory');
  for (const state of states) {
    const { environment, copies = '', failedOver = false } = state;
    const log = await tf(
      'test',
      '-test-directory=tests/inventory',
      '-json',
      '-verbose',
      `-var-file=environments/${environment}.tfvars`,
      `-var=copies=${copies}`,
      `-var=failed_over=${failedOver}`,
      `-var=front_door_id=${environment === 'standby' ? 'front-door-of-prod' : ''}`,
    );
    const plan = log.split('\n').filter(Boolean).map((line) => JSON.parse(line)).find((line) => line.test_plan)?.test_plan;
    if (!plan) throw new Error(`no plan of ${named(state)}`);
    const fromBicep = await bicepInventory(checker, path.join(project, 'bicep'), environment, copies, failedOver);
    const fromTerraform = terraformInventory(plan);
    const said = differences(fromBicep, fromTerraform, ['Bicep', 'Terraform']);
    if (environment === 'dev') {
      said.push(...differences(hubsOf(fromBicep), hubsInContainers(project), ['Bicep', 'the containers']));
    }
    for (const line of said) console.log(`${named(state)}: ${line}`);
    console.log(`${named(state)}: ${fromBicep.length} resources in Bicep, ${fromTerraform.length} in Terraform, ${said.length} difference(s)`);
    found += said.length;
  }
});
process.exitCode = found ? 1 : 0;
