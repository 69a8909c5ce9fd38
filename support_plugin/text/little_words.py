"""Words that say nothing of what a sentence is about."""

from .search import tokens

# Words of a sentence that stand in every guide or in none. Where a question has no others, they count.
LITTLE_WORDS = frozenset(
    tokens(
        "چطور چطوری چگونه چجوری چرا چه چی چیست چیه کجا کجاست کی آیا را رو از به در با تا برای که و یا هم این آن اون یک من ما "
        "شما خود خودم باید می‌توانم می‌تونم می‌خواهم می‌خوام می‌شود میشه کنم کنیم کنید کند کردن کرد کرده بکنم شود شدن شد شده "
        "است هست دارم دارد داره روی وقتی اگر لطفا بدهم بدم بزنم "
        "a an and are at be by can could did do does for from get have how i if in is it its me my of on or our please "
        "should so the there this to we what when where which why will with would you your "
        # What an apostrophe leaves: can't, I'm, it's.
        "d don isn ll m re s t ve won"
    )
)


def telling_words(text):
    """The words of `text` that say what it is about, folded, as a frozenset; of a text without any, all it has."""
    words = frozenset(tokens(text))
    return words - LITTLE_WORDS or words
