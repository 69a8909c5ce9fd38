"""What may stand behind the question mark. Every name is known; what cannot be read is refused, not passed over."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from support_plugin.tickets.models import Side

from .fields import Choice, Strict
from .pagination import MOST
from .problems import WrongParameters, at_parameter


class Query(Strict):
    """Parameters of one operation, each at most once."""


class Page(Query):
    cursor = serializers.CharField(
        required=False, help_text="Where the page begins: taken from `next` or `previous`."
    )
    limit = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST, help_text="Entries of a page; 20 by default."
    )


class OnASide(Query):
    side = Choice(
        choices=Side.values,
        required=False,
        help_text="As whom you ask, where you are both: agents speak for the team by default.",
    )


def read(query_class, request, *, passing):
    """The parameters of a call, validated; but for those that are `passing(name)`: somebody else reads them."""
    sent = {name: request.query_params[name] for name in request.query_params if not passing(name)}
    if repeated := [name for name in sent if len(request.query_params.getlist(name)) > 1]:
        raise WrongParameters(
            [at_parameter(name, "repeated", _("This stands here more than once.")) for name in repeated]
        )
    query = query_class(data=sent)
    if query.is_valid():
        return query.validated_data
    raise WrongParameters(
        [
            {
                "parameter": name,
                "code": each.code,
                "detail": str(each) if name in query.fields else _unknown(),
            }
            for name, said in query.errors.items()
            for each in said
        ]
    )


def _unknown():
    return _("There is no parameter of this name.")
