"""How accounts of the host site behave: where one lands after login, and that mail is the post's business."""

from allauth.account.adapter import DefaultAccountAdapter
from django.urls import reverse

from support_plugin.notifications import letters, post


class AccountAdapter(DefaultAccountAdapter):
    def get_login_redirect_url(self, request):
        """Staff go to the desk, customers to their panel (`next` wins over both)."""
        if request.user.has_perm("wagtailadmin.access_admin"):
            return reverse("wagtailadmin_home")
        return reverse("support:panel")

    def send_mail(self, template_prefix, email, context):
        """Render now, in the visitor's language; send later, so that a mail server in trouble holds nobody up."""
        message = self.render_mail(template_prefix, email, context)
        post.write_mail(
            *message.to,
            subject=message.subject,
            text=message.body,
            html=letters.plain(message.subject, message.body),
            user=context.get("user"),
        )
