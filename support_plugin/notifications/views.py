"""What the bell's pages of the panel and of the desk share; each says whose notices, where, and how they look."""

from django.http import Http404
from django.shortcuts import redirect

from . import notices


class ShowsNotices:
    """Pages of `own_notices()`, newest first: the one beyond `?older=`, or the first."""

    def get_context_data(self, **kwargs):
        older = self.request.GET.get("older", "")
        page_of = notices.page(self.own_notices(), older)
        return super().get_context_data(page_of=page_of, is_first=not older, **kwargs)


class ReadsNotices:
    """Marks as read what was on the page and everything before it; what came meanwhile stays unread."""

    http_method_names = ["post"]
    list_name = ""

    def post(self, request):
        own = self.own_notices()
        newest = notices.find(own, request.POST.get("newest"))
        if newest is None:
            raise Http404
        notices.mark_read(own.filter(pk__lte=newest.pk))
        return redirect(self.list_name)
