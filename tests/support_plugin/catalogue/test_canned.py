"""The screen of canned replies: editors write all of them, leads those of the departments they lead."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from support_plugin.models import CannedReply, DepartmentMembership, Tag

from .conftest import address

pytestmark = pytest.mark.django_db
SCREEN = "canned-replies"


def canned(name="خوشامد", *departments, **fields):
    reply = CannedReply.objects.create(
        name={"fa": name, "en": ""}, body={"fa": "سلام"}, sort_order=CannedReply.objects.count(), **fields
    )
    reply.departments.set(departments)
    return reply


def words(**fields):
    """What a filled in form sends."""
    return {
        "name_0": "خوشامد",
        "name_1": "Welcome",
        "body_0": "سلام {customer_name}",
        "body_1": "Hello {customer_name}",
        "kind": "reply",
        "then": "",
        "priority": "",
        "tags": "",
        "is_active": "on",
    } | fields


def stored():
    rows = CannedReply.objects.order_by("pk")
    return [(*row, list(CannedReply.objects.get(pk=row[0]).departments.all())) for row in rows.values_list()]


@pytest.fixture
def own(department):
    """Offered only where the lead leads."""
    return canned("فنی", department)


@pytest.fixture
def everywhere(db):
    return canned("همه")


@pytest.fixture
def shared(department, other_department):
    """Offered in a department of the lead's and in another one."""
    return canned("هر دو", department, other_department)


@pytest.fixture
def as_lead(client, lead, other_department):
    """Leads the first department, and is an agent of the other."""
    lead.department_memberships.filter(department=other_department).update(
        role=DepartmentMembership.Role.AGENT
    )
    client.force_login(lead)
    return client


# Editors -----------------------------------------------------------------------------


def test_an_editor_writes_one_with_all_that_goes_with_it(as_editor, department, editor):
    response = as_editor.post(
        address(SCREEN, "create"),
        words(then="resolve", priority="high", takes="on", tags="درگاه، پیامک", departments=[department.pk]),
    )
    assert response.status_code == 302
    reply = CannedReply.objects.get()
    assert reply.body.data == {"fa": "سلام {customer_name}", "en": "Hello {customer_name}"}
    assert (reply.then, reply.priority, reply.takes) == ("resolve", "high", True)
    assert sorted(tag.name for tag in reply.tags.all()) == sorted(["درگاه", "پیامک"])
    assert list(reply.departments.all()) == [department]
    page = as_editor.get(address(SCREEN)).content.decode()
    assert "درگاه" in page
    assert "Welcome" in page


def test_changing_it_is_a_line_of_its_history(as_editor, everywhere):
    Tag.objects.create(name="درگاه")
    edit = address(SCREEN, "edit", everywhere.pk)
    as_editor.post(edit, words(name_0="همه", name_1="", body_0="سلام", body_1="", tags="درگاه"))
    assert ModelLogEntry.objects.for_instance(everywhere).get().data == {"fields": ["tags"]}
    as_editor.post(edit, words(name_0="همه", name_1="", body_0="سلام", body_1="", tags="درگاه"))
    assert ModelLogEntry.objects.for_instance(everywhere).count() == 1
    assert as_editor.get(address(SCREEN, "history", everywhere.pk)).status_code == 200
    assert 'value="درگاه"' in as_editor.get(edit).content.decode()


@pytest.mark.parametrize("place", [0, 1])
def test_an_unknown_placeholder_is_refused_and_named(place, as_editor):
    response = as_editor.post(address(SCREEN, "create"), words(**{f"body_{place}": "سلام {family_name}"}))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("{family_name}» ") == 1 or "{family_name}" in page
    assert "{customer_name}" in page
    assert CannedReply.objects.count() == 0
    assert Tag.objects.count() == 0


def test_a_note_that_would_resolve_is_refused(as_editor):
    as_editor.post(address(SCREEN, "create"), words(kind="note", then="resolve"))
    assert CannedReply.objects.count() == 0


def test_the_form_names_every_placeholder_with_its_meaning(as_editor, everywhere):
    for url in (address(SCREEN, "create"), address(SCREEN, "edit", everywhere.pk)):
        page = as_editor.get(url).content.decode()
        for name in ("customer_name", "number", "department", "ticket_type", "product", "answer_time"):
            assert f'<code dir="ltr">{{{name}}}</code>' in page


def test_the_preview_shows_what_is_typed_with_examples_and_stores_nothing(as_editor):
    preview = address(SCREEN, "preview")
    response = as_editor.post(preview + "?language=en", words(body_1="Hello {agent_name} <b>\n\n{number}"))
    assert response.status_code == 200
    assert "<p>Hello Negar Sepehri &lt;b&gt;</p>\n\n<p>10248317</p>" in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    refused = as_editor.post(preview, words(body_0="{oops}", tags="چیز تازه"))
    assert refused.status_code == 422
    assert "{oops}" in refused.content.decode()
    assert as_editor.post(preview + "?language=xx", words()).status_code == 404
    assert as_editor.get(preview).status_code == 405
    assert (CannedReply.objects.count(), Tag.objects.count()) == (0, 0)


def test_rows_are_moved_searched_and_filtered(as_editor, own, everywhere, department):
    as_editor.post(address(SCREEN, "reorder", everywhere.pk) + "?position=0")
    assert list(CannedReply.objects.values_list("pk", flat=True)) == [everywhere.pk, own.pk]
    page = as_editor.get(address(SCREEN) + "?q=فني").content.decode()
    assert address(SCREEN, "edit", own.pk) in page
    assert address(SCREEN, "edit", everywhere.pk) not in page


def test_one_that_is_not_needed_is_deleted(as_editor, own):
    assert as_editor.post(address(SCREEN, "delete", own.pk)).status_code == 302
    assert CannedReply.objects.count() == 0


# Leads -------------------------------------------------------------------------------


def test_a_lead_finds_in_the_list_what_they_lead_and_nothing_else(as_lead, own, shared, everywhere):
    page = as_lead.get(address(SCREEN)).content.decode()
    assert address(SCREEN, "edit", own.pk) in page
    for other in (shared, everywhere):
        assert address(SCREEN, "edit", other.pk) not in page
        assert f'<bdi lang="fa">{other.name}</bdi>' not in page
    assert "w-orderable" not in page


def test_a_lead_writes_for_their_departments(as_lead, department):
    assert as_lead.get(address(SCREEN, "create")).status_code == 200
    response = as_lead.post(address(SCREEN, "create"), words(departments=[department.pk]))
    assert response.status_code == 302
    assert list(CannedReply.objects.get().departments.all()) == [department]


@pytest.mark.parametrize("where", ["nowhere", "elsewhere", "both"])
def test_a_lead_writes_for_no_other_department(where, as_lead, department, other_department, own):
    chosen = {
        "nowhere": [],
        "elsewhere": [other_department.pk],
        "both": [department.pk, other_department.pk],
    }[where]
    before = stored()
    for url in (address(SCREEN, "create"), address(SCREEN, "edit", own.pk)):
        assert as_lead.post(url, words(departments=chosen)).status_code == 200
    assert stored() == before


def test_a_lead_changes_and_deletes_their_own(as_lead, own, department):
    edit = address(SCREEN, "edit", own.pk)
    assert as_lead.get(edit).status_code == 200
    assert as_lead.post(edit, words(departments=[department.pk])).status_code == 302
    own.refresh_from_db()
    assert str(own.name) == "خوشامد"
    assert as_lead.get(address(SCREEN, "history", own.pk)).status_code == 200
    assert as_lead.post(address(SCREEN, "delete", own.pk)).status_code == 302
    assert CannedReply.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("action", ["edit", "delete", "history", "reorder"])
def test_what_is_offered_elsewhere_as_well_is_not_a_leads(action, method, as_lead, shared, everywhere):
    before = stored()
    for reply in (shared, everywhere):
        response = getattr(as_lead, method)(address(SCREEN, action, reply.pk), words())
        assert response.status_code == (302 if action != "reorder" or method == "post" else 302), action
        assert response.url == reverse("wagtailadmin_home")
    assert stored() == before


def test_the_order_is_not_a_leads(as_lead, own):
    assert as_lead.post(address(SCREEN, "reorder", own.pk) + "?position=0").status_code == 302


@pytest.mark.parametrize("who", ["customer", "agent"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_leads_nothing_and_edits_nothing_is_sent_away(who, method, request, client, own):
    client.force_login(request.getfixturevalue(who))
    before = stored()
    for action in ("index", "create", "edit", "delete", "history", "reorder", "preview"):
        row = [own.pk] if action in ("edit", "delete", "history", "reorder") else []
        response = getattr(client, method)(address(SCREEN, action, *row), words())
        assert response.status_code == 302, action
        assert "support/" not in response.url.split("?")[0]
    assert stored() == before


def test_the_menu_leads_leads_to_their_screens(client, lead, editor, agent):
    for person, shown in ((lead, True), (editor, True), (agent, False)):
        client.force_login(person)
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (address(SCREEN) in page) is shown
        assert (address("tags") in page) is shown


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many_rows(rows, as_lead, department, django_assert_num_queries):
    for number in range(rows):
        canned(f"پاسخ {number}", department).tags.add(Tag.objects.create(name=f"برچسب {number}"))
    as_lead.get(address(SCREEN))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        assert as_lead.get(address(SCREEN)).status_code == 200


QUERIES_OF_THE_LIST = 19
