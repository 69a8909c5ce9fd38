"""`GET /healthz`: is this process able to serve? Asked by `make run`, load balancers and monitors."""

from django.db import Error, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request):
    """200 `{"status": "ok"}` when the database answers, else 503 `{"status": "unavailable"}`."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "unavailable", "database": "down"}, status=503)
    return JsonResponse({"status": "ok", "database": "up"})
