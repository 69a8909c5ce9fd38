"""What the slices add to the Wagtail admin. Each keeps its hooks beside what they show."""

from support_plugin.catalogue import hooks as catalogue_hooks  # noqa: F401
