"""The ways by which people are told: ours, and those that hosts add by the hook `support_channels`."""

import logging

from wagtail import hooks

from support_plugin import conf

from ..models import Delivery
from .console import ConsoleChannel
from .email import EmailChannel
from .panel import PanelChannel
from .sms import SmsChannel

logger = logging.getLogger(__name__)

OURS = (EmailChannel, PanelChannel, SmsChannel, ConsoleChannel)
LONGEST_NAME = Delivery._meta.get_field("channel").max_length


def known():
    """Every channel there is, by name, fresh; a host's wins over ours of the same name."""
    return {channel.name: channel for channel in (*(each() for each in OURS), *_contributed())}


def available():
    """Those that the setting CHANNELS names, in its order. Unknown names are a system check's business."""
    channels = known()
    return [channels[name] for name in conf.CHANNELS if name in channels]


def get(name):
    """The channel of this name; None where there is none."""
    return known().get(name)


def _contributed():
    """What hosts add: a class, an object, or a list of such per hook. A hook that fails is logged and passed over."""
    for hook in hooks.get_hooks("support_channels"):
        try:
            answer = hook()
            for each in answer if isinstance(answer, (list, tuple)) else [answer]:
                channel = each() if isinstance(each, type) else each
                if not 0 < len(channel.name) <= LONGEST_NAME:
                    raise ValueError(f"A channel's name has 1 to {LONGEST_NAME} characters.")
                yield channel
        except Exception:
            logger.exception("The hook support_channels %r failed", hook)
