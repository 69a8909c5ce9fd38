"""What an import dropped, mended and doubts."""

from collections import Counter

from django.utils.translation import gettext as _

from support_plugin.text.digits import localized

# What ends in Persian would otherwise take the number behind it along.
FSI, PDI = "\u2068", "\u2069"
# More are read by nobody.
MOST_DOUBTS = 200


class Report:
    """`dropped` and `mended` count what they name in the reader's language; `doubts` are sentences."""

    def __init__(self, name):
        self.name = name
        self.dropped = Counter()
        self.mended = Counter()
        self.doubts = []
        self._doubted = set()
        self.images_missing = 0

    def doubt(self, sentence):
        if sentence in self._doubted:
            return
        self._doubted.add(sentence)
        if len(self.doubts) < MOST_DOUBTS:
            self.doubts.append(sentence)
        elif len(self.doubts) == MOST_DOUBTS:
            self.doubts.append(_("there is more to doubt than stands here"))

    def lines(self):
        """The report as lines of plain text."""
        yield self.name
        for sentence in self.sentences():
            yield f"  {sentence}"
        for sentence in self.doubts:
            yield "  " + _("doubtful: {what}").format(what=sentence)

    def sentences(self):
        """What happened without a doubt."""
        yield _("dropped: {what} (in all {number})").format(
            what=_counts(self.dropped), number=localized(self.dropped.total())
        )
        yield _("mended: {what}").format(what=_counts(self.mended))
        yield _("pictures missing: {number}").format(number=localized(self.images_missing))


def _counts(counter):
    counted = [f"{FSI}{what}{PDI} × {localized(count)}" for what, count in counter.items() if count]
    return ", ".join(counted) or _("nothing")
