"""What a ticket can be about. One row per thing in every language; editors configure it in the catalogue."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable

from support_plugin.text.search import search_key
from support_plugin.text.translated import TranslatedCharField, TranslatedTextField, every_language

ascii_slug = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use small Latin letters, digits and single hyphens, for example “technical-support”."),
)


class Priority(models.TextChoices):
    LOW = "low", pgettext_lazy("priority", "Low")
    NORMAL = "normal", pgettext_lazy("priority", "Normal")
    HIGH = "high", pgettext_lazy("priority", "High")
    URGENT = "urgent", pgettext_lazy("priority", "Urgent")


class DepartmentIcon(models.TextChoices):
    HEADSET = "headset", _("Headset")
    CARD = "card", _("Bank card")
    CART = "cart", _("Shopping cart")
    CODE = "code", _("Code")
    CHAT = "chat", _("Conversation")
    USER = "user", _("Person")


class TaxonomyQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class DepartmentQuerySet(TaxonomyQuerySet):
    def open_for_tickets(self):
        """Active departments that have at least one active ticket type: those a customer can choose."""
        return self.active().filter(
            models.Exists(
                TicketType.departments.through.objects.filter(
                    department=models.OuterRef("pk"), tickettype__is_active=True
                )
            )
        )


class ProductQuerySet(TaxonomyQuerySet):
    def offered_by(self, department):
        """Active products of this department: those that name it, and those that name none."""
        through = Product.departments.through.objects.filter(product=models.OuterRef("pk"))
        return self.active().filter(
            models.Exists(through.filter(department=department)) | ~models.Exists(through)
        )


class TaxonomyItem(Orderable):
    """The shape departments, ticket types and products share.

    Names and descriptions are kept per language in one row. `search_key` is the normalised name in every
    language: lists search and sort by it, never inside the translations.
    """

    name = TranslatedCharField(_("name"), max_length=80)
    description = TranslatedTextField(_("description"), max_length=300, blank=True)
    slug = models.SlugField(
        _("address"),
        max_length=50,
        unique=True,
        validators=[ascii_slug],
        help_text=_("Stands in web addresses. Links to the old address stop working when it changes."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    search_key = models.TextField(editable=False, default="")

    class Meta(Orderable.Meta):
        abstract = True
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return str(self.name)

    def save(self, **kwargs):
        self.search_key = search_key(*every_language(self.name), self.slug)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_key"}
        super().save(**kwargs)


class Department(TaxonomyItem):
    """Who receives a ticket."""

    icon = models.CharField(_("icon"), max_length=20, choices=DepartmentIcon, default=DepartmentIcon.HEADSET)
    contact_line = TranslatedCharField(
        _("contact line"),
        max_length=120,
        blank=True,
        help_text=_("A phone number or another way to reach this department, shown beside the ticket form."),
    )
    usual_answer_minutes = models.PositiveIntegerField(
        _("usual answering time (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60 * 24 * 30)],
        help_text=_("Working minutes until the first answer. Empty: customers are shown no time."),
    )

    takes_new_tags = models.BooleanField(
        _("new tags"),
        default=True,
        help_text=_("Whether agents may put words on tickets that are no tags yet. Leads switch this."),
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta(TaxonomyItem.Meta):
        verbose_name = _("department")
        verbose_name_plural = _("departments")


class TicketType(TaxonomyItem):
    """What kind of request it is; belongs to one department or several."""

    departments = models.ManyToManyField(
        Department, related_name="ticket_types", verbose_name=_("departments")
    )
    default_priority = models.CharField(
        _("default priority"), max_length=10, choices=Priority, default=Priority.NORMAL
    )

    objects = TaxonomyQuerySet.as_manager()

    class Meta(TaxonomyItem.Meta):
        verbose_name = _("ticket type")
        verbose_name_plural = _("ticket types")


def active_pairs():
    """`[(department, ticket type)]` of what a ticket can be filed or transferred under, in the editors' order; one query."""
    through = TicketType.departments.through
    links = through.objects.filter(department__is_active=True, tickettype__is_active=True)
    order = [
        f"{each}__{field}" for each in ("department", "tickettype") for field in TaxonomyItem._meta.ordering
    ]
    return [
        (link.department, link.tickettype)
        for link in links.select_related("department", "tickettype").order_by(*order)
    ]


class Product(TaxonomyItem):
    """The product a request is about."""

    departments = models.ManyToManyField(
        Department,
        related_name="products",
        verbose_name=_("departments"),
        blank=True,
        help_text=_("None chosen: the product is offered by every department."),
    )

    objects = ProductQuerySet.as_manager()

    class Meta(TaxonomyItem.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")


@register_setting(icon="help")
class SupportContact(BaseSiteSetting):
    """How else customers reach this site's support: the desk does not pretend to be the only channel."""

    phone = models.CharField(_("phone line"), max_length=40, blank=True)
    hours = TranslatedCharField(
        _("phone hours"),
        max_length=120,
        blank=True,
        help_text=_("For example “Saturday to Wednesday, 8 to 17”."),
    )

    class Meta:
        verbose_name = _("support contact")
