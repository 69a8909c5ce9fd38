"""The agents' rich text field: Wagtail's editor with a small feature set, forgiving about what it is sent."""

import json

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.html import escape, linebreaks, strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea

from support_plugin import conf
from support_plugin.text.clean import FORBIDDEN
from support_plugin.tickets.rendering import clean_rich, rich_as_plain

# What the editor sends where nobody has written anything: JSON's word for nothing.
UNTOUCHED = "null"
# What the editor itself can make, roundly: more is a program's, and would keep the converter busy for ever.
DEEPEST_LIST = 4
MOST_RANGES = 200


# The id of the composer's label, as its template writes it.
LABEL = "compose-label"

FEATURES = ["bold", "italic", "ol", "ul", "link", "code"]


class ForgivingRichTextArea(DraftailRichTextArea):
    """Takes contentstate, as the editor sends it; everything else is plain text, never an error."""

    def __init__(self, **kwargs):
        super().__init__(**{"features": FEATURES, **kwargs})

    def format_value(self, value):
        """Stored text has `<br>`; the editor's converter waits for the end of every tag that does not close itself."""
        return super().format_value(value.replace("<br>", "<br/>") if value else value)

    def value_from_datadict(self, data, files, name):
        sent = FORBIDDEN.sub("", data.get(name) or "")
        if sent.strip() == UNTOUCHED:
            return ""
        if is_contentstate(sent):
            try:
                return self.converter.to_database_format(FORBIDDEN.sub("", json.dumps(bounded(sent))))
            except Exception:
                return plain_as_rich(sent)
        return plain_as_rich(sent)


class ComposerTextArea(ForgivingRichTextArea):
    """The composer's: a slash opens our own palette of canned replies and guides, not the editor's."""

    template_name = "support_plugin/desk/composer_field.html"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.options |= {"commandToolbar": None, "ariaLabelledBy": LABEL}

    def get_context(self, name, value, attrs):
        """Without a script the editor is a hidden field; a plain one stands in for it."""
        words = gettext("Write, or type “/” for a canned reply or a guide")
        self.options = {**self.options, "placeholder": words}
        context = super().get_context(name, value, attrs)
        context["widget"]["plain"] = rich_as_plain(value or "")
        return context


class RichTextField(forms.CharField):
    """Rich text as it is stored: cleaned to the allowed tags, refused when nothing is written."""

    widget = ForgivingRichTextArea

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators.append(
            MaxLengthValidator(
                lambda: conf.MESSAGE_LENGTH,
                _("Please write at most %(limit_value)d characters (now %(show_value)d)."),
            )
        )

    def to_python(self, value):
        html = clean_rich(FORBIDDEN.sub("", super().to_python(value)))
        return html if strip_tags(html).strip() else ""


def is_contentstate(text):
    """Is this JSON of the shape Draft.js sends: an object with a list of blocks?"""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(value, dict)
        and isinstance(value.get("blocks"), list)
        and isinstance(value.get("entityMap", {}), dict)
    )


def bounded(contentstate):
    """The parsed contentstate, with lists no deeper and styles and links no more and no longer than text can bear."""
    value = json.loads(contentstate)
    for block in value["blocks"]:
        # The editor counts in units of UTF-16.
        length = len(block["text"].encode("utf-16-le")) // 2
        block["depth"] = min(max(int(block.get("depth") or 0), 0), DEEPEST_LIST)
        for name in ("inlineStyleRanges", "entityRanges"):
            block[name] = [
                {**span, "length": min(span["length"], length - span["offset"])}
                for span in (block.get(name) or [])[:MOST_RANGES]
                if 0 <= span["offset"] < length and span["length"] > 0
            ]
    return value


def plain_as_rich(text):
    return linebreaks(escape(text.strip())) if text.strip() else ""
