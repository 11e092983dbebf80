"""An intake is announced, and people of its source pools are invited to it."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.selection import is_rehearsal
from baraza.registration.domain.v1.state import Programme, State
from baraza.registration.domain.v1.texts import Pools, read
from baraza.registration.domain.v1.who import operator
from baraza.registration.messages import (
    AnnounceIntake,
    CampaignLaunched,
    Fact,
    IntakeAnnounced,
    LaunchCampaign,
)


def announce_intake(
    state: State, command: AnnounceIntake, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. An operator asks, once. 2. The programme is announced, the criteria are adopted.
    3. It can still close. 4. Chance comes after the close (I27), and foreseen only in rehearsal.
    """
    # 1.
    if wrong := operator(state.book, asked, command.programme):
        return wrong
    if command.intake in state.intakes:
        return Refused("already_done")
    # 2.
    if not state.programmes.get(command.programme, Programme()).announced:
        return Refused("not_announced")
    if in_force(state.book, "criteria", command.programme, asked.time) is None:
        return Refused("not_adopted")
    # 3.
    if command.closes <= asked.time:
        return Refused("too_late")
    if command.closes <= command.opens:
        return Refused("wrong_state")
    # 4.
    if command.pulse_at < command.closes:
        return Refused("randomness_before_close")
    if is_rehearsal(command.beacon) and not state.rehearsal:
        return Refused("seed_mismatch")
    return [said(IntakeAnnounced, command)]


def launch_campaign(
    state: State, command: LaunchCampaign, asked: Asked
) -> Sequence[Fact] | Refused:
    intake = state.intakes.get(command.intake)
    if intake is None:
        return Refused("unknown_entity")
    if wrong := operator(state.book, asked, intake.programme):
        return wrong
    if command.campaign in state.campaigns:
        return Refused("already_done")
    if asked.time >= intake.closes or command.closes <= asked.time:
        return Refused("too_late")
    text = in_force(state.book, "pools", intake.programme, asked.time)
    if text is None:
        return Refused("not_adopted")
    if read(Pools, text.rules).of(command.pool) is None:
        return Refused("not_in_pool", rule=text.rule)
    return [said(CampaignLaunched, command)]
