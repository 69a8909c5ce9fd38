"""File sizes in words, in units of 1024."""

from django.utils.translation import gettext

from .digits import localized_number


def file_size(size):
    """`size` in bytes as people say it: «۵ مگابایت», “840 KB”; one decimal below ten."""
    units = [
        (1024**3, gettext("{number} GB")),
        (1024**2, gettext("{number} MB")),
        (1024, gettext("{number} KB")),
        (1, gettext("{number} bytes")),
    ]
    factor, words = next((unit for unit in units if size >= unit[0]), units[-1])
    number = size / factor
    number = round(number, 1) if number < 10 else round(number)
    return words.format(number=localized_number(int(number) if number == int(number) else number))
