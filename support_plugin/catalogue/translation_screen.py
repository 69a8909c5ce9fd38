"""The screen of translations: what is missing in which language, written side by side and saved in one go.

Filters are links and load the page anew, as in the catalogue's lists, so that the browser asks before what was typed is
left; a list that is exchanged in place would lose it.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import Media
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from support_plugin.text.digits import localized_number

from . import translations
from .translating import TextForm, hold, save
from .translations import Narrowing, language_name, languages

PER_PAGE = 25
ADDRESS = "support_translations"


@dataclass
class Choice:
    display: str
    query_string: str
    selected: bool


@dataclass
class Filter:
    """One question of the address and its answers; the first stands for all."""

    title: str
    parameter_name: str
    value: str
    choices: list


class TranslationsView(TemplateView):
    template_name = "support_plugin/catalogue/translations.html"
    http_method_names = ["get", "head", "post"]
    page_title = gettext_lazy("Translations")
    header_icon = "globe"
    index_url = reverse_lazy(ADDRESS)
    SEARCH_VAR, PAGE_VAR = "q", "p"

    def dispatch(self, request, *args, **kwargs):
        if not translations.may_translate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def narrowing(self):
        return Narrowing.from_address(self.request.GET)

    @cached_property
    def texts(self):
        return translations.texts_for(self.request.user)

    def get(self, request):
        page = Paginator(self.narrowing.of(self.texts), PER_PAGE).get_page(request.GET.get(self.PAGE_VAR))
        return self.show([TextForm(text) for text in page], page_obj=page, paginator=page.paginator)

    @transaction.atomic
    def post(self, request):
        """All that was typed is stored, or nothing is and everything stands in the page again."""
        keys = list(dict.fromkeys(request.POST.getlist("text")))
        known = {text.key: text for text in self.texts}
        held = {text.key: text for text in hold([known[key] for key in keys if key in known])}
        forms = [TextForm(held[key], request.POST) for key in keys if key in held]
        lost = [self.typed_for(key) for key in keys if key not in held]
        changed = [form for form in forms if form.has_changed]
        wrong = [form for form in changed if not form.is_valid()]
        if wrong or lost:
            return self.show(forms, lost=lost, number_wrong=len(wrong) + len(lost), status=422)
        save(changed)
        self.say_saved(len(changed))
        return redirect(request.get_full_path())

    def typed_for(self, key):
        """What was typed for a text that is gone or not this person's, to be copied."""
        sent = (self.request.POST.get(f"{key}_{place}", "") for place in range(len(languages())))
        return [text for text in sent if text.strip()]

    def say_saved(self, number):
        if number:
            said = ngettext("%(count)s text was saved.", "%(count)s texts were saved.", number)
            messages.success(self.request, said % {"count": localized_number(number)})
        else:
            messages.info(self.request, gettext("Nothing was changed."))

    def show(self, forms, status=200, **context):
        media = sum((form.media for form in forms), Media())
        context = self.get_context_data(forms=forms, media=media, **context)
        return self.render_to_response(context, status=status)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            number_shown=len(self.narrowing.of(self.texts)),
            number_of_all=len(self.texts),
            is_narrowed=any(self.request.GET.get(name) for name in ("language", "kind", "thing", "q")),
            narrowed_to=self.thing_in_words,
            without_thing=self.get_query_string(remove=["thing"]),
            with_all=self.get_query_string({"show": "all"}),
            totals=self.in_words(translations.counts(self.texts)),
            progress=[
                (kind.label, self.get_query_string({"kind": kind.key}), self.in_words(counts))
                for kind, counts in translations.progress(self.texts)
            ],
            language_names=[language_name(code) for code in languages()],
            **kwargs,
        )

    @staticmethod
    def in_words(counts):
        """`[(language, “46 of 52”, is it whole?), …]`"""
        return [
            (
                language_name(code),
                gettext("%(shown)s of %(all)s")
                % {"shown": localized_number(done), "all": localized_number(number)},
                done == number,
            )
            for code, done, number in counts
        ]

    @property
    def thing_in_words(self):
        """What the list is narrowed to; empty where it is not, or where there is no such thing."""
        asked = self.narrowing.thing
        return next(
            (str(text.owner) for text in self.texts if translations.key_of(text.owner) == asked), asked
        )

    # What the catalogue's pieces of a list ask of their view.

    def get_page_title(self):
        return self.page_title

    @property
    def query(self):
        return self.narrowing.words

    def get_query_string(self, new_params=None, remove=()):
        """This address with other answers, on its first page unless one is named."""
        asked = {name: value for name, value in self.known_params.items() if name not in remove}
        query = self.request.GET.__class__(mutable=True)
        query.update({name: value for name, value in {**asked, **(new_params or {})}.items() if value})
        return f"?{query.urlencode()}"

    @property
    def known_params(self):
        narrowing = self.narrowing
        return {
            "language": narrowing.language,
            "kind": narrowing.kind,
            "thing": narrowing.thing,
            "q": narrowing.words,
            "show": "all" if narrowing.shows_all else "",
        }

    @property
    def filter_specs(self):
        present = {text.kind.key: text.kind.label for text in self.texts}
        return [
            self.filter(gettext("Show"), "show", [("all", ""), ("", gettext("Only what is missing"))]),
            self.filter(
                gettext("Language"),
                "language",
                [("", ""), *((code, language_name(code)) for code in languages())],
            ),
            self.filter(gettext("Kind"), "kind", [("", ""), *present.items()]),
        ]

    def filter(self, title, name, answers):
        value = self.known_params[name]
        choices = [
            Choice(display, self.get_query_string({name: answer}), value == answer)
            for answer, display in answers
        ]
        return Filter(title, name, value, choices)


class TranslationsMenuItem(MenuItem):
    def __init__(self, order):
        super().__init__(
            gettext_lazy("Translations"),
            reverse(ADDRESS),
            name="support-translations",
            icon_name="globe",
            order=order,
        )

    def is_shown(self, request):
        return translations.may_translate(request.user)


def addresses():
    return [path("support/translations/", TranslationsView.as_view(), name=ADDRESS)]
