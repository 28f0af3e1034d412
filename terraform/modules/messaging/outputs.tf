output "namespaces" {
  value = [for number in local.numbers : module.namespaces[tostring(number)].namespace]
}
