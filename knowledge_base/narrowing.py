"""The results of a search by category and by product."""

from collections import Counter
from dataclasses import dataclass

from .breadcrumbs import paths_above
from .models import GuideIndexPage
from .products import products


@dataclass
class Choice:
    """A way to narrow the results: what it is called, how many remain, and the query string that does it."""

    name: str
    count: int
    query: str
    is_chosen: bool


class Narrowing:
    """The results in the chosen category and about the chosen product, and the choices there are beside them.

    A choice that none of the results has is ignored. Each result learns its `category`.
    """

    def __init__(self, results, params):
        self.params = params
        indexes = _indexes_above(results)
        categories, about = {}, {}
        for result in results:
            above = [indexes[path] for path in paths_above(result.guide) if path in indexes]
            result.category = above[0] if above else None
            categories[result.guide.pk] = [page.slug for page in above]
            about[result.guide.pk] = getattr(result.guide, "products", [])
        in_category = self._narrowed("category", results, categories)
        about_product = self._narrowed("product", results, about)
        self.results = [result for result in in_category if result in about_product]
        names = {page.slug: page.title for page in indexes.values()}
        nearest = [categories[result.guide.pk][:1] for result in about_product]
        self.categories = self._choices("category", nearest, names)
        named = [about[result.guide.pk] for result in in_category]
        self.products = self._choices("product", named, products() if any(named) else {})

    def _narrowed(self, param, results, slugs):
        chosen = self.params.get(param)
        return [result for result in results if chosen in slugs[result.guide.pk]] or results

    def _choices(self, param, slugs, names):
        """One for each slug that has a name, those with the most results first; none where it would change nothing."""
        counts = Counter(slug for each in slugs for slug in each if slug in names)
        chosen = self.params.get(param)
        if len(counts) < 2 and chosen not in counts:
            return []
        return [
            Choice(names[slug], number, self._query(param, slug), slug == chosen)
            for slug, number in counts.most_common()
        ]

    def _query(self, param, slug):
        """The query string with this choice made; made already, it is taken back."""
        params = self.params.copy()
        if params.pop(param, None) != [slug]:
            params[param] = slug
        return params.urlencode()


def _indexes_above(results):
    """`{path: guide index}` of all that stand above the results, in one query."""
    paths = {path for result in results for path in paths_above(result.guide)}
    return {page.path: page for page in GuideIndexPage.objects.filter(path__in=paths)}
