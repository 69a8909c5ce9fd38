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
    # Hours an accepted file waits for the message it belongs to, where it belongs to no draft.
    "KEEP_FILES_HOURS": 24,
    # Hours for which a ticket form that was replaced meanwhile may still be submitted as it was begun.
    "OLD_FORM_HOURS": 24,
    # Days for which a customer's unfinished ticket is kept, with its files, after it was last changed.
    "DRAFT_DAYS": 14,
    # Seconds within which an agent may take a sent answer back; its customer sees it after them. 0: at once.
    "UNDO_SECONDS": 10,
    # Days for which an agent's unsent draft is kept after it was last touched.
    "KEEP_DRAFTS_DAYS": 30,
    # Share of visits to the ticket form, 0 to 1, that see no suggestions: what suggestions do is measured against them.
    "SUGGESTIONS_HELD_OUT": 0.1,
    # Days for which visits to the ticket form are kept.
    "KEEP_VISITS_DAYS": 365,
    # What a customer read, searched and was shown within so many hours before filing stands beside the ticket.
    "TRAIL_HOURS": 12,
    # Days for which it stands there.
    "KEEP_TRAILS_DAYS": 90,
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
    # Whose public holidays `support_holidays` writes into the table: a country code of the package `holidays`.
    "HOLIDAYS_COUNTRY": "IR",
    # Clock minutes before something is due at which its agents are warned.
    "DUE_SOON_MINUTES": 30,
    # The measured answering time looks back so many days, and is hidden below so many answers.
    "ANSWER_TIME_DAYS": 30,
    "ANSWER_TIME_LEAST": 20,
    # The site's name in messages per language code; a language that is missing says WAGTAIL_SITE_NAME.
    "SITE_NAMES": {},
    # Ways by which people are told, by name; the hook `support_channels` adds more.
    "CHANNELS": ["email", "panel"],
    # How often a delivery is tried before it is parked.
    "DELIVERY_TRIES": 8,
    # Seconds after which a delivery whose worker fell silent is taken up by another.
    "DELIVERY_LEASE_SECONDS": 120,
    # Minutes within which further events of a ticket collapse into one message to the same person.
    "COLLAPSE_MINUTES": 5,
    # Local time in which no SMS is sent: "from-to"; empty: none.
    "QUIET_HOURS": "22:00-08:00",
    # Days for which sent deliveries and read notices are kept, and those that nobody has dealt with: parked, unread.
    "KEEP_DELIVERIES_DAYS": 90,
    "KEEP_UNSEEN_DAYS": 365,
    # Days for which the rows of finished background tasks are kept; 0: the host purges them itself.
    "KEEP_TASKS_DAYS": 7,
    # How callers of the API say who they are: dotted paths of DRF authentication classes, asked in this order.
    "API_AUTHENTICATION": [
        "support_plugin.api.authentication.TokenAuthentication",
        "support_plugin.api.authentication.SessionAuthentication",
    ],
    # How often a token, a person, and an address of nobody in particular may call: "600/min"; empty: as they like.
    "API_TOKEN_RATE": "300/min",
    "API_USER_RATE": "600/min",
    "API_ANONYMOUS_RATE": "60/min",
    # Hours for which an Idempotency-Key and its answer are kept.
    "API_KEY_HOURS": 24,
    # Seconds after which an event is told to those who read them one after another; longer than any change takes.
    "API_EVENTS_LAG_SECONDS": 15,
    # Whether the API's address has a page to read and try it (`docs/`).
    "API_DOCS": False,
    # Dotted path of `fn(user) -> str`, the person's mobile number or "". Empty: nobody has one.
    "MOBILE": "",
    # How SMS leave the house: {"provider": dotted path of a class, and what that class asks for}. Empty: not at all.
    "SMS": {},
}


def __getattr__(name):
    if name not in DEFAULTS:
        raise AttributeError(name)
    return getattr(settings, f"SUPPORT_{name}", DEFAULTS[name])
