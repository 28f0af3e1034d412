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

variable "name" {
  description = "Its name."
  type        = string
}

variable "telemetry_hub" {
  description = "Where telemetry goes."
  type        = string
}

variable "reports_hub" {
  description = "Where reports go."
  type        = string
}

variable "key_secret" {
  description = "What the vault calls the key of the policy."
  type        = string
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

variable "rotation_role_id" {
  description = "The role that may rotate the keys of the policy."
  type        = string
}
