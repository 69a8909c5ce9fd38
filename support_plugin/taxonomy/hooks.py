"""What the taxonomy tells others through Wagtail's hooks."""

from wagtail import hooks

from .models import Product


@hooks.register("knowledge_base_products")
def products():
    """Active products, for guides that are about them."""
    return [{"slug": product.slug, "name": str(product)} for product in Product.objects.active()]
