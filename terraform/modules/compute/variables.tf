variable "context" {
  description = "Names, place and tags of the environment."
  type = object({
    prefix              = string
    compact_prefix      = string
    location            = string
    resource_group_name = string
    tags                = map(string)
  })
}

variable "apps" {
  description = "a, or a and b."
  type        = list(string)
}

variable "active_app" {
  description = "Where triggers and timers run."
  type        = string
}

variable "maximum_instances" {
  description = "Of each function group."
  type        = number
}

variable "ingest_instances" {
  description = "Of what reads a further namespace. A partition is read by one instance at a time: more would have nothing to do."
  type        = number
}

variable "instances_always_ready" {
  description = "For HTTP."
  type        = number
}

variable "private_network" {
  description = "Whether the apps join the network."
  type        = bool
}

variable "subnet_id" {
  description = "Subnet of the apps."
  type        = string
  default     = null
}

variable "front_door_id" {
  description = "Of the only Front Door that is let in."
  type        = string
}

variable "workspace_id" {
  description = "Where it logs to."
  type        = string
}

variable "component" {
  description = "Application Insights."
  type = object({
    id                = string
    connection_string = string
  })
}

variable "app_identity" {
  description = "What the functions are."
  type = object({
    id           = string
    name         = string
    client_id    = string
    principal_id = string
  })
}

variable "service_identity" {
  description = "The login that serves all tenants."
  type = object({
    id           = string
    name         = string
    client_id    = string
    principal_id = string
  })
}

variable "deploy_principal_id" {
  description = "Who puts versions in place."
  type        = string
}

variable "internal_storage" {
  description = "Account of the host itself, packages and everything internal."
  type = object({
    name          = string
    blob_endpoint = string
  })
}

variable "device_blob_endpoint" {
  description = "Blob service of the account that devices read from."
  type        = string
}

variable "namespaces" {
  description = "Of Event Hubs, as SIGNALBEAM_EVENTHUB_NAMESPACES has them."
  type = list(object({
    namespace    = string
    telemetryHub = string
    reportsHub   = string
    policy       = string
    keySecret    = string
  }))
}

variable "cosmos_endpoint" {
  description = "Of the twins."
  type        = string
}

variable "vault_uri" {
  description = "Of the vault."
  type        = string
}

variable "postgres_host" {
  description = "Of the primary."
  type        = string
}

variable "postgres_read_host" {
  description = "Of the replica; empty when there is none."
  type        = string
}

variable "postgres_pooled" {
  description = "Whether PgBouncer stands before it."
  type        = bool
}

variable "pub_sub_endpoint" {
  description = "Where changes are pushed from."
  type        = string
}

variable "oidc_issuers" {
  description = "As SIGNALBEAM_OIDC_ISSUERS has it."
  type = list(object({
    issuer      = string
    audience    = string
    tenantClaim = string
    rolesClaim  = string
  }))
}

variable "platform_administrators" {
  description = "Who may make tenants."
  type        = list(string)
}

variable "copied_vault_uri" {
  description = "Vault of the environment for which this one stands by; null for one that serves."
  type        = string
  default     = null
}
