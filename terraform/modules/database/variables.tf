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

variable "tenant_id" {
  description = "The Entra tenant."
  type        = string
}

variable "postgres" {
  description = "Size and protection of the server."
  type = object({
    sku                  = string
    tier                 = string
    storage_gb           = number
    zone_redundant       = bool
    geo_redundant_backup = bool
    replica              = bool
    pooled               = bool
  })
}

variable "private_network" {
  description = "Whether it is reached by a private endpoint alone."
  type        = bool
}

variable "subnet_id" {
  description = "Subnet of the private endpoint."
  type        = string
  default     = null
}

variable "dns_zone_id" {
  description = "Private zone of the endpoint's name."
  type        = string
  default     = null
}

variable "workspace_id" {
  description = "Where it logs to."
  type        = string
}

variable "administrator_name" {
  description = "Name of the identity that owns the schema."
  type        = string
}

variable "administrator_principal_id" {
  description = "Its principal."
  type        = string
}

variable "copied_server_id" {
  description = "The server that this one replicates; null for one that serves."
  type        = string
  default     = null
}
