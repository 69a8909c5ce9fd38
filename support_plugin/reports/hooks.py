"""What the desk tells those who write guides, through Wagtail's hooks: numbers and subjects, never who or what else."""

from dataclasses import asdict

from wagtail import hooks

from support_plugin.deflection.measuring import groups, measured_deflection

from .after_guides import tickets_after
from .subjects import ticket_subjects


@hooks.register("knowledge_base_tickets_after")
def filed_after(pages, since):
    return tickets_after(pages, since)


@hooks.register("knowledge_base_deflection")
def deflection(since):
    suggested, held_out = groups(since)
    difference = measured_deflection(suggested, held_out)
    return {
        "suggested": {"visits": suggested.visits, "filed": suggested.filed},
        "held_out": {"visits": held_out.visits, "filed": held_out.filed},
        "difference": difference and asdict(difference),
    }


@hooks.register("knowledge_base_ticket_subjects")
def subjects(since):
    return ticket_subjects(since)
