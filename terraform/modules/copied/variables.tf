variable "prefix" {
  description = "Resource group of the other environment, and the beginning of its names."
  type        = string
}

variable "compact_prefix" {
  description = "The same without hyphens."
  type        = string
}

variable "app_principal_id" {
  description = "The app of the environment that stands by."
  type        = string
}
