"""Whether two pictures look the same to a person.

Both are made grey and scaled to the smaller one's size, and cut into squares of SQUARE pixels. A square differs as much
as its pixels do on the average, from 0 to 255. Where one square differs by more than NOTICED the pictures differ. What
a lossy file or the edge of a letter changes stays below it; one changed word does not (docs/figures.md has numbers).
"""

from PIL import Image, ImageChops

SQUARE = 16
NOTICED = 16
SAME_SHAPE = 2  # pixels of height, which scaling may have rounded away


def difference(one, other):
    """How much the square that differs most does, from 0 to 255; 255 where the shape is another."""
    size = min(one.size, other.size)
    for picture in (one, other):
        if abs(picture.height * size[0] / picture.width - size[1]) > SAME_SHAPE:
            return 255
    grey = [picture.convert("L").resize(size, Image.Resampling.LANCZOS) for picture in (one, other)]
    squares = ImageChops.difference(*grey).reduce(SQUARE)
    return squares.getextrema()[1]


def look_alike(one, other):
    return difference(one, other) <= NOTICED
