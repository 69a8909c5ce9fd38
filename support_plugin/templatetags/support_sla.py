"""What is usual and what is next, for templates."""

from django import template

from support_plugin.sla import answer_time as answer_times
from support_plugin.taxonomy.models import Department

register = template.Library()


@register.simple_tag
def answer_time(department=None, ticket_type=None):
    """`{% answer_time department ticket_type as time %}`: `AnswerTimeWords`, or "" where nothing is known."""
    return (answer_times.answer_time(department, ticket_type) if department else None) or ""


@register.inclusion_tag("support_plugin/parts/answer_time_card.html")
def answer_time_card(department_slug, ticket_type_slug=""):
    """The card of `AnswerTimeBlock`; empty where the department is not active or nothing is known of it."""
    department = Department.objects.active().filter(slug=department_slug).first()
    if not department:
        return {}
    ticket_type = ticket_type_slug and department.ticket_types.active().filter(slug=ticket_type_slug).first()
    return {"department": department, "time": answer_time(department, ticket_type or None)}


@register.simple_tag
def first_answer_time():
    """The words of the first department whose answering time is known, or "". For pages about no department."""
    return answer_times.first_department_with_time()[1] or ""
