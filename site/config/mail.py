"""Mail of the host site, sent by the worker."""

from django.core.mail import EmailMessage
from django_tasks import task


@task()
def send_message(subject, body, sender, recipients):
    """Send a plain message that was written in a request."""
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(subject, body, sender, recipients, headers=headers).send()
