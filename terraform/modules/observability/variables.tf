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
  description = "What the budget is for."
  type        = string
}

variable "retention_days" {
  description = "How long logs are kept, days."
  type        = number
}

variable "operator_email" {
  description = "Who is told."
  type        = string
}

variable "monthly_budget" {
  description = "In the currency of the subscription."
  type        = number
}

variable "budget_start" {
  description = "First day of a month."
  type        = string
}

