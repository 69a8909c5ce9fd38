"""What customers' pages share: who may come in, and how a broken rule is answered."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.cache import add_never_cache_headers


class CustomerPage(LoginRequiredMixin):
    """A page of the user panel: login first, never cached by anybody else, `section` for the menu."""

    section = "panel"

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(section=self.section, **kwargs)
