"""Whoever is on the desk."""

import pytest


@pytest.fixture
def on_desk(client, agent):
    """The agent of the first department, logged in."""
    client.force_login(agent)
    return client
