"""What a customer has of what the desk is about, by whoever registered the hook `support_customer_products`."""

from support_plugin import hooks

from .models import Product

MOST = 20


def owned_products(user):
    """`[{"name", "url", "slug"}]`, at most `MOST`; `url` and `slug` may be empty."""
    found = []
    for answer in hooks.answers("support_customer_products", user, read=_read):
        found += answer
    return found[:MOST]


def products_for(user, department):
    """The products a customer chooses from: of what the department offers, what they own, if any of it is."""
    offered = list(Product.objects.offered_by(department))
    owned = {each["slug"] for each in owned_products(user)}
    return [product for product in offered if product.slug in owned] or offered


def _read(answer):
    return [
        {"name": str(each["name"]), "url": str(each.get("url") or ""), "slug": str(each.get("slug") or "")}
        for each in answer
    ]
