"""Why a file is not taken."""


class Refused(Exception):
    """One sentence, with the line of the file (from 1) that it is about, where there is one."""

    def __init__(self, sentence, line=None):
        super().__init__(f"line {line}: {sentence}" if line else sentence)
