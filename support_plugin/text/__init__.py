"""Script-aware text: cleaning, search keys, digits, Jalali dates, names in several languages. Knows no model."""
