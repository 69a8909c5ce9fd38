"""Every address of the desk that names no ticket, for those who work nowhere: there is nothing there."""

import uuid

import pytest
from django.urls import reverse

from support_plugin.desk.urls import urlpatterns

pytestmark = pytest.mark.django_db

# What stands in the place of what an address names.
PLACES = {
    "key": uuid.uuid4(),
    "verb": "resolve",
    "customer": 1,
    "department": "technical",
    "ticket_type": "bug-report",
}
OF_NO_TICKET = [each for each in urlpatterns if "reference" not in each.pattern.converters]


def address(pattern):
    kwargs = {name: PLACES[name] for name in pattern.pattern.converters}
    return reverse(f"support_desk:{pattern.name}", kwargs=kwargs)


@pytest.mark.parametrize("who", ["editor", "customer"])
@pytest.mark.parametrize("pattern", OF_NO_TICKET, ids=lambda pattern: pattern.name)
def test_whoever_works_nowhere_finds_no_desk(who, pattern, client, request):
    client.force_login(request.getfixturevalue(who))
    # A customer may not enter the admin at all and is led away; an editor may, and finds nothing.
    expected = {"editor": 404, "customer": 302}[who]
    for method in (client.get, client.post):
        assert method(address(pattern)).status_code == expected
