"""What the worker does for the post."""

import logging
from functools import partial

from django.db import transaction
from django_tasks import task

from .sending import drain

logger = logging.getLogger(__name__)

# Deliveries of one task: the worker has other tasks too.
MOST_AT_ONCE = 200


@task()
def send_what_is_due():
    """Send what is due, and order another round where there was too much for one."""
    if drain(limit=MOST_AT_ONCE) == MOST_AT_ONCE:
        order_round()


def order_round(at=None):
    """Wake the worker: together with the change where tasks live in the database, else once it is committed.

    `at` a moment to come, where the tasks' backend can wait. An order that fails is logged and breaks nothing:
    `support_tick` finds what is due.
    """
    order = send_what_is_due
    if at is not None:
        if not order.get_backend().supports_defer:
            return
        order = order.using(run_after=at)
    if not is_stored_in_this_database(order):
        transaction.on_commit(partial(order.enqueue), robust=True)
        return
    try:
        with transaction.atomic():
            order.enqueue()
    except Exception:
        logger.exception("The worker could not be woken")


def is_stored_in_this_database(task):
    return type(task.get_backend()).__module__.startswith("django_tasks_db")
