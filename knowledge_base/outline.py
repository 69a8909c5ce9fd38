"""The order of a guide: which step is the how-manieth, which figure, and what its table of contents says."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext

from support_plugin.text.digits import localized
from support_plugin.text.reader import is_persian

ORDINALS = [
    "اول",
    "دوم",
    "سوم",
    "چهارم",
    "پنجم",
    "ششم",
    "هفتم",
    "هشتم",
    "نهم",
    "دهم",
    "یازدهم",
    "دوازدهم",
    "سیزدهم",
    "چهاردهم",
    "پانزدهم",
    "شانزدهم",
    "هفدهم",
    "هجدهم",
    "نوزدهم",
    "بیستم",
]
SHORTEST_CONTENTS = 3


def step_name(number):
    """«مرحله دوم», “Step 2”: what stands over a step."""
    if is_persian() and number <= len(ORDINALS):
        return f"مرحله {ORDINALS[number - 1]}"
    return gettext("Step {number}").format(number=localized(number))


@dataclass
class Part:
    """A run of steps, or one other block."""

    block: object = None
    steps: list = field(default_factory=list)


@dataclass
class Step:
    block: object
    number: int

    @property
    def name(self):
        return step_name(self.number)

    @property
    def title(self):
        return self.block.value["title"]


class Outline:
    """Reads the numbers off the order of a guide's blocks."""

    def __init__(self, body):
        self.parts = []
        number = 0
        for block in body:
            if block.block_type != "step":
                self.parts.append(Part(block))
                continue
            number += 1
            if not (self.parts and self.parts[-1].steps):
                self.parts.append(Part())
            self.parts[-1].steps.append(Step(block, number))

    def images(self):
        """The images of all figures, those in steps too."""
        blocks = [part.block for part in self.parts if part.block is not None]
        for part in self.parts:
            for step in part.steps:
                blocks += step.block.value["body"]
        figures = [block.value for block in blocks if block.block_type == "figure"]
        return [figure["image"] for figure in figures if figure.get("image")]

    @cached_property
    def contents(self):
        """`[(anchor, words)]` of headings and steps; empty when there are too few to need it."""
        entries = []
        for part in self.parts:
            for step in part.steps:
                words = f"{step.name}: {step.title}" if step.title else step.name
                entries.append((f"s-{step.block.id}", words))
            if part.block is not None and part.block.block_type == "heading":
                entries.append((f"s-{part.block.id}", part.block.value))
        return entries if len(entries) >= SHORTEST_CONTENTS else []
