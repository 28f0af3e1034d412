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
  description = "Of the endpoint."
  type        = string
}

variable "subnet_id" {
  description = "Where it gets its address."
  type        = string
}

variable "target_id" {
  description = "What is reached through it."
  type        = string
}

variable "part" {
  description = "The part of the target that is reached: postgresqlServer, Sql, vault or blob."
  type        = string
}

variable "dns_zone_id" {
  description = "Private zone of its name."
  type        = string
}
