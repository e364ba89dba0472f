"""Bookbuilding.deliver: a step of its own that nobody else can take."""

from tests.support.reverts import reverts


def test_reverts_when_the_caller_is_another(platform, series, actors):
    call = (series.bond, series.vault, actors.issuer, 1, 0)
    for contract in (platform.bookbuilding, platform.offering):
        with reverts("OnlySelf", actors.issuer):
            contract.deliver(*call, {"from": actors.issuer})
