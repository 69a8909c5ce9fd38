"""What the tests of the four screens of answering times share."""

from bs4 import BeautifulSoup

from support_plugin.models import Recalculation

DAYS = range(7)
# Not one of them may break a page, whatever field it is sent in.
BROKEN = ["\x00", "9" * 40, "9" * 5000, "\ufffd", "<b>x</b>", "{]", "-1", "1e9", "نادرست", "\u202e"]


def counted():
    """How often open tickets were counted anew since last asked."""
    number = Recalculation.objects.count()
    Recalculation.objects.all().delete()
    return number


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def rows(response):
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in soup(response).select("table.listing tbody tr")
    ]


def titles(response):
    return [link.get_text(strip=True) for link in soup(response).select(".title-wrapper a")]


def errors(response, field):
    """What the form says about a field, in the page the editor gets back."""
    page = " ".join(soup(response).get_text(" ", strip=True).split())
    messages = response.context["form"].errors.get(field, [])
    for message in messages:
        assert " ".join(message.split()) in page
    return messages
