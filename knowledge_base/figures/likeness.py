"""Whether two pictures look the same to a person.

Both are made grey and as large as the first, and cut into squares of SQUARE pixels. A square differs as much as its
pixels do on the average, from 0 to 255. Where one square differs by more than NOTICED the pictures differ. What a
lossy file or another edge of a letter changes stays below it; one changed word does not.
"""

from PIL import Image, ImageChops

SQUARE = 16
NOTICED = 16


def difference(one, other):
    """How much the square that differs most does, from 0 to 255; 255 where the shape is another."""
    width, height = one.size
    if (
        abs(other.width * height - other.height * width)
        > max(width * other.width, height * other.height) / 100
    ):
        return 255
    grey = [one.convert("L"), other.convert("L").resize(one.size, Image.Resampling.LANCZOS)]
    squares = ImageChops.difference(*grey).reduce(SQUARE)
    return squares.getextrema()[1]


def look_alike(one, other):
    return difference(one, other) <= NOTICED
