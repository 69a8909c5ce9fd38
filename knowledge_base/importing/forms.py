"""The form that takes a file in."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.collections import CollectionChoiceField
from wagtail.models import Collection

from knowledge_base.editing import categories_for
from knowledge_base.fields import AmongOffered

from .actions import collections_for
from .files import GUIDES
from .reading import too_large
from .unpacking import LARGEST_ARCHIVE

SET_IN = "\u00a0" * 4


class CollectionField(AmongOffered, CollectionChoiceField):
    pass


class CategoryField(AmongOffered, forms.ModelChoiceField):
    """Says where in the tree a category stands: those below others are set in."""

    def label_from_instance(self, category):
        return SET_IN * (category.depth - 2) + category.title


class UploadForm(forms.Form):
    """A file, and where the guides and pictures in it go: only where `user` may add them.

    Who may add pictures nowhere is not asked for a collection.
    """

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "HTML of the old editor in UTF-8, Markdown or Word (DOCX), up to 10 MB; or a zip of such guides with their "
            "pictures, up to 25 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join([*sorted(GUIDES), ".zip"])}),
    )
    category = CategoryField(
        label=_("Category"),
        queryset=None,
        help_text=_(
            "The new guides will be drafts below it. Numbers and half-spaces are mended as its language writes them."
        ),
    )
    collection = CollectionField(
        label=_("Collection"),
        queryset=None,
        help_text=_("Pictures of the guides are stored here."),
        empty_label=None,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["category"].queryset = categories_for(user).select_related("locale")
        if collections := collections_for(user):
            keys = [collection.pk for collection in collections]
            self.fields["collection"].queryset = Collection.objects.filter(pk__in=keys)
            if len(keys) == 1:
                # Where nothing is to be chosen nobody is asked.
                self.fields["collection"].widget = forms.HiddenInput()
                self.fields["collection"].initial = keys[0]
        else:
            del self.fields["collection"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST_ARCHIVE:
            raise forms.ValidationError(str(too_large(file.name, LARGEST_ARCHIVE)))
        return file
