locals {
  image_repository = "${azurerm_container_registry.job.login_server}/${var.name}"
  image            = var.image != null ? var.image : "${local.image_repository}:${var.image_tag}"
}

resource "azurerm_container_registry" "job" {
  name                = var.acr_name
  resource_group_name = azurerm_resource_group.job.name
  location            = azurerm_resource_group.job.location
  sku                 = "Basic" # the next one, at four times the price, brings nothing that this needs
  admin_enabled       = false
  tags                = local.tags
}
