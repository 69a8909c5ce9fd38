"""What one method of one address does, said once: the door reads it when it is called, the schema when it is described."""

from dataclasses import dataclass
from http import HTTPStatus

from .parameters import Query

# What can be answered to every call, by whoever and whatever it is.
ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
WITH_BODY = (
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


@dataclass(frozen=True)
class Operation:
    """`name` is the operation's id; `answer` a serializer class or None, `body` one or None; `is_list`: an envelope of
    many, `is_paged`: with a cursor; `heeds`: understands If-Match; `fails`: statuses beside those that all have.
    """

    name: str
    summary: str
    answer: type | None = None
    status: int = HTTPStatus.OK
    query: type = Query
    body: type | None = None
    is_list: bool = False
    is_paged: bool = False
    is_upload: bool = False
    is_download: bool = False
    gives_etag: bool = False
    heeds: bool = False
    fails: tuple = ()
    details: str = ""

    def failures(self, method, has_key):
        """The statuses of problems that can be answered; `has_key`: something is named in the address."""
        found = {*ALWAYS, *self.fails}
        if has_key:
            found.add(HTTPStatus.NOT_FOUND)
        if method != "GET":
            found.update(WITH_BODY)
        if self.heeds:
            found.add(HTTPStatus.PRECONDITION_FAILED)
        return sorted(found)
