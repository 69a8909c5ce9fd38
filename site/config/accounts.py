"""How accounts of the host site behave: where one lands after login, what links in mails start with, and that mail
is the post's business."""

from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from config.site import name_of_site
from support_plugin.notifications import letters, post


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request):
        """Staff go to the desk, customers to their panel (`next` wins over both)."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return reverse("support:panel")

    def format_email_subject(self, subject):
        return f"[{name_of_site()}] {subject}"

    def send_mail(self, template_prefix, email, context):
        """Render now, in the visitor's language; send later, so that a mail server in trouble holds nobody up."""
        message = self.render_mail(template_prefix, email, with_our_address(context))
        post.write_mail(
            *message.to,
            subject=message.subject,
            text=message.body,
            html=letters.plain(message.subject, message.body),
            user=context.get("user"),
        )


def with_our_address(context):
    """What allauth gives a mail, with links that start with BASE_URL.

    It builds them from the request's Host header, which anybody can write to have somebody else's key sent to them.
    """
    return {
        name: at_our_address(value) if name.endswith("_url") else value for name, value in context.items()
    }


def at_our_address(url):
    relative = urlsplit(url)._replace(scheme="", netloc="").geturl()
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + relative


def log_in_to_admin(request):
    """Stands in for Wagtail's own login: there is one door, and it counts who knocks how often."""
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    login = resolve_url(settings.LOGIN_URL)
    if next_page := request.GET.get(REDIRECT_FIELD_NAME):
        login += "?" + urlencode({REDIRECT_FIELD_NAME: next_page})
    return redirect(login)
