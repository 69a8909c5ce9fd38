"""The page that asks whether a guide was helpful."""

from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.generic import FormView

from .access import closed_to
from .feedback import TooMuchFeedback, give_feedback, visitor_of
from .forms import FeedbackForm
from .models import GuidePage


class FeedbackView(FormView):
    """The guide's question on a page of its own, which alone carries the form's token, and so a cookie.

    `?answer=yes|no` chooses beforehand; only sending the form stores anything. A guide the reader could not open is 404.
    """

    form_class = FeedbackForm
    template_name = "knowledge_base/feedback.html"

    def dispatch(self, request, *args, guide, **kwargs):
        open_guides = GuidePage.objects.live().exclude(closed_to(request)).select_related("locale")
        self.guide = get_object_or_404(open_guides.defer("body", "plain_text", "body_key"), id=guide)
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_initial(self):
        return {"answer": self.request.GET.get("answer")}

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self.guide, section="guides", **kwargs)

    def form_valid(self, form):
        user = self.request.user if self.request.user.is_authenticated else None
        visitor = None if user else visitor_of(self.request.session)
        try:
            given = give_feedback(self.guide, user=user, visitor=visitor, **form.feedback)
        except TooMuchFeedback:
            return render(
                self.request, "knowledge_base/too_much_feedback.html", {"page": self.guide}, status=429
            )
        return self.render_to_response(self.get_context_data(form=form, given=given))

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)
