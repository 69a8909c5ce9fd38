"""The programs' door: everything a customer and an agent can do on a screen, over HTTP, through the same verbs.

Every view derives from `base.Door`, which settles what they share; a host's own REST_FRAMEWORK settings change nothing here.
"""
