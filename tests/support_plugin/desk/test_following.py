"""An agent follows a ticket that is not theirs."""

import pytest
from django.urls import reverse

from support_plugin.tickets import errors
from support_plugin.tickets.following import follow, unfollow
from support_plugin.tickets.models import Follower


def post(client, ticket, verb):
    return client.post(reverse(f"support_desk:{verb}", args=[ticket.reference]))


def followers(ticket):
    return [follower.user for follower in ticket.followers.order_by("pk")]


def test_an_agent_follows_and_stops_following(client, ticket, agent):
    client.force_login(agent)
    page = reverse("support_desk:conversation", args=[ticket.reference])
    assert 'formaction="' + reverse("support_desk:follow", args=[ticket.reference]) in client.get(page).text
    assert post(client, ticket, "follow").url == page
    assert followers(ticket) == [agent]
    html = client.get(page).text
    assert reverse("support_desk:unfollow", args=[ticket.reference]) in html
    assert reverse("support_desk:follow", args=[ticket.reference]) not in html
    assert post(client, ticket, "unfollow").url == page
    assert followers(ticket) == []


def test_following_twice_is_following(ticket, agent):
    follow(ticket, by=agent)
    follow(ticket, by=agent)
    assert followers(ticket) == [agent]
    unfollow(ticket, by=agent)
    unfollow(ticket, by=agent)
    assert followers(ticket) == []


def test_everybody_follows_for_themselves(ticket, agent, colleague):
    follow(ticket, by=agent)
    follow(ticket, by=colleague)
    unfollow(ticket, by=agent)
    assert followers(ticket) == [colleague]


@pytest.mark.parametrize("verb", ["follow", "unfollow"])
@pytest.mark.parametrize("who", ["agent2", "editor", "customer", "stranger"])
def test_a_ticket_one_does_not_work_cannot_be_followed(verb, who, client, ticket, request):
    person = request.getfixturevalue(who)
    client.force_login(person)
    # Who may not enter the admin at all is sent to its login, as by every page there.
    assert post(client, ticket, verb).status_code in ({302} if who in ("customer", "stranger") else {404})
    with pytest.raises(errors.NotYours):
        follow(ticket, by=person)
    assert not Follower.objects.exists()


def test_looking_follows_nothing(client, ticket, agent):
    client.force_login(agent)
    assert client.get(reverse("support_desk:follow", args=[ticket.reference])).status_code == 302
    assert not Follower.objects.exists()
