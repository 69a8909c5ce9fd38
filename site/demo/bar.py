"""A progress bar on standard error; a line per tenth where that is no terminal."""

import sys

WIDTH = 30


class Bar:
    def __init__(self, total, stream=None):
        self.total = total
        self.done = 0
        self.stream = stream or sys.stderr
        self.is_terminal = self.stream.isatty()

    def step(self, what):
        self.done += 1
        share = self.done / self.total
        if self.is_terminal:
            filled = "█" * round(share * WIDTH)
            self.stream.write(f"\r{filled:░<{WIDTH}} {share:4.0%} {what[:40]:<40}")
            if self.done == self.total:
                self.stream.write("\n")
        elif self.done == self.total or self.done * 10 // self.total > (self.done - 1) * 10 // self.total:
            self.stream.write(f"demo: {share:.0%} {what}\n")
        self.stream.flush()
