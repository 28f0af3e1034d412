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

variable "web_sku" {
  description = "Free or Standard."
  type        = string
}

variable "pub_sub_sku" {
  description = "Free_F1 or Standard_S1."
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

variable "deploy_principal_id" {
  description = "Who uploads the web app."
  type        = string
}
