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

variable "traffic" {
  description = "Share of the requests by app, percent."
  type        = map(number)
}

variable "web_host" {
  description = "Where the web app is by itself."
  type        = string
}

variable "workspace_id" {
  description = "Where it logs to."
  type        = string
}

variable "deploy_principal_id" {
  description = "Who moves requests."
  type        = string
}

variable "standby_host" {
  description = "App of the environment that stands by in another region; empty for none."
  type        = string
}

variable "failed_over" {
  description = "Whether that one has the requests."
  type        = bool
}
