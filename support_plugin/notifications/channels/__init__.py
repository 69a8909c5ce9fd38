"""The ways by which people are told: ours, and those that hosts add by the hook `support_channels`."""

from itertools import chain

from support_plugin import conf
from support_plugin.hooks import answers

from ..models import Delivery
from .console import ConsoleChannel
from .email import EmailChannel
from .panel import PanelChannel
from .sms import SmsChannel

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
    """What hosts add: a class, an object, or a list of such per hook."""
    return chain.from_iterable(answers("support_channels", read=_channels))


def _channels(answer):
    return [_channel(each) for each in (answer if isinstance(answer, (list, tuple)) else [answer])]


def _channel(each):
    channel = each() if isinstance(each, type) else each
    if not 0 < len(channel.name) <= LONGEST_NAME:
        raise ValueError(f"A channel's name has 1 to {LONGEST_NAME} characters.")
    return channel
