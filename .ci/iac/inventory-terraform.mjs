// What the Terraform makes, in the words of the inventory, out of a plan against a mocked provider. The test file of the
// plan gives each resource that others refer to a token, @like-this, for what only Azure can tell.
import { inAccount, prefixed, record, sorted } from './inventory.mjs';

/** Token to the resource that has it, and what of it is meant. */
const TOKENS = {
  'identity-app': ['module.identities.azurerm_user_assigned_identity.app', ''],
  'client-app': ['module.identities.azurerm_user_assigned_identity.app', '.properties.clientId'],
  'principal-app': ['module.identities.azurerm_user_assigned_identity.app', '.properties.principalId'],
  'identity-service': ['module.identities.azurerm_user_assigned_identity.service', ''],
  'client-service': ['module.identities.azurerm_user_assigned_identity.service', '.properties.clientId'],
  'identity-deploy': ['module.identities.azurerm_user_assigned_identity.deploy', ''],
  'client-deploy': ['module.identities.azurerm_user_assigned_identity.deploy', '.properties.clientId'],
  'principal-deploy': ['module.identities.azurerm_user_assigned_identity.deploy', '.properties.principalId'],
  network: ['module.network[0].azurerm_virtual_network.this', ''],
  'subnet-functions': ['module.network[0].azurerm_subnet.delegated["functions"]', ''],
  'subnet-jobs': ['module.network[0].azurerm_subnet.delegated["jobs"]', ''],
  'subnet-endpoints': ['module.network[0].azurerm_subnet.endpoints', ''],
  'zone-postgres': ['module.network[0].azurerm_private_dns_zone.zones["postgres"]', ''],
  'zone-cosmos': ['module.network[0].azurerm_private_dns_zone.zones["cosmos"]', ''],
  'zone-vault': ['module.network[0].azurerm_private_dns_zone.zones["vault"]', ''],
  'zone-blob': ['module.network[0].azurerm_private_dns_zone.zones["blob"]', ''],
  workspace: ['module.observability.azurerm_log_analytics_workspace.this', ''],
  component: ['module.observability.azurerm_application_insights.this', ''],
  connection: ['module.observability.azurerm_application_insights.this', '.properties.ConnectionString'],
  operators: ['module.observability.azurerm_monitor_action_group.operators', ''],
  vault: ['module.vault.azurerm_key_vault.this', ''],
  'vault-uri': ['module.vault.azurerm_key_vault.this', '.properties.vaultUri'],
  ...Object.fromEntries(
    [1, 2, 3].flatMap((number) => [
      [`namespace-${number}`, [`module.messaging.module.namespaces["${number}"].azurerm_eventhub_namespace.this`, '']],
      [`publishers-${number}`, [`module.messaging.module.namespaces["${number}"].azurerm_eventhub_namespace_authorization_rule.publishers`, '']],
    ]),
  ),
  rotation: ['module.messaging.azurerm_role_definition.rotation', ''],
  server: ['module.database.azurerm_postgresql_flexible_server.this', ''],
  'server-host': ['module.database.azurerm_postgresql_flexible_server.this', '.properties.fullyQualifiedDomainName'],
  replica: ['module.database.azurerm_postgresql_flexible_server.replica[0]', ''],
  'replica-host': ['module.database.azurerm_postgresql_flexible_server.replica[0]', '.properties.fullyQualifiedDomainName'],
  cosmos: ['module.twins.azurerm_cosmosdb_account.this', ''],
  'cosmos-endpoint': ['module.twins.azurerm_cosmosdb_account.this', '.properties.documentEndpoint'],
  device: ['module.storage.azurerm_storage_account.device', ''],
  internal: ['module.storage.azurerm_storage_account.internal', ''],
  'device-blob': ['module.storage.azurerm_storage_account.device', '.properties.primaryEndpoints.blob'],
  'internal-blob': ['module.storage.azurerm_storage_account.internal', '.properties.primaryEndpoints.blob'],
  web: ['module.web.azurerm_static_web_app.this', ''],
  'web-host': ['module.web.azurerm_static_web_app.this', '.properties.defaultHostname'],
  pubsub: ['module.web.azurerm_web_pubsub.this', ''],
  'pubsub-host': ['module.web.azurerm_web_pubsub.this', '.properties.hostName'],
  edge: ['module.edge[0].azurerm_cdn_frontdoor_profile.this', ''],
  'front-door': ['module.edge[0].azurerm_cdn_frontdoor_profile.this', '.properties.frontDoorId'],
  'edge-endpoint': ['module.edge[0].azurerm_cdn_frontdoor_endpoint.api', ''],
  'api-host': ['module.edge[0].azurerm_cdn_frontdoor_endpoint.api', '.properties.hostName'],
  'origin-group': ['module.edge[0].azurerm_cdn_frontdoor_origin_group.api', ''],
  'web-origin-group': ['module.edge[0].azurerm_cdn_frontdoor_origin_group.web', ''],
  ...Object.fromEntries(
    ['a', 'b', 'ingest-2', 'ingest-3'].flatMap((app) => [
      [`app-${app}`, [`module.compute.azurerm_function_app_flex_consumption.apps["${app}"]`, '']],
      [`packages-${app}`, [`module.storage.azurerm_storage_container.internal["packages-${app}"]`, '']],
    ]),
  ),
  registry: ['module.delivery.azurerm_container_registry.this', ''],
  jobs: ['module.delivery.azurerm_container_app_environment.jobs', ''],
  migrate: ['module.delivery.azurerm_container_app_job.migrate', ''],
  ready: ['module.alerts.azurerm_application_insights_standard_web_test.ready[0]', ''],
};

/** Name of the resource behind an id: what comes after the type. */
const nameOf = (symbol) => /^@\{[^/]+(?:\/[a-zA-Z]+)+?\/((?:[^/}]*\/)*[^/}]*)\}/.exec(symbol)?.[1] ?? symbol;
const under = (symbol, type) => (symbol.startsWith(`@{${type}/`) ? symbol.slice(type.length + 3, -1) : symbol);
const same = () => ({});

/** By resource type: the type as Azure calls it, the name where it is not the own one, and the settings. */
const TYPES = {
  azurerm_virtual_network: ['Microsoft.Network/virtualNetworks', (r) => ({ space: r.address_space })],
  azurerm_subnet: [
    'Microsoft.Network/virtualNetworks/subnets',
    (r) => ({ prefix: r.address_prefixes[0], delegation: r.delegation[0]?.service_delegation[0].name }),
    (r) => `${r.virtual_network_name}/${r.name}`,
  ],
  azurerm_private_dns_zone: ['Microsoft.Network/privateDnsZones', () => ({ location: 'global' })],
  azurerm_private_dns_zone_virtual_network_link: [
    'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
    (r) => ({ location: 'global', network: r.virtual_network_id, registers: r.registration_enabled }),
    (r) => `${r.private_dns_zone_name}/${r.name}`,
  ],
  azurerm_private_endpoint: [
    'Microsoft.Network/privateEndpoints',
    (r) => ({
      subnet: r.subnet_id,
      target: r.private_service_connection[0].private_connection_resource_id,
      part: r.private_service_connection[0].subresource_names,
      zone: r.private_dns_zone_group[0].private_dns_zone_ids[0],
    }),
  ],
  azurerm_log_analytics_workspace: ['Microsoft.OperationalInsights/workspaces', (r) => ({ sku: r.sku, days: r.retention_in_days })],
  azurerm_application_insights: [
    'Microsoft.Insights/components',
    (r) => ({ workspace: r.workspace_id, keys: !r.local_authentication_disabled }),
  ],
  azurerm_monitor_action_group: ['Microsoft.Insights/actionGroups', (r) => ({ location: 'global', mails: r.email_receiver.map((m) => m.email_address) })],
  azurerm_consumption_budget_resource_group: [
    'Microsoft.Consumption/budgets',
    (r) => ({
      amount: r.amount,
      grain: r.time_grain,
      start: r.time_period[0].start_date.slice(0, 10),
      told: sorted(r.notification.map((n) => `${n.threshold_type} ${n.operator} ${n.threshold} ${n.contact_emails}`)),
    }),
  ],
  azurerm_application_insights_workbook: [
    'Microsoft.Insights/workbooks',
    (r) => ({ about: r.source_id.toLowerCase(), content: r.data_json }),
    (r) => r.display_name,
  ],
  azurerm_user_assigned_identity: ['Microsoft.ManagedIdentity/userAssignedIdentities', same],
  azurerm_federated_identity_credential: [
    'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
    (r) => ({ issuer: r.issuer, subject: r.subject, audience: r.audience }),
    (r) => `${nameOf(r.user_assigned_identity_id)}/${r.name}`,
  ],
  azurerm_key_vault: [
    'Microsoft.KeyVault/vaults',
    (r) => ({
      sku: r.sku_name,
      rbac: r.rbac_authorization_enabled,
      deletedKeptDays: r.soft_delete_retention_days,
      purgeProtection: r.purge_protection_enabled,
      public: r.public_network_access_enabled,
    }),
  ],
  azurerm_key_vault_secret: ['Microsoft.KeyVault/vaults/secrets', (r) => ({ contentType: r.content_type }), (r) => `${nameOf(r.key_vault_id)}/${r.name}`],
  azurerm_eventhub_namespace: [
    'Microsoft.EventHub/namespaces',
    (r) => ({
      sku: r.sku,
      units: r.capacity,
      inflates: r.auto_inflate_enabled,
      maximumUnits: r.maximum_throughput_units,
      tls: r.minimum_tls_version,
      keys: r.local_authentication_enabled,
    }),
  ],
  azurerm_eventhub: [
    'Microsoft.EventHub/namespaces/eventhubs',
    (r) => ({ partitions: r.partition_count, days: r.message_retention }),
    (r) => `${nameOf(r.namespace_id)}/${r.name}`,
  ],
  azurerm_eventhub_consumer_group: ['Microsoft.EventHub/namespaces/eventhubs/consumergroups', same, (r) => `${r.namespace_name}/${r.eventhub_name}/${r.name}`],
  azurerm_eventhub_namespace_authorization_rule: [
    'Microsoft.EventHub/namespaces/authorizationRules',
    (r) => ({ rights: ['listen', 'manage', 'send'].filter((x) => r[x]).map((x) => x[0].toUpperCase() + x.slice(1)) }),
    (r) => `${r.namespace_name}/${r.name}`,
  ],
  azurerm_postgresql_flexible_server: [
    'Microsoft.DBforPostgreSQL/flexibleServers',
    (r) =>
      r.create_mode === 'Replica'
        ? { sku: r.sku_name.replace(/^[A-Z]+_/, ''), copies: r.source_server_id, public: r.public_network_access_enabled }
        : {
            sku: r.sku_name.replace(/^[A-Z]+_/, ''),
            version: r.version,
            storageGb: r.storage_mb / 1024,
            grows: r.auto_grow_enabled,
            backupDays: r.backup_retention_days,
            backupElsewhere: r.geo_redundant_backup_enabled,
            standby: r.high_availability[0]?.mode ?? 'Disabled',
            entra: r.authentication[0].active_directory_auth_enabled,
            passwords: r.authentication[0].password_auth_enabled,
            public: r.public_network_access_enabled,
          },
  ],
  azurerm_postgresql_flexible_server_database: [
    'Microsoft.DBforPostgreSQL/flexibleServers/databases',
    (r) => ({ charset: r.charset, collation: r.collation }),
    (r) => `${nameOf(r.server_id)}/${r.name}`,
  ],
  azurerm_postgresql_flexible_server_configuration: [
    'Microsoft.DBforPostgreSQL/flexibleServers/configurations',
    (r) => ({ value: r.value }),
    (r) => `${nameOf(r.server_id)}/${r.name}`,
  ],
  azurerm_postgresql_flexible_server_active_directory_administrator: [
    'Microsoft.DBforPostgreSQL/flexibleServers/administrators',
    (r) => ({ principal: r.principal_name, kind: r.principal_type }),
    (r) => `${r.server_name}/${r.object_id}`,
  ],
  azurerm_postgresql_flexible_server_firewall_rule: [
    'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules',
    (r) => ({ from: r.start_ip_address, to: r.end_ip_address }),
    (r) => `${nameOf(r.server_id)}/${r.name}`,
  ],
  azurerm_cosmosdb_account: [
    'Microsoft.DocumentDB/databaseAccounts',
    (r) => ({
      serverless: r.capabilities.map((c) => c.name),
      keys: !r.local_authentication_disabled,
      tls: r.minimal_tls_version,
      public: r.public_network_access_enabled,
      failsOver: r.automatic_failover_enabled,
      consistency: r.consistency_policy[0].consistency_level,
      places: sorted(r.geo_location.map((l) => `${l.failover_priority} ${l.location}`)),
      backup: `${r.backup[0].type} ${r.backup[0].tier}`,
    }),
  ],
  azurerm_cosmosdb_sql_database: ['Microsoft.DocumentDB/databaseAccounts/sqlDatabases', same, (r) => `${r.account_name}/${r.name}`],
  azurerm_cosmosdb_sql_container: [
    'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers',
    (r) => ({
      key: r.partition_key_paths,
      ttl: r.default_ttl,
      indexed: r.indexing_policy[0].included_path.map((x) => x.path),
      notIndexed: r.indexing_policy[0].excluded_path.map((x) => x.path),
      maximumThroughput: r.autoscale_settings[0]?.max_throughput,
    }),
    (r) => `${r.account_name}/${r.database_name}/${r.name}`,
  ],
  azurerm_cosmosdb_sql_role_assignment: [
    'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments',
    (r) => ({ principal: r.principal_id, role: r.role_definition_id.split('/').pop(), scope: r.scope }),
    (r) => `${r.scope} ${r.principal_id}`,
  ],
  azurerm_storage_account: [
    'Microsoft.Storage/storageAccounts',
    (r) => ({
      sku: `${r.account_tier}_${r.account_replication_type}`,
      kind: r.account_kind,
      tier: r.access_tier,
      tls: r.min_tls_version,
      httpsOnly: r.https_traffic_only_enabled,
      publicBlobs: r.allow_nested_items_to_be_public,
      keys: r.shared_access_key_enabled,
      public: r.public_network_access_enabled ?? true,
      versions: r.blob_properties[0].versioning_enabled,
      changes: r.blob_properties[0].change_feed_enabled,
      deletedKeptDays: r.blob_properties[0].delete_retention_policy[0].days,
      deletedContainersKeptDays: r.blob_properties[0].container_delete_retention_policy[0].days,
    }),
  ],
  azurerm_storage_container: [
    'Microsoft.Storage/storageAccounts/blobServices/containers',
    (r) => ({ public: r.container_access_type !== 'private' }),
    (r) => `${nameOf(r.storage_account_id)}/default/${r.name}`,
  ],
  azurerm_storage_management_policy: [
    'Microsoft.Storage/storageAccounts/managementPolicies',
    (r) => ({
      rules: r.rule.map(({ name, enabled, filters: [filters], actions: [actions] }) => ({
        name,
        on: enabled,
        types: filters.blob_types,
        prefixes: filters.prefix_match ?? [],
        cool: actions.base_blob[0]?.tier_to_cool_after_days_since_modification_greater_than ?? null,
        cold: actions.base_blob[0]?.tier_to_cold_after_days_since_modification_greater_than ?? null,
        gone: actions.base_blob[0]?.delete_after_days_since_modification_greater_than ?? null,
        versionsGo: actions.version[0]?.delete_after_days_since_creation ?? null,
      })),
    }),
    (r) => `${nameOf(r.storage_account_id)}/default`,
  ],
  azurerm_storage_object_replication: [
    'Microsoft.Storage/storageAccounts/objectReplicationPolicies',
    (r) => ({
      from: r.source_storage_account_id,
      to: r.destination_storage_account_id,
      rules: sorted(
        r.rules.map(
          (x) =>
            `${x.source_container_name} to ${x.destination_container_name} since ${x.copy_blobs_created_after.replace('Everything', '1601')}`,
        ),
      ),
    }),
    (r) => `${nameOf(r.destination_storage_account_id)}/default`,
  ],
  azurerm_static_web_app: [
    'Microsoft.Web/staticSites',
    (r) => ({ sku: r.sku_size, previews: r.preview_environments_enabled, configuration: r.configuration_file_changes_enabled }),
  ],
  azurerm_web_pubsub: [
    'Microsoft.SignalRService/webPubSub',
    (r) => ({ sku: r.sku, units: r.capacity, keys: r.local_auth_enabled, public: r.public_network_access_enabled }),
  ],
  azurerm_web_pubsub_hub: [
    'Microsoft.SignalRService/webPubSub/hubs',
    (r) => ({ anonymous: r.anonymous_connections_enabled }),
    (r) => `${nameOf(r.web_pubsub_id)}/${r.name}`,
  ],
  azurerm_cdn_frontdoor_profile: ['Microsoft.Cdn/profiles', (r) => ({ location: 'global', sku: r.sku_name, seconds: r.response_timeout_seconds })],
  azurerm_cdn_frontdoor_endpoint: ['Microsoft.Cdn/profiles/afdEndpoints', () => ({ location: 'global' }), (r) => `${nameOf(r.cdn_frontdoor_profile_id)}/${r.name}`],
  azurerm_cdn_frontdoor_origin_group: [
    'Microsoft.Cdn/profiles/originGroups',
    (r) => ({
      samples: r.load_balancing[0].sample_size,
      needed: r.load_balancing[0].successful_samples_required,
      latency: r.load_balancing[0].additional_latency_in_milliseconds,
      probe: r.health_probe.map((x) => `${x.request_type} ${x.protocol} ${x.path} ${x.interval_in_seconds}`),
      sticky: r.session_affinity_enabled,
    }),
    (r) => `${nameOf(r.cdn_frontdoor_profile_id)}/${r.name}`,
  ],
  azurerm_cdn_frontdoor_origin: [
    'Microsoft.Cdn/profiles/originGroups/origins',
    (r) => ({ host: r.host_name, header: r.origin_host_header, weight: r.weight, on: r.enabled, certificate: r.certificate_name_check_enabled }),
    (r) => `${under(r.cdn_frontdoor_origin_group_id, 'Microsoft.Cdn/profiles/originGroups')}/${r.name}`,
  ],
  azurerm_cdn_frontdoor_route: [
    'Microsoft.Cdn/profiles/afdEndpoints/routes',
    (r) => ({ patterns: r.patterns_to_match, protocols: r.supported_protocols, forwards: r.forwarding_protocol, redirects: r.https_redirect_enabled }),
    (r) => `${under(r.cdn_frontdoor_endpoint_id, 'Microsoft.Cdn/profiles/afdEndpoints')}/${r.name}`,
  ],
  azurerm_service_plan: ['Microsoft.Web/serverfarms', (r) => ({ sku: r.sku_name, linux: r.os_type === 'Linux' })],
  azurerm_function_app_flex_consumption: [
    'Microsoft.Web/sites',
    (r) => ({
      runtime: `${r.runtime_name} ${r.runtime_version}`,
      memory: r.instance_memory_in_mb,
      maximum: r.maximum_instance_count,
      ready: r.always_ready.map((x) => `${x.name} ${x.instance_count}`),
      container: inAccount(r.storage_container_endpoint),
      packages: `${r.storage_container_type} ${r.storage_authentication_type} ${r.storage_user_assigned_identity_id}`,
      identities: sorted(r.identity[0].identity_ids),
      httpsOnly: r.https_only,
      subnet: r.virtual_network_subnet_id,
      tls: r.site_config[0].minimum_tls_version,
      http2: r.site_config[0].http2_enabled,
      origins: (r.site_config[0].cors ?? []).flatMap((x) => x.allowed_origins),
      otherwise: r.site_config[0].ip_restriction_default_action,
      letIn: r.site_config[0].ip_restriction.map((x) => `${x.action} ${x.service_tag} ${x.headers[0].x_azure_fdid}`),
      passwords: r.webdeploy_publish_basic_authentication_enabled,
      ...prefixed('setting ', r.app_settings),
    }),
  ],
  azurerm_container_registry: [
    'Microsoft.ContainerRegistry/registries',
    (r) => ({ sku: r.sku, administrator: r.admin_enabled, anonymous: r.anonymous_pull_enabled }),
  ],
  azurerm_container_app_environment: [
    'Microsoft.App/managedEnvironments',
    (r) => ({ logs: r.logs_destination, subnet: r.infrastructure_subnet_id, internal: r.internal_load_balancer_enabled }),
  ],
  azurerm_container_app_job: [
    'Microsoft.App/jobs',
    (r) => ({
      environment: r.container_app_environment_id,
      seconds: r.replica_timeout_in_seconds,
      again: r.replica_retry_limit,
      identities: r.identity[0].identity_ids,
      registry: r.registry.map((x) => x.identity),
      image: r.template[0].container[0].image,
      args: r.template[0].container[0].args,
      env: r.template[0].container[0].env.map((x) => `${x.name}=${x.value}`),
      size: `${r.template[0].container[0].cpu} ${r.template[0].container[0].memory}`,
    }),
  ],
  azurerm_monitor_scheduled_query_rules_alert_v2: [
    'Microsoft.Insights/scheduledQueryRules',
    (r) => ({
      about: r.description,
      severity: r.severity,
      on: r.enabled,
      scopes: r.scopes,
      every: r.evaluation_frequency,
      window: r.window_duration,
      query: r.criteria[0].query,
      when: `${r.criteria[0].time_aggregation_method} ${r.criteria[0].operator} ${r.criteria[0].threshold}`,
      tells: r.action[0].action_groups,
    }),
  ],
  azurerm_monitor_metric_alert: [
    'Microsoft.Insights/metricAlerts',
    (r) => ({
      location: 'global',
      about: r.description,
      severity: r.severity,
      scopes: sorted(r.scopes),
      every: r.frequency,
      window: r.window_size,
      when: r.criteria[0]
        ? `${r.criteria[0].metric_name} ${r.criteria[0].aggregation} ${r.criteria[0].operator} ${r.criteria[0].threshold}`
        : `${r.application_insights_web_test_location_availability_criteria[0].failed_location_count} places`,
      tells: r.action.map((x) => x.action_group_id),
    }),
  ],
  azurerm_application_insights_standard_web_test: [
    'Microsoft.Insights/webtests',
    (r) => ({
      url: r.request[0].url,
      every: r.frequency,
      within: r.timeout,
      places: r.geo_locations,
      status: r.validation_rules[0].expected_status_code,
      certificateDays: r.validation_rules[0].ssl_cert_remaining_lifetime,
      // The provider sets it by itself.
      tags: { ...r.tags, [`hidden-link:${r.application_insights_id}`]: 'Resource' },
    }),
  ],
  azurerm_monitor_diagnostic_setting: [
    'Microsoft.Insights/diagnosticSettings',
    (r) => ({
      to: r.log_analytics_workspace_id,
      logs: r.enabled_log.map((x) => x.category_group ?? x.category),
      metrics: r.enabled_metric.map((x) => x.category),
    }),
    (r) => r.target_resource_id.replace(/^@\{(.*)\}\/blobServices\/default$/, (_, id) => `@{${id.replace('storageAccounts/', 'storageAccounts/blobServices/')}/default}`),
  ],
  azurerm_role_definition: ['Microsoft.Authorization/roleDefinitions', (r) => ({ actions: r.permissions[0].actions })],
  azurerm_role_assignment: [
    'Microsoft.Authorization/roleAssignments',
    (r) => ({ principal: r.principal_id, kind: r.principal_type }),
    (r) => `${r.scope} ${r.role_definition_name ?? nameOf(r.role_definition_id)} ${r.principal_id}`,
  ],
};

/** @param plan the test's plan as terraform test -json -verbose prints it */
export function terraformInventory(plan) {
  let changes = plan.resource_changes.filter((c) => c.mode === 'managed');
  const typeOf = (change) => {
    const type = TYPES[change.type];
    if (!type) throw new Error(`${change.type} is not in the inventory's table for Terraform`);
    return type;
  };
  // Names of some resources hold ids of others, so it takes as many rounds as they lie deep.
  for (let round = 0; round < 4; round++) {
    const symbols = {};
    for (const [token, [address, what]] of Object.entries(TOKENS)) {
      const change = changes.find((c) => c.address === address);
      if (!change) continue;
      const [type, , name = (r) => r.name] = typeOf(change);
      const known = name(change.change.after);
      if (!/@[a-z]/.test(known)) symbols[token] = `@{${type}/${known}}${what}`;
    }
    changes = JSON.parse(
      JSON.stringify(changes).replace(/@([a-z]+(?:-[a-z0-9]+)*)(?![a-zA-Z0-9.{])/g, (whole, token) => symbols[token] ?? whole),
    );
  }
  return changes.map((change) => {
    const [type, settings, name = (r) => r.name] = typeOf(change);
    const r = change.change.after;
    return record(type, name(r), { location: r.location, tags: r.tags, ...settings(r) });
  });
}
