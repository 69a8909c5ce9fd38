"""Lists page by page, from where the last one ended: no counts, no offsets into a table."""

import base64
import binascii
from urllib.parse import parse_qs, urlencode

from django.core import signing
from django.utils.translation import gettext as _
from rest_framework.pagination import Cursor, CursorPagination

from .problems import WrongParameters

MOST = 100
USUAL = 20


class Pages(CursorPagination):
    """`?cursor=&limit=`. The view names the columns of its order (`cursor_order(request)`), the key last.

    A cursor is signed, so that nothing that stands in it is anybody's but ours, and belongs to one order of one list.
    """

    page_size = USUAL

    def paginate_queryset(self, queryset, request, view=None):
        self.order = tuple(view.cursor_order(request))
        self.limit = view.parameters.get("limit", USUAL)
        self.signer = signing.Signer(salt=f"support.api:{type(view).__qualname__}:{','.join(self.order)}")
        return super().paginate_queryset(queryset, request, view)

    def get_page_size(self, request):
        return self.limit

    def get_ordering(self, request, queryset, view):
        return self.order

    def decode_cursor(self, request):
        sent = request.query_params.get(self.cursor_query_param)
        if sent is None:
            return None
        try:
            plain = base64.urlsafe_b64decode(self.signer.unsign(sent).encode()).decode()
        except (signing.BadSignature, binascii.Error, ValueError):
            raise WrongParameters(
                [{"parameter": "cursor", "code": "invalid", "detail": _("This cursor is not of this list.")}]
            ) from None
        told = parse_qs(plain, keep_blank_values=True)
        return Cursor(
            offset=int(told.get("o", ["0"])[0]),
            reverse=told.get("r") == ["1"],
            position=told.get("p", [None])[0],
        )

    def encode_cursor(self, cursor):
        told = {"o": cursor.offset} if cursor.offset else {}
        told |= {"r": "1"} if cursor.reverse else {}
        told |= {"p": cursor.position} if cursor.position is not None else {}
        sent = self.signer.sign(base64.urlsafe_b64encode(urlencode(told).encode()).decode())
        parameters = dict(self.request.query_params.lists())
        parameters[self.cursor_query_param] = [sent]
        address = self.base_url.partition("?")[0]
        return f"{address}?{urlencode(parameters, doseq=True)}"

    def get_schema_operation_parameters(self, view):
        """They are parameters like all others: see `parameters.Page`."""
        return []
