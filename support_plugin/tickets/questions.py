"""The questions of a ticket type's form while a ticket is filed: which version is asked, with which files, and what changed."""

from django.utils.functional import cached_property

from support_plugin.forms.form import AnswersForm
from support_plugin.forms.models import FormVersion
from support_plugin.forms.versions import changes, current_version, fillable, key_of

from .answers import file_limits


class Questions:
    """What one filing asks beside the desk's own fields. `begun` is the version that the form (or draft) was made of."""

    def __init__(self, department, ticket_type, begun=""):
        self.department, self.ticket_type = department, ticket_type
        self.begun = key_of(begun)

    @cached_property
    def version(self):
        """What is to be filled, or None where the type asks nothing."""
        if self.ticket_type is None:
            return None
        return fillable(self.ticket_type, self.begun, current_version(self.ticket_type))

    @cached_property
    def file_fields(self):
        return file_limits(self.version.definition) if self.version else {}

    @property
    def was_replaced(self):
        """Whether it was begun on a version that is over: it has to be looked at once more."""
        if self.begun is None or (self.version and self.version.pk == self.begun):
            return False
        # What was begun on another type's form was not replaced: it was left.
        return self._begun_version is not None

    def what_changed(self):
        """Sentences, empty where nothing did that concerns who fills it."""
        if not self.was_replaced:
            return []
        return changes(self._begun_version, self.version)

    @cached_property
    def _begun_version(self):
        return FormVersion.objects.filter(pk=self.begun, form__ticket_type=self.ticket_type).first()

    def ask(self, product_slug, intake, *, data=None, initial=None):
        """The form over the version, or None. `initial`: `{field name: [texts]}` of a draft."""
        if self.version is None:
            return None
        facts = {
            "department": self.department.slug,
            "ticket_type": self.ticket_type.slug,
            "product": product_slug,
        }
        return AnswersForm(
            self.version,
            facts=facts,
            data=data,
            kept=intake.answers,
            file_errors=intake.answer_errors,
            limits=self.file_fields,
            initial=initial,
        )
