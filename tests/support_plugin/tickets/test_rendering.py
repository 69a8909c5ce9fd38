"""Rich text of agents: what of it is kept, and how it reads as plain text."""

import pytest

from support_plugin.tickets.rendering import clean_rich, rich_as_plain


@pytest.mark.parametrize(
    ("written", "kept", "plain"),
    [
        ("<h3>سلام</h3><p>متن</p>", "سلام<br><p>متن</p>", "سلام\nمتن"),
        ("<div><div>یک</div></div><div>دو</div>", "یک<br>دو<br>", "یک\nدو"),
        ("<div><p>یک</p>\n</div><p>دو</p>", "<p>یک</p><p>دو</p>", "یک\n\nدو"),
        ("<blockquote>نقل</blockquote><pre>a\n b</pre>", "نقل<br><pre>a\n b</pre>", "نقل\na\n b"),
        ("<table><tr><td>یک</td><td>دو</td></tr></table>سه", "یک دو<br>سه", "یک دو\nسه"),
        (
            "<p>سلام،</p><ul><li>یک</li></ul><p></p><p>پایان</p>",
            "<p>سلام،</p><ul><li>یک</li></ul><p></p><p>پایان</p>",
            "سلام،\n\nیک\n\nپایان",
        ),
    ],
)
def test_words_of_blocks_that_are_not_kept_stay_apart(written, kept, plain):
    assert clean_rich(written) == kept
    assert clean_rich(kept) == kept
    assert rich_as_plain(kept) == plain
