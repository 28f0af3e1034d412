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

variable "app_principal_id" {
  description = "Principal of the functions' identity."
  type        = string
}

variable "copied_vault_id" {
  description = "The vault of the environment for which this one stands by; null for one that serves."
  type        = string
  default     = null
}
