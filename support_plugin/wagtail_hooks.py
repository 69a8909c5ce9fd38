"""What the slices add to the Wagtail admin. Each keeps its hooks beside what they show."""

from support_plugin.catalogue import hooks as catalogue_hooks  # noqa: F401
from support_plugin.desk import departments, people  # noqa: F401
from support_plugin.desk import hooks as desk_hooks  # noqa: F401
from support_plugin.reports import hooks as reports_hooks  # noqa: F401
from support_plugin.taxonomy import hooks as taxonomy_hooks  # noqa: F401
from support_plugin.tokens import hooks as tokens_hooks  # noqa: F401
