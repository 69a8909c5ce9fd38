"""The screen of tags: counted, renamed, merged by leads, deleted where no ticket bears them."""

import pytest
from bs4 import BeautifulSoup
from wagtail.models import ModelLogEntry

from support_plugin.models import Tag
from support_plugin.tickets import actions

from .conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


@pytest.fixture
def borne(agent, ticket):
    (tag,) = actions.tag(ticket, by=agent, add=["پیامک"])
    return tag


@pytest.fixture
def unused(db):
    return Tag.objects.create(name="درگاه")


def test_the_list_counts_the_tickets_of_each(as_lead, borne, unused, agent, open_ticket):
    actions.tag(open_ticket(subject="دیگر"), by=agent, add=["پیامک"])
    page = as_lead.get(address("tags")).content.decode()
    rows = BeautifulSoup(page, "html.parser").select(".catalogue-table tbody tr")
    counts = {
        row.select_one("bdi").get_text(): row.select_one("[data-label]").get_text(strip=True) for row in rows
    }
    assert counts == {"پیامک": "۲", "درگاه": "۰"}
    assert address("tags", "delete", unused.pk) in page
    assert address("tags", "delete", borne.pk) not in page


@pytest.mark.parametrize("who", ["as_lead", "as_editor"])
def test_a_tag_is_renamed_and_keeps_its_tickets(who, request, borne, ticket):
    browser = request.getfixturevalue(who)
    assert browser.post(address("tags", "edit", borne.pk), {"name": "پيامك گروهي"}).status_code == 302
    assert ticket.tagged.get().tag.name == "پیامک گروهی"
    borne.refresh_from_db()
    assert borne.key == "پیامک گروهی"
    assert ModelLogEntry.objects.for_instance(borne).count() == 1


@pytest.mark.parametrize("name", ["", " ، ", "درگاه", "دَرگاه", "x" * 51])
def test_a_name_that_is_none_or_anothers_is_refused(name, as_lead, borne, unused):
    assert as_lead.post(address("tags", "edit", borne.pk), {"name": name}).status_code == 200
    borne.refresh_from_db()
    assert borne.name == "پیامک"


def test_a_new_one_is_made(as_editor):
    assert as_editor.post(address("tags", "create"), {"name": "فاکتور"}).status_code == 302
    assert Tag.objects.get().key == "فاکتور"


def test_a_lead_merges_two(as_lead, borne, unused, ticket):
    merge = address("tags", "merge", borne.pk)
    assert as_lead.get(merge).status_code == 200
    assert as_lead.post(merge, {"into": "دَرگاه"}).status_code == 302
    assert ticket.tagged.get().tag == unused
    assert list(Tag.objects.all()) == [unused]
    assert ModelLogEntry.objects.for_instance(unused).get().data == {"merged": "پیامک"}


@pytest.mark.parametrize("into", ["", "پیامک", "چیزی که نیست", "x" * 999])
def test_a_tag_is_merged_only_into_another_there_is(into, as_lead, borne, unused):
    assert as_lead.post(address("tags", "merge", borne.pk), {"into": into}).status_code == 422
    assert Tag.objects.count() == 2


@pytest.mark.parametrize("who", ["customer", "agent", "editor"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_leads_merge(who, method, request, client, borne, unused):
    client.force_login(request.getfixturevalue(who))
    response = getattr(client, method)(address("tags", "merge", borne.pk), {"into": "درگاه"})
    assert response.status_code == 302
    assert Tag.objects.count() == 2


def test_one_that_tickets_bear_is_not_deleted(as_lead, borne, unused):
    assert as_lead.post(address("tags", "delete", borne.pk)).status_code == 409
    assert as_lead.post(address("tags", "delete", unused.pk)).status_code == 302
    assert list(Tag.objects.all()) == [borne]


@pytest.mark.parametrize("who", ["customer", "agent"])
def test_the_wrong_person_is_sent_away(who, request, client, borne, unused):
    client.force_login(request.getfixturevalue(who))
    for action in ("index", "create", "edit", "delete", "history", "merge"):
        row = [] if action in ("index", "create") else [unused.pk]
        for method in (client.get, client.post):
            response = method(address("tags", action, *row), {"name": "دیگر", "into": "پیامک"})
            assert response.status_code == 302, action
            assert "support/" not in response.url.split("?")[0]
    assert sorted(Tag.objects.values_list("name", flat=True)) == sorted(["پیامک", "درگاه"])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many_tags(rows, as_lead, django_assert_num_queries):
    for number in range(rows):
        Tag.objects.create(name=f"برچسب {number}")
    as_lead.get(address("tags"))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        assert as_lead.get(address("tags")).status_code == 200


QUERIES_OF_THE_LIST = 16
