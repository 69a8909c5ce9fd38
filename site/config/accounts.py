"""How accounts of the host site behave: where one lands after login, and that mail is the worker's business."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from .mail import send_message


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request):
        """Staff go to the desk, customers to their panel (`next` wins over both)."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return reverse("support:panel")

    def send_mail(self, template_prefix, email, context):
        """Render now, in the visitor's language; send later, so that a mail server in trouble holds nobody up."""
        message = self.render_mail(template_prefix, email, context)
        send_message.enqueue(
            subject=message.subject, body=message.body, sender=message.from_email, recipients=list(message.to)
        )
