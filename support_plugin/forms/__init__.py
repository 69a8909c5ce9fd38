"""Forms that editors shape: fields, conditions between them, and what of a form a customer sees."""
