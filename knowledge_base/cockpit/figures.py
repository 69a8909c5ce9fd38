"""What guides are counted by, as annotations of a queryset of guides."""

from django.db.models import Case, Count, F, FloatField, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from knowledge_base.models import Feedback, GuideReads

from .period import beginning
from .tickets import tickets_after


def reads_since(day):
    """How often a guide was read since this day."""
    return _of_guide(GuideReads.objects.filter(day__gte=day), Sum("number"))


def votes(**narrowed):
    """How many votes a guide has; `narrowed` filters them."""
    return _of_guide(Feedback.objects.filter(**narrowed), Count("pk"))


def with_figures(guides, day):
    """Annotate `number_read`, `number_voted`, `number_helped`, `share` (0 to 1) and `number_filed` since this day."""
    filed = tickets_after(guides.values_list("pk", flat=True), beginning(day))
    whens = [When(pk=page, then=Value(number)) for page, number in filed.items()]
    return guides.annotate(
        number_read=reads_since(day),
        number_voted=votes(answered_at__gte=beginning(day)),
        number_helped=votes(answered_at__gte=beginning(day), is_helpful=True),
        number_filed=Case(*whens, default=Value(0), output_field=IntegerField()),
    ).annotate(
        share=Case(
            When(~Q(number_voted=0), then=F("number_helped") * 1.0 / F("number_voted")),
            output_field=FloatField(),
        )
    )


def _of_guide(rows, aggregate):
    per_guide = rows.filter(guide=OuterRef("pk")).order_by().values("guide").annotate(figure=aggregate)
    return Coalesce(Subquery(per_guide.values("figure")), 0)
