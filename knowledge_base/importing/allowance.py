"""What one run of the importer may cost. Somebody waits for it, and others use the same machine."""

from time import thread_time

from django.utils.translation import gettext as _

from .reading import CannotImport

SECONDS = 20
TEXT = 3 * 1024 * 1024
# Word's own text, before it is read: what stands in a document's parts, and how many tags they have.
WORD_TEXT = 8 * 1024 * 1024
WORD_TAGS = 300_000
# A Word document unpacks to something, and so does the archive around it.
UNPACKED = 120 * 1024 * 1024
PICTURES = 400
PICTURE_BYTES = 60 * 1024 * 1024
PIXELS = 400_000_000


class TooMuch(CannotImport):
    """Not this file alone, but all that the run reads together."""


class Allowance:
    """Shared by all that one request, or one call of the command, reads; files that are refused count as well.

    Each is asked before the work is done and raises `TooMuch`. `times` is for a run that nobody waits for.
    """

    def __init__(self, times=1):
        self.times = times
        self.began = thread_time()
        self.taken = dict.fromkeys(
            ("text", "word_text", "word_tags", "unpacked", "pictures", "bytes", "pixels"), 0
        )

    def check_time(self):
        """Seconds of the processor, not of the clock: a busy machine refuses nobody."""
        if thread_time() - self.began > SECONDS * self.times:
            raise TooMuch(_("It takes too long to read. Import fewer guides at once, or shorter ones."))

    def take_text(self, size):
        self._take(_too_much_text, text=(size, TEXT))

    def take_word(self, size, tags):
        self._take(_too_much_text, word_text=(size, WORD_TEXT), word_tags=(tags, WORD_TAGS))

    def take_unpacked(self, size):
        self._take(_too_much_text, unpacked=(size, UNPACKED))

    def take_picture(self, size):
        self._take(_too_many_pictures, pictures=(1, PICTURES), bytes=(size, PICTURE_BYTES))

    def take_pixels(self, pixels):
        self._take(_too_many_pictures, pixels=(pixels, PIXELS))

    def _take(self, refusal, **wanted):
        self.check_time()
        for name, (amount, most) in wanted.items():
            self.taken[name] += amount
            if self.taken[name] > most * self.times:
                raise refusal()


def _too_much_text():
    return TooMuch(_("There is more text than can be read at once. Import fewer guides at once."))


def _too_many_pictures():
    return TooMuch(
        _("There are more pictures than can be read at once, or larger ones. Import fewer guides at once.")
    )
