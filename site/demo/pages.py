"""The knowledge base of the demo: two language trees, categories and guides."""

import copy
import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import GroupApprovalTask, Locale, Page, Site, Workflow, WorkflowPage, WorkflowTask

from knowledge_base.models import GuideIndexPage, GuidePage

from .cast import EDITORS

IMAGES = Path(__file__).parent / "images"
REVIEW = "بازبینی راهنماها"
IMPROVED = "sending-left-unfinished"
HOME = {
    "fa": (
        "چطور می‌توانیم کمک کنیم؟",
        "پاسخ بیشتر پرسش‌ها در راهنما هست. اگر پیدا نکردید، تیکت ثبت کنید؛ پاسخ در ادامه همان تیکت می‌آید.",
    ),
    "en": (
        "How can we help?",
        "Most answers are in the guides. If yours is not, file a ticket; the answer comes in that same ticket.",
    ),
}


def make_homes():
    """The home of each language; the Persian one becomes the site's root. Answers whether anything was new."""
    for language in HOME:
        Locale.objects.get_or_create(language_code=language)
    if GuideIndexPage.objects.filter(depth=2).exists():
        return False
    root = Page.get_first_root_node()
    homes = {}
    for language, (title, intro) in HOME.items():
        home = GuideIndexPage(
            title=title,
            intro=intro,
            slug=f"guides-{language}",
            locale=Locale.objects.get(language_code=language),
        )
        if "fa" in homes:
            home.translation_key = homes["fa"].translation_key
        root.add_child(instance=home)
        home.save_revision().publish()
        homes[language] = home
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    welcome = site.root_page if site.pk else None
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site.hostname, site.port = address.hostname, address.port or (443 if address.scheme == "https" else 80)
    site.root_page, site.site_name = homes["fa"], settings.WAGTAIL_SITE_NAME
    site.save()
    if welcome is not None and welcome.depth == 2 and type(welcome.specific) is Page:
        welcome.delete()
    return True


def make_workflow():
    """The workflow in which guides are reviewed, by the editors. Answers whether it was new."""
    if Workflow.objects.filter(name=REVIEW).exists():
        return False
    task = GroupApprovalTask.objects.create(name=REVIEW)
    task.groups.set(Group.objects.filter(name=EDITORS))
    workflow = Workflow.objects.create(name=REVIEW)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    for language in HOME:
        WorkflowPage.objects.create(workflow=workflow, page=home(language))
    return True


def home(language):
    return GuideIndexPage.objects.get(depth=2, locale__language_code=language)


def make_category(module):
    news = False
    for language in HOME:
        news = (
            _page(
                GuideIndexPage,
                home(language),
                module.SLUG,
                language,
                {
                    "title": module.TITLE[language],
                    "intro": module.INTRO[language],
                    "icon": module.ICON,
                },
            )
            or news
        )
    return news


def make_guide(module, guide):
    news = False
    for language in HOME:
        parent = GuideIndexPage.objects.child_of(home(language)).get(slug=module.SLUG)
        words = guide[language]
        fields = {
            "title": words["title"],
            "lead": words["lead"],
            "body": json.dumps(_with_images(words["body"])),
            "products": getattr(module, "PRODUCTS", []),
            "explains": guide.get("explains", ""),
            "checked_on": _days_ago(guide["checked_days_ago"]) if "checked_days_ago" in guide else None,
        }
        news = _page(GuidePage, parent, guide["slug"], language, fields) or news
    return news


def improve_a_guide():
    """A guide that was written anew after it was translated. Answers whether that was new."""
    guide, twin = (
        GuidePage.objects.get(slug=IMPROVED, locale__language_code=language) for language in ("fa", "en")
    )
    if guide.last_published_at > twin.last_published_at:
        return False
    guide.save_revision().publish()
    return True


def _days_ago(number):
    return timezone.localdate() - timedelta(days=number)


def _page(model, parent, slug, language, fields):
    if model.objects.child_of(parent).filter(slug=slug).exists():
        return False
    page = model(slug=slug, locale=parent.locale, **fields)
    twin = model.objects.filter(slug=slug).exclude(locale=parent.locale).first()
    if twin:
        page.translation_key = twin.translation_key
    parent.add_child(instance=page)
    page.save_revision().publish()
    return True


def _with_images(body):
    """The blocks with names of pictures replaced by keys of Wagtail images."""
    body = copy.deepcopy(body)
    for block in body:
        if block["type"] == "figure":
            block["value"]["image"] = _image(block["value"]["image"], block["value"]["alt"])
        elif block["type"] == "step":
            block["value"]["body"] = _with_images(block["value"]["body"])
    return body


def _image(name, title):
    path = IMAGES / name
    model = get_image_model()
    if known := model.objects.filter(title=title[:200]).first():
        return known.pk
    if not path.exists():
        return None
    with path.open("rb") as file:
        image = model(title=title[:200], file=ImageFile(file, name=name))
        image.save()
    return image.pk
