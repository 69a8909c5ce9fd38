"""How others hear of a change. Both signals carry `event`, the line just written to the timeline.

`ticket_changing` is sent inside the transaction: a listener writes here what must not be lost with the
change, and may refuse the change by raising. `ticket_changed` is sent after commit, as a convenience.

`tags_merged` carries `unwanted` and `into`, inside the transaction, before the unwanted tag is gone.
"""

from django.dispatch import Signal

ticket_changing = Signal()
ticket_changed = Signal()
tags_merged = Signal()
