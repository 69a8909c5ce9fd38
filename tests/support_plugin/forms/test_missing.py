"""What is said where an answer is missing."""

import pytest
from django.utils.translation import override

from support_plugin.forms.asking import form_field


@pytest.mark.parametrize(
    ("label", "language", "sentence"),
    [
        ("شماره فاکتور", "fa", "لطفاً شماره فاکتور را وارد کنید."),
        ("مشکل فاکتور چیست؟", "fa", "لطفاً به این پرسش پاسخ دهید."),
        ("Invoice number", "en", "Please enter Invoice number."),
        ("What is wrong?", "en", "Please answer this question."),
    ],
)
def test_a_label_that_asks_something_is_not_put_into_another_sentence(label, language, sentence):
    item = {
        "name": "x",
        "kind": "text",
        "label": {language: label},
        "help": {},
        "placeholder": {},
        "limits": {},
    }
    with override(language):
        assert form_field(item, required=True).error_messages["required"] == sentence
