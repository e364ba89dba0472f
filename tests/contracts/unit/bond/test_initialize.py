"""Bond.initialize: once, and never on the implementation."""

from tests.support.reverts import reverts

CANCELLED = 7
EIP_170_LIMIT, HEADROOM = 24_576, 2_048


def test_reverts_the_second_time(bond, actors):
    with reverts("AlreadyInitialized", bond):
        bond.initialize({"from": actors.issuer})


def test_reverts_on_the_implementation(platform, actors):
    with reverts("AlreadyInitialized", platform.bond):
        platform.bond.initialize({"from": actors.issuer})
    assert platform.bond.stage() == CANCELLED


def test_the_code_fits_with_room_to_spare(platform, web3):
    assert len(web3.eth.get_code(platform.bond.address)) <= EIP_170_LIMIT - HEADROOM
