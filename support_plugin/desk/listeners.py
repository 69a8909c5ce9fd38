"""What the desk changes of its own where something was done to tickets."""

from django.dispatch import receiver
from django.http import QueryDict

from support_plugin.queue.models import SavedView
from support_plugin.tickets.signals import tags_merged


@receiver(tags_merged, dispatch_uid="support_plugin.desk")
def look_for_the_other_tag(sender, *, unwanted, into, **kwargs):
    """A saved view that asks for a tag asks for the one it was merged into."""
    for view in SavedView.objects.filter(query__contains=f"tag={unwanted.pk}"):
        query = QueryDict(view.query, mutable=True)
        tags = [str(into.pk) if key == str(unwanted.pk) else key for key in query.getlist("tag")]
        query.setlist("tag", dict.fromkeys(tags))
        view.query = query.urlencode()
        view.save(update_fields=["query"])
