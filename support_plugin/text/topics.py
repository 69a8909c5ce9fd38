"""Which short texts ask for the same: subjects of tickets, searches."""

from collections import Counter, defaultdict

from .little_words import telling_words

# Of the telling words that two texts have together, the share that both have.
LEAST_ALIKE = 0.4


def together(texts):
    """`{text: weight}` in clusters: a list of lists of texts, the clusters and the texts of each heaviest first.

    Greedy leader clustering: texts are taken by weight (the same weight: by their letters). Each joins the cluster
    whose leader, its first text, it is most alike, the older one where two are equally alike; if it is alike to none
    it leads a new one. Two texts are alike where the Jaccard index of their telling words (`little_words`) is
    LEAST_ALIKE or more. Joining never changes a leader, so clusters do not creep from one subject to the next, and
    the same texts always make the same clusters.
    """
    clusters, words_of_leader, led = [], [], defaultdict(list)
    for text in sorted(texts, key=lambda text: (-texts[text], text)):
        words = telling_words(text)
        common = Counter(number for word in words for number in led[word])
        alike = {
            number: shared / (len(words) + len(words_of_leader[number]) - shared)
            for number, shared in common.items()
        }
        best = min(alike, key=lambda number: (-alike[number], number), default=None)
        if best is not None and alike[best] >= LEAST_ALIKE:
            clusters[best].append(text)
            continue
        for word in words:
            led[word].append(len(clusters))
        clusters.append([text])
        words_of_leader.append(words)
    return sorted(clusters, key=lambda cluster: -sum(texts[text] for text in cluster))
