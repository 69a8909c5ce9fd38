"""Calls made of the description itself, right ones and wrong ones: answered as described, never with a 5xx, and without
a word of what is not the caller's. `benchmarks/api_fuzz.py` makes twenty thousand of them, with stateful links.
"""

from contextlib import suppress

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import ignored_auth

from support_plugin.api.urls import urlpatterns
from support_plugin.tickets import actions

ADDRESS = "/api/support/v1/schema/"
SECRET = "رازِ-بیگانه-7Q"
# What is right by the description can still be no choice of this desk.
ACCEPTED = ["2xx", "400", "403", "404", "409", "412", "422", "429"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(db):
    """The described API over WSGI, in the transaction of the test: no request closes its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    config = SchemathesisConfig.from_dict(
        {"checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}}}
    )
    yield schemathesis.openapi.from_wsgi(ADDRESS, app=get_wsgi_application(), config=config)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def foreign(open_ticket, stranger, other_department, other_type, agent2):
    """A ticket that is none of the callers' business, beside one of theirs."""
    foreign = open_ticket(
        by=stranger, department=other_department, ticket_type=other_type, subject=SECRET, description=SECRET
    )
    actions.note(foreign, SECRET, by=agent2)
    open_ticket()


@pytest.mark.parametrize("who", ["as_customer", "as_agent"])
def test_every_operation_does_as_it_is_described(who, request, api, foreign):
    program = request.getfixturevalue(who)
    operations = [each.ok() for each in api.get_all_operations()]
    assert len(operations) == sum(len(view.operations) for view in views())
    for operation in operations:
        for mode in GenerationMode:
            call_often(operation.as_strategy(generation_mode=mode), program)


def call_often(cases, program):
    @settings(
        max_examples=4,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(case=cases)
    def call(case):
        response = case.call(headers=program.headers)
        case.validate_response(response, excluded_checks=[ignored_auth])
        assert SECRET not in response.text

    # Some operations can be called in no wrong way.
    with suppress(Unsatisfiable):
        call()


def views():
    return [
        each.callback.cls
        for each in urlpatterns
        if hasattr(getattr(each.callback, "cls", None), "operations")
    ]
