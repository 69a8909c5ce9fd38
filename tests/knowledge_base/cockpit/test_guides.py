"""The report of guides: what is read, what helps, what does not spare a ticket."""

import pytest
from django.urls import reverse


def test_x(report, guide):
    r = report("guides")
    print(r.content.decode()[-3000:])
    assert [g.pk for g in r.context["object_list"]] == [guide.pk]
