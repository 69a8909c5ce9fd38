"""Who did not wait: a second ticket about the same thing, which the desk can merge into the first."""

DUPLICATES = [
    {
        "key": 24,
        "by": "haniyeh",
        "about": ("technical-support", "bug-report"),
        "product": "sms-panel",
        "days": 0.2,
        "subject": "گزارش تحویل هنوز خالی است",
        "text": "درباره گزارش تحویل تیکت زده بودم. هنوز هیچ ردیفی دیده نمی‌شود و فردا باید گزارش را به مدیرعامل بدهم.",
        "lines": [],
    },
]
