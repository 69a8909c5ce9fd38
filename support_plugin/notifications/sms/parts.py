"""How many parts an SMS has, which is what it costs.

3GPP TS 23.038 §6.2.1 (the GSM 7 bit default alphabet and its extension table) and TS 23.040 §9.2.3.24.1 (joined
messages): one part holds 160 characters of the alphabet, or 70 units of UCS-2 where a single character is not in
it, as in Persian; joined parts hold 153 or 67. A character of the extension table counts two, and so does one
outside the basic plane, an emoji for instance; neither is torn apart between two parts.
"""

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")

ONE_GSM, JOINED_GSM = 160, 153
ONE_UCS2, JOINED_UCS2 = 70, 67


def parts(text):
    """How many parts this text is sent in; 0 for an empty one."""
    sizes, one, joined = _sizes(text)
    if sum(sizes) <= one:
        return int(bool(sizes))
    count, used = 1, 0
    for size in sizes:
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return count


def room(text):
    """`(units used, units that fit into as many parts)`, for a counter beside the text."""
    sizes, one, joined = _sizes(text)
    count = parts(text)
    return sum(sizes), one if count <= 1 else count * joined


def _sizes(text):
    if all(letter in GSM or letter in GSM_EXTENSION for letter in text):
        return [2 if letter in GSM_EXTENSION else 1 for letter in text], ONE_GSM, JOINED_GSM
    return [2 if ord(letter) > 0xFFFF else 1 for letter in text], ONE_UCS2, JOINED_UCS2
