"""Several windows at once: the limit holds."""

import pytest

from support_plugin.models import ApiToken
from support_plugin.tokens import errors
from tests.support_plugin.tickets.test_parallel import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_windows_do_not_pass_the_limit_together(make_token):
    for _ in range(19):
        make_token()
    results = at_once(*[make_token] * 4)
    assert ApiToken.objects.count() == 20
    assert sum(isinstance(result, errors.TooManyTokens) for result in results) == 3
