"""Bond.approve: an allowance is what was said last."""


def test_the_last_word_holds_and_the_event_says_so(bond, actors):
    bond.approve(actors.stranger, 5, {"from": actors.holder_a})
    tx = bond.approve(actors.stranger, 2, {"from": actors.holder_a})

    assert bond.allowance(actors.holder_a, actors.stranger) == 2
    event = {"owner": actors.holder_a, "spender": actors.stranger, "value": 2}
    assert dict(tx.events["Approval"]) == event
