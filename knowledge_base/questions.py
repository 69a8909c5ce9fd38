"""What a person asked for: the words of a question that say something."""

from support_plugin.text.little_words import LITTLE_WORDS
from support_plugin.text.search import query_tokens, tokens

LONGEST_QUESTION = 200
MOST_WORDS = 10


def words_of(question):
    """The words to look for, folded, each once; at most ten."""
    words = list(dict.fromkeys(tokens(question[:LONGEST_QUESTION])))
    return [word for word in words if word not in LITTLE_WORDS][:MOST_WORDS] or query_tokens(question)
