"""What an import dropped, mended and doubts."""

from collections import Counter


class Report:
    def __init__(self, name):
        self.name = name
        self.dropped = Counter()
        self.mended = Counter()
        self.doubts = []
        self.images_missing = 0

    def doubt(self, sentence):
        if sentence not in self.doubts:
            self.doubts.append(sentence)

    def lines(self):
        """The report as lines of plain text."""
        yield self.name
        yield f"  dropped: {_counts(self.dropped)} (in all {self.dropped.total()})"
        yield f"  mended: {_counts(self.mended)}"
        yield f"  pictures missing: {self.images_missing}"
        for sentence in self.doubts:
            yield f"  doubtful: {sentence}"


def _counts(counter):
    return ", ".join(f"{what} × {count}" for what, count in counter.items() if count) or "nothing"
