"""How accounts of the host site behave: where one lands after login, and that mail is the worker's business."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request):
        """Staff go to the desk, customers to their panel (`next` wins over both)."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return reverse("support:panel")
