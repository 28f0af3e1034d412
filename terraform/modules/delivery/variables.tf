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

variable "registry_sku" {
  description = "Basic, Standard or Premium."
  type        = string
}

variable "private_network" {
  description = "Whether jobs run inside the network."
  type        = bool
}

variable "subnet_id" {
  description = "Subnet of the jobs."
  type        = string
  default     = null
}

variable "workspace_id" {
  description = "Where it logs to."
  type        = string
}

variable "postgres_host" {
  description = "What is migrated."
  type        = string
}

variable "deploy_identity" {
  description = "The deploy identity."
  type = object({
    id           = string
    name         = string
    client_id    = string
    principal_id = string
  })
}

variable "app_identity" {
  description = "The app identity."
  type = object({
    id           = string
    name         = string
    client_id    = string
    principal_id = string
  })
}

variable "service_identity" {
  description = "The service identity."
  type = object({
    id           = string
    name         = string
    client_id    = string
    principal_id = string
  })
}

variable "resource_group_id" {
  description = "What deployments may look at."
  type        = string
}

variable "further_logins" {
  description = "Of an environment that stands by for this one: its database is this one's, with these logins."
  type        = list(string)
}
