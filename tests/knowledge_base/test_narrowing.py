"""Results are narrowed by category and by product."""

import pytest
from django.test import Client
from django.urls import reverse

from knowledge_base.models import GuideIndexPage
from tests import factories


@pytest.fixture
def results(home, category, write_guide, product):
    """Three guides with one word: two in the category, one of them about the product; one elsewhere, about it too."""
    other = home.add_child(instance=GuideIndexPage(title="مالی", slug="billing", locale=home.locale))
    write_guide("فاکتور یک", products=["sms-panel"])
    write_guide("فاکتور دو")
    write_guide("فاکتور سه", parent=other, products=["sms-panel", "gone"])


def search(client, **narrowed):
    context = client.get("/search/", {"q": "فاکتور", **narrowed}).context
    return sorted(result.guide.title for result in context["results"]), context["narrowing"]


def choices(found):
    return [(choice.name, choice.count, choice.is_chosen) for choice in found]


def test_there_is_a_choice_for_each_category_with_how_many_it_leaves(client, results):
    titles, narrowing = search(client)
    assert len(titles) == 3
    assert choices(narrowing.categories) == [("پنل پیامک", 2, False), ("مالی", 1, False)]


def test_a_category_leaves_its_own_guides(client, results):
    titles, narrowing = search(client, category="sms")
    assert titles == ["فاکتور دو", "فاکتور یک"]
    assert choices(narrowing.categories) == [("پنل پیامک", 2, True), ("مالی", 1, False)]
    assert [choice.query for choice in narrowing.categories][0] == "q=%D9%81%D8%A7%DA%A9%D8%AA%D9%88%D8%B1"


def test_a_category_has_the_guides_of_those_below_it(client, results, category, write_guide):
    below = category.add_child(instance=GuideIndexPage(title="خط‌ها", slug="lines", locale=category.locale))
    write_guide("فاکتور خط", parent=below)
    assert search(client, category="sms")[0] == ["فاکتور خط", "فاکتور دو", "فاکتور یک"]
    assert search(client, category="lines")[0] == ["فاکتور خط"]


def test_a_product_leaves_the_guides_about_it(client, results):
    titles, narrowing = search(client, product="sms-panel")
    assert titles == ["فاکتور سه", "فاکتور یک"]
    assert choices(narrowing.products) == [("پنل پیامک", 2, True)]
    assert search(client, product="sms-panel", category="sms")[0] == ["فاکتور یک"]


@pytest.mark.parametrize(
    "narrowed", [{"category": "x"}, {"product": "x"}, {"category": "\x00"}, {"product": ""}]
)
def test_a_choice_that_nothing_has_is_ignored(narrowed, client, results):
    assert len(search(client, **narrowed)[0]) == 3


def test_one_category_is_no_choice(client, guide):
    html = client.get("/search/", {"q": "گروهی"})
    assert html.context["narrowing"].categories == []
    assert 'id="by-category"' not in html.content.decode()


def test_choices_are_plain_links(client, results):
    html = client.get("/search/", {"q": "فاکتور"}).content.decode()
    assert "&amp;category=billing" in html


def test_editors_tick_the_products_that_the_desk_has(admin, home, category, guide, product):
    client = Client()
    client.force_login(admin)
    factories.product("old", *[], fa="قدیمی", is_active=False)
    html = client.get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).content.decode()
    assert 'name="products" value="sms-panel"' in html
    assert 'value="old"' not in html


def test_a_product_that_is_no_longer_offered_stays_with_its_guide(guide, product):
    field = guide._meta.get_field("products")
    guide.products = ["gone", "sms-panel"]
    field.save_form_data(guide, [])
    assert guide.products == ["gone"]
    form_field = field.formfield()
    assert form_field.clean(["sms-panel"]) == ["sms-panel"]
    assert not form_field.required


@pytest.mark.parametrize("number", [1, 3])
def test_narrowing_costs_the_same_for_one_category_and_for_three(
    number, client, home, write_guide, product, django_assert_num_queries
):
    for count in range(number):
        index = GuideIndexPage(title=f"دسته {count}", slug=f"c{count}", locale=home.locale)
        write_guide(f"فاکتور {count}", parent=home.add_child(instance=index), products=["sms-panel"])
    address = {"q": "فاکتور", "category": "c0", "product": "sms-panel"}
    client.get("/search/", address)
    with django_assert_num_queries(11):
        client.get("/search/", address)
