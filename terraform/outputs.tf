output "api_host" {
  description = "Where devices, people and pipelines reach the API."
  value       = local.api_host
}

output "web_origin" {
  description = "Where fleet managers find the web app."
  value       = module.web.origin
}

output "registry_server" {
  description = "Where images are pushed to."
  value       = module.delivery.registry_server
}

output "deploy_client_id" {
  description = "What the deployment workflow signs in as."
  value       = module.identities.deploy.client_id
}
