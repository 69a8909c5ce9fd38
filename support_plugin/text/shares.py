"""Shares of so many votes, and how sure one can be of them."""

from math import sqrt

# The standard normal quantile of a two-sided interval of 95 %.
Z = 1.959963984540054


def wilson(count, total):
    """Wilson's score interval (1927) of the proportion count/total, as `(low, high)`, each 0 to 1."""
    centre = 2 * count + Z**2
    spread = Z * sqrt(Z**2 + 4 * count * (1 - count / total))
    whole = 2 * (total + Z**2)
    return (centre - spread) / whole, (centre + spread) / whole
