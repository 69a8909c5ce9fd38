"""The demo's guides, in our own words: one module per category, each guide in Persian and English."""

from . import billing, shop, sms, start, web_service

CATEGORIES = [start, sms, shop, web_service, billing]
