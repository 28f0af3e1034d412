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

variable "resource_group_id" {
  description = "Where the rotation role may be assigned."
  type        = string
}

variable "namespaces" {
  description = "How many."
  type        = number
}

variable "throughput_units" {
  description = "throughput units."
  type        = number
}

variable "maximum_throughput_units" {
  description = "maximum throughput units."
  type        = number
}

variable "telemetry_partitions" {
  description = "telemetry partitions."
  type        = number
}

variable "reports_partitions" {
  description = "reports partitions."
  type        = number
}

variable "vault_id" {
  description = "Where the publisher key is put."
  type        = string
}

variable "workspace_id" {
  description = "Where it logs to."
  type        = string
}

variable "app_principal_id" {
  description = "Principal of the functions' identity."
  type        = string
}

variable "hub_suffix" {
  description = "Ends the names of hubs: those of an environment that stands by must not be taken for those of the other."
  type        = string
}
