"""The way to a guide: the indexes above it that are live, from the home to its category."""


def load_breadcrumbs(guides):
    """Tell each guide its `breadcrumbs`, `[{"id", "title", "slug", "html_url"}]`, in one query for all."""
    from .models import GuideIndexPage

    above = {guide: paths_above(guide)[::-1] for guide in guides}
    paths = {path for each in above.values() for path in each}
    indexes = GuideIndexPage.objects.live().filter(path__in=paths).select_related("locale")
    known = {index.path: _crumb(index) for index in indexes}
    for guide, each in above.items():
        guide.breadcrumbs = [known[path] for path in each if path in known]


def paths_above(page):
    """The paths of its ancestors, the nearest first."""
    return [page.path[:end] for end in range(len(page.path) - page.steplen, 0, -page.steplen)]


def _crumb(index):
    return {"id": index.pk, "title": index.title, "slug": index.slug, "html_url": index.full_url}
