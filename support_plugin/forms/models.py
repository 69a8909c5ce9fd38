"""Fields that forms ask, the form of each ticket type with its drafts, and its versions, frozen when published."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from support_plugin.taxonomy.models import TaxonomyItem, TaxonomyQuerySet, TicketType, ascii_slug
from support_plugin.text.slugs import latin_slug, numbered
from support_plugin.text.translated import TranslatedCharField

from . import patterns
from .blocks import FormBody
from .kinds import CALLED, LIMITS, LONGEST, WITH_CHOICES, Kind, endings


class FormField(TaxonomyItem, ClusterableModel):
    """One question, asked by as many forms as want it: their answers stand in one column.

    `name` is what customers read above the field, `description` the help below it, `slug` what programs call it.
    What is changed here reaches customers when the forms that ask it are published again.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.TEXT)
    placeholder = TranslatedCharField(_("example in the empty field"), max_length=80, blank=True)
    default = models.CharField(
        _("filled in already"),
        max_length=200,
        blank=True,
        help_text=_("A text, a number, or the address of a choice."),
    )
    shortest = models.PositiveIntegerField(
        CALLED["shortest"], null=True, blank=True, validators=[MaxValueValidator(10_000)]
    )
    longest = models.PositiveIntegerField(
        CALLED["longest"],
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
    )
    smallest = models.DecimalField(CALLED["smallest"], max_digits=15, decimal_places=4, null=True, blank=True)
    largest = models.DecimalField(CALLED["largest"], max_digits=15, decimal_places=4, null=True, blank=True)
    earliest = models.DateField(CALLED["earliest"], null=True, blank=True)
    latest = models.DateField(CALLED["latest"], null=True, blank=True)
    fewest = models.PositiveIntegerField(CALLED["fewest"], null=True, blank=True)
    most = models.PositiveIntegerField(
        CALLED["most"], null=True, blank=True, validators=[MinValueValidator(1)]
    )
    pattern = models.CharField(
        CALLED["pattern"],
        max_length=500,
        blank=True,
        validators=[patterns.check],
        help_text=_(
            "A regular expression (RE2) that the whole answer must match, for example [A-Z]{2}[0-9]{6}. "
            "Persian digits are read as 0–9."
        ),
    )
    pattern_help = TranslatedCharField(
        _("what to say when it does not match"),
        max_length=160,
        blank=True,
        help_text=_("For example “Two letters and six digits, as printed on the invoice.”"),
    )
    file_types = models.CharField(
        CALLED["file_types"],
        max_length=80,
        blank=True,
        help_text=_("Endings separated by commas, for example “pdf, png”. Empty: all that the desk accepts."),
    )
    file_megabytes = models.PositiveIntegerField(
        CALLED["file_megabytes"], null=True, blank=True, validators=[MinValueValidator(1)]
    )
    most_files = models.PositiveIntegerField(
        CALLED["most_files"], null=True, blank=True, validators=[MinValueValidator(1)]
    )

    # A form that asks it was published: what it is called and what kind it is stay as they are.
    was_published = models.BooleanField(default=False, editable=False)

    objects = TaxonomyQuerySet.as_manager()

    class Meta(TaxonomyItem.Meta):
        verbose_name = _("form field")
        verbose_name_plural = _("form fields")

    def save(self, **kwargs):
        self._address_choices()
        super().save(**kwargs)

    def _address_choices(self):
        """A choice that was given no address gets one of its name."""
        if self.pk is None and not self.has_choices:
            return
        choices = list(self.choices.all())
        taken = {choice.value for choice in choices}
        for choice in choices:
            if not choice.value:
                slug = latin_slug(choice.label, 50, otherwise="choice")
                choice.value = numbered(slug, 50, taken.__contains__)
                taken.add(choice.value)

    def clean(self):
        super().clean()
        for least, most in (
            ("shortest", "longest"),
            ("smallest", "largest"),
            ("earliest", "latest"),
            ("fewest", "most"),
        ):
            low, high = getattr(self, least), getattr(self, most)
            if low is not None and high is not None and low > high:
                raise ValidationError(
                    {most: _("This is less than “{least}”.").format(least=CALLED[least])}, code="limits"
                )
        if self.kind == Kind.CHECKBOX and self.default not in ("", "yes"):
            raise ValidationError({"default": _("Write “yes” for a box that is ticked already, or nothing.")})
        if self.shortest and self.kind in LONGEST and self.shortest > (self.longest or LONGEST[self.kind]):
            raise ValidationError({"shortest": _("No answer may be that long.")}, code="limits")

    def limits(self):
        """`{limit: value}` of those that mean something for this kind and are set; JSON."""
        limits = {}
        for name in LIMITS.get(self.kind, ()):
            value = getattr(self, name)
            if value in (None, ""):
                continue
            if name == "file_types":
                value = endings(value)
            elif name in ("smallest", "largest"):
                value = format(value.normalize(), "f")
            elif name in ("earliest", "latest"):
                value = value.isoformat()
            limits[name] = value
        if "pattern" in limits and self.pattern_help.data:
            limits["pattern_help"] = self.pattern_help.data
        return limits

    @property
    def has_choices(self):
        return self.kind in WITH_CHOICES


class FieldChoice(Orderable):
    """One of the choices of a field. Its `value` is what is stored, filtered and compared; its label what is read."""

    field = ParentalKey(FormField, on_delete=models.CASCADE, related_name="choices")
    label = TranslatedCharField(_("what customers read"), max_length=120)
    value = models.SlugField(
        _("address"),
        max_length=50,
        blank=True,
        validators=[ascii_slug],
        help_text=_("What is stored and filtered by. Left empty, it is made from the name."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        constraints = [
            models.UniqueConstraint(
                fields=["field", "value"],
                condition=~models.Q(value=""),
                name="choice_once_per_field",
                violation_error_message=_("This field has that choice already."),
            )
        ]

    def __str__(self):
        return str(self.label)


class RequestForm(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model
):
    """What the wizard asks for one ticket type, beside product, subject, description and attachments.

    Drafted, previewed, compared, scheduled and approved as a page is. Customers meet its `FormVersion`s.
    """

    ticket_type = models.OneToOneField(
        TicketType, on_delete=models.PROTECT, related_name="request_form", verbose_name=_("ticket type")
    )
    body = StreamField(FormBody(), verbose_name=_("what it asks"), blank=True)
    # What customers fill now; empty while nothing is published.
    current = models.ForeignKey(
        "FormVersion",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        # No matter of what an editor writes: revisions do not carry it.
        serialize=False,
        related_name="+",
    )

    _revisions = GenericRelation("wagtailcore.Revision", related_query_name="request_form")
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="request_form",
        for_concrete_model=False,
    )

    class Meta:
        verbose_name = _("ticket form")
        verbose_name_plural = _("ticket forms")
        ordering = ["ticket_type__sort_order", "ticket_type"]

    def __str__(self):
        return str(self.ticket_type)

    @property
    def revisions(self):
        return self._revisions

    @transaction.atomic
    def publish(self, revision, user=None, **kwargs):
        """Publish and freeze, in one transaction: there is no published form without its version.

        What is only scheduled by this is frozen when its time has come and it is published.
        """
        from .versions import freeze

        super().publish(revision, user=user, **kwargs)
        if RequestForm.objects.filter(pk=self.pk, live=True, live_revision=revision).exists():
            freeze(self)

    def with_content_json(self, content):
        """A revision of the form: what customers fill now is the form's, whatever the revision says."""
        form = super().with_content_json(content)
        form.current = self.current
        return form

    @transaction.atomic
    def unpublish(self, *args, **kwargs):
        """The type asks nothing of its own any more. Versions stay with the tickets that were filed on them."""
        from .versions import withdraw

        super().unpublish(*args, **kwargs)
        withdraw(self)

    @property
    def preview_modes(self):
        from .preview import modes

        return modes()

    def serve_preview(self, request, mode_name):
        from .preview import preview

        return preview(self, request, mode_name)


class FormVersion(models.Model):
    """A form as it was published: fields, choices and words in every language. Never changed.

    `definition` has the shape that `forms.compiling` describes. `replaced_at` is when another one took its place.
    """

    wagtail_reference_index_ignore = True

    form = models.ForeignKey(RequestForm, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version of a form")
        verbose_name_plural = _("versions of forms")
        ordering = ["form", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_once"),
        ]

    def __str__(self):
        return str(format_lazy(_("{form}, version {number}"), form=self.form, number=self.number))
