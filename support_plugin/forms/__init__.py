"""What a ticket form asks beside subject and description, as editors shape it: fields, sections, conditions, versions."""
