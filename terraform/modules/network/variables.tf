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

