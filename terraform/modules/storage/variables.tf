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

variable "internal_sku" {
  description = "Standard_LRS, Standard_ZRS or Standard_GZRS."
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

variable "deploy_principal_id" {
  description = "Principal that puts packages in place."
  type        = string
}


variable "packages" {
  description = "Containers of the function apps, one each: the platform keeps a version under the same name in all of them."
  type        = list(string)
}

variable "replicable" {
  description = "Whether an environment in another region may copy what is here."
  type        = bool
}

variable "copied_device_id" {
  description = "The account that this one copies; null for none."
  type        = string
  default     = null
}

variable "copied_internal_id" {
  description = "The account that this one copies; null for none."
  type        = string
  default     = null
}
