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

    @property
    def full_name(self):
        """«مرحله دوم: انتخاب دپارتمان»"""
        return f"{self.name}: {self.title}" if self.title else self.name

    @property
    def anchor(self):
        return f"s-{self.block.id}"

    def has(self, block_id):
        """Whether this is the step's own id or that of a block in it."""
        return block_id in (self.block.id, *(block.id for block in self.block.value["body"]))


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

    @property
    def steps(self):
        return [step for part in self.parts for step in part.steps]

    @property
    def figures(self):
        """The blocks of all figures, those in steps too."""
        return [block for block in self._blocks if block.block_type == "figure"]

    def images(self):
        """The images of all figures."""
        return [figure.value["image"] for figure in self.figures if figure.value.get("image")]

    @cached_property
    def ticket_choice(self):
        """What the first ticket button that names a department names: `{department, ticket_type, product}`, or {}."""
        for block in self._blocks:
            if block.block_type == "ticket_button" and block.value.get("department"):
                return {
                    name: block.value.get(name) or "" for name in ("department", "ticket_type", "product")
                }
        return {}

    @property
    def _blocks(self):
        """All blocks that are no steps, those in steps too."""
        for part in self.parts:
            if part.block is not None:
                yield part.block
            for step in part.steps:
                yield from step.block.value["body"]

    @cached_property
    def contents(self):
        """`[(anchor, words)]` of headings and steps; empty when there are too few to need it."""
        entries = []
        for part in self.parts:
            for step in part.steps:
                entries.append((step.anchor, step.full_name))
            if part.block is not None and part.block.block_type == "heading":
                entries.append((f"s-{part.block.id}", part.block.value))
        return entries if len(entries) >= SHORTEST_CONTENTS else []
