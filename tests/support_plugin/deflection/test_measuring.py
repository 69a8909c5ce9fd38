"""Measured deflection: the published examples of its formula, and what is counted."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from support_plugin.deflection.measuring import Group, groups, measured_deflection, newcombe
from support_plugin.models import Visit
from support_plugin.text.shares import wilson


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombes_table_of_1998(count, total, low, high):
    """R. G. Newcombe, "Two-sided confidence intervals for the single proportion", table I, method 3."""
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1),
        ((10, 10, 0, 10), 0.6075, 1),
    ],
)
def test_the_difference_has_the_interval_of_newcombes_method_10(counts, low, high):
    """Table II of the article that the docstring names."""
    found = newcombe(*counts)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_the_other_way_round_the_interval_is_mirrored():
    there, back = newcombe(56, 70, 48, 80), newcombe(48, 80, 56, 70)
    assert (back.value, back.low, back.high) == pytest.approx((-there.value, -there.high, -there.low))


def test_deflection_is_by_how_much_fewer_of_those_with_suggestions_filed():
    deflection = measured_deflection(
        Group(filed=60, answered=30, left=10), Group(filed=8, answered=0, left=2)
    )
    assert deflection.value == pytest.approx(0.2)
    assert deflection.low < 0 < deflection.value < deflection.high


@pytest.mark.parametrize("groups", [(Group(1, 0, 0), Group(0, 0, 0)), (Group(0, 0, 0), Group(1, 0, 0))])
def test_against_nobody_nothing_is_measured(groups):
    assert measured_deflection(*groups) is None


@pytest.fixture
def visit(db):
    def _visit(outcome, *, is_held_out=False, days_ago=1):
        at = timezone.now() - timedelta(days=days_ago)
        return Visit.objects.create(
            is_held_out=is_held_out, begun_at=at, outcome=outcome, ended_at=at if outcome else None
        )

    return _visit


def test_visits_that_ended_are_counted_by_group_and_outcome(visit):
    for outcome in ("filed", "filed", "answered", "left", ""):
        visit(outcome)
    visit("filed", is_held_out=True)
    visit("left", is_held_out=True, days_ago=40)
    assert groups() == (Group(filed=2, answered=1, left=1), Group(filed=1, answered=0, left=1))
    since = timezone.now() - timedelta(days=30)
    assert groups(since)[1] == Group(filed=1, answered=0, left=0)


def test_the_command_prints_both_groups_and_the_deflection(visit, capsys):
    for outcome in ("filed", "answered"):
        visit(outcome)
    call_command("support_deflection")
    assert "Nothing can be measured yet" in capsys.readouterr().out
    visit("filed", is_held_out=True)
    call_command("support_deflection")
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["suggested", "2", "1", "1", "0"]
    assert lines[2].split() == ["held", "out", "1", "1", "0", "0"]
    assert lines[3].startswith("measured deflection: 50.0 % (95 %: ")
