"""Guides that age are listed, become tasks where there is a workflow, and go when somebody has checked them."""


def test_t(report, guide, english_home):
    for name in ("guides", "gaps", "aging", "translations"):
        r = report(name)
        print(name, r.context["object_list"])
    assert 0
