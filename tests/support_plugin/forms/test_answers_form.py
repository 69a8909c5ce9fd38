"""Whatever is sent to whatever form: what is hidden is never stored, what is required never missing, nothing breaks."""

from types import SimpleNamespace

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from support_plugin.forms.asking import MAKERS
from support_plugin.forms.form import AnswersForm
from support_plugin.forms.reading import KINDS

from .random_forms import Chance, askable, random_customer, random_form


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**64))
def test_random_forms_and_answers(seed):
    random = Chance(seed)
    for _number in range(10):
        definition = askable(random_form(random))
        facts, raw = random_customer(random)
        data = QueryDict(mutable=True)
        for name, texts in raw.items():
            data.setlist(f"field_{name}", texts)
        form = AnswersForm(SimpleNamespace(pk=1, definition=definition), facts=facts, data=data)
        if not form.is_valid():
            assert {name.removeprefix("field_") for name in form.errors} <= set(form.shown.fields)
            continue
        answers = form.answered.answers
        stored = {each["field"] for each in answers}
        assert stored <= set(form.shown.fields)
        assert form.shown.required <= stored
        assert {name for name, _row in form.answered.found} <= stored
        assert all(each["text"] for each in answers)


def test_every_kind_can_be_asked():
    assert {str(kind) for kind in MAKERS} == set(KINDS)
