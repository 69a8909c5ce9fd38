"""Every setting of the plugin: name, default, meaning. Read when used, so `override_settings` works.

A host sets `SUPPORT_<NAME>` in its Django settings; `conf.NAME` answers that or the default below.
"""

from django.conf import settings

DEFAULTS = {
    # What our public pages extend.
    "BASE_TEMPLATE": "base.html",
    # Digits of a ticket's reference; the first is never 0.
    "REFERENCE_DIGITS": 8,
    # New tickets a user may file within an hour; a repeated submission of the same ticket does not count.
    "TICKETS_PER_HOUR": 60,
    # Days after closing within which a customer's reply opens the same ticket again.
    "REOPEN_DAYS": 30,
    # Days after which a resolved ticket becomes closed by itself.
    "CLOSE_AFTER_DAYS": 4,
    # Hours within which the same subject and type is taken for a repeat.
    "SIMILAR_WITHIN_HOURS": 24,
    # Longest subject and longest message, in characters.
    "SUBJECT_LENGTH": 200,
    "MESSAGE_LENGTH": 20_000,
    # Attachments of one message: how many, how large (megabytes of 1024 x 1024 bytes), of which kinds.
    "ATTACHMENTS_PER_MESSAGE": 10,
    "ATTACHMENT_MEGABYTES": 10,
    "ATTACHMENT_TYPES": ["png", "jpg", "gif", "webp", "pdf", "txt", "csv", "docx", "xlsx"],
    # Hours an accepted file waits for the message it belongs to.
    "KEEP_FILES_HOURS": 24,
    # Alias in STORAGES where attachments lie. It must not be served by the web server.
    "ATTACHMENT_STORAGE": "support_attachments",
    # Whether customers read the name of the agent who answered, or only the department.
    "SHOW_AGENT_NAMES": False,
    # Whether dates of the Wagtail admin are Jalali where its language is Persian.
    "JALALI_ADMIN": True,
    # Tickets per page: the customer's list, the agents' queue.
    "TICKETS_PER_PAGE": 20,
    "QUEUE_PER_PAGE": 50,
    # The deepest row the queue can be paged to; beyond it one filters.
    "QUEUE_ROWS": 10_000,
}


def __getattr__(name):
    if name not in DEFAULTS:
        raise AttributeError(name)
    return getattr(settings, f"SUPPORT_{name}", DEFAULTS[name])
