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

variable "component_id" {
  description = "Application Insights."
  type        = string
}

variable "action_group_id" {
  description = "Who is told."
  type        = string
}

variable "database_id" {
  description = "The server."
  type        = string
}

variable "api_host" {
  description = "What is asked whether it is ready."
  type        = string
}

variable "stands_by" {
  description = "Whether the database is a replica of another environment's."
  type        = bool
}

variable "has_api" {
  description = "Whether the API answers here; another environment's Front Door is watched from there."
  type        = bool
}
