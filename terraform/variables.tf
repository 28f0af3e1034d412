variable "product" {
  description = "Begins every name."
  type        = string
  default     = "signalbeam"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,9}$", var.product))
    error_message = "product is 3 to 10 lower-case letters and digits."
  }
}

variable "environment" {
  description = "dev, staging, prod or standby."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod", "standby"], var.environment)
    error_message = "environment is dev, staging, prod or standby."
  }
}

variable "settings" {
  description = "How large and how well protected the environment is."
  type = object({
    private_network = bool
    # Function apps behind one address. With two, a version is tried on one while the other serves.
    apps = list(string)
    # Whether an environment in another region, called standby, stands by for this one.
    standby                = bool
    maximum_instances      = number
    instances_always_ready = number
    event_hubs = object({
      # Each takes 5,000 connections; all but the first have a function app of their own that reads them.
      namespaces = number
      # These are of each namespace.
      throughput_units         = number
      maximum_throughput_units = number
      telemetry_partitions     = number
      reports_partitions       = number
    })
    postgres = object({
      sku                  = string
      tier                 = string
      storage_gb           = number
      zone_redundant       = bool
      geo_redundant_backup = bool
      replica              = bool
      # PgBouncer, which burstable servers do not have.
      pooled = bool
    })
    cosmos = object({
      serverless = bool
      # Request units a second, autoscaled; not used when serverless.
      maximum_throughput = number
      # Region of the second copy; empty for none.
      secondary_location = string
    })
    internal_storage_sku = string
    web_sku              = string
    pub_sub_sku          = string
    registry_sku         = string
    log_retention_days   = number
    # In the currency of the subscription.
    monthly_budget = number
  })

  validation {
    condition     = contains(["a", "a,b"], join(",", var.settings.apps))
    error_message = "apps is [\"a\"] or [\"a\", \"b\"]."
  }

  validation {
    condition     = contains(range(1, 21), var.settings.event_hubs.namespaces)
    error_message = "event_hubs.namespaces is 1 to 20."
  }

  validation {
    condition     = var.settings.maximum_instances >= 40 && var.settings.maximum_instances <= 1000
    error_message = "maximum_instances is 40 to 1000."
  }
}

variable "location" {
  description = "Region of everything that has one."
  type        = string
}

variable "resource_group_name" {
  description = "The resource group, which is there already."
  type        = string
}

variable "oidc_issuers" {
  description = "OpenID providers whose access tokens the API accepts; docs/sign-in.md says what belongs into each."
  type = list(object({
    issuer       = string
    audience     = string
    tenant_claim = string
    roles_claim  = string
  }))

  validation {
    condition     = length(var.oidc_issuers) > 0
    error_message = "Without an issuer nobody can sign in."
  }
}

variable "platform_administrators" {
  description = "Who may make tenants: <issuer>#<subject> each."
  type        = list(string)
  default     = []
}

variable "operator_email" {
  description = "Who is told of alerts and of the budget."
  type        = string
}

variable "repository" {
  description = "The repository whose workflows deploy here, owner/name."
  type        = string
}

variable "active_app" {
  description = "The app whose Event Hubs triggers and timers run; the other one only answers HTTP."
  type        = string
  default     = "a"

  validation {
    condition     = contains(["a", "b"], var.active_app)
    error_message = "active_app is a or b."
  }
}

variable "traffic_to_b" {
  description = "Share of the requests that goes to app b, percent."
  type        = number
  default     = 0

  validation {
    condition     = var.traffic_to_b >= 0 && var.traffic_to_b <= 100
    error_message = "traffic_to_b is 0 to 100."
  }
}

variable "copies" {
  description = "The environment in another region for which this one stands by, such as signalbeam-prod: its resource group, and the beginning of its names. Empty for one that serves."
  type        = string
  default     = ""

  validation {
    condition     = var.copies == "" || contains(["prod", "standby"], var.environment) && var.copies != "${var.product}-${var.environment}"
    error_message = "prod and standby may stand by for each other."
  }
}

variable "front_door_id" {
  description = "Id of the Front Door before this environment, where that is another environment's. Empty for one of its own."
  type        = string
  default     = ""
}

variable "failed_over" {
  description = "Whether the environment that stands by for this one has its requests."
  type        = bool
  default     = false
}

variable "budget_start" {
  description = "First day of the month from which the budget counts, such as 2026-11-01."
  type        = string
}
