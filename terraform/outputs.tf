output "host" {
  description = "Where fleet managers find the web app, and below /api devices, people and pipelines the API."
  value       = try(module.edge[0].host, "")
}

output "web_host" {
  description = "Where the web app is by itself, for deployments."
  value       = module.web.host
}

output "front_door_id" {
  description = "What our Front Door says of itself in each request."
  value       = try(module.edge[0].front_door_id, var.front_door_id)
}

output "registry_server" {
  description = "Where images are pushed to."
  value       = module.delivery.registry_server
}

output "deploy_client_id" {
  description = "What the deployment workflow signs in as."
  value       = module.identities.deploy.client_id
}
