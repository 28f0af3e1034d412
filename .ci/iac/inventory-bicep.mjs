// What the Bicep makes, in the words of the inventory.
import { evaluate } from './bicep.mjs';
import { ROLES, inAccount, prefixed, record, sorted } from './inventory.mjs';

/** What a parameter file reads from its environment; terraform/tests/inventory says the same. */
const SETTING = {
  SIGNALBEAM_OIDC_ISSUER: 'https://issuer.example.com',
  SIGNALBEAM_OIDC_AUDIENCE: 'api://signalbeam',
  SIGNALBEAM_OPERATOR_EMAIL: 'operators@example.com',
  GITHUB_REPOSITORY: 'example/signalbeam-edge',
  LOCATION: 'westeurope',
  BUDGET_START: '2026-11-01',
  SIGNALBEAM_FRONT_DOOR: 'front-door-of-prod',
};

const p = (r) => r.body.properties ?? {};
const enabled = (value) => value === 'Enabled';
const last = (name) => name.split('/').pop();
const parent = (name, levels = 1) => name.split('/').slice(0, -levels).join('/');

/** By resource type: the settings that are compared; null for what the other tree says elsewhere. */
const SETTINGS = {
  'Microsoft.Network/virtualNetworks': (r) => ({ space: p(r).addressSpace.addressPrefixes }),
  'Microsoft.Network/virtualNetworks/subnets': (r) => ({
    prefix: p(r).addressPrefix,
    delegation: p(r).delegations?.[0].properties.serviceName ?? null,
  }),
  'Microsoft.Network/privateDnsZones': () => ({}),
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': (r) => ({
    network: p(r).virtualNetwork.id,
    registers: p(r).registrationEnabled,
  }),
  'Microsoft.Network/privateEndpoints': (r, all) => ({
    subnet: p(r).subnet.id,
    target: p(r).privateLinkServiceConnections[0].properties.privateLinkServiceId,
    part: p(r).privateLinkServiceConnections[0].properties.groupIds,
    zone: all.find((x) => x.type.endsWith('/privateDnsZoneGroups') && parent(x.name) === r.name).body.properties
      .privateDnsZoneConfigs[0].properties.privateDnsZoneId,
  }),
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': null,
  'Microsoft.OperationalInsights/workspaces': (r) => ({ sku: p(r).sku.name, days: p(r).retentionInDays }),
  'Microsoft.Insights/components': (r) => ({
    workspace: p(r).WorkspaceResourceId,
    keys: !p(r).DisableLocalAuth,
  }),
  'Microsoft.Insights/actionGroups': (r) => ({ mails: p(r).emailReceivers.map((m) => m.emailAddress) }),
  'Microsoft.Consumption/budgets': (r) => ({
    amount: p(r).amount,
    grain: p(r).timeGrain,
    start: p(r).timePeriod.startDate,
    told: sorted(Object.values(p(r).notifications).map((n) => `${n.thresholdType} ${n.operator} ${n.threshold} ${n.contactEmails}`)),
  }),
  'Microsoft.Insights/workbooks': (r) => ({ about: p(r).sourceId.toLowerCase(), content: p(r).serializedData }),
  'Microsoft.ManagedIdentity/userAssignedIdentities': () => ({}),
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials': (r) => ({
    issuer: p(r).issuer,
    subject: p(r).subject,
    audience: p(r).audiences,
  }),
  'Microsoft.KeyVault/vaults': (r) => ({
    sku: p(r).sku.name,
    rbac: p(r).enableRbacAuthorization,
    deletedKeptDays: p(r).softDeleteRetentionInDays,
    purgeProtection: p(r).enablePurgeProtection,
    public: enabled(p(r).publicNetworkAccess),
  }),
  'Microsoft.KeyVault/vaults/secrets': (r) => ({ contentType: p(r).contentType }),
  'Microsoft.EventHub/namespaces': (r) => ({
    sku: r.body.sku.name,
    units: r.body.sku.capacity,
    inflates: p(r).isAutoInflateEnabled,
    maximumUnits: p(r).maximumThroughputUnits,
    tls: p(r).minimumTlsVersion,
    keys: !p(r).disableLocalAuth,
  }),
  'Microsoft.EventHub/namespaces/eventhubs': (r) => ({
    partitions: p(r).partitionCount,
    days: p(r).messageRetentionInDays,
  }),
  'Microsoft.EventHub/namespaces/eventhubs/consumergroups': () => ({}),
  'Microsoft.EventHub/namespaces/authorizationRules': (r) => ({ rights: sorted(p(r).rights) }),
  'Microsoft.DBforPostgreSQL/flexibleServers': (r) =>
    p(r).createMode === 'Replica'
      ? { sku: r.body.sku.name, copies: p(r).sourceServerResourceId, public: enabled(p(r).network.publicNetworkAccess) }
      : {
          sku: r.body.sku.name,
          version: p(r).version,
          storageGb: p(r).storage.storageSizeGB,
          grows: enabled(p(r).storage.autoGrow),
          backupDays: p(r).backup.backupRetentionDays,
          backupElsewhere: enabled(p(r).backup.geoRedundantBackup),
          standby: p(r).highAvailability.mode,
          entra: enabled(p(r).authConfig.activeDirectoryAuth),
          passwords: enabled(p(r).authConfig.passwordAuth),
          public: enabled(p(r).network.publicNetworkAccess),
        },
  'Microsoft.DBforPostgreSQL/flexibleServers/databases': (r) => ({ charset: p(r).charset, collation: p(r).collation }),
  'Microsoft.DBforPostgreSQL/flexibleServers/configurations': (r) => ({ value: p(r).value }),
  'Microsoft.DBforPostgreSQL/flexibleServers/administrators': (r) => ({
    principal: p(r).principalName,
    kind: p(r).principalType,
  }),
  'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules': (r) => ({
    from: p(r).startIpAddress,
    to: p(r).endIpAddress,
  }),
  'Microsoft.DocumentDB/databaseAccounts': (r) => ({
    serverless: p(r).capabilities.map((c) => c.name),
    keys: !p(r).disableLocalAuth,
    tls: p(r).minimalTlsVersion,
    public: enabled(p(r).publicNetworkAccess),
    failsOver: p(r).enableAutomaticFailover,
    consistency: p(r).consistencyPolicy.defaultConsistencyLevel,
    places: p(r).locations.map((l) => `${l.failoverPriority} ${l.locationName}`),
    backup: `${p(r).backupPolicy.type} ${p(r).backupPolicy.continuousModeProperties.tier}`,
  }),
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases': () => ({}),
  'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers': (r) => ({
    key: p(r).resource.partitionKey.paths,
    ttl: p(r).resource.defaultTtl,
    indexed: p(r).resource.indexingPolicy.includedPaths.map((x) => x.path),
    notIndexed: p(r).resource.indexingPolicy.excludedPaths.map((x) => x.path),
    maximumThroughput: p(r).options.autoscaleSettings?.maxThroughput ?? null,
  }),
  'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments': (r) => ({
    principal: p(r).principalId,
    role: last(p(r).roleDefinitionId),
    scope: p(r).scope,
  }),
  'Microsoft.Storage/storageAccounts': (r, all) => {
    const blobs = all.find((x) => x.type.endsWith('/blobServices') && parent(x.name) === r.name).body.properties;
    return {
      sku: r.body.sku.name,
      kind: r.body.kind,
      tier: p(r).accessTier,
      tls: p(r).minimumTlsVersion,
      httpsOnly: p(r).supportsHttpsTrafficOnly,
      publicBlobs: p(r).allowBlobPublicAccess,
      keys: p(r).allowSharedKeyAccess,
      public: p(r).publicNetworkAccess === undefined || enabled(p(r).publicNetworkAccess),
      versions: blobs.isVersioningEnabled,
      changes: blobs.changeFeed.enabled,
      deletedKeptDays: blobs.deleteRetentionPolicy.days,
      deletedContainersKeptDays: blobs.containerDeleteRetentionPolicy.days,
    };
  },
  'Microsoft.Storage/storageAccounts/blobServices': null,
  'Microsoft.Storage/storageAccounts/blobServices/containers': (r) => ({ public: p(r).publicAccess !== 'None' }),
  'Microsoft.Storage/storageAccounts/managementPolicies': (r) => ({
    rules: p(r).policy.rules.map(({ name, enabled: on, definition: { filters, actions } }) => ({
      name,
      on,
      types: filters.blobTypes,
      prefixes: filters.prefixMatch ?? [],
      cool: actions.baseBlob?.tierToCool?.daysAfterModificationGreaterThan ?? null,
      cold: actions.baseBlob?.tierToCold?.daysAfterModificationGreaterThan ?? null,
      gone: actions.baseBlob?.delete?.daysAfterModificationGreaterThan ?? null,
      versionsGo: actions.version?.delete.daysAfterCreationGreaterThan ?? null,
    })),
  }),
  // Both ends have one, of which the other tree says one.
  'Microsoft.Storage/storageAccounts/objectReplicationPolicies': (r) =>
    last(r.name) !== 'default'
      ? null
      : {
          from: p(r).sourceAccount,
          to: p(r).destinationAccount,
          rules: sorted(p(r).rules.map((x) => `${x.sourceContainer} to ${x.destinationContainer} since ${x.filters.minCreationTime.slice(0, 4)}`)),
        },
  'Microsoft.Web/staticSites': (r) => ({
    sku: r.body.sku.name,
    previews: p(r).stagingEnvironmentPolicy === 'Enabled',
    configuration: p(r).allowConfigFileUpdates,
  }),
  'Microsoft.SignalRService/webPubSub': (r) => ({
    sku: r.body.sku.name,
    units: r.body.sku.capacity,
    keys: !p(r).disableLocalAuth,
    public: enabled(p(r).publicNetworkAccess),
  }),
  'Microsoft.SignalRService/webPubSub/hubs': (r) => ({ anonymous: p(r).anonymousConnectPolicy === 'allow' }),
  'Microsoft.Cdn/profiles': (r) => ({ sku: r.body.sku.name, seconds: p(r).originResponseTimeoutSeconds }),
  'Microsoft.Cdn/profiles/afdEndpoints': () => ({}),
  'Microsoft.Cdn/profiles/originGroups': (r) => ({
    samples: p(r).loadBalancingSettings.sampleSize,
    needed: p(r).loadBalancingSettings.successfulSamplesRequired,
    latency: p(r).loadBalancingSettings.additionalLatencyInMilliseconds,
    probe: [p(r).healthProbeSettings]
      .filter((x) => x !== undefined)
      .map((x) => `${x.probeRequestType} ${x.probeProtocol} ${x.probePath} ${x.probeIntervalInSeconds}`),
    sticky: enabled(p(r).sessionAffinityState),
  }),
  'Microsoft.Cdn/profiles/originGroups/origins': (r) => ({
    host: p(r).hostName,
    header: p(r).originHostHeader,
    weight: p(r).weight,
    on: enabled(p(r).enabledState),
    certificate: p(r).enforceCertificateNameCheck,
  }),
  'Microsoft.Cdn/profiles/afdEndpoints/routes': (r) => ({
    patterns: p(r).patternsToMatch,
    protocols: p(r).supportedProtocols,
    forwards: p(r).forwardingProtocol,
    redirects: enabled(p(r).httpsRedirect),
  }),
  'Microsoft.Web/serverfarms': (r) => ({ sku: r.body.sku.name, linux: p(r).reserved }),
  'Microsoft.Web/sites': (r, all) => {
    const of = (type) => all.find((x) => x.type === `Microsoft.Web/sites/${type}` && parent(x.name) === r.name).body.properties;
    const app = p(r).functionAppConfig;
    const site = p(r).siteConfig;
    return {
      runtime: `${app.runtime.name} ${app.runtime.version}`,
      memory: app.scaleAndConcurrency.instanceMemoryMB,
      maximum: app.scaleAndConcurrency.maximumInstanceCount,
      ready: app.scaleAndConcurrency.alwaysReady.map((x) => `${x.name} ${x.instanceCount}`),
      container: inAccount(app.deployment.storage.value),
      packages: `${app.deployment.storage.type} ${app.deployment.storage.authentication.type} ${app.deployment.storage.authentication.userAssignedIdentityResourceId}`,
      identities: sorted(Object.keys(r.body.identity.userAssignedIdentities)),
      httpsOnly: p(r).httpsOnly,
      subnet: p(r).virtualNetworkSubnetId ?? null,
      tls: site.minTlsVersion,
      http2: site.http20Enabled,
      origins: site.cors?.allowedOrigins ?? [],
      otherwise: site.ipSecurityRestrictionsDefaultAction,
      letIn: site.ipSecurityRestrictions.map((x) => `${x.action} ${x.ipAddress} ${x.headers['x-azure-fdid']}`),
      passwords: of('basicPublishingCredentialsPolicies').allow,
      ...prefixed('setting ', of('config')),
    };
  },
  'Microsoft.Web/sites/config': null,
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': null,
  'Microsoft.ContainerRegistry/registries': (r) => ({
    sku: r.body.sku.name,
    administrator: p(r).adminUserEnabled,
    anonymous: p(r).anonymousPullEnabled,
  }),
  'Microsoft.App/managedEnvironments': (r) => ({
    logs: p(r).appLogsConfiguration.destination,
    subnet: p(r).vnetConfiguration?.infrastructureSubnetId ?? null,
    internal: p(r).vnetConfiguration?.internal ?? null,
  }),
  'Microsoft.App/jobs': (r) => ({
    environment: p(r).environmentId,
    seconds: p(r).configuration.replicaTimeout,
    again: p(r).configuration.replicaRetryLimit,
    identities: Object.keys(r.body.identity.userAssignedIdentities),
    registry: p(r).configuration.registries.map((x) => `${x.identity}`),
    image: p(r).template.containers[0].image,
    args: p(r).template.containers[0].args,
    env: p(r).template.containers[0].env.map((x) => `${x.name}=${x.value}`),
    size: `${p(r).template.containers[0].resources.cpu} ${p(r).template.containers[0].resources.memory}`,
  }),
  'Microsoft.Insights/scheduledQueryRules': (r) => ({
    about: p(r).description,
    severity: p(r).severity,
    on: p(r).enabled,
    scopes: p(r).scopes,
    every: p(r).evaluationFrequency,
    window: p(r).windowSize,
    query: p(r).criteria.allOf[0].query,
    when: `${p(r).criteria.allOf[0].timeAggregation} ${p(r).criteria.allOf[0].operator} ${p(r).criteria.allOf[0].threshold}`,
    tells: p(r).actions.actionGroups,
  }),
  'Microsoft.Insights/metricAlerts': (r) => ({
    about: p(r).description,
    severity: p(r).severity,
    scopes: sorted(p(r).scopes),
    every: p(r).evaluationFrequency,
    window: p(r).windowSize,
    when: p(r).criteria.failedLocationCount
      ? `${p(r).criteria.failedLocationCount} places`
      : `${p(r).criteria.allOf[0].metricName} ${p(r).criteria.allOf[0].timeAggregation} ${p(r).criteria.allOf[0].operator} ${p(r).criteria.allOf[0].threshold}`,
    tells: p(r).actions.map((x) => x.actionGroupId),
  }),
  'Microsoft.Insights/webtests': (r) => ({
    url: p(r).Request.RequestUrl,
    every: p(r).Frequency,
    within: p(r).Timeout,
    places: p(r).Locations.map((x) => x.Id),
    status: p(r).ValidationRules.ExpectedHttpStatusCode,
    certificateDays: p(r).ValidationRules.SSLCertRemainingLifetimeCheck,
  }),
  'Microsoft.Insights/diagnosticSettings': (r) => ({
    to: p(r).workspaceId,
    logs: p(r).logs.map((x) => x.categoryGroup ?? x.category),
    metrics: p(r).metrics.map((x) => x.category),
  }),
  'Microsoft.Authorization/roleDefinitions': (r) => ({ actions: p(r).permissions[0].actions }),
  'Microsoft.Authorization/roleAssignments': (r) => ({ principal: p(r).principalId, kind: p(r).principalType }),
};

/** Role assignments and diagnostic settings have no telling name: what they are about is one. */
function named(r, all) {
  switch (r.type) {
    case 'Microsoft.Authorization/roleAssignments': {
      const id = p(r).roleDefinitionId;
      const own = all.find((x) => id === `@{${x.type}/${x.name}}`);
      return `${r.scope ?? '@{resourceGroup}'} ${own ? p(own).roleName : ROLES[last(id)]} ${p(r).principalId}`;
    }
    case 'Microsoft.Insights/diagnosticSettings':
      return `${r.scope}`;
    case 'Microsoft.Authorization/roleDefinitions':
      return p(r).roleName;
    case 'Microsoft.Insights/workbooks':
      return p(r).displayName;
    case 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments':
      return `${p(r).scope} ${p(r).principalId}`;
    default:
      return r.name;
  }
}

/**
 * @param environment whose parameter file is read
 * @param copies the environment for which it stands by; empty for none
 * @param failedOver whether the one that stands by for it has its requests
 */
export async function bicepInventory(checker, tree, environment, copies = '', failedOver = false) {
  const file = `${tree}/environments/${environment}.bicepparam`;
  const resources = (await evaluate(checker, file, SETTING, { copies, failedOver })).map((r) => JSON.parse(JSON.stringify(r)));
  return resources.flatMap((r) => {
    const settings = SETTINGS[r.type];
    if (settings === undefined) throw new Error(`${r.type} is not in the inventory's table for Bicep`);
    const said = settings === null ? null : settings(r, resources);
    return said === null ? [] : [record(r.type, named(r, resources), { location: r.body.location, tags: r.body.tags, ...said })];
  });
}
